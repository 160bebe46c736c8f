// The natural logarithm.
#pragma once

#include <chainrule/numeric/scalar.hpp>

#include <bit>
#include <type_traits>

namespace chainrule::numeric {

namespace detail {

/// log(x) + k0 ln 2 + c for positive, finite, normal x and a correction c that is small beside x - 1.
///
/// x = 2^k (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)). With s = f / (2 + f), log(1 + f) = 2 atanh(s) = s (2 + rest),
/// rest = s^2 p(s^2), p a minimax polynomial (coefficients.py); written f - (f^2 / 2 - s (f^2 / 2 + rest)), whose first
/// term is exact.
template <Pack V>
[[nodiscard, gnu::always_inline]] constexpr V log_normal(V x, V k0, V c) noexcept {
    using T = element_t<V>;
    using f_ = format<T>;
    using bits = typename f_::bits;
    constexpr bool single = sizeof(T) == 4;
    constexpr bits root_half = std::bit_cast<bits>(static_cast<T>(single ? 0x1.6a09e6p-1 : 0x1.6a09e667f3bcdp-1));
    constexpr bits fraction_mask = (bits{1} << f_::fraction_bits) - 1;

    const bits_t<V> u = std::bit_cast<bits_t<V>>(x) + (std::bit_cast<bits>(T{1}) - root_half);
    const bits_t<V> biased = u >> f_::fraction_bits;
    const V k =
        k0 + (std::bit_cast<V>(biased + std::bit_cast<bits>(rounding<T>)) - (rounding<T> + static_cast<T>(f_::exponent_bias)));
    const V f = std::bit_cast<V>((u & fraction_mask) + root_half) - T{1};
    const V s = f / (T{2} + f);
    const V z = s * s;
    const V h = T{0.5} * f * f;
    V rest;
    if constexpr (single) {
        rest = z * polynomial(z, 0x1.55557ap-1f, 0x1.995ed2p-2f, 0x1.31e15cp-2f);
    } else {
        rest = z * polynomial(z, 0x1.5555555555592p-1, 0x1.999999997fed2p-2, 0x1.24924941e8f80p-2, 0x1.c71c520b4d2b5p-3,
                              0x1.74663f51b6d3fp-3, 0x1.39a19dd1bace2p-3, 0x1.2f072cc460ac3p-3);
    }
    return k * ln2_high<T> + (f - (h - (s * (h + rest) + (k * ln2_low<T> + c))));
}

/// log(x) for positive normal x; of anything else any number.
template <Pack V>
[[nodiscard, gnu::always_inline]] constexpr V log_of_normal(V x) noexcept {
    if constexpr (is_beside<V>) {
        return {log_of_normal(x.first), log_of_normal(x.second)};
    } else {
        return log_normal(x, V{}, V{});
    }
}

template <Pack V>
[[nodiscard, gnu::always_inline]] constexpr V log_pack(V a) noexcept {
    using T = element_t<V>;
    constexpr T lift = static_cast<T>(format<T>::fraction_bits + 1);
    constexpr T scale = static_cast<T>(sizeof(T) == 4 ? 0x1p24 : 0x1p53);  // 2^lift makes every subnormal number normal
    if constexpr (Scalar<V>) {
        if (branches_first()) {
            using bits = typename format<T>::bits;
            constexpr auto first = std::bit_cast<bits>(smallest_normal<T>);
            T x = a;
            T k0{0};
            if (std::bit_cast<bits>(a) - first >= format<T>::infinity - first) [[unlikely]] {  // not a positive normal number
                if (a == T{0}) return -infinity<T>;
                if (is_nan(a) || a < T{0}) return quiet_nan<T>;
                if (a == infinity<T>) return a;
                x = a * scale;
                k0 = -lift;
            }
            return log_normal(x, k0, T{0});
        }
    }
    const auto subnormal = a < smallest_normal<T>;
    const V x = a * select<V>(subnormal, broadcast<V>(scale), broadcast<V>(T{1}));
    const V k0 = select<V>(subnormal, broadcast<V>(-lift), broadcast<V>(T{0}));
    V y = log_normal(x, k0, broadcast<V>(T{0}));
    y = select<V>(a == T{0}, broadcast<V>(-infinity<T>), y);
    y = select<V>(a == infinity<T>, broadcast<V>(infinity<T>), y);
    return select<V>(a >= T{0}, y, broadcast<V>(quiet_nan<T>));
}

}  // namespace detail

/// Natural logarithm, log(a).
///
/// log(0) = log(-0) = -inf, log(inf) = inf, log(a < 0) = log(NaN) = NaN; subnormal arguments are exact in the same way.
/// Error: 0.84 ulp over all floats; 0.87 over ten million doubles (MPFR).
/// Method: a = 2^k (1 + f), log(1 + f) = 2 atanh(f / (2 + f)) by a minimax polynomial (Muller, Elementary Functions, 2016).
template <Scalar T>
[[nodiscard]] constexpr T log(T a) noexcept {
    return detail::log_pack(a);
}

/// The same in every lane, bit for bit where contraction is off. The vector should be no wider than the machine's.
template <Vector V>
[[nodiscard, gnu::always_inline]] constexpr V log(V a) noexcept {
    return detail::log_pack(a);
}

}  // namespace chainrule::numeric
