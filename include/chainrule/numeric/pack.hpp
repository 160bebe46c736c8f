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

/// Calls f<V>(i) so that 0 ... N - 1 are covered in ascending order, by full packs while they fit and one by one after that.
template <std::size_t N, Scalar T, class Function>
[[gnu::always_inline]] constexpr void for_packs(Function f) {
    constexpr std::size_t full = N / native_lanes<T> * native_lanes<T>;
    if constexpr (native_lanes<T> > 1 && full > 0) {
        // A vector element cannot be written in a constant expression by g++ 12, so there everything goes one by one.
        if (!std::is_constant_evaluated()) {
            for (std::size_t i = 0; i < full; i += native_lanes<T>) f.template operator()<packed<T, native_lanes<T>>>(i);
            for (std::size_t i = full; i < N; ++i) f.template operator()<T>(i);
            return;
        }
    }
    for (std::size_t i = 0; i < N; ++i) f.template operator()<T>(i);
}

}  // namespace chainrule::numeric
