// Products whose sums run over the batch: the gradients of weights.
#pragma once

#include <chainrule/algebra/batch_sum.hpp>
#include <chainrule/algebra/operands.hpp>
#include <chainrule/algebra/policy.hpp>
#include <chainrule/numeric/pack.hpp>
#include <chainrule/shape/matrix.hpp>

#include <cstddef>
#include <type_traits>

namespace chainrule::kernels {

/// Packs of a batch up to which the left factors of a product over it are kept in registers.
inline constexpr std::size_t most_kept = 4;

/// The sums of a tile of a product over the batch, `Rows` times `Columns` from (m, n) on, each as the pack whose lanes are yet
/// to be added; `below` them those of the columns of B. Neighbours along the batch lie together.
template <std::size_t Rows, std::size_t Columns, column_sums Sums, std::size_t M, std::size_t K, std::size_t N, order OA,
          order OB, numeric::Pack V, Scalar T, class A, class B>
[[gnu::always_inline]] constexpr void packs_over_batch(V* packs, A a, B b, std::size_t m, std::size_t n) {
    constexpr std::size_t lanes = numeric::lanes<V>;
    constexpr std::size_t together = product_lanes(M, K, N);
    constexpr std::size_t parts = together / lanes;
    constexpr std::size_t products = Rows * Columns;
    constexpr std::size_t cells = products + (Sums == column_sums::below ? Columns : 0);

    V sums[cells][parts];
    repeat<parts <= 2, parts>([&](std::size_t part) __attribute__((always_inline)) {
        V sum[cells];
        const auto add = [&]<bool First>(std::size_t k) __attribute__((always_inline)) {
            V right[Columns];
            repeat<true, Columns>([&](std::size_t j) __attribute__((always_inline)) {
                right[j] = neighbours<V, 1, T>(b, position<K, N, OB>(k, n + j));
            });
            repeat<true, Rows>([&](std::size_t i) __attribute__((always_inline)) {
                const V left = neighbours<V, 1, T>(a, (m + i) * K + k);
                repeat<true, Columns>([&](std::size_t j) __attribute__((always_inline)) {
                    V& cell = sum[i * Columns + j];
                    cell = First ? left * right[j] : cell + left * right[j];
                });
            });
            repeat<true, cells - products>([&](std::size_t j) __attribute__((always_inline)) {
                V& cell = sum[products + j];
                cell = First ? right[j] : cell + right[j];
            });
        };
        if constexpr (lanes > 1) {
            add.template operator()<true>(part * lanes);
            for (std::size_t k = part * lanes + together; k < K; k += together) add.template operator()<false>(k);
        } else {
            repeat<true, cells>([&](std::size_t i) __attribute__((always_inline)) { sum[i] = nothing<T>; });
            for (std::size_t k = part; k < K; k += together) add.template operator()<false>(k);
        }
        repeat<true, cells>([&](std::size_t i) __attribute__((always_inline)) { sums[i][part] = sum[i]; });
    });
    repeat<true, cells>([&](std::size_t i) __attribute__((always_inline)) { packs[i] = packs_added(sums[i]); });
}

/// A tile of a product over the batch, in the order of `batch_sum`, from the row m of C on, of which `a` has the left factors;
/// with the sums of its columns of B `below` it, which must then be the last.
template <std::size_t Rows, std::size_t Columns, column_sums Sums, std::size_t M, std::size_t K, std::size_t N, order OC,
          order OA, order OB, start Start, numeric::Pack V, class C, Scalar T, class A, class B>
[[gnu::always_inline]] constexpr void tile_over_batch(C c, A a, B b, const T* row, std::size_t m, std::size_t n) {
    constexpr std::size_t lanes = numeric::lanes<V>;
    constexpr std::size_t products = Rows * Columns;
    constexpr std::size_t cells = products + (Sums == column_sums::below ? Columns : 0);

    V packs[cells];
    const auto sum = [&]<std::size_t R, column_sums S>(std::size_t from) __attribute__((always_inline)) {
        packs_over_batch<R, Columns, S, M, K, N, OA, OB, V, T>(packs + from * Columns, a, b, from, n);
    };
    if constexpr (lanes > 1 && K / lanes <= most_kept) {
        // A few terms a lane are written out, and then all sums of one row at a time are what fits into registers.
        repeat<true, Rows>([&](std::size_t i)
                               __attribute__((always_inline)) { sum.template operator()<1, column_sums::none>(i); });
        if constexpr (Sums == column_sums::below) sum.template operator()<0, Sums>(Rows);
    } else {
        sum.template operator()<Rows, Sums>(0);
    }
    if constexpr (lanes > 1 && Start == start::zero && OC == order::rows) {
        constexpr std::size_t groups = (cells + lanes - 1) / lanes;
        const auto totals = [&](std::size_t group) __attribute__((always_inline)) {
            V some[lanes];
            repeat<true, lanes>([&](std::size_t l) __attribute__((always_inline)) {
                const std::size_t i = group * lanes + l;
                some[l] = packs[i < cells ? i : cells - 1];
            });
            return lanes_of_each_added(some);
        };
        if constexpr (Columns == N) {
            // Rows of C lie one after the other, and the row of sums follows the last of them.
            repeat<true, groups - 1>(
                [&](std::size_t group) __attribute__((always_inline)) { put<lanes>(c, m * N + group * lanes, totals(group)); });
            put<cells - (groups - 1) * lanes>(c, m * N + (groups - 1) * lanes, totals(groups - 1));
        } else {
            T total[groups * lanes];
            repeat<true, groups>([&](std::size_t group)
                                     __attribute__((always_inline)) { numeric::store(total + group * lanes, totals(group)); });
            repeat<true, cells / Columns>([&](std::size_t i) __attribute__((always_inline)) {
                __builtin_memcpy(c + position<M, N, OC>(m + i, n), total + i * Columns, Columns * sizeof(T));
            });
        }
    } else {
        repeat<true, cells>([&](std::size_t i) __attribute__((always_inline)) {
            const std::size_t at_n = n + i % Columns;
            T* const out = c + position<M + (cells - products) / Columns, N, OC>(m + i / Columns, at_n);
            const T total = lanes_added(packs[i]);
            *out = Start == start::existing ? *out + total : Start == start::row ? row[at_n] + total : total;
        });
    }
}

/// Columns of a tile of a product over the batch.
inline constexpr std::size_t most_columns_over_batch = 4;

/// Whether a product over a batch of K is computed in tiles: neighbours along the batch lie together, and make packs or, where
/// there are no vectors, a sum of one lane.
template <std::size_t M, std::size_t K, std::size_t N, order OA, order OB, Scalar T>
inline constexpr bool has_batch_tiles = (OA == order::rows || M == 1) && (OB == order::columns || N == 1) &&
                                        ((product_lanes(M, K, N) > 1) == (numeric::native_lanes<T> > 1));

/// C_mn = start + sum_k A_mk B_kn where k runs over the batch, in the order of `batch_sum` with the lanes of `product_lanes`.
template <std::size_t M, std::size_t K, std::size_t N, order OC, order OA, order OB, start Start,
          column_sums Sums = column_sums::none, class C, class A, class B, Scalar T>
[[gnu::always_inline]] constexpr void contract_over_batch(C c, A a, B b, const T* row) {
    if constexpr (has_batch_tiles<M, K, N, OA, OB, T>) {
        constexpr std::size_t lanes = numeric::native_lanes<T>;
        constexpr std::size_t columns = N < most_columns_over_batch ? N : most_columns_over_batch;
        constexpr std::size_t rows = numeric::vector_registers / 2 / columns + (lanes > 1 ? 0 : 1);
        // The last tile, to which the sums belong.
        constexpr std::size_t rest = Sums == column_sums::none ? 0 : M % rows == 0 && lanes == 1 ? rows : M % rows;
        using V = numeric::packed<T, lanes>;
        const auto tiles = [=]<std::size_t Rows, column_sums S>(std::size_t m) __attribute__((always_inline)) {
            const auto along_columns = [=](auto left) __attribute__((always_inline)) {
                for_tiles<N, columns>([=]<std::size_t Columns>(std::size_t n) __attribute__((always_inline)) {
                    tile_over_batch<Rows, Columns, S, M, K, N, OC, OA, OB, Start, V>(c, left, b, row, m, n);
                });
            };
            if constexpr (!std::is_pointer_v<A>) {
                along_columns(a);
            } else if constexpr (lanes > 1 && K / lanes <= most_kept && Rows > 0) {
                // The compiler cannot know that C does not lie over them.
                V left[Rows * K / lanes];
                repeat<true, Rows * K / lanes>(
                    [&](std::size_t i) __attribute__((always_inline)) { left[i] = numeric::load<V>(a + m * K + i * lanes); });
                along_columns(kept<V>{left});
            } else {
                along_columns(a + m * K);
            }
        };
        if constexpr (rest < M) {
            for_tiles<M - rest, rows>([=]<std::size_t Rows>(std::size_t m) __attribute__((always_inline)) {
                tiles.template operator()<Rows, column_sums::none>(m);
            });
        }
        if constexpr (Sums == column_sums::below) tiles.template operator()<rest, Sums>(M - rest);
    } else {
        static_assert(Sums == column_sums::none);
        constexpr std::size_t next_k_of_a = OA == order::rows || M == 1 ? 1 : M;
        constexpr std::size_t next_k_of_b = OB == order::columns || N == 1 ? 1 : N;
        for (std::size_t n = 0; n < N; ++n) {
            for (std::size_t m = 0; m < M; ++m) {
                const T sum =
                    batch_sum<K, T, product_lanes(M, K, N)>([=]<class V>(std::size_t k) __attribute__((always_inline)) -> V {
                        return neighbours<V, next_k_of_a, T>(a, position<M, K, OA>(m, k)) *
                               neighbours<V, next_k_of_b, T>(b, position<K, N, OB>(k, n));
                    });
                T* const out = c + position<M, N, OC>(m, n);
                *out = Start == start::existing ? *out + sum : Start == start::row ? row[n] + sum : sum;
            }
        }
    }
}

}  // namespace chainrule::kernels
