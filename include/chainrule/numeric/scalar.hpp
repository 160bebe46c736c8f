// The number types, their formats, and packs of them.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#if defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__ == 1)
static_assert(false, "chainrule: -ffast-math and -ffinite-math-only make NaN and infinity undefined; compile without them");
#endif

namespace chainrule {

/// The number types of the library: `float` and `double`, and nothing that converts to them.
template <class T>
concept Scalar = std::same_as<T, float> || std::same_as<T, double>;

/// Integers that every scalar type represents exactly: what an analog-to-digital converter gives.
template <class T>
concept Raw = std::same_as<T, std::int8_t> || std::same_as<T, std::uint8_t> || std::same_as<T, std::int16_t> ||
              std::same_as<T, std::uint16_t>;

/// What a matrix holds. One of raw integers is only read, by `scale_shift`.
template <class T>
concept Element = Scalar<T> || Raw<T>;

}  // namespace chainrule

namespace chainrule::numeric {

/// The binary format of a scalar (IEEE 754 binary32 or binary64).
template <Scalar T>
struct format;

template <>
struct format<float> {
    using bits = std::uint32_t;
    static constexpr int fraction_bits = 23;
    static constexpr bits exponent_bias = 127;
    static constexpr bits sign = 0x80000000u;
    static constexpr bits infinity = 0x7f800000u;
    static constexpr bits quiet_nan = 0x7fc00000u;
};

template <>
struct format<double> {
    using bits = std::uint64_t;
    static constexpr int fraction_bits = 52;
    static constexpr bits exponent_bias = 1023;
    static constexpr bits sign = 0x8000000000000000u;
    static constexpr bits infinity = 0x7ff0000000000000u;
    static constexpr bits quiet_nan = 0x7ff8000000000000u;
};

/// The one NaN that the functions of this folder return: quiet, positive, empty payload (0x7fc00000, 0x7ff8000000000000). A
/// NaN out of an operation, and so out of a layer, has the sign and payload that the machine likes, which differ from machine
/// to machine.
template <Scalar T>
inline constexpr T quiet_nan = std::bit_cast<T>(format<T>::quiet_nan);

template <Scalar T>
inline constexpr T infinity = std::bit_cast<T>(format<T>::infinity);

/// The smallest positive normal number, 2^-126 or 2^-1022.
template <Scalar T>
inline constexpr T smallest_normal = std::bit_cast<T>(typename format<T>::bits{1} << format<T>::fraction_bits);

/// Neither an infinity nor a NaN. Reads the bits, so no compiler option can take it away.
template <Scalar T>
[[nodiscard]] constexpr bool is_finite(T a) noexcept {
    return (std::bit_cast<typename format<T>::bits>(a) & format<T>::infinity) != format<T>::infinity;
}

/// A NaN, by its bits.
template <Scalar T>
[[nodiscard]] constexpr bool is_nan(T a) noexcept {
    using f = format<T>;
    return (std::bit_cast<typename f::bits>(a) & static_cast<typename f::bits>(~f::sign)) > f::infinity;
}

/// What a pack is made of. A pack is a scalar, or a GNU vector (`[[gnu::vector_size]]`) of them.
template <class V>
struct pack {
    using element = std::remove_cvref_t<decltype(V{}[0])>;
    using bits [[gnu::vector_size(sizeof(V))]] = typename format<element>::bits;  // same lanes, unsigned
};

template <Scalar T>
struct pack<T> {
    using element = T;
    using bits = typename format<T>::bits;
};

template <class V>
using element_t = typename pack<V>::element;

template <class V>
using bits_t = typename pack<V>::bits;

/// A GNU vector of scalars, and not a scalar.
template <class V>
concept Vector =
    !std::is_class_v<V> && !std::is_array_v<V> && !std::is_pointer_v<V> && !std::is_arithmetic_v<V> && requires(V v) {
        requires Scalar<std::remove_cvref_t<decltype(v[0])>>;
        { v + v } -> std::same_as<V>;
    };

/// Packs side by side (beside.hpp).
template <class A, class B>
struct beside;
template <class A, class B>
struct pack<beside<A, B>> {
    using element = element_t<A>;
};
template <class V>
inline constexpr bool is_beside = false;
template <class A, class B>
inline constexpr bool is_beside<beside<A, B>> = true;

/// What the functions of this folder are written over; and by operators alone also packs side by side.
template <class V>
concept Pack = Scalar<V> || Vector<V> || is_beside<V>;

/// Every lane `a`. Subtracting zero, unlike adding it, keeps the sign of a zero.
template <Pack V>
[[nodiscard, gnu::always_inline]] constexpr V broadcast(element_t<V> a) noexcept {
    if constexpr (Scalar<V>) {
        return a;
    } else {
        return a - V{};
    }
}

/// |a| > limit, or a NaN, in one comparison of integers.
template <Scalar T>
[[nodiscard, gnu::always_inline]] constexpr bool is_beyond(T a, T limit) noexcept {
    using bits = typename format<T>::bits;
    return std::bit_cast<bits>(a) << 1 > std::bit_cast<bits>(limit) << 1;
}

/// The machine computes with this type itself, and not by functions of the compiler's library, where a multiplication takes as
/// long as dozens of operations on integers.
#if defined(__arm__) && !defined(__ARM_FP)
template <Scalar T>
inline constexpr bool in_hardware = false;
#elif defined(__arm__)
template <Scalar T>
inline constexpr bool in_hardware = (__ARM_FP & sizeof(T)) != 0;
#elif defined(__riscv) && !defined(__riscv_flen)
template <Scalar T>
inline constexpr bool in_hardware = false;
#elif defined(__riscv)
template <Scalar T>
inline constexpr bool in_hardware = __riscv_flen >= 8 * sizeof(T);
#else
template <Scalar T>
inline constexpr bool in_hardware = true;
#endif

/// Whether a scalar function should see to its special arguments by a branch, before the work. So it must in a constant
/// expression, where an overflow or a NaN on the way is an error, and so it should where there are no vectors. Else it
/// computes first and selects afterwards, so that a loop over it vectorises.
[[nodiscard, gnu::always_inline]] constexpr bool branches_first() noexcept {
#if defined(__SSE2__) || defined(__ARM_NEON)
    return std::is_constant_evaluated();
#else
    return true;
#endif
}

/// condition ? a : b in every lane. For a scalar it is done on the bits: g++ would move the computation of b behind a branch,
/// and then not vectorise a loop over it, since b may trap (-ftrapping-math).
template <Pack V>
[[nodiscard, gnu::always_inline]] constexpr V select(decltype(V{} < V{}) condition, V a, V b) noexcept {
    if constexpr (Scalar<V>) {
        const auto mask = static_cast<bits_t<V>>(bits_t<V>{0} - static_cast<bits_t<V>>(condition));
        return std::bit_cast<V>((std::bit_cast<bits_t<V>>(a) & mask) | (std::bit_cast<bits_t<V>>(b) & ~mask));
    } else {
        return condition ? a : b;
    }
}

/// Whether all bits of a vector of integers are set.
template <class Integers>
[[nodiscard, gnu::always_inline]] constexpr bool all_bits(Integers v) noexcept {
    using element = std::remove_cvref_t<decltype(v[0])>;
    if constexpr (sizeof(Integers) > 16) {
        constexpr std::size_t half = sizeof(Integers) / sizeof(element) / 2;
        return [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
            using narrow [[gnu::vector_size(sizeof(Integers) / 2)]] = element;
            const narrow low = __builtin_shufflevector(v, v, I...);
            const narrow high = __builtin_shufflevector(v, v, (I + half)...);
            return all_bits<narrow>(low & high);
        }(std::make_index_sequence<half>{});
    } else {
        std::uint64_t parts[2];
        __builtin_memcpy(parts, &v, sizeof v);
        return (parts[0] & parts[1]) == ~std::uint64_t{0};
    }
}

/// Whether a comparison is true in every lane.
template <Pack V>
[[nodiscard, gnu::always_inline]] constexpr bool all_lanes(decltype(V{} < V{}) comparison) noexcept {
    if constexpr (Scalar<V>) {
        return comparison;
    } else {
        return all_bits(comparison);
    }
}

/// a b + c, a pack; b and c packs or scalars. One expression, for clang contracts within one only.
template <Pack V, class B, class C>
[[nodiscard, gnu::always_inline]] constexpr V multiply_add(V a, B b, C c) noexcept {
    if constexpr (is_beside<V>) {
        const auto part = [](auto v, auto member) __attribute__((always_inline)) {
            if constexpr (is_beside<decltype(v)>) {
                return v.*member;
            } else {
                return v;
            }
        };
        return {multiply_add(a.first, part(b, &V::first), part(c, &V::first)),
                multiply_add(a.second, part(b, &V::second), part(c, &V::second))};
    } else {
        return a * b + c;
    }
}

/// A number in every lane which the compiler does not know. Of two numbers it makes the smaller one by the instruction for
/// that, but g++ 12 compares and blends where it knows one of them.
template <Pack V>
[[nodiscard, gnu::always_inline]] constexpr V unknown(const element_t<V>& known) noexcept {
    const element_t<V>* p = &known;
    if constexpr (!Scalar<V>) {
        if (!std::is_constant_evaluated()) asm("" : "+r"(p));
    }
    return broadcast<V>(*p);
}

/// What was loaded to be used more than once, in a register: g++ 12 would load it again for each use, and a processor
/// multiplies as often as it loads.
template <Pack V>
[[nodiscard, gnu::always_inline]] constexpr V held(V v) noexcept {
#if defined(__x86_64__) && !defined(__clang__)
    if constexpr (Vector<V>) {
        if (!std::is_constant_evaluated()) asm("" : "+v"(v));
    }
#endif
    return v;
}

/// The larger of a and b in every lane, b where one of them is a NaN.
template <Pack V>
[[nodiscard, gnu::always_inline]] constexpr V larger(V a, V b) noexcept {
    if constexpr (is_beside<V>) {
        return {larger(a.first, b.first), larger(a.second, b.second)};
    } else {
        return a > b ? a : b;
    }
}

/// The smaller of a and a limit in every lane, a itself of a NaN.
template <Pack V>
[[nodiscard, gnu::always_inline]] constexpr V at_most(V a, const element_t<V>& limit) noexcept {
    if constexpr (is_beside<V>) {
        return {at_most(a.first, limit), at_most(a.second, limit)};
    } else {
        const V most = unknown<V>(limit);
        return most < a ? most : a;
    }
}

/// The larger of a and a limit in every lane, a itself of a NaN.
template <Pack V>
[[nodiscard, gnu::always_inline]] constexpr V at_least(V a, const element_t<V>& limit) noexcept {
    if constexpr (is_beside<V>) {
        return {at_least(a.first, limit), at_least(a.second, limit)};
    } else {
        const V least = unknown<V>(limit);
        return least > a ? least : a;
    }
}

/// ln 2 in two parts, the first so short that the exponent of a number times it is exact (Cody and Waite).
template <Scalar T>
inline constexpr T ln2_high = static_cast<T>(sizeof(T) == 4 ? 0x1.62e4p-1 : 0x1.62e42fefa38p-1);
template <Scalar T>
inline constexpr T ln2_low = static_cast<T>(sizeof(T) == 4 ? 0x1.7f7d1cp-20 : 0x1.ef35793c7673p-45);

/// 1.5 * 2^23 or 1.5 * 2^52: added to a number of less than 2^22 (2^51) in size it leaves the nearest integer in the low
/// bits of the sum, and subtracting it again leaves that integer as a number. Unlike a conversion to int it vectorises.
template <Scalar T>
inline constexpr T rounding = static_cast<T>(sizeof(T) == 4 ? 0x1.8p23 : 0x1.8p52);

/// Horner's rule, c0 + x (c1 + x (c2 + ...)).
template <Pack V>
[[nodiscard, gnu::always_inline]] constexpr V polynomial(V, element_t<V> c) noexcept {
    return broadcast<V>(c);
}

template <Pack V, class... Coefficients>
[[nodiscard, gnu::always_inline]] constexpr V polynomial(V x, element_t<V> c, element_t<V> next,
                                                         Coefficients... rest) noexcept {
    return multiply_add(x, polynomial(x, next, rest...), c);
}

/// c0 + c1 x + x^2 (c2 + c3 x), Estrin's scheme: a shorter chain than Horner's rule, and half the copies of coefficients where
/// a multiply-add overwrites its addend.
template <Pack V>
[[nodiscard, gnu::always_inline]] constexpr V cubic(V x, element_t<V> c0, element_t<V> c1, element_t<V> c2,
                                                    element_t<V> c3) noexcept {
    // Statements, because of some packs side by side g++ would else store the inner sums.
    const V high = multiply_add(x, c3, c2);
    const V low = multiply_add(x, c1, c0);
    return multiply_add(V(x * x), high, low);
}

/// c0 + c1 x + x^2 ((c2 + c3 x) + x^2 c4), the same scheme.
template <Pack V>
[[nodiscard, gnu::always_inline]] constexpr V quartic(V x, element_t<V> c0, element_t<V> c1, element_t<V> c2, element_t<V> c3,
                                                      element_t<V> c4) noexcept {
    const V x2 = x * x;
    return multiply_add(x2, multiply_add(x2, c4, multiply_add(x, c3, c2)), multiply_add(x, c1, c0));
}

}  // namespace chainrule::numeric
