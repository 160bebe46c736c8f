// The exponential function.
#pragma once

#include <chainrule/numeric/saturating.hpp>
#include <chainrule/numeric/scalar.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace chainrule::numeric {

namespace detail {

/// Limits of exp: below `lowest` the result is less than the smallest normal number, above `highest` it overflows.
template <Scalar T>
struct exp_limits;

template <>
struct exp_limits<float> {
    static constexpr float lowest = -0x1.5d589ep6f;  // -126 ln 2, towards zero
    static constexpr float highest = 0x1.62e42ep6f;  // 128 ln 2, towards zero
};

template <>
struct exp_limits<double> {
    static constexpr double lowest = -0x1.6232bdd7abcd2p9;  // -1022 ln 2, towards zero
    static constexpr double highest = 0x1.62e42fefa39efp9;  // 1024 ln 2, towards zero
};

/// a = k ln 2 + r with |r| <= ln 2 / 2; `count` holds k in its low bits, above them what a shift by fraction_bits drops.
template <Pack V>
struct exp_reduction {
    V r;
    bits_t<V> count;
};

template <Scalar T>
inline constexpr T log2_e = static_cast<T>(sizeof(T) == 4 ? 0x1.715476p0 : 0x1.71547652b82fep0);

/// Cody and Waite: k times the first part of ln 2 is exact, with or without contraction.
template <Pack V>
[[nodiscard, gnu::always_inline]] constexpr exp_reduction<V> reduce_exp(V a) noexcept {
    using T = element_t<V>;
    const V sum = a * log2_e<T> + rounding<T>;
    const V k = sum - rounding<T>;
    return {(a - k * ln2_high<T>)-k * ln2_low<T>, std::bit_cast<bits_t<V>>(sum)};
}

/// e^r - 1 for |r| <= ln 2 / 2, as r + r^2 q(r), q a minimax polynomial (coefficients.py).
template <Pack V>
[[nodiscard, gnu::always_inline]] constexpr V exp_minus_one_reduced(V r) noexcept {
    if constexpr (sizeof(element_t<V>) == 4) {
        return r + r * r * quartic(r, 0x1.fffffcp-2f, 0x1.555492p-3f, 0x1.5558bcp-5f, 0x1.1239c4p-7f, 0x1.6a4146p-10f);
    } else {
        return r + r * r *
                       polynomial(r, 0x1.000000000000ap-1, 0x1.55555555554fep-3, 0x1.5555555550650p-5, 0x1.1111111126b57p-7,
                                  0x1.6c16c1849c073p-10, 0x1.a01a013008e4fp-13, 0x1.a01998e1e71f5p-16, 0x1.71df1821b05b5p-19,
                                  0x1.28ae81a8b797cp-22, 0x1.ad955632bb10bp-26);
    }
}

/// e^-s for |s| <= ln 2 / 2, as (1 - s) + s^2 q(-s): a shorter chain than that of exp, for 1 - s is rounded, and q of a float
/// has a degree less.
template <Pack V>
[[nodiscard, gnu::always_inline]] constexpr V exp_of_minus_reduced(V s) noexcept {
    using T = element_t<V>;
    const V q = [&]() __attribute__((always_inline)) {
        if constexpr (sizeof(T) == 4) {
            return cubic(s, 0x1.fffdf8p-2f, -0x1.5557aep-3f, 0x1.572be6p-5f, -0x1.1064bap-7f);
        } else {
            return polynomial(s, 0x1.000000000000ap-1, -0x1.55555555554fep-3, 0x1.5555555550650p-5, -0x1.1111111126b57p-7,
                              0x1.6c16c1849c073p-10, -0x1.a01a013008e4fp-13, 0x1.a01998e1e71f5p-16, -0x1.71df1821b05b5p-19,
                              0x1.28ae81a8b797cp-22, -0x1.ad955632bb10bp-26);
        }
    }();
    return multiply_add(V(s * s), q, V(T{1} - s));
}

/// exp for lowest <= a <= highest; outside, and for a NaN, any number.
template <Pack V>
[[nodiscard, gnu::always_inline]] constexpr V exp_within_limits(V a) noexcept {
    const auto [r, count] = reduce_exp(a);
    const V p = element_t<V>{1} + exp_minus_one_reduced(r);
    // p is in [0.70, 1.42]: adding k to its exponent multiplies by 2^k, and does not overflow where p 2^k does not.
    return std::bit_cast<V>(std::bit_cast<bits_t<V>>(p) + (count << format<element_t<V>>::fraction_bits));
}

template <Pack V>
[[nodiscard, gnu::always_inline]] constexpr V exp_pack(V a) noexcept {
    using T = element_t<V>;
    using limits = exp_limits<T>;
    if constexpr (Scalar<V>) {
        if (branches_first()) {
            if (is_beyond(a, limits::lowest)) [[unlikely]] {
                if (is_nan(a)) return quiet_nan<T>;
                if (a > limits::highest) return infinity<T>;
                if (a < T{0}) return T{0};
            }
            return exp_within_limits(a);
        }
    }
    V y = exp_within_limits(a);
    y = select<V>(a > limits::highest, broadcast<V>(infinity<T>), y);
    y = select<V>(a < limits::lowest, broadcast<V>(T{0}), y);
    return select<V>(a == a, y, broadcast<V>(quiet_nan<T>));
}

/// Limits of `decay`. Above `far` it is 0 and below -far infinite, and so it is at `highest` and `lowest`, where the formula
/// still holds. `far` is the last number before the quotient by ln 2 rounds to 127.5 (1023.5), a tie.
template <Scalar T>
struct decay_limits {
    static constexpr T far = static_cast<T>(sizeof(T) == 4 ? 0x1.61814ap6 : 0x1.62b7d369a5aa7p9);
    static constexpr T highest = static_cast<T>(sizeof(T) == 4 ? 88.75 : 709.8125);
    static constexpr T lowest = static_cast<T>(sizeof(T) == 4 ? -88.0 : -709.0);
    static constexpr T normal = static_cast<T>(sizeof(T) == 4 ? 86.75 : 708.0);
};

/// `decay` of 0.
template <Scalar T>
inline constexpr T decay_of_zero = T(2);

/// The argument within the limits for which `decay` is the same. A NaN stays one.
template <Pack V>
[[nodiscard, gnu::always_inline]] constexpr V limited_decay(V a) noexcept {
    using limits = decay_limits<element_t<V>>;
    return at_most(at_least(a, limits::lowest), limits::highest);
}

/// 2 e^-a = p 2^k: p, and a sum whose lowest bits are the biased exponent k.
template <Pack V>
struct decay_parts {
    V p;
    V sum;
};
template <Pack V>
[[nodiscard, gnu::always_inline]] constexpr decay_parts<V> parts_of_decay(V a) noexcept {
    using T = element_t<V>;
    constexpr T biased = rounding<T> + static_cast<T>(format<T>::exponent_bias + 1);
    const V sum = multiply_add(a, -log2_e<T>, biased);
    const V k = sum - biased;
    const V s = multiply_add(k, ln2_low<T>, multiply_add(k, ln2_high<T>, a));
    return {exp_of_minus_reduced(s), sum};
}

/// 2^k, from a sum whose lowest bits are the biased exponent k.
template <Pack V>
[[nodiscard, gnu::always_inline]] constexpr V power_of_two(V sum) noexcept {
    if constexpr (is_beside<V>) {
        return {power_of_two(sum.first), power_of_two(sum.second)};
    } else {
        return std::bit_cast<V>(std::bit_cast<bits_t<V>>(sum) << format<element_t<V>>::fraction_bits);
    }
}

/// p 2^k, within the limits. A multiplication, where `exp` adds to an exponent: so 2^k may be 0 or infinite, and a NaN stays
/// one.
template <Pack V>
[[nodiscard, gnu::always_inline]] constexpr V decay_within_limits(V a) noexcept {
    const auto [p, sum] = parts_of_decay(a);
    return p * power_of_two(sum);
}

/// `decay` without a limit to its argument, by operations that saturate. As k has its limits before s is computed, s is beyond
/// its own with the sign of a; then p is more than 1, or infinite, where 2^k is infinite, and does not count where 2^k is 0.
template <class Machine>
[[nodiscard, gnu::always_inline]] constexpr float decay_by_saturation(float a) noexcept {
    const auto k = Machine::nearest_integer(a * -log2_e<float>);
    const auto number = static_cast<float>(k);
    const float p = exp_of_minus_reduced((a + number * ln2_high<float>)+number * ln2_low<float>);
    return Machine::multiplied_by_power_of_two(p, k);
}

/// 2 e^-a, as sigmoid and softmax need it, to which a factor is all the same: 0 where e^-a is below 2^-127.5 (2^-1023.5),
/// infinite from 2^126.5 (2^1022.5) on; of a NaN some NaN. Twice, because then the bias of the exponent is even, and `rounding`
/// rounds a tie to the same integer as an instruction that rounds.
/// Error: 2.63 ulp over all floats; 1.27 over ten million doubles (MPFR).
template <Scalar T>
[[nodiscard]] constexpr T decay(T a) noexcept {
    using f = format<T>;
    using bits = typename f::bits;
    if constexpr (std::is_same_v<T, float> && saturates) {
        if (!std::is_constant_evaluated()) return decay_by_saturation<saturating>(a);
    }
    if (is_beyond(a, decay_limits<T>::far)) [[unlikely]] {
        if (is_nan(a)) return a;
        const bits negative = std::bit_cast<bits>(a) >> (8 * sizeof(T) - 1);
        return std::bit_cast<T>(static_cast<bits>(f::infinity & (bits{0} - negative)));  // infinity or 0
    }
    if constexpr (!in_hardware<T>) {
        // Where 2^k and the result are normal numbers an addition to the exponent gives the same.
        if (!is_beyond(a, decay_limits<T>::normal)) {
            const auto [p, sum] = parts_of_decay(a);
            return std::bit_cast<T>(std::bit_cast<bits>(p) +
                                    ((std::bit_cast<bits>(sum) - f::exponent_bias) << f::fraction_bits));
        }
    }
    return decay_within_limits(a);
}

template <Pack V>
    requires(!Scalar<V>)
[[nodiscard, gnu::always_inline]] constexpr V decay(V a) noexcept {
    return decay_within_limits(limited_decay(a));
}

/// `limited_decay` of a pack that has none beside it, so that nothing hides how long its chain is: a branch that is hardly ever
/// taken makes it shorter.
template <Vector V>
    requires(sizeof(V) <= 16)  // of a wider one the lanes take longer to ask
[[nodiscard, gnu::always_inline]] constexpr V limited_decay_alone(V a) noexcept {
    using T = element_t<V>;
    constexpr T far = decay_limits<T>::far;
    if (!all_lanes<V>(a * a < broadcast<V>(far * far))) [[unlikely]]
        a = limited_decay(a);
    return a;
}

/// `decay` of no negative number, as softmax has them.
template <Pack V>
    requires(!Scalar<V>)
[[nodiscard, gnu::always_inline]] constexpr V decay_of_distance(V a) noexcept {
    return decay_within_limits(at_most(a, decay_limits<element_t<V>>::highest));
}

/// The same where there is one row, and what counts is how long its chain is: beyond the limit the result is replaced.
template <bool Alone, Vector V>
[[nodiscard, gnu::always_inline]] constexpr V decay_of_distance_in_row(V a) noexcept {
    if constexpr (Alone && requires { limited_decay_alone(a); }) {
        return decay_within_limits(limited_decay_alone(a));
    } else {
        return a > broadcast<V>(decay_limits<element_t<V>>::highest) ? V{} : decay_within_limits(a);
    }
}

/// For a bound only: fused where that is fast, whatever the compiler's options say of contraction.
template <Scalar T, class... More>
[[nodiscard, gnu::always_inline]] constexpr T sum_of_squares(T a, More... more) noexcept {
    T sum = a * a;
#ifdef __FP_FAST_FMAF
    if constexpr (std::is_same_v<T, float>) {
        ((sum = __builtin_fmaf(more, more, sum)), ...);
        return sum;
    }
#endif
    ((sum += more * more), ...);
    return sum;
}

/// That none of them is special to `decay`: by the sum of their squares, so that it may be false of some that are none.
template <Scalar T, class... More>
[[nodiscard, gnu::always_inline]] constexpr bool all_within_limits(T a, More... more) noexcept {
    constexpr T far = decay_limits<T>::far;
    return sum_of_squares(a, more...) < far * far;
}

/// Puts in place of each number the one within the limits for which `decay` is the same.
template <Scalar T>
[[gnu::noinline, gnu::cold]] constexpr void limit_each(T* a, std::size_t n) noexcept {
    for (std::size_t i = 0; i < n; ++i) a[i] = limited_decay(a[i]);
}
/// `decay` of several numbers where there are no vectors, so that their computation is one straight line: `normal` tells
/// whether none of them is special.
template <Scalar T, std::size_t... I>
[[gnu::always_inline]] constexpr void decay_each(T* y, const T* a, bool normal, std::index_sequence<I...>) noexcept {
    if constexpr (std::is_same_v<T, float> && saturates) {
        ((y[I] = decay_by_saturation<saturating>(a[I])), ...);
        return;
    }
    T limited[] = {a[I]...};
    if (!normal) [[unlikely]] {
        T copy[] = {a[I]...};
        limit_each(copy, sizeof...(I));
        ((limited[I] = copy[I]), ...);
    }
    ((y[I] = decay_within_limits(limited[I])), ...);
}

}  // namespace detail

/// Exponential function, e^a.
///
/// exp(-inf) = 0, exp(inf) = inf, exp(NaN) = NaN; a result below the smallest normal number is 0.
/// Error: 1.00 ulp over all floats, 1.04 where a compiler contracts; 0.96 over ten million doubles (MPFR).
/// Method: a = k ln 2 + r (Cody and Waite, Software Manual for the Elementary Functions, 1980), e^r = 1 + r + r^2 q(r),
/// q a minimax polynomial.
template <Scalar T>
[[nodiscard]] constexpr T exp(T a) noexcept {
    return detail::exp_pack(a);
}

/// The same in every lane, bit for bit where contraction is off. The vector should be no wider than the machine's.
template <Vector V>
[[nodiscard, gnu::always_inline]] constexpr V exp(V a) noexcept {
    return detail::exp_pack(a);
}

}  // namespace chainrule::numeric
