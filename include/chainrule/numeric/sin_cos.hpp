// Sine and cosine.
#pragma once

#include <chainrule/numeric/scalar.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace chainrule::numeric {

namespace detail {

/// The digits of 2 / pi after the point, 32 bits a limb: as many as the largest number of the format needs.
template <Scalar T>
struct two_over_pi;

template <>
struct two_over_pi<float> {
    static constexpr std::size_t window = 3;  // words that take part in a product: 24 + 2 + 30 (for cancellation) + 40
    static constexpr std::uint32_t words[] = {0xa2f9836eu, 0x4e441529u, 0xfc2757d1u, 0xf534ddc0u,
                                              0xdb629599u, 0x3c439041u, 0xfe5163abu};
};

template <>
struct two_over_pi<double> {
    static constexpr std::size_t window = 6;  // 53 + 2 + 62 (for cancellation) + 75
    static constexpr std::uint32_t words[] = {
        0xa2f9836eu, 0x4e441529u, 0xfc2757d1u, 0xf534ddc0u, 0xdb629599u, 0x3c439041u, 0xfe5163abu, 0xdebbc561u,
        0xb7246e3au, 0x424dd2e0u, 0x06492eeau, 0x09d1921cu, 0xfe1deb1cu, 0xb129a73eu, 0xe88235f5u, 0x2ebb4484u,
        0xe99c7026u, 0xb45f7e41u, 0x3991d639u, 0x835339f4u, 0x9c845f8bu, 0xbdf9283bu, 0x1ff897ffu, 0xde05980fu,
        0xef2f118bu, 0x5a0a6d1fu, 0x6d367ecfu, 0x27cb09b7u, 0x4f463f66u, 0x9e5fea2du, 0x7527bac7u, 0xebe5f17bu,
        0x3d0739f7u, 0x8a5292eau, 0x6bfb5fb1u, 0x1f8d5d08u, 0x56033046u};
};

/// The 32 digits of 2 / pi that follow the first `skip`; a negative `skip` starts with zeros before the point.
template <Scalar T>
[[nodiscard]] constexpr std::uint32_t digits_of_two_over_pi(int skip) noexcept {
    constexpr int count = static_cast<int>(sizeof(two_over_pi<T>::words) / sizeof(std::uint32_t));
    const int index = skip >> 5;
    const int shift = skip & 31;
    const std::uint32_t first = index >= 0 && index < count ? two_over_pi<T>::words[index] : 0u;
    const std::uint32_t second = index + 1 >= 0 && index + 1 < count ? two_over_pi<T>::words[index + 1] : 0u;
    return shift == 0 ? first : (first << shift) | (second >> (32 - shift));
}

/// The upper half of a product.
[[nodiscard]] constexpr std::uint32_t upper_product(std::uint32_t a, std::uint32_t b) noexcept {
    return static_cast<std::uint32_t>((std::uint64_t{a} * b) >> 32);
}

[[nodiscard]] constexpr std::uint64_t upper_product(std::uint64_t a, std::uint64_t b) noexcept {
    constexpr std::uint64_t low = 0xffffffffu;
    const std::uint64_t middle = (a >> 32) * (b & low) + (((a & low) * (b & low)) >> 32);
    const std::uint64_t other = (a & low) * (b >> 32) + (middle & low);
    return (a >> 32) * (b >> 32) + (middle >> 32) + (other >> 32);
}

/// x = (quadrant + 4 n) pi / 2 + r with |r| <= pi / 4.
template <Scalar T>
struct quarter_turns {
    T r;
    std::uint32_t quadrant;
};

/// Payne and Hanek: x times 2 / pi in fixed point, without the digits of 2 / pi that only add whole turns.
template <Scalar T>
[[nodiscard]] constexpr quarter_turns<T> reduce_large(T x) noexcept {
    using f = format<T>;
    using bits = typename f::bits;
    constexpr int window = static_cast<int>(two_over_pi<T>::window);
    constexpr bits hidden = bits{1} << f::fraction_bits;

    // |x| = m 2^e. Digit j of 2 / pi has weight 2^-j: those of weight 2^(e - j) >= 4 drop out, the next two are the quadrant.
    const bits pattern = std::bit_cast<bits>(x) & static_cast<bits>(~f::sign);
    const bits m = (pattern & (hidden - 1)) | hidden;
    const int e = static_cast<int>(pattern >> f::fraction_bits) - static_cast<int>(f::exponent_bias) - f::fraction_bits;

    // product[0] is the lowest limb of m times the window; what is above the window is whole turns.
    std::uint32_t product[two_over_pi<T>::window] = {};
    for (int half = 0; half < static_cast<int>(sizeof(bits) / 4); ++half) {
        const std::uint64_t factor = (std::uint64_t{m} >> (32 * half)) & 0xffffffffu;
        std::uint64_t carry = 0;
        for (int i = half; i < window; ++i) {
            const int from_top = window - 1 - (i - half);
            carry += factor * digits_of_two_over_pi<T>(e - 2 + 32 * from_top) + product[i];
            product[i] = static_cast<std::uint32_t>(carry);
            carry >>= 32;
        }
    }

    std::uint32_t quadrant = product[window - 1] >> 30;
    for (int i = window - 1; i > 0; --i) product[i] = (product[i] << 2) | (product[i - 1] >> 30);
    product[0] <<= 2;

    // Now a fraction of a quarter turn; from one half on, count down from the next quarter.
    const bool beyond = (product[window - 1] >> 31) != 0;
    if (beyond) {
        ++quadrant;
        std::uint64_t carry = 1;
        for (int i = 0; i < window; ++i) {
            carry += static_cast<std::uint32_t>(~product[i]);
            product[i] = static_cast<std::uint32_t>(carry);
            carry >>= 32;
        }
    }

    // The first `bits` of it that are not zero, times pi / 2. No number is so near a multiple of pi / 2 that none are left.
    int zeros = 0;
    int top = window - 1;
    while (top > 0 && product[top] == 0) {
        zeros += 32;
        --top;
    }
    const int shift = std::countl_zero(product[top]) & 31;
    zeros += shift;
    const auto limb = [&](int i) {
        const std::uint32_t here = i >= 0 ? product[i] : 0u;
        const std::uint32_t next = i >= 1 ? product[i - 1] : 0u;
        return shift == 0 ? here : (here << shift) | (next >> (32 - shift));
    };
    bits fraction = limb(top);
    bits half_pi = 0xc90fdaa2u;
    if constexpr (sizeof(bits) == 8) {
        fraction = (fraction << 32) | limb(top - 1);
        half_pi = 0xc90fdaa22168c234u;
    }
    const bits angle = upper_product(fraction, half_pi);  // r 2^(width - 1 + zeros)
    const bits exponent = f::exponent_bias + 1 - static_cast<bits>(8 * sizeof(bits)) - static_cast<bits>(zeros);
    const T r = static_cast<T>(angle) * std::bit_cast<T>(exponent << f::fraction_bits);
    const bool negative = (std::bit_cast<bits>(x) & f::sign) != 0;
    if (negative) quadrant = 0u - quadrant;
    return {beyond != negative ? -r : r, quadrant & 3};
}

/// sin r for |r| <= pi / 4, as r + r z p(z), z = r^2, p a minimax polynomial (coefficients.py).
template <Scalar T>
[[nodiscard]] constexpr T sin_reduced(T r) noexcept {
    const T z = r * r;
    if constexpr (sizeof(T) == 4) {
        return r + r * (z * polynomial(z, -0x1.555546p-3f, 0x1.11077cp-7f, -0x1.9955aep-13f));
    } else {
        return r + r * (z * polynomial(z, -0x1.5555555555549p-3, 0x1.111111110f89ep-7, -0x1.a01a019c146f4p-13,
                                       0x1.71de35793bb28p-19, -0x1.ae5e66e21d7e7p-26, 0x1.5d9312d03ad0bp-33));
    }
}

/// cos r for |r| <= pi / 4, as 1 - z / 2 + z^2 p(z), z = r^2.
template <Scalar T>
[[nodiscard]] constexpr T cos_reduced(T r) noexcept {
    const T z = r * r;
    if constexpr (sizeof(T) == 4) {
        return (1.0f - 0.5f * z) + z * z * polynomial(z, 0x1.55554ap-5f, -0x1.6c0c2ap-10f, 0x1.99e904p-16f);
    } else {
        return (1.0 - 0.5 * z) + z * z *
                                     polynomial(z, 0x1.555555555554bp-5, -0x1.6c16c16c1500dp-10, 0x1.a01a019c8dd04p-16,
                                                -0x1.27e4f7f04db44p-22, 0x1.1ee9dac925db7p-29, -0x1.8fa5eaf91aef1p-37);
    }
}

/// cos(r + quadrant pi / 2); the sine is the cosine of one quadrant less.
template <Scalar T>
[[nodiscard]] constexpr T cos_of(quarter_turns<T> a) noexcept {
    const T y = (a.quadrant & 1) != 0 ? sin_reduced(a.r) : cos_reduced(a.r);
    return ((a.quadrant + 1) & 2) != 0 ? -y : y;
}

/// cos(2 pi v) for 0 <= v < 1: the reduction is exact, and needs no digits of pi but the last factor.
template <Scalar T>
[[nodiscard]] constexpr T cos_turns(T v) noexcept {
    constexpr T half_pi = static_cast<T>(sizeof(T) == 4 ? 0x1.921fb6p0 : 0x1.921fb54442d18p0);
    const T quarters = T{4} * v;
    const auto nearest = static_cast<std::int32_t>(quarters + T{0.5});
    return cos_of<T>({(quarters - static_cast<T>(nearest)) * half_pi, static_cast<std::uint32_t>(nearest)});
}

template <Scalar T>
inline constexpr T quarter_pi = static_cast<T>(sizeof(T) == 4 ? 0x1.921fb4p-1 : 0x1.921fb54442d18p-1);  // towards zero

}  // namespace detail

/// Sine of an angle in radians, sin(a).
///
/// sin(-0) = -0, sin(inf) = sin(NaN) = NaN; every finite angle is reduced with all its digits.
/// Error: 1.58 ulp over all floats; 1.6 over ten million doubles (MPFR), multiples of pi / 2 among them.
/// Method: Payne and Hanek, Radian Reduction for Trigonometric Functions, SIGNUM Newsletter 18 (1983); minimax polynomials.
template <Scalar T>
[[nodiscard]] constexpr T sin(T a) noexcept {
    if (!is_finite(a)) return quiet_nan<T>;
    const T size = a < T{0} ? -a : a;
    if (size < static_cast<T>(sizeof(T) == 4 ? 0x1p-13 : 0x1p-28)) return a;
    if (size <= detail::quarter_pi<T>) return detail::sin_reduced(a);
    const auto reduced = detail::reduce_large(a);
    return detail::cos_of<T>({reduced.r, reduced.quadrant + 3});
}

/// Cosine of an angle in radians, cos(a).
///
/// cos(inf) = cos(NaN) = NaN; every finite angle is reduced with all its digits.
/// Error: 1.59 ulp over all floats; 1.6 over ten million doubles (MPFR), multiples of pi / 2 among them.
/// Method: as sin.
template <Scalar T>
[[nodiscard]] constexpr T cos(T a) noexcept {
    if (!is_finite(a)) return quiet_nan<T>;
    const T size = a < T{0} ? -a : a;
    if (size <= detail::quarter_pi<T>) return detail::cos_reduced(a);
    return detail::cos_of(detail::reduce_large(a));
}

}  // namespace chainrule::numeric
