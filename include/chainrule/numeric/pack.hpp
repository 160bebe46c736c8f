// Packs: one scalar, or as many as one vector register of the target holds.
#pragma once

#include <chainrule/numeric/scalar.hpp>

#include <cstddef>
#include <type_traits>

namespace chainrule::numeric {

/// Bytes of a vector register of the target; a scalar machine has none.
#if defined(__AVX512F__)
inline constexpr std::size_t vector_bytes = 64;
#elif defined(__AVX__)
inline constexpr std::size_t vector_bytes = 32;
#elif defined(__SSE2__) || defined(__ARM_NEON)
inline constexpr std::size_t vector_bytes = 16;
#else
inline constexpr std::size_t vector_bytes = 0;
#endif

/// Registers that hold scalars or vectors.
#if defined(__AVX512F__) || defined(__aarch64__) || defined(__ARM_FP)
inline constexpr std::size_t vector_registers = 32;
#else
inline constexpr std::size_t vector_registers = 16;
#endif

/// Scalars of type T that the target works on at once, at most the 16 lanes of a sum over the batch.
template <Scalar T>
inline constexpr std::size_t native_lanes = vector_bytes == 0 ? 1 : vector_bytes / sizeof(T);

template <Scalar T, std::size_t Lanes>
struct packed_type {
    using type [[gnu::vector_size(sizeof(T) * Lanes)]] = T;
};
template <Scalar T>
struct packed_type<T, 1> {
    using type = T;
};

/// `Lanes` scalars of type T; T itself for one.
template <Scalar T, std::size_t Lanes>
using packed = typename packed_type<T, Lanes>::type;

/// Number of scalars in a pack.
template <Pack V>
inline constexpr std::size_t lanes = sizeof(V) / sizeof(element_t<V>);

/// The pack whose scalars lie at p, p + 1, ...
template <Pack V, Scalar T>
[[nodiscard, gnu::always_inline]] constexpr V load(const T* p) {
    if constexpr (Scalar<V>) {
        return *p;
    } else {
        V v;
        __builtin_memcpy(&v, p, sizeof v);
        return v;
    }
}

/// Writes the scalars of a pack to p, p + 1, ...
template <Pack V, Scalar T>
[[gnu::always_inline]] constexpr void store(T* p, V v) {
    if constexpr (Scalar<V>) {
        *p = v;
    } else {
        __builtin_memcpy(p, &v, sizeof v);
    }
}

/// Lanes of the widest vector of the target that N scalars fill, or 1.
template <Scalar T, std::size_t N>
inline constexpr std::size_t fitting_lanes = [] {
    std::size_t lanes = native_lanes<T>;
    while (lanes > N) lanes /= 2;
    return lanes * sizeof(T) < 16 ? 1 : lanes;
}();

/// Vectors of that many lanes that cover N scalars, where the last may overlap the one before.
template <Scalar T, std::size_t N>
inline constexpr std::size_t covering_packs = (N + fitting_lanes<T, N> - 1) / fitting_lanes<T, N>;

/// Calls f<V>(i) so that `First` ... N - 1 are covered in ascending order: by full packs while they fit, narrower ones after
/// that, and one by one in the end.
template <std::size_t N, Scalar T, std::size_t First = 0, class Function>
[[gnu::always_inline]] constexpr void for_packs(Function f) {
    constexpr std::size_t step = fitting_lanes<T, N - First>;
    constexpr std::size_t end = First + (N - First) / step * step;
    if constexpr (step > 1) {
        // A vector element cannot be written in a constant expression by g++ 12, so there everything goes one by one.
        if (!std::is_constant_evaluated()) {
// Written out, the loop over a batch of some packs would need more registers than there are.
#pragma GCC unroll 1
            for (std::size_t i = First; i < end; i += step) f.template operator()<packed<T, step>>(i);
            if constexpr (end < N) for_packs<N, T, end>(f);
            return;
        }
    }
    for (std::size_t i = First; i < N; ++i) f.template operator()<T>(i);
}

}  // namespace chainrule::numeric
