// Calls `measured` three times: with the free stack painted, once more, and between the markers of count_instructions.c, when
// whatever depends on earlier calls is in place. Prints how deep the stack went and the results of the first two calls.
#include "subject.h"

#include "board.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <iterator>

namespace {

// What goes in and comes out belongs to the harness, and lies in RAM in the empty program too: one sample of 64 features, or
// eight of 5, row after row or, as the library takes them, features outermost.
struct samples {
    float values[64];

    constexpr samples() : values{} {
        for (std::size_t i = 0; i < 64; ++i) {
#ifdef FEATURES_OUTERMOST
            const std::size_t position = i < 40 ? i % 5 * 8 + i / 5 : i;
#else
            const std::size_t position = i;
#endif
            values[position] = static_cast<float>((i * 37 + 11) % 64) / 32.0f - 1.0f;
        }
    }
};

constinit samples x;
constinit std::uint8_t t[8] = {2, 0, 1, 1, 0, 2, 2, 0};

// As many as a network 5-4-3 has weights.
float y[39];

using word = volatile std::uint32_t;

[[gnu::always_inline]] inline word* stack_pointer() {
    word* sp;
#ifdef __riscv
    asm volatile("mv %0, sp" : "=r"(sp));
#else
    asm volatile("mov %0, sp" : "=r"(sp));
#endif
    return sp;
}

// Bytes of stack below this function's own that `measured` writes to. No interrupt is enabled, so the memory there is free.
[[gnu::noinline]] std::size_t measure_stack() {
    constexpr std::ptrdiff_t painted = 768;
    constexpr std::uint32_t paint = 0xa5c3965a;

    word* const sp = stack_pointer();
    for (std::ptrdiff_t i = 1; i <= painted; ++i) sp[-i] = paint;
    measured(x.values, t, y);
    std::ptrdiff_t depth = painted;
    while (depth > 0 && sp[-depth] == paint) --depth;
    return static_cast<std::size_t>(depth) * sizeof(word);
}

// The arguments pass through the markers, so that they are in their registers at the first and only the call is between.
[[gnu::noinline]] void count_instructions() {
    const float* x_ = x.values;
    const std::uint8_t* t_ = t;
    float* y_ = y;
#ifdef __riscv
    asm volatile("lui zero, 1" : "+r"(x_), "+r"(t_), "+r"(y_)::"memory");
    measured(x_, t_, y_);
    asm volatile("lui zero, 2" ::: "memory");
#else
    asm volatile("mov r11, r11" : "+r"(x_), "+r"(t_), "+r"(y_)::"memory");
    measured(x_, t_, y_);
    asm volatile("mov r12, r12" ::: "memory");
#endif
}

// In hexadecimal digits: the empty program must not bring in library functions, which others would then have for nothing.
void print(std::uint32_t number) {
    char text[10];
    text[0] = ' ';
    text[9] = '\0';
    for (std::size_t i = 8; i > 0; --i, number >>= 4) text[i] = "0123456789abcdef"[number & 0xf];
    board::write(text);
}

}  // namespace

int main() {
    const float* const results = prepare(y);
    const auto stack = static_cast<std::uint32_t>(measure_stack());
    measured(x.values, t, y);
    board::write("stack");
    print(stack);
    board::write("\nresults");
    for (std::size_t i = 0; i < std::size(y); ++i) print(std::bit_cast<std::uint32_t>(results[i]));
    board::write("\n");
    count_instructions();
    return 0;
}
