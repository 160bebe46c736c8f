// Products of a batch that does not fill a vector: neighbouring columns of C are computed side by side.
#pragma once

#include <chainrule/algebra/feature_sum.hpp>
#include <chainrule/algebra/operands.hpp>
#include <chainrule/algebra/policy.hpp>
#include <chainrule/algebra/tile.hpp>
#include <chainrule/numeric/pack.hpp>
#include <chainrule/shape/matrix.hpp>

#include <cstddef>

namespace chainrule::kernels {

/// Whether C has so few rows, each of them so long, that it is computed along them: where that takes fewer operations, those to
/// transpose B and C included.
template <std::size_t M, std::size_t K, std::size_t N, order OC, order OA, order OB, start Start, Scalar T>
inline constexpr bool has_few_rows = [] {
    constexpr std::size_t lanes = numeric::fitting_lanes<T, N>;
    constexpr bool fits = OB == order::rows ? M * N <= most_on_stack<T> : 2 * K * lanes <= most_on_stack<T>;
    if (lanes == 1 || M >= numeric::native_lanes<T> || Start == start::existing || K * N < 64 || !fits) return false;
    if (OB == order::columns && Start != start::zero) return false;
    if (M == 1) return OB == order::columns;
    std::size_t packs = 0;  // along m
    for (std::size_t rest = M; rest > 0; ++packs) {
        std::size_t taken = numeric::native_lanes<T>;
        while (taken > rest) taken /= 2;
        rest -= taken < numeric::narrow_lanes<T> ? 1 : taken;
    }
    const std::size_t along_n = M * numeric::covering_packs<T, N> + (OB == order::columns ? 2 * N / 5 : 0);
    return OC == order::columns && OA == order::columns && 4 * along_n < 3 * packs * N;
}();

/// The rows of C = start + A B (M, N), as they lie one after the other, where A lies by columns and B by rows. `Parts`: of a
/// sum.
template <std::size_t M, std::size_t K, std::size_t N, std::size_t Parts, start Start, Scalar T>
[[gnu::always_inline]] constexpr void contract_along_rows(T* c, const T* a, const T* b, const T* row) {
    constexpr std::size_t lanes = numeric::fitting_lanes<T, N>;
    constexpr std::size_t packs = numeric::covering_packs<T, N>;
    constexpr std::size_t columns = packs < numeric::vector_registers / 8 ? packs : numeric::vector_registers / 8;
    constexpr std::size_t most_rows = numeric::vector_registers * 3 / 4 / columns;
    constexpr std::size_t tiles = (M + most_rows - 1) / most_rows;
    for_tiles<packs, columns>([=]<std::size_t Columns>(std::size_t n) __attribute__((always_inline)) {
        for_tiles<M, (M + tiles - 1) / tiles>([=]<std::size_t Rows>(std::size_t m) __attribute__((always_inline)) {
            tile<Rows, Columns, M, K, N, order::rows, order::columns, order::rows, false, true, Start,
                 numeric::packed<T, lanes>, M, Parts>(c, a, b, row, m, n * lanes);
        });
    });
}

/// C = start + A B of a product that `has_few_rows`.
template <std::size_t M, std::size_t K, std::size_t N, order OB, start Start, Scalar T>
[[gnu::always_inline]] constexpr void contract_few_rows(T* c, const T* a, const T* b, const T* row) {
    constexpr std::size_t lanes = numeric::fitting_lanes<T, N>;
    constexpr std::size_t fitting = most_on_stack<T> / 2 / (M < K ? K : M) / lanes * lanes;
    constexpr std::size_t most = OB == order::rows || N < fitting ? N : fitting;
    for_tiles<N, most>([=]<std::size_t Width>(std::size_t n) __attribute__((always_inline)) {
        const auto with_rows_of_b = [=](const T* right) __attribute__((always_inline)) {
            if constexpr (M == 1) {
                contract_along_rows<M, K, Width, feature_parts(K, N), Start>(c + n, a, right, row);
            } else {
                T rows[M * Width];
                contract_along_rows<M, K, Width, feature_parts(K, N), Start>(rows, a, right, row);
                copy_transposed<M, M, Width>(c + n * M, static_cast<const T*>(rows));
            }
        };
        if constexpr (OB == order::rows) {
            with_rows_of_b(b);
        } else {
            alignas(numeric::packed<T, lanes>) T panel[K * Width];
            copy_transposed<Width, Width, K>(panel, b + n * K);
            with_rows_of_b(panel);
        }
    });
}

}  // namespace chainrule::kernels
