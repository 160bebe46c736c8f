// Products of a batch with long sums: one half of every sum, then the other.
#pragma once

#include <chainrule/algebra/feature_sum.hpp>
#include <chainrule/algebra/operands.hpp>
#include <chainrule/algebra/policy.hpp>
#include <chainrule/numeric/pack.hpp>
#include <chainrule/shape/matrix.hpp>

#include <cstddef>

namespace chainrule::kernels {

/// Half of the sums of a tile of C, `Packs` packs of rows times `Columns` columns: two of their four parts, added to each other
/// and then to what the first half left in C. The factors begin with the first k of the half and the first element of the
/// tile; neighbours along k lie `NextA` and `NextB` apart, those of B along n `NextN`.
template <std::size_t Packs, std::size_t Columns, std::size_t M, std::size_t K, std::size_t NextA, std::size_t NextB,
          std::size_t NextN, start Start, numeric::Vector V, Scalar T>
[[gnu::always_inline]] constexpr void half_of_tile(std::size_t half, T* c, const T* a, const T* b, const T* row) {
    constexpr std::size_t lanes = numeric::lanes<V>;
    constexpr std::size_t cells = Packs * Columns;
    const auto out = [=](std::size_t i) __attribute__((always_inline)) { return c + i / Packs * M + i % Packs * lanes; };
    V sums[2][cells];
    repeat<true, 2>([&](std::size_t part) __attribute__((always_inline)) {
        const auto begin_of = [=](std::size_t p)
                                  __attribute__((always_inline)) { return (2 * half + p) * K / 4 - half * (K / 2); };
        const std::size_t end = begin_of(part + 1);
        V sum[cells];
        repeat<true, cells>([&](std::size_t i) __attribute__((always_inline)) { sum[i] = numeric::broadcast<V>(nothing<T>); });
        if (Start != start::zero && part == 0 && half == 0) {
            repeat<true, cells>([&](std::size_t i) __attribute__((always_inline)) {
                sum[i] = Start == start::row ? numeric::broadcast<V>(row[i / Packs]) : numeric::load<V>(out(i));
            });
        }
        for (std::size_t k = begin_of(part); k < end; ++k) {
            ask_for<Packs * lanes, NextA>(a + k * NextA);
            ask_for<NextN == 1 ? Columns : 1, NextB>(b + k * NextB);
            V left[Packs];
            repeat<true, Packs>([&](std::size_t i)
                                    __attribute__((always_inline)) { left[i] = numeric::load<V>(a + k * NextA + i * lanes); });
            repeat<true, Columns>([&](std::size_t j) __attribute__((always_inline)) {
                const T right = b[k * NextB + j * NextN];
                repeat<true, Packs>([&](std::size_t i)
                                        __attribute__((always_inline)) { sum[j * Packs + i] += left[i] * right; });
            });
        }
        repeat<true, cells>([&](std::size_t i) __attribute__((always_inline)) { sums[part][i] = sum[i]; });
    });
    repeat<true, cells>([&](std::size_t i) __attribute__((always_inline)) { sums[1][i] = sums[0][i] + sums[1][i]; });
    if (half == 1) {
        repeat<true, cells>([&](std::size_t i)
                                __attribute__((always_inline)) { sums[1][i] = numeric::load<V>(out(i)) + sums[1][i]; });
    }
    repeat<true, cells>([&](std::size_t i) __attribute__((always_inline)) { numeric::store(out(i), sums[1][i]); });
}

/// Whether the sums of a product are computed in halves: B leaves the nearest cache before its columns are read again.
template <std::size_t K, std::size_t N>
inline constexpr bool has_halves = feature_parts(K, N) == 4 && K * N > 4096;

/// C_mn = start + sum_k A_mk B_kn in the order of `feature_parts`, which are four, for the rows that fill vectors.
///
/// Half of a column of A is in reach again sooner than all of it. Where there are many rows, those of a tile are copied
/// together for all columns, or the columns of a few tiles for all rows if that would be too much, or B too large to be read so
/// often.
template <std::size_t M, std::size_t K, std::size_t N, order OB, start Start, Scalar T>
[[gnu::always_inline]] constexpr void contract_in_halves(T* c, const T* a, const T* b, const T* row) {
    static_assert(feature_parts(K, N) == 4);
    using V = numeric::packed<T, numeric::native_lanes<T>>;
    constexpr std::size_t lanes = numeric::lanes<V>;
    constexpr std::size_t tile = numeric::vector_registers * 3 / 4;  // packs of C
    constexpr std::size_t packs = M / lanes;
    constexpr std::size_t most_packs = numeric::vector_registers > 16 && packs >= 4 ? 4 : 2;
    constexpr std::size_t columns = tile / most_packs;
    constexpr std::size_t next_k = OB == order::rows ? N : 1;
    constexpr std::size_t next_n = OB == order::rows ? 1 : K;

    constexpr std::size_t longest = K - K / 2;
    constexpr std::size_t fitting = most_on_stack<T> / longest / columns * columns;
    constexpr std::size_t most_copied = 24;  // columns
    constexpr bool many_rows = packs >= 2 * most_packs;
    constexpr bool copies_rows = many_rows && longest * most_packs * lanes <= most_on_stack<T> && K * N <= 65536;
    constexpr bool copies_columns = many_rows && !copies_rows && OB == order::rows && fitting > 0;
    constexpr std::size_t width = copies_columns ? (fitting < most_copied ? fitting : most_copied) : N;

    for (std::size_t half = 0; half < 2; ++half) {
        const std::size_t first = half * (K / 2);
        const std::size_t terms = half == 0 ? K / 2 : longest;
        const auto tiles = [=]<std::size_t Packs, std::size_t Width, std::size_t NextA, std::size_t NextB, std::size_t NextN>(
                               std::size_t i, std::size_t n, const T* left, const T* right) __attribute__((always_inline)) {
            for_tiles<Width, tile / Packs>([=]<std::size_t Columns>(std::size_t j) __attribute__((always_inline)) {
                half_of_tile<Packs, Columns, M, K, NextA, NextB, NextN, Start, V>(
                    half, c + (n + j) * M + i * lanes, left, right + j * NextN, Start == start::row ? row + n + j : nullptr);
            });
        };
        if constexpr (copies_rows) {
            for_tiles<packs, most_packs>([=]<std::size_t Packs>(std::size_t i) __attribute__((always_inline)) {
                constexpr std::size_t height = Packs * lanes;
                alignas(V) T panel[longest * height];
                copy_together<height, M>(panel, a + first * M + i * lanes, terms);
                tiles.template operator()<Packs, N, height, next_k, next_n>(i, 0, panel, b + first * next_k);
            });
        } else {
            for_tiles<N, width>([=]<std::size_t Width>(std::size_t n) __attribute__((always_inline)) {
                const auto all_rows = [=]<std::size_t NextB, std::size_t NextN>(const T* right) __attribute__((always_inline)) {
                    for_tiles<packs, most_packs>([=]<std::size_t Packs>(std::size_t i) __attribute__((always_inline)) {
                        tiles.template operator()<Packs, Width, M, NextB, NextN>(i, n, a + first * M + i * lanes, right);
                    });
                };
                const T* const right = b + first * next_k + n * next_n;
                if constexpr (copies_columns) {
                    alignas(V) T panel[longest * Width];
                    copy_together<Width, N>(panel, right, terms);
                    all_rows.template operator()<Width, 1>(panel);
                } else {
                    all_rows.template operator()<next_k, next_n>(right);
                }
            });
        }
    }
}

}  // namespace chainrule::kernels
