// The loops behind every product, on extents alone: equal layers at different places share them.
#pragma once

#include <chainrule/algebra/batch_sum.hpp>
#include <chainrule/algebra/contract_by_panels.hpp>
#include <chainrule/algebra/contract_few_rows.hpp>
#include <chainrule/algebra/contract_in_halves.hpp>
#include <chainrule/algebra/contract_over_batch.hpp>
#include <chainrule/algebra/feature_sum.hpp>
#include <chainrule/algebra/operands.hpp>
#include <chainrule/algebra/policy.hpp>
#include <chainrule/algebra/tile.hpp>
#include <chainrule/numeric/pack.hpp>
#include <chainrule/shape/matrix.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace chainrule::kernels {

/// C_mn = start + sum_k A_mk B_kn in plain loops, one function for all products of that layout. With a batch of one, A_mk lies
/// at k and C_mn at n. `Pieces`: lanes of a sum over the batch, parts of one over features.
template <order OC, order OA, order OB, bool One, std::size_t Pieces, bool OverBatch, start Start, Scalar T, class A, class B>
[[gnu::noinline]] constexpr void contract_in_loops(T* c, A a, B b, const T* row, std::size_t m_end, std::size_t k_end,
                                                   std::size_t n_end) {
    // C is written in the order in which it lies.
    constexpr bool by_columns = OC == order::columns;
    const std::size_t a_m = OA == order::columns ? 1 : k_end;
    const std::size_t a_k = OA == order::columns && !One ? m_end : 1;
    const std::size_t b_k = OB == order::columns ? 1 : n_end;
    const std::size_t b_n = OB == order::columns ? k_end : 1;
    std::size_t outer = by_columns ? n_end : m_end;
    std::size_t from_a = 0;
    std::size_t from_b = 0;
    do {
        std::size_t inner = by_columns ? (One ? 1 : m_end) : n_end;
        (by_columns ? from_a : from_b) = 0;
        const T* first = row;
        do {
            const auto dot = [=](T sum, std::size_t k, std::size_t end, std::size_t step) __attribute__((always_inline)) {
                std::size_t at_a = from_a + k * a_k;
                std::size_t at_b = from_b + k * b_k;
                do {
                    sum += a[at_a] * b[at_b];
                    at_a += step * a_k;
                    at_b += step * b_k;
                    k += step;
                } while (k != end);
                return sum;
            };
            if constexpr (!OverBatch) {
                const T begin = Start == start::row ? *first : Start == start::existing ? *c : nothing<T>;
                *c = sum_of_parts<Pieces>([=](std::size_t p) __attribute__((always_inline)) {
                    return dot(p == 0 ? begin : nothing<T>, p * k_end / Pieces, (p + 1) * k_end / Pieces, 1);
                });
            } else {
                T sum;
                if constexpr (Pieces == 1) {
                    sum = dot(nothing<T>, 0, k_end, 1);
                } else {
                    // As many steps from every lane.
                    sum =
                        sum_of_lanes<Pieces, T>([=](std::size_t lane) { return dot(nothing<T>, lane, lane + k_end, Pieces); });
                }
                *c = Start == start::row ? *first + sum : Start == start::existing ? *c + sum : sum;
            }
            ++c;
            if constexpr (Start == start::row && !by_columns) ++first;
            (by_columns ? from_a : from_b) += by_columns ? a_m : b_n;
        } while (--inner != 0);
        (by_columns ? from_b : from_a) += by_columns ? b_n : a_m;
        if constexpr (Start == start::row && by_columns) ++row;
    } while (--outer != 0);
}

/// Whether rows of A, so many that they fill the registers, are copied to the stack before the tiles of all columns read them:
/// A fills the nearest cache, its neighbours in a column are few among many, and what is read of them again has left it.
template <std::size_t M, std::size_t K, std::size_t N, std::size_t Height>
inline constexpr bool has_panels_of_rows = Height > 1 && K* N >= 512 && M* K > 2 * panel_size&& K* Height <= panel_size;

/// The only row of C, which does not fill a vector, in one that has some lanes too many.
template <std::size_t K, std::size_t N, start Start, Scalar T, class A>
[[gnu::always_inline]] constexpr void contract_padded_row(T* c, A a, const T* b, const T* row) {
    constexpr std::size_t lanes = numeric::holding_lanes<T, N>;
    constexpr std::size_t parts = feature_parts(K, N);
    constexpr std::size_t common = K / parts;  // terms that each part has at least
    using V = numeric::packed<T, lanes>;
    // So that the compiler loads each element: where a layer has left many in registers, to spread them over so many lanes by
    // shuffles takes longer.
    if constexpr (parts > 1 && sizeof(V) == 64 && std::is_pointer_v<A>) asm("" : "+r"(a));
    V sums[parts];
    repeat<true, parts>([&](std::size_t p) __attribute__((always_inline)) { sums[p] = numeric::broadcast<V>(nothing<T>); });
    if constexpr (Start == start::row) sums[0] = numeric::load_first<V, N>(row);
    if constexpr (Start == start::existing) sums[0] = numeric::load_first<V, N>(c);
    const auto begin = [](std::size_t p) __attribute__((always_inline)) { return p * K / parts; };
    const auto add = [&](std::size_t p, std::size_t k)
                         __attribute__((always_inline)) { sums[p] += a[k] * numeric::load<V>(b + k * N); };
    const auto add_to_each = [&](std::size_t i) __attribute__((always_inline)) {
        repeat<true, parts>([&](std::size_t p) __attribute__((always_inline)) { add(p, begin(p) + i); });
    };
    if constexpr (K <= most_unrolled_products) {
        repeat<true, common - 1>(add_to_each);
    } else {
        for (std::size_t i = 0; i < common - 1; ++i) add_to_each(i);
    }
    repeat<true, parts>([&](std::size_t p) __attribute__((always_inline)) {
        const std::size_t end = begin(p + 1);
        if (end - begin(p) > common) add(p, end - 2);
        if (p + 1 < parts) add(p, end - 1);
    });
    // Behind the last row of B there may be nothing to read.
    const V last = numeric::load<V>(b + K * N - lanes);
    sums[parts - 1] += a[K - 1] * [&]<std::size_t... L>(std::index_sequence<L...>) __attribute__((always_inline)) {
        return V(__builtin_shufflevector(last, last, (L < N ? lanes - N + L : 0)...));
    }(std::make_index_sequence<lanes>{});
    numeric::store_first<N>(c, V(sum_of_parts<parts>([&](std::size_t p) __attribute__((always_inline)) { return sums[p]; })));
}

/// C_mn = start + sum_k A_mk B_kn in tiles of registers.
///
/// Where the layout allows it, neighbouring rows of a column of C (or neighbouring columns of its only row) are worked on
/// at once; that changes the speed and not the order of any sum.
template <std::size_t M, std::size_t K, std::size_t N, order OC, order OA, order OB, bool OverBatch, start Start, class C,
          Scalar T, class A, class B>
[[gnu::always_inline]] constexpr void contract_in_tiles(C c, A a, B b, const T* row) {
    constexpr bool over_one = K == 1;  // and then the order of A and B does not matter
    constexpr bool along_m = M > 1 && OC == order::columns && (OA == order::columns || over_one);
    constexpr bool along_n = !along_m && (M == 1 || OC == order::rows) && (OB == order::rows || over_one);
    constexpr std::size_t widest = numeric::vector_registers / 2;  // columns of a tile
    if constexpr (OverBatch && !over_one && has_panels<M, K, N, OC, OA, OB, T> && Start != start::row &&
                  std::is_same_v<A, const T*>) {
        contract_by_panels<M, K, N, Start, column_sums::none>(c, a, b);
    } else if constexpr (OverBatch && !over_one) {
        contract_over_batch<M, K, N, OC, OA, OB, Start>(c, a, b, row);
    } else if constexpr (M == 1 && OB == order::rows && numeric::is_padded<T, N> && K * N >= numeric::holding_lanes<T, N> &&
                         std::is_same_v<B, const T*>) {
        contract_padded_row<K, N, Start>(c, a, b, row);
    } else if constexpr (has_few_rows<M, K, N, OC, OA, OB, Start, T> && std::is_same_v<A, const T*> &&
                         std::is_same_v<B, const T*> && std::is_pointer_v<C>) {
        contract_few_rows<M, K, N, OB, Start>(c, a, b, row);
    } else if constexpr (along_m) {
        // Small factors are copied, for the compiler cannot know that C does not lie over them.
        constexpr bool copies = K * N <= 32 && std::is_pointer_v<B>;
        T copy_of_b[copies ? K * N : 1];
        T copy_of_row[copies && Start == start::row ? N : 1];
        const T* rows = row;
        auto factor = b;
        if constexpr (copies) {
            repeat<true, K * N>([&](std::size_t i) __attribute__((always_inline)) { copy_of_b[i] = b[i]; });
            factor = copy_of_b;
            if constexpr (Start == start::row) {
                repeat<true, N>([&](std::size_t i) __attribute__((always_inline)) { copy_of_row[i] = row[i]; });
                rows = copy_of_row;
            }
        }
        const auto rows_of_packs = [=]<class V, std::size_t Packs>(std::size_t m) __attribute__((always_inline)) {
            constexpr std::size_t height = Packs * numeric::lanes<V>;
            constexpr bool panel = has_panels_of_rows<M, K, N, height> && std::is_same_v<A, const T*>;
            // With all parts of a sum in registers a tile has fewer columns, and A and B are read more often.
            constexpr bool all_parts = numeric::lanes<V> > 1 && numeric::vector_registers > 16 && K * N <= panel_size &&
                                       (panel || M * K <= 2 * panel_size);
            constexpr std::size_t columns =
                (Packs == 1 ? widest : numeric::vector_registers * 3 / 4 / Packs) / (all_parts ? feature_parts(K, N) : 1);
            const auto tiles = [=]<std::size_t RowsOfA>(auto left) __attribute__((always_inline)) {
                for_tiles<N, columns>([=]<std::size_t Columns>(std::size_t n) __attribute__((always_inline)) {
                    tile<Packs, Columns, M, K, N, OC, OA, OB, true, false, Start, V, RowsOfA>(c, left, factor, rows, m, n);
                });
            };
            if constexpr (panel) {
                alignas(V) T copy[K * height];
                copy_together<height, M>(copy, a + m, K);
                tiles.template operator()<height>(static_cast<const T*>(copy));
            } else {
                tiles.template operator()<M>(a);
            }
        };
        constexpr std::size_t lanes_m = numeric::native_lanes<T>;
        constexpr std::size_t packs = M / lanes_m;
        if constexpr (lanes_m > 1 && packs > 0 && has_halves<K, N> && std::is_same_v<A, const T*> &&
                      std::is_same_v<B, const T*>) {
            contract_in_halves<M, K, N, OB, Start>(c, a, b, row);
        } else if constexpr (lanes_m > 1 && packs > 0) {
            for_tiles<packs, 2>([=]<std::size_t Packs>(std::size_t m) __attribute__((always_inline)) {
                rows_of_packs.template operator()<numeric::packed<T, lanes_m>, Packs>(m * lanes_m);
            });
        }
        numeric::for_packs<M, T, lanes_m == 1 ? 0 : packs * lanes_m>(
            [=]<class V>(std::size_t m) __attribute__((always_inline)) { rows_of_packs.template operator()<V, 1>(m); });
    } else if constexpr (along_n) {
        constexpr std::size_t lanes_n = numeric::fitting_lanes<T, N>;
        // What starts from C must not change before all of it is read: then each sum is computed once.
        constexpr bool once = Start == start::existing || !std::is_pointer_v<C>;
        constexpr std::size_t packs = once ? N / lanes_n : numeric::covering_packs<T, N>;
        // One row streams the whole of B, which is best done once, if its sums leave registers for what is read.
        constexpr std::size_t at_once =
            M == 1 && lanes_n > 1 && numeric::vector_registers > 16 ? numeric::vector_registers : widest;
        repeat<std::is_pointer_v<C> && M * packs * K <= most_unrolled_products, M>(
            [=](std::size_t m) __attribute__((always_inline)) {
                const auto columns = [=]<std::size_t Columns, class V>(std::size_t n) __attribute__((always_inline)) {
                    tile<1, Columns, M, K, N, OC, OA, OB, false, true, Start, V>(c, a, b, row, m, n);
                };
                for_tiles<packs, at_once>([=]<std::size_t Columns>(std::size_t n) __attribute__((always_inline)) {
                    columns.template operator()<Columns, numeric::packed<T, lanes_n>>(n * lanes_n);
                });
                if constexpr (packs * lanes_n < N) columns.template operator()<N % lanes_n, T>(packs * lanes_n);
            });
    } else {
        for (std::size_t m = 0; m < M; ++m) {
            for_tiles<N, widest>([=]<std::size_t Columns>(std::size_t n) __attribute__((always_inline)) {
                tile<1, Columns, M, K, N, OC, OA, OB, false, false, Start, T>(c, a, b, row, m, n);
            });
        }
    }
}

/// Multiplications up to which a product is part of the function that wants it. A larger one is a function of its own, which
/// equal layers share: a call costs nothing beside it, and what is inlined is compiled as often as it is used.
inline constexpr std::size_t most_inlined_products = 16384;

template <class Product, class... Arguments>
[[gnu::noinline]] constexpr void apart(Product product, Arguments... arguments) {
    product(arguments...);
}

/// A product of so many multiplications: product(arguments...).
template <std::size_t Multiplications, class Product, class... Arguments>
[[gnu::always_inline]] constexpr void run_product(Product product, Arguments... arguments) {
    if constexpr (Multiplications > most_inlined_products) {
        apart(product, arguments...);
    } else {
        product(arguments...);
    }
}

/// C_mn = start + sum_k A_mk B_kn, in the order of `feature_parts`; where k runs over the batch, in that of `batch_sum`.
template <policy Policy, std::size_t M, std::size_t K, std::size_t N, order OC, order OA, order OB, bool OverBatch, start Start,
          Scalar T, class A, class B>
[[gnu::always_inline]] constexpr void contract(T* c, A a, B b, const T* row) {
    constexpr std::size_t pieces = OverBatch ? product_lanes(M, K, N) : feature_parts(K, N);
    if (Policy == policy::small || std::is_constant_evaluated()) {
        contract_in_loops<OC, OA, OB, M == 1, pieces, OverBatch, Start>(c, a, b, row, M, K, N);
        return;
    }
    if constexpr (Policy == policy::fast) {
        run_product<M * K * N>(
            [](T* c_, A a_, B b_, const T* row_)
                __attribute__((always_inline)) { contract_in_tiles<M, K, N, OC, OA, OB, OverBatch, Start>(c_, a_, b_, row_); },
            c, a, b, row);
    }
}

/// The elements of C_mn = sum_k A_mk B_kn, in rows, each once to `c.take`, where k runs over the batch and the sums of
/// neighbouring columns are computed side by side.
template <std::size_t M, std::size_t K, std::size_t N, order OA, order OB, class C, Scalar T>
[[gnu::always_inline]] constexpr void contract_into(C c, const T* a, const T* b) {
    run_product<M * K * N>(
        [](C c_, const T* a_, const T* b_) __attribute__((always_inline)) {
            contract_in_tiles<M, K, N, order::rows, OA, OB, true, start::zero>(c_, a_, b_, static_cast<const T*>(nullptr));
        },
        c, a, b);
}

/// C = start + A B where k runs over the batch, in rows, and in the row below it start + 1^T B; both in the order of
/// `batch_sum`. C may also be who takes each element once.
template <std::size_t M, std::size_t K, std::size_t N, order OA, order OB, start Start, class C, class A, Scalar T>
[[gnu::always_inline]] constexpr void contract_with_sums(C c, A a, const T* b) {
    run_product<M * K * N>(
        [](C c_, A a_, const T* b_) __attribute__((always_inline)) {
            if constexpr (has_panels<M, K, N, order::rows, OA, OB, T> && std::is_same_v<A, const T*>) {
                contract_by_panels<M, K, N, Start, column_sums::below>(c_, a_, b_);
            } else {
                contract_over_batch<M, K, N, order::rows, OA, OB, Start, column_sums::below>(c_, a_, b_,
                                                                                             static_cast<const T*>(nullptr));
            }
        },
        c, a, b);
}

}  // namespace chainrule::kernels
