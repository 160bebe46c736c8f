#pragma once

// A few hundred arguments that are interesting to every function, and the fingerprint of a function over them. Freestanding,
// and constexpr, so that a compiler, a host and a board can all be asked for the same number.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "chainrule/numeric/exp.hpp"
#include "chainrule/numeric/expm1.hpp"
#include "chainrule/numeric/log.hpp"
#include "chainrule/numeric/log1p.hpp"
#include "chainrule/numeric/random.hpp"
#include "chainrule/numeric/sigmoid.hpp"
#include "chainrule/numeric/sin_cos.hpp"
#include "chainrule/numeric/sqrt.hpp"
#include "chainrule/numeric/tanh.hpp"

namespace points {

namespace numeric = chainrule::numeric;
using chainrule::Scalar;

inline constexpr std::size_t count = 400;
inline constexpr std::uint64_t seed = 2026;

/// Edges with both signs, then random bit patterns, then numbers within +-100, +-1 and near zero.
template <Scalar T>
[[nodiscard]] constexpr std::array<T, count> arguments(std::uint64_t start = seed) noexcept {
    using bits = typename numeric::format<T>::bits;
    constexpr bool single = sizeof(T) == 4;
    const T edges[] = {T{0},
                       std::bit_cast<T>(bits{1}),
                       std::bit_cast<T>(std::bit_cast<bits>(numeric::smallest_normal<T>) - 1),
                       numeric::smallest_normal<T>,
                       static_cast<T>(single ? 0x1p-26 : 0x1p-55),
                       static_cast<T>(0.1),
                       static_cast<T>(0.34657359027997264),
                       static_cast<T>(0.5),
                       static_cast<T>(0.69314718055994529),
                       static_cast<T>(0.70710678118654752),
                       static_cast<T>(0.78539816339744828),
                       T{1},
                       static_cast<T>(1.0397207708399179),
                       static_cast<T>(1.4142135623730951),
                       static_cast<T>(1.5707963267948966),
                       T{2},
                       static_cast<T>(3.1415926535897931),
                       T{10},
                       T{20},
                       T{40},
                       static_cast<T>(87.336544750553102),
                       static_cast<T>(88.722839111672999),
                       static_cast<T>(103.97207708399179),
                       static_cast<T>(single ? 0x1.8p23 : 0x1.8p52),
                       numeric::infinity<T>,
                       numeric::quiet_nan<T>,
                       std::bit_cast<T>(numeric::format<T>::quiet_nan + 0x123)};
    std::array<T, count> a{};
    std::size_t i = 0;
    for (const T e : edges) {
        a[i++] = e;
        a[i++] = std::bit_cast<T>(std::bit_cast<bits>(e) ^ numeric::format<T>::sign);
    }
    numeric::pcg32 g{start};
    for (; i < count; ++i) {
        const std::size_t kind = i % 4;
        if (kind == 0) {
            const std::uint64_t high = g();
            a[i] = std::bit_cast<T>(static_cast<bits>((high << 32) | g()));
        } else {
            const T u = T{2} * numeric::uniform<T>(g) - T{1};
            a[i] = kind == 1 ? T{100} * u : kind == 2 ? u : T{0.0078125} * u * u;
        }
    }
    return a;
}

struct exp {
    static constexpr const char* name = "exp";
    static constexpr std::uint64_t prints[] = {0xea249dcfef7b9170u, 0xe0ff7760a7cd053bu};
    template <class V>
    static constexpr V of(V a) noexcept {
        return numeric::exp(a);
    }
};
struct expm1 {
    static constexpr const char* name = "expm1";
    static constexpr std::uint64_t prints[] = {0x90c38686d0c3169bu, 0xffae3b5cfa477847u};
    template <class V>
    static constexpr V of(V a) noexcept {
        return numeric::expm1(a);
    }
};
struct log {
    static constexpr const char* name = "log";
    static constexpr std::uint64_t prints[] = {0x8781deb95d524227u, 0x5a1c3dbaf6792035u};
    template <class V>
    static constexpr V of(V a) noexcept {
        return numeric::log(a);
    }
};
struct log1p {
    static constexpr const char* name = "log1p";
    static constexpr std::uint64_t prints[] = {0x26e2bd2a68820b40u, 0x94a5121d4fa5cd85u};
    template <class V>
    static constexpr V of(V a) noexcept {
        return numeric::log1p(a);
    }
};
struct sigmoid {
    static constexpr const char* name = "sigmoid";
    static constexpr std::uint64_t prints[] = {0xe51ddcff9f15a2c9u, 0xc00c65505507f212u};
    template <class V>
    static constexpr V of(V a) noexcept {
        return numeric::sigmoid(a);
    }
};
struct tanh {
    static constexpr const char* name = "tanh";
    static constexpr std::uint64_t prints[] = {0x1571f6e9c692b271u, 0x6719807520548f7fu};
    template <class V>
    static constexpr V of(V a) noexcept {
        return numeric::tanh(a);
    }
};
struct sqrt {
    static constexpr const char* name = "sqrt";
    static constexpr std::uint64_t prints[] = {0xcccd64c7d9115e9eu, 0x9e8a72f861efb9a9u};
    template <class V>
    static constexpr V of(V a) noexcept {
        return numeric::sqrt(a);
    }
};
struct sin {
    static constexpr const char* name = "sin";
    static constexpr std::uint64_t prints[] = {0x6ed78ea2df36980du, 0xddb3e43ec9f617d5u};
    template <Scalar T>
    static constexpr T of(T a) noexcept {
        return numeric::sin(a);
    }
};
struct cos {
    static constexpr const char* name = "cos";
    static constexpr std::uint64_t prints[] = {0x32d3d364ad837fc8u, 0xb8360025c68662d6u};
    template <Scalar T>
    static constexpr T of(T a) noexcept {
        return numeric::cos(a);
    }
};

/// FNV-1a over the results, a word at a time.
template <class Function, Scalar T>
[[nodiscard]] constexpr std::uint64_t fingerprint(const std::array<T, count>& a) noexcept {
    std::uint64_t hash = 0xcbf29ce484222325u;
    for (const T x : a) {
        hash ^= std::bit_cast<typename numeric::format<T>::bits>(Function::of(x));
        hash *= 0x100000001b3u;
    }
    return hash;
}

/// The fingerprint on record, the same for every compiler and machine.
template <class Function, Scalar T>
inline constexpr std::uint64_t recorded = Function::prints[sizeof(T) == 4 ? 0 : 1];

/// Calls f<Function>() for every function.
template <class F>
constexpr void for_each_function(F f) {
    f.template operator()<exp>();
    f.template operator()<expm1>();
    f.template operator()<log>();
    f.template operator()<log1p>();
    f.template operator()<sigmoid>();
    f.template operator()<tanh>();
    f.template operator()<sqrt>();
    f.template operator()<sin>();
    f.template operator()<cos>();
}

}  // namespace points
