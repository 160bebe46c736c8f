// Rounding and scaling that saturate, as the instructions of a Cortex-M with a floating-point unit do.
#pragma once

#include <chainrule/numeric/scalar.hpp>

#include <bit>
#include <cstdint>

namespace chainrule::numeric::detail {

/// Every machine.
struct saturating_in_software {
    /// The integer nearest to a, of two the even one; the nearest there is where that is none of 32 bits, and 0 of a NaN.
    [[nodiscard]] static constexpr std::int32_t nearest_integer(float a) noexcept {
        if (is_nan(a)) return 0;
        if (a >= 0x1p31f) return 0x7fffffff;
        if (a <= -0x1p31f) return -0x7fffffff - 1;
        if (is_beyond(a, 0x1p22f)) {  // where there are halves at most
            const auto towards_zero = static_cast<std::int32_t>(a);
            const bool is_half = static_cast<float>(towards_zero) != a;
            return is_half && towards_zero % 2 != 0 ? towards_zero + (a < 0.0f ? -1 : 1) : towards_zero;
        }
        return static_cast<std::int32_t>((a + rounding<float>)-rounding<float>);
    }

    /// 2 p 2^k; 0, whatever p is, where k is -128 or less, and p times infinity where it is 127 or more.
    [[nodiscard]] static constexpr float multiplied_by_power_of_two(float p, std::int32_t k) noexcept {
        if (k <= -128) return 0.0f;
        const std::uint32_t exponent = k < 127 ? static_cast<std::uint32_t>(k + 128) : 255;
        return p * std::bit_cast<float>(exponent << format<float>::fraction_bits);
    }
};

#if defined(__ARM_ARCH_PROFILE) && __ARM_ARCH_PROFILE == 'M' && defined(__ARM_FP) && (__ARM_FP & 4) != 0 && \
    defined(__ARM_FEATURE_SAT)
inline constexpr bool saturates = true;

/// The same bits in a few instructions without a branch. A compiler makes neither the rounding conversion nor the conditional
/// multiplication of portable code.
struct saturating {
    [[nodiscard, gnu::always_inline]] static std::int32_t nearest_integer(float a) noexcept {
        std::int32_t k;
        asm("vcvtr.s32.f32 %0, %1" : "=t"(k) : "t"(a));
        return k;
    }

    [[nodiscard, gnu::always_inline]] static float multiplied_by_power_of_two(float p, std::int32_t k) noexcept {
        float y;
#ifdef __OPTIMIZE_SIZE__
        std::int32_t exponent;
        asm("vmov %1, %3\n\tssat %1, #8, %1\n\tadds %1, #128\n\tlsls %1, #23\n\tvmov %0, %1\n\tit ne\n\tvmulne.f32 %0, %0, %2"
            : "=&t"(y), "=&l"(exponent)
            : "t"(p), "t"(k)
            : "cc");
#else  // the same; an instruction less for each but the first, and some can be moved apart
        auto exponent = static_cast<std::int32_t>(__builtin_arm_ssat(k, 8));
        asm("adds %1, %3, %1, lsl #23\n\tvmov %0, %1\n\tit ne\n\tvmulne.f32 %0, %0, %2"
            : "=&t"(y), "+r"(exponent)
            : "t"(p), "r"(128 << 23)
            : "cc");
#endif
        return y;
    }
};
#else
inline constexpr bool saturates = false;
using saturating = saturating_in_software;
#endif

}  // namespace chainrule::numeric::detail
