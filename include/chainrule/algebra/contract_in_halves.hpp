// Products of a batch with long sums: one half of every sum, then the other, from panels of columns of the right factor.
#pragma once

#include <chainrule/algebra/feature_sum.hpp>
#include <chainrule/algebra/operands.hpp>
#include <chainrule/algebra/policy.hpp>
#include <chainrule/numeric/pack.hpp>
#include <chainrule/shape/matrix.hpp>

#include <cstddef>
#include <numeric>

namespace chainrule::kernels {

/// So many k in advance, the lines of a factor are asked for that lie far apart: the machine does not see what comes next.
/// Behind the last k it asks for what nobody reads.
inline constexpr std::size_t terms_ahead = 4;

/// Half of the sums of a tile of C, `Packs` packs of rows times `Columns` columns: two of their four parts, added to each other
/// and then to what the first half left in C. The factors begin with the first k of the half and the first element of the
/// tile; neighbours of B along k and n lie so far apart.
template <std::size_t Packs, std::size_t Columns, std::size_t M, std::size_t K, std::size_t NextK, std::size_t NextN,
          start Start, numeric::Vector V, Scalar T>
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
            if constexpr (NextK * sizeof(T) > 128) __builtin_prefetch(b + (k + terms_ahead) * NextK);
            if constexpr (M * sizeof(T) > 256) {
                constexpr std::size_t line = 64 / sizeof(T);
                repeat<true, (Packs * lanes + line - 1) / line>([&](std::size_t i) __attribute__((always_inline)) {
                    __builtin_prefetch(a + (k + terms_ahead) * M + i * line);
                });
            }
            V left[Packs];
            repeat<true, Packs>([&](std::size_t i)
                                    __attribute__((always_inline)) { left[i] = numeric::load<V>(a + k * M + i * lanes); });
            repeat<true, Columns>([&](std::size_t j) __attribute__((always_inline)) {
                const T right = b[k * NextK + j * NextN];
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

/// Elements of a panel of columns on the stack, and its most columns.
inline constexpr std::size_t column_panel_size = 8192;
inline constexpr std::size_t most_panel_columns = 24;

/// Whether the sums of a product are computed in halves: B leaves the nearest cache before its columns are read again.
template <std::size_t K, std::size_t N>
inline constexpr bool has_halves = feature_parts(K) == 4 && K * N > 4096;

/// C_mn = start + sum_k A_mk B_kn in the order of `feature_parts`, which are four, for the rows that fill vectors.
///
/// Half of a column of A is in reach again sooner than all of it. Where several blocks of rows read the same columns of B,
/// these are copied together, for they lie in many lines and pages.
template <std::size_t M, std::size_t K, std::size_t N, order OB, start Start, Scalar T>
[[gnu::always_inline]] constexpr void contract_in_halves(T* c, const T* a, const T* b, const T* row) {
    static_assert(feature_parts(K) == 4);
    using V = numeric::packed<T, numeric::native_lanes<T>>;
    constexpr std::size_t lanes = numeric::lanes<V>;
    constexpr std::size_t tile = numeric::vector_registers * 3 / 4;  // packs of C
    constexpr std::size_t most_packs = numeric::vector_registers > 16 && M / lanes >= 4 ? 4 : 2;
    constexpr std::size_t columns = tile / most_packs;
    constexpr std::size_t longest = K - K / 2;
    constexpr std::size_t fitting = column_panel_size / longest / columns * columns;
    constexpr bool has_panels = OB == order::rows && M / lanes >= 2 * most_packs && fitting > 0;
    constexpr std::size_t width = !has_panels ? N : fitting < most_panel_columns ? fitting : most_panel_columns;

    for (std::size_t half = 0; half < 2; ++half) {
        const std::size_t first = half * (K / 2);
        for_tiles<N, width>([=]<std::size_t Width>(std::size_t n) __attribute__((always_inline)) {
            const auto tiles = [=]<std::size_t NextK, std::size_t NextN>(const T* from) __attribute__((always_inline)) {
                for_tiles<M / lanes, most_packs>([=]<std::size_t Packs>(std::size_t i) __attribute__((always_inline)) {
                    for_tiles<Width, tile / Packs>([=]<std::size_t Columns>(std::size_t j) __attribute__((always_inline)) {
                        half_of_tile<Packs, Columns, M, K, NextK, NextN, Start, V>(half, c + (n + j) * M + i * lanes,
                                                                                   a + first * M + i * lanes, from + j * NextN,
                                                                                   Start == start::row ? row + n + j : nullptr);
                    });
                });
            };
            const T* const from = b + position<K, N, OB>(first, n);
            if constexpr (has_panels) {
                constexpr std::size_t common = std::gcd(Width, lanes);
                constexpr std::size_t at_once = common * sizeof(T) < 16 ? 1 : common;
                alignas(V) T panel[longest * Width];
                const std::size_t terms = half == 0 ? K / 2 : longest;
                for (std::size_t k = 0; k < terms; ++k) {
                    repeat<true, Width / at_once>([&](std::size_t i) __attribute__((always_inline)) {
                        using P = numeric::packed<T, at_once>;
                        numeric::store(panel + k * Width + i * at_once, numeric::load<P>(from + k * N + i * at_once));
                    });
                }
                tiles.template operator()<Width, 1>(panel);
            } else if constexpr (OB == order::rows) {
                tiles.template operator()<N, 1>(from);
            } else {
                tiles.template operator()<1, K>(from);
            }
        });
    }
}

}  // namespace chainrule::kernels
