// Products whose sums run over the batch in one lane each: neighbouring columns of C are computed side by side.
#pragma once

#include <chainrule/algebra/batch_sum.hpp>
#include <chainrule/algebra/operands.hpp>
#include <chainrule/algebra/policy.hpp>
#include <chainrule/numeric/pack.hpp>
#include <chainrule/shape/matrix.hpp>

#include <cstddef>

namespace chainrule::kernels {

/// Whether a product over a batch is computed by panels: its sums are chains, and the machine has vectors, which the elements
/// of B that belong together do not fill.
template <std::size_t M, std::size_t K, std::size_t N, order OC, order OA, order OB, Scalar T>
inline constexpr bool has_panels = OC == order::rows && OA == order::rows && OB == order::columns &&
                                   numeric::native_lanes<T> > 1 &&
                                   product_lanes(M, K, N) == 1 && K > 1 && N > 1 && K <= panel_size / numeric::native_lanes<T>;

/// `Rows` rows of a panel of C, `Packs` packs in each, the last of them with `Last` lanes that count: their sums in ascending
/// k, from a panel of B of which each row is `Width` long; with the sums of its columns `below` them.
template <std::size_t Rows, std::size_t Packs, std::size_t Last, std::size_t Width, std::size_t K, std::size_t N, start Start,
          column_sums Sums, numeric::Vector V, class C, Scalar T>
[[gnu::always_inline]] constexpr void tile_of_panel(C c, std::size_t at, const T* a, const T* panel) {
    constexpr std::size_t lanes = numeric::lanes<V>;
    constexpr std::size_t products = Rows * Packs;
    constexpr std::size_t cells = products + (Sums == column_sums::below ? Packs : 0);
    V sum[cells];
    const auto add = [&]<bool First>(std::size_t k) __attribute__((always_inline)) {
        V right[Packs];
        repeat<true, Packs>([&](std::size_t j)
                                __attribute__((always_inline)) { right[j] = numeric::load<V>(panel + k * Width + j * lanes); });
        repeat<true, Rows>([&](std::size_t i) __attribute__((always_inline)) {
            const T left = a[i * K + k];
            repeat<true, Packs>([&](std::size_t j) __attribute__((always_inline)) {
                V& cell = sum[i * Packs + j];
                cell = First ? left * right[j] : cell + left * right[j];
            });
        });
        repeat<true, cells - products>([&](std::size_t j) __attribute__((always_inline)) {
            V& cell = sum[products + j];
            cell = First ? right[j] : cell + right[j];
        });
    };
    add.template operator()<true>(0);
    for (std::size_t k = 1; k < K; ++k) add.template operator()<false>(k);
    const auto finish = [&]<std::size_t Count>(std::size_t i) __attribute__((always_inline)) {
        const std::size_t out = at + i / Packs * N + i % Packs * lanes;
        if constexpr (Start == start::existing) sum[i] = numeric::load_first<V, Count>(c + out) + sum[i];
        put<Count>(c, out, sum[i]);
    };
    repeat<true, cells / Packs>([&](std::size_t i) __attribute__((always_inline)) {
        repeat<true, Packs - 1>([&](std::size_t j)
                                    __attribute__((always_inline)) { finish.template operator()<lanes>(i * Packs + j); });
        finish.template operator()<Last>(i * Packs + Packs - 1);
    });
}

/// `Columns` columns of C from n on, which `Lanes` lanes do not fill or whole packs of them do.
template <std::size_t Columns, std::size_t Lanes, std::size_t M, std::size_t K, std::size_t N, start Start, column_sums Sums,
          class C, Scalar T>
[[gnu::always_inline]] constexpr void columns_by_panel(C c, const T* a, const T* b, std::size_t n) {
    constexpr std::size_t all = (Columns + Lanes - 1) / Lanes;  // packs
    constexpr std::size_t last = Columns - (all - 1) * Lanes;
    constexpr std::size_t width = all * Lanes;
    using V = numeric::packed<T, Lanes>;
    alignas(V) T panel[K * width];
    copy_transposed<Columns, width, K>(panel, b + n * K);
    constexpr std::size_t packs = all < numeric::vector_registers / 8 ? all : numeric::vector_registers / 8;
    // Fewer where the last pack goes out in pieces, which are many instructions.
    constexpr std::size_t rows = numeric::vector_registers * (last < Lanes ? 1 : 3) / 4 / packs;
    // The sums of the columns belong to the last rows.
    constexpr std::size_t rest = Sums == column_sums::none ? 0 : M % rows == 0 ? (M < rows ? M : rows) : M % rows;
    const auto tiles = [&]<std::size_t Rows, column_sums S>(std::size_t m) __attribute__((always_inline)) {
        for_tiles<all, packs>([&]<std::size_t Packs>(std::size_t j) __attribute__((always_inline)) {
            tile_of_panel<Rows, Packs, last, width, K, N, Start, S, V>(c, m * N + n + j * Lanes, a + m * K, panel + j * Lanes);
        });
    };
    if constexpr (rest < M) {
        for_tiles<M - rest, rows>([&]<std::size_t Rows>(std::size_t m) __attribute__((always_inline)) {
            tiles.template operator()<Rows, column_sums::none>(m);
        });
    }
    if constexpr (rest > 0) tiles.template operator()<rest, Sums>(M - rest);
}

/// C_mn = start + sum_k A_mk B_kn of a product that `has_panels`, with the sums of the columns of B `below` it.
template <std::size_t M, std::size_t K, std::size_t N, start Start, column_sums Sums, class C, Scalar T>
[[gnu::always_inline]] constexpr void contract_by_panels(C c, const T* a, const T* b) {
    static_assert(Start != start::row);
    constexpr std::size_t lanes = numeric::native_lanes<T>;
    constexpr std::size_t filled = N / lanes * lanes;
    if constexpr (filled > 0) {
        for_tiles<filled / lanes, panel_size / K / lanes>(
            [=]<std::size_t Packs>(std::size_t first) __attribute__((always_inline)) {
                columns_by_panel<Packs * lanes, lanes, M, K, N, Start, Sums>(c, a, b, first * lanes);
            });
    }
    if constexpr (filled < N) {
        constexpr std::size_t narrow = [] {
            std::size_t l = lanes;
            while (l / 2 >= N - filled && l / 2 >= numeric::narrow_lanes<T>) l /= 2;
            return l;
        }();
        columns_by_panel<N - filled, narrow, M, K, N, Start, Sums>(c, a, b, filled);
    }
}

}  // namespace chainrule::kernels
