// Packs: one scalar, or as many as one vector register of the target holds.
#pragma once

#include <chainrule/numeric/scalar.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

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
    } else if constexpr (is_beside<V>) {
        using first = decltype(V::first);
        return {load<first>(p), load<decltype(V::second)>(p + lanes<first>)};
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
    } else if constexpr (is_beside<V>) {
        store(p, v.first);
        store(p + lanes<decltype(v.first)>, v.second);
    } else {
        __builtin_memcpy(p, &v, sizeof v);
    }
}

/// The lanes l of a pack where first + l < end, and 0 in the others.
template <Pack V>
[[nodiscard, gnu::always_inline]] constexpr V below(V v, std::size_t first, std::size_t end) {
    if (first + lanes<V> <= end) return v;
    element_t<V> each[lanes<V>];
    store(each, v);
    for (std::size_t l = 0; l < lanes<V>; ++l) each[l] = first + l < end ? each[l] : element_t<V>(0);
    return load<V>(each);
}

/// Lanes of the narrowest vector.
template <Scalar T>
inline constexpr std::size_t narrow_lanes = 16 / sizeof(T);

/// Lanes of the narrowest vector of the target that holds N scalars; of the widest, if none does.
template <Scalar T, std::size_t N>
inline constexpr std::size_t holding_lanes = [] {
    std::size_t lanes = narrow_lanes<T>;
    while (lanes < N && lanes < native_lanes<T>) lanes *= 2;
    return lanes;
}();

/// N scalars, more than one, in one vector of the target that they do not fill.
template <Scalar T, std::size_t N>
inline constexpr bool is_padded = native_lanes<T> > 1 && N > 1 && N < holding_lanes<T, N>;

/// N scalars, more than one, that do not fill the narrowest vector of the target.
template <Scalar T, std::size_t N>
inline constexpr bool is_narrow = is_padded<T, N> && N < narrow_lanes<T>;

/// N scalars as the first lanes of a pack; the others hold anything.
template <Vector V, std::size_t N, Scalar T>
[[nodiscard, gnu::always_inline]] constexpr V load_beginning(const T* p) {
    constexpr std::size_t half = lanes<V> / 2;
    if constexpr (N == lanes<V>) {
        return load<V>(p);
    } else if constexpr (N % 2 == 1 && lanes<V> <= 4) {
        return [&]<std::size_t... L>(std::index_sequence<L...>)
                   __attribute__((always_inline)) { return V{p[L]...}; }(std::make_index_sequence<N>{});
    } else {
        return [&]<std::size_t... L>(std::index_sequence<L...>) __attribute__((always_inline)) {
            using narrow = packed<T, half>;
            const auto low = load_beginning<narrow, (N < half ? N : half)>(p);
            if constexpr (N > half) {
                const auto high = load_beginning<narrow, N - half>(p + half);
                return V(__builtin_shufflevector(low, high, (L < N ? static_cast<int>(L) : -1)...));
            } else {
                return V(__builtin_shufflevector(low, low, (L < N ? static_cast<int>(L) : -1)...));
            }
        }(std::make_index_sequence<lanes<V>>{});
    }
}

/// N scalars as the first lanes of a pack, the last of them in the others too.
template <Pack V, std::size_t N, Scalar T>
[[nodiscard, gnu::always_inline]] constexpr V load_first(const T* p) {
    if constexpr (N == lanes<V>) {
        return load<V>(p);
    } else {
        return [&]<std::size_t... L>(std::index_sequence<L...>) __attribute__((always_inline)) {
            constexpr std::size_t half = lanes<V> / 2;
            if constexpr (N % 2 == 1 && lanes<V> <= 4) {
                return V{p[L < N ? L : N - 1]...};
            } else if constexpr (N > half) {
                // One shuffle for both purposes.
                const auto low = load<packed<T, half>>(p);
                const auto high = load_beginning<packed<T, half>, N - half>(p + half);
                return V(__builtin_shufflevector(low, high, (L < N ? L : N - 1)...));
            } else {
                const V v = load_beginning<V, N>(p);
                return V(__builtin_shufflevector(v, v, (L < N ? L : N - 1)...));
            }
        }(std::make_index_sequence<lanes<V>>{});
    }
}

/// The lanes of a narrower pack, so often that they fill a wide one.
template <Vector W, Vector V>
[[nodiscard, gnu::always_inline]] constexpr W repeated(V v) {
    return [&]<std::size_t... L>(std::index_sequence<L...>) __attribute__((always_inline)) {
        return W(__builtin_shufflevector(v, v, (L % lanes<V>)...));
    }(std::make_index_sequence<lanes<W>>{});
}

/// Writes the first N lanes of a pack.
template <std::size_t N, Pack V, Scalar T>
[[gnu::always_inline]] constexpr void store_first(T* p, V v) {
    constexpr std::size_t half = lanes<V> / 2;
    if constexpr (N == lanes<V>) {
        store(p, v);
    } else if constexpr (N == 1) {
        *p = v[0];
    } else {
        [&]<std::size_t... L>(std::index_sequence<L...>) __attribute__((always_inline)) {
            using narrow = packed<T, half>;
            store_first<(N < half ? N : half)>(p, narrow(__builtin_shufflevector(v, v, L...)));
            if constexpr (N > half) store_first<N - half>(p + half, narrow(__builtin_shufflevector(v, v, (L + half)...)));
        }(std::make_index_sequence<half>{});
    }
}

/// Swaps rows and lanes of as many packs as one has lanes.
template <Vector V>
[[gnu::always_inline]] constexpr void transpose(V (&rows)[lanes<V>]) {
    // Blocks of `Distance` times `Distance` change places across the diagonal of each block of twice the size.
    const auto swap_blocks =
        [&]<std::size_t Distance, std::size_t... L>(std::index_sequence<L...>) __attribute__((always_inline)) {
            const auto swap = [&](std::size_t i) __attribute__((always_inline)) {
                if ((i & Distance) != 0) return;
                const V v = rows[i];
                const V w = rows[i + Distance];
                rows[i] = __builtin_shufflevector(v, w, ((L & Distance) == 0 ? L : L - Distance + lanes<V>)...);
                rows[i + Distance] = __builtin_shufflevector(v, w, ((L & Distance) == 0 ? L + Distance : L + lanes<V>)...);
            };
            (swap(L), ...);
        };
    using all = std::make_index_sequence<lanes<V>>;
    if constexpr (lanes<V> > 8) swap_blocks.template operator()<8>(all{});
    if constexpr (lanes<V> > 4) swap_blocks.template operator()<4>(all{});
    if constexpr (lanes<V> > 2) swap_blocks.template operator()<2>(all{});
    swap_blocks.template operator()<1>(all{});
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
            for (std::size_t i = First; i < end; i += step) f.template operator()<packed<T, step>>(i);
            if constexpr (end < N) for_packs<N, T, end>(f);
            return;
        }
    }
    for (std::size_t i = First; i < N; ++i) f.template operator()<T>(i);
}

}  // namespace chainrule::numeric
