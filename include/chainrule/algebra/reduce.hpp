// Reductions of a whole matrix.
#pragma once

#include <chainrule/numeric/pack.hpp>
#include <chainrule/shape/matrix.hpp>

#include <cstddef>

namespace chainrule {

/// No element is an infinity or a NaN; no raw integer ever is.
template <dim R, dim C, Raw T, order O, storage S>
[[nodiscard]] constexpr bool all_finite(const matrix<R, C, T, O, S>&) {
    return true;
}
template <dim R, dim C, Scalar T, order O, storage S>
[[nodiscard]] constexpr bool all_finite(const matrix<R, C, T, O, S>& a) {
    bool finite = true;
    numeric::for_packs<R.extent * C.extent, T>([&]<class V>(std::size_t i) __attribute__((always_inline)) {
        // a - a is 0 for a finite a, else NaN.
        const V v = numeric::load<V>(a.data() + i);
        const V difference = v - v;
        if constexpr (Scalar<V>) {
            finite = finite && difference == T(0);
        } else {
            for (std::size_t l = 0; l < numeric::lanes<V>; ++l) finite = finite && difference[l] == T(0);
        }
    });
    return finite;
}

}  // namespace chainrule
