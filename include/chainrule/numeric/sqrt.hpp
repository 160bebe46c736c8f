// The square root.
#pragma once

#include <chainrule/numeric/pack.hpp>
#include <chainrule/numeric/scalar.hpp>

#include <bit>
#include <cstddef>
#include <type_traits>

namespace chainrule::numeric {

namespace detail {

/// Where `__builtin_sqrt` is one instruction and never a call that could need errno or libm.
template <Scalar T>
[[nodiscard]] consteval bool has_sqrt_instruction() {
#if defined(__x86_64__) && defined(__SSE2__)
    return true;  // a host: if the compiler adds a call for negative arguments, it never runs, and libm is there
#elif !defined(__NO_MATH_ERRNO__)
    return false;
#elif defined(__aarch64__)
    return true;
#elif defined(__ARM_FP)
    return (__ARM_FP & (sizeof(T) == 4 ? 4 : 8)) != 0;
#elif defined(__riscv_flen)
    return __riscv_flen >= 8 * sizeof(T);
#else
    return false;
#endif
}

/// The square root of a positive finite number, digit by digit, in integers.
template <Scalar T>
[[nodiscard]] constexpr T sqrt_digits(T a) noexcept {
    using f = format<T>;
    using bits = typename f::bits;
    constexpr int digits = f::fraction_bits + 1;
    constexpr bits hidden = bits{1} << f::fraction_bits;
    const bits pattern = std::bit_cast<bits>(a);
    int exponent = static_cast<int>(pattern >> f::fraction_bits);
    bits fraction = pattern & (hidden - 1);
    if (exponent == 0) {
        exponent = 1;
        while (fraction < hidden) {
            fraction <<= 1;
            --exponent;
        }
    } else {
        fraction |= hidden;
    }
    exponent -= static_cast<int>(f::exponent_bias);
    // a = fraction 2^(exponent - fraction_bits); with an even exponent the root of 1 <= fraction / hidden < 4 is wanted.
    if ((exponent & 1) != 0) fraction <<= 1;
    const int half_exponent = (exponent - (exponent & 1)) / 2;

    // One digit of the root a turn, one more than the format holds: root^2 + rest is what has been read of the fraction.
    // The fraction has digits + 1 bits, two are read a turn, and zeros follow.
    bits root = 0;
    bits rest = 0;
    bits unread = fraction << (8 * sizeof(bits) - digits - 1);
    for (int i = 0; i <= digits; ++i) {
        rest = (rest << 2) | (unread >> (8 * sizeof(bits) - 2));
        unread <<= 2;
        const bits trial = (root << 2) | 1;
        root <<= 1;
        if (rest >= trial) {
            rest -= trial;
            root |= 1;
        }
    }
    // No root lies half-way between two numbers (its square would have too many digits), so the last digit decides.
    root = (root + 1) >> 1;
    const bits biased = static_cast<bits>(half_exponent + static_cast<int>(f::exponent_bias) - 1);
    return std::bit_cast<T>((biased << f::fraction_bits) + root);
}

template <Scalar T>
[[nodiscard, gnu::always_inline]] inline T sqrt_instruction(T a) noexcept {
    if constexpr (sizeof(T) == 4) {
        return __builtin_sqrtf(a);
    } else {
        return __builtin_sqrt(a);
    }
}

/// In every lane. While a square root may set errno, g++ 12 makes scalars of this loop, and a step of adam takes twice as long.
template <Vector V>
[[nodiscard, gnu::always_inline]] inline V sqrt_instruction(V a) noexcept {
    using T = element_t<V>;
    V y{};
#if defined(__SSE2__) && !defined(__clang__)
    if constexpr (sizeof(V) >= 16 && sizeof(V) <= vector_bytes) {
        if constexpr (sizeof(T) == 4) {
            asm("%vsqrtps {%1, %0|%0, %1}" : "=v"(y) : "v"(a));
        } else {
            asm("%vsqrtpd {%1, %0|%0, %1}" : "=v"(y) : "v"(a));
        }
        return y;
    }
#endif
    for (std::size_t i = 0; i < lanes<V>; ++i) y[i] = sqrt_instruction<T>(a[i]);
    return y;
}

}  // namespace detail

/// Square root, correctly rounded.
///
/// sqrt(-0) = -0, sqrt(inf) = inf, sqrt(a < 0) = sqrt(NaN) = NaN.
/// Error: at most 0.5 ulp, by construction. Uses the machine's instruction where it has one; the bits are the same.
template <Scalar T>
[[nodiscard]] constexpr T sqrt(T a) noexcept {
    if (!(a >= T{0})) return quiet_nan<T>;
    if constexpr (detail::has_sqrt_instruction<T>()) {
        if (!std::is_constant_evaluated()) return detail::sqrt_instruction(a);
    }
    if (a == T{0} || a == infinity<T>) return a;
    return detail::sqrt_digits(a);
}

/// The same in every lane, bit for bit.
template <Vector V>
[[nodiscard, gnu::always_inline]] inline V sqrt(V a) noexcept {
    using T = element_t<V>;
    if constexpr (detail::has_sqrt_instruction<T>()) {
        const V x = select<V>(a >= T{0}, a, broadcast<V>(T{0}));
        return select<V>(a >= T{0}, detail::sqrt_instruction(x), broadcast<V>(quiet_nan<T>));
    } else {
        V y{};
        for (std::size_t i = 0; i < lanes<V>; ++i) y[i] = sqrt<T>(a[i]);
        return y;
    }
}

}  // namespace chainrule::numeric
