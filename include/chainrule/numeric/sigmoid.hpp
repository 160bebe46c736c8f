// The logistic function.
#pragma once

#include <chainrule/numeric/exp.hpp>
#include <chainrule/numeric/scalar.hpp>

#include <type_traits>

namespace chainrule::numeric {

namespace detail {

/// Of a NaN some NaN.
template <Pack V>
[[nodiscard, gnu::always_inline]] constexpr V sigmoid_of_decay(V decay) noexcept {
    constexpr element_t<V> one = decay_of_zero<element_t<V>>;
    return one / (one + decay);
}

/// Within the limits of `decay`. Its last multiplication is part of the expression, for clang contracts within one only.
template <Pack V>
[[nodiscard, gnu::always_inline]] constexpr V sigmoid_within_limits(V a) noexcept {
    constexpr element_t<V> one = decay_of_zero<element_t<V>>;
    const auto [p, sum] = parts_of_decay(a);
    return one / multiply_add(p, power_of_two(sum), one);
}

/// Of a NaN some NaN.
template <Pack V>
[[nodiscard, gnu::always_inline]] constexpr V sigmoid_or_nan(V a) noexcept {
    if constexpr (Scalar<V>) {
        return sigmoid_of_decay(decay(a));
    } else {
        return sigmoid_within_limits(limited_decay(a));
    }
}

template <Pack V>
[[nodiscard, gnu::always_inline]] constexpr V sigmoid_pack(V a) noexcept {
    using T = element_t<V>;
    if constexpr (Scalar<V>) {
        if (branches_first()) return is_nan(a) ? quiet_nan<T> : sigmoid_or_nan(a);
    }
    return select<V>(a == a, sigmoid_or_nan(a), broadcast<V>(quiet_nan<T>));
}

}  // namespace detail

/// Logistic function, 1 / (1 + e^-a).
///
/// sigmoid(-inf) = 0, sigmoid(inf) = 1, sigmoid(NaN) = NaN.
/// Error: 3.49 ulp over all floats; 2.5 over ten million doubles (MPFR).
/// Method: exp, and a division; below the smallest normal number the result is 0 or within 2^-126 (2^-1022).
template <Scalar T>
[[nodiscard]] constexpr T sigmoid(T a) noexcept {
    return detail::sigmoid_pack(a);
}

/// The same in every lane, bit for bit where contraction is off. The vector should be no wider than the machine's.
template <Vector V>
[[nodiscard, gnu::always_inline]] constexpr V sigmoid(V a) noexcept {
    return detail::sigmoid_pack(a);
}

}  // namespace chainrule::numeric
