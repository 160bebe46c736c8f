// Exit status 0 if the arithmetic is reproducible under the flags that this file is compiled with, 1 if it is not; with the
// argument "processor", 0 if every change to the processor's own state is noticed (flush to zero, denormals are zero,
// rounding).
//
// Expected: 0 with -ffp-contract=off; 1 with -O2 and one of
//   -march=haswell -ffp-contract=fast    -fassociative-math -fno-signed-zeros -fno-trapping-math    -freciprocal-math

#include <cfenv>
#include <cstdio>
#include <initializer_list>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

#include "chainrule/numeric/arithmetic.hpp"

namespace {

[[gnu::noinline]] bool reproducible() { return chainrule::numeric::arithmetic_is_reproducible(); }

int processor() {
    int missed = reproducible() ? 0 : 1;
    for (const int mode : {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO}) {
        std::fesetround(mode);
        if (reproducible()) ++missed;
    }
    std::fesetround(FE_TONEAREST);
#if defined(__x86_64__)
    const unsigned state = _mm_getcsr();
    for (const unsigned flag : {0x8000u, 0x0040u}) {  // flush to zero, denormals are zero
        _mm_setcsr(state | flag);
        if (reproducible()) ++missed;
        _mm_setcsr(state);
    }
#endif
    if (!reproducible()) ++missed;
    return missed;
}

}  // namespace

int main(int count, char**) {
    const int status = count > 1 ? processor() : reproducible() ? 0 : 1;
    std::printf("%s\n", status == 0 ? "reproducible" : "not reproducible");
    return status;
}
