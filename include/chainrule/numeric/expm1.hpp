// The exponential function less one.
#pragma once

#include <chainrule/numeric/exp.hpp>
#include <chainrule/numeric/scalar.hpp>

#include <bit>
#include <type_traits>

namespace chainrule::numeric {

namespace detail {

template <Pack V>
[[nodiscard, gnu::always_inline]] constexpr V expm1_pack(V a) noexcept {
    using T = element_t<V>;
    using f = format<T>;
    constexpr T lowest = T{-40};  // below, -1 to the last bit
    constexpr T highest = exp_limits<T>::highest;
    constexpr T tiny = static_cast<T>(sizeof(T) == 4 ? 0x1p-26 : 0x1p-55);  // below in size, a to the last bit
    if constexpr (Scalar<V>) {
        if (branches_first()) {
            if (is_nan(a)) return quiet_nan<T>;
            if (a > highest) return infinity<T>;
            if (a < lowest) return T{-1};
        }
    }
    const auto [r, count] = reduce_exp(a);
    const V p = exp_minus_one_reduced(r);
    // Half of everything: 2^k itself overflows at the end of the range.
    const V s = std::bit_cast<V>((count << f::fraction_bits) + std::bit_cast<typename f::bits>(T{0.5}));  // 2^(k - 1)
    V y = T{2} * (s * p + (s - T{0.5}));
    const V size = select<V>(a < T{0}, -a, a);
    y = select<V>(size < tiny, a, y);
    y = select<V>(a > highest, broadcast<V>(infinity<T>), y);
    y = select<V>(a < lowest, broadcast<V>(T{-1}), y);
    return select<V>(a == a, y, broadcast<V>(quiet_nan<T>));
}

}  // namespace detail

/// Exponential function less one, e^a - 1, without the cancellation near zero.
///
/// expm1(-0) = -0, expm1(-inf) = -1, expm1(inf) = inf, expm1(NaN) = NaN.
/// Error: 1.66 ulp over all floats; 1.96 over ten million doubles (MPFR).
/// Method: a = k ln 2 + r as in exp, then 2^k (e^r - 1) + (2^k - 1).
template <Scalar T>
[[nodiscard]] constexpr T expm1(T a) noexcept {
    return detail::expm1_pack(a);
}

/// The same in every lane, bit for bit where contraction is off. The vector should be no wider than the machine's.
template <Vector V>
[[nodiscard, gnu::always_inline]] constexpr V expm1(V a) noexcept {
    return detail::expm1_pack(a);
}

}  // namespace chainrule::numeric
