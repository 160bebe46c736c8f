// Rounding and scaling that saturate, as the instructions of a Cortex-M with a floating-point unit do.
#pragma once

#include <chainrule/numeric/scalar.hpp>

#include <bit>
#include <cstdint>

namespace chainrule::numeric::detail {

/// Every machine.
struct saturating_in_software {
    /// The integer nearest to a, of two the even one; the nearest there is where that is none of 8 bits, and 0 of a NaN.
    [[nodiscard]] static constexpr std::int32_t nearest_integer(float a) noexcept {
        if (is_nan(a)) return 0;
        if (a >= 127.0f) return 127;
        if (a <= -128.0f) return -128;
        return static_cast<std::int32_t>((a + rounding<float>)-rounding<float>);
    }

    /// 2 p 2^k, for such an integer k; 0, whatever p is, where that is -128, and p times infinity where it is 127.
    [[nodiscard]] static constexpr float multiplied_by_power_of_two(float p, std::int32_t k) noexcept {
        if (k == -128) return 0.0f;
        return p * std::bit_cast<float>(static_cast<std::uint32_t>(k + 128) << format<float>::fraction_bits);
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
        return static_cast<std::int32_t>(__builtin_arm_ssat(k, 8));
    }

    [[nodiscard, gnu::always_inline]] static float multiplied_by_power_of_two(float p, std::int32_t k) noexcept {
        float y;
#ifdef __OPTIMIZE_SIZE__
        asm("adds %1, #128\n\tlsls %1, #23\n\tvmov %0, %1\n\tit ne\n\tvmulne.f32 %0, %0, %2"
            : "=&t"(y), "+l"(k)
            : "t"(p)
            : "cc");
#else  // an instruction less for each but the first, and some can be moved apart
        asm("adds %1, %3, %1, lsl #23\n\tvmov %0, %1\n\tit ne\n\tvmulne.f32 %0, %0, %2"
            : "=&t"(y), "+r"(k)
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
