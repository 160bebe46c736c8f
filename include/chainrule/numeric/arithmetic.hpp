// Whether arithmetic is the one that reproducible results need.
#pragma once

#include <chainrule/numeric/scalar.hpp>

#include <bit>

namespace chainrule::numeric {

namespace detail {

/// a, from where the compiler cannot know it.
template <Scalar T>
[[nodiscard, gnu::always_inline]] inline T hidden(T a) noexcept {
    const volatile T b = a;
    return b;
}

/// The very bits of `expected`. A comparison of numbers would let the compiler simplify a - b == 0 to a == b.
template <Scalar T>
[[nodiscard, gnu::always_inline]] inline bool is(T a, T expected) noexcept {
    using bits = typename format<T>::bits;
    const volatile T stored = a;  // through memory, so that a wider register does not count
    return std::bit_cast<bits>(T{stored}) == std::bit_cast<bits>(expected);
}

/// Each line evaluates, on values that the compiler cannot know, an expression whose value in the arithmetic that the library
/// specifies (every operation rounded once, to nearest, in its own format, in the order written) is known.
template <Scalar T>
[[nodiscard, gnu::always_inline]] inline bool arithmetic_is_reproducible_in() noexcept {
    constexpr T ulp = static_cast<T>(sizeof(T) == 4 ? 0x1p-23 : 0x1p-52);
    const T one = hidden(T{1});
    const T zero = hidden(T{0});
    const T above = hidden(T{1} + ulp);
    const T below = hidden(T{1} - ulp);
    const T quarter = hidden(ulp / 4);
    const T three_quarters = hidden(3 * (ulp / 4));
    const T divisor = hidden(T{49});
    const T normal = hidden(smallest_normal<T>);
    const T subnormal = hidden(smallest_normal<T> / 2);

    // (1 + u)(1 - u) = 1 - u^2 rounds to 1, unless a sum takes the product unrounded.
    const bool contracts = !is(hidden(above) * below - one, T{0}) || !is(one - hidden(above) * below, T{0}) ||
                           !is(hidden(above) * below + -one, T{0});
    // 1 + u / 4 rounds to 1, and the part that was lost does not come back; nor is it there in a wider register.
    const bool reassociates = !is((hidden(one) + quarter) - one, T{0}) || !is((hidden(quarter) - one) + one, T{0}) ||
                              !is(hidden(one) + quarter + quarter + quarter, T{1});
    // 1 / 49 rounds so that 49 times it is not 1; one divisor of many dividends, and a constant, invite it.
    const T a = hidden(T{49}), b = hidden(T{98}), c = hidden(T{196}), d = hidden(T{392});
    const bool reciprocals = !is(a / divisor, T{1}) || !is(b / divisor, T{2}) || !is(c / divisor, T{4}) ||
                             !is(d / divisor, T{8}) || !is(a / T{49}, T{1});
    // Subnormal results and subnormal arguments; the sign of zero.
    const bool flushes = !is(normal * T{0.5}, smallest_normal<T> / 2) || !is(subnormal * T{2}, smallest_normal<T>);
    const bool loses_sign = !is(hidden(-zero) + T{0}, T{0}) || !is(T{0} - hidden(zero), T{0});
    // 1 + u / 4 falls and 1 + 3u / 4 rises, on both sides of zero.
    const bool rounds_otherwise = !is(one + quarter, T{1}) || !is(one + three_quarters, T{1} + ulp) ||
                                  !is(-one - quarter, T{-1}) || !is(-one - three_quarters, T{-1} - ulp);
    return !(contracts || reassociates || reciprocals || flushes || loses_sign || rounds_otherwise);
}

}  // namespace detail

/// Whether arithmetic, as compiled in the calling function and as the processor is set now, is the one that reproducible
/// results need: no contraction, no reassociation, no reciprocals for divisions, no flushing of subnormal numbers, rounding
/// to nearest, no excess precision; of the given types, `arithmetic_is_reproducible<float>()`, or of float and double.
///
/// A probe of a few expressions: it speaks for the flags of the translation unit that calls it, not for others that it is
/// linked with, and not for another thread's processor state. It cannot see a compiler that uses one of these freedoms
/// elsewhere but not on the probes, nor options that only license changes to NaN, infinity or the sign of zero (the former are
/// refused where they are announced, see scalar.hpp).
template <Scalar... Types>
[[nodiscard, gnu::always_inline]] inline bool arithmetic_is_reproducible() noexcept {
    if constexpr (sizeof...(Types) == 0) {
        return detail::arithmetic_is_reproducible_in<float>() && detail::arithmetic_is_reproducible_in<double>();
    } else {
        return (detail::arithmetic_is_reproducible_in<Types>() && ...);
    }
}

}  // namespace chainrule::numeric
