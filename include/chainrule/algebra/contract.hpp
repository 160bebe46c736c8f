// The loops behind every product, on extents alone: equal layers at different places share them.
#pragma once

#include <chainrule/algebra/batch_sum.hpp>
#include <chainrule/algebra/policy.hpp>
#include <chainrule/numeric/pack.hpp>
#include <chainrule/shape/matrix.hpp>

#include <cstddef>
#include <type_traits>

namespace chainrule::kernels {

/// What an element of C starts from: nothing, what is there, or the element of a row that is added to every row of A B.
enum class start : unsigned char { zero, existing, row };

/// Neighbours p[0], p[Stride], ... as a pack; one element where all lanes share it.
template <numeric::Pack V, std::size_t Stride, Scalar T, class P>
[[nodiscard, gnu::always_inline]] constexpr auto neighbours(P p, std::size_t i) {
    if constexpr (Stride == 0 || std::is_same_v<V, T>) {
        return p[i];
    } else if constexpr (!std::is_pointer_v<P>) {
        return numeric::broadcast<V>(p[i]);
    } else if constexpr (Stride == 1) {
        return numeric::load<V>(p + i);
    } else {
        V v{};
        for (std::size_t l = 0; l < numeric::lanes<V>; ++l) v[l] = p[i + l * Stride];
        return v;
    }
}

/// What a sum without a start begins with: unlike +0, adding -0 changes no number, -0 included.
template <Scalar T>
inline constexpr T nothing = -T(0);

/// Multiplications up to which a product is written out.
inline constexpr std::size_t most_unrolled_products = 64;

/// C_mn = start + sum_k A_mk B_kn in plain loops, one function for all products of that layout. With a batch of one, A_mk lies
/// at k and C_mn at n.
template <order OC, order OA, order OB, bool One, std::size_t Lanes, bool OverBatch, start Start, Scalar T, class A, class B>
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
            const auto dot = [=](T sum, std::size_t k, std::size_t step) __attribute__((always_inline)) {
                const std::size_t end = k + k_end;  // as many steps from every lane
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
                *c = dot(Start == start::row ? *first : Start == start::existing ? *c : nothing<T>, 0, 1);
            } else {
                T sum;
                if constexpr (Lanes == 1) {
                    sum = dot(nothing<T>, 0, 1);
                } else {
                    sum = sum_of_lanes<Lanes, T>([=](std::size_t lane) { return dot(nothing<T>, lane, Lanes); });
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

/// The sums of a tile of C, `Rows` times `Columns` packs of it from (m, n) on, each in ascending k.
template <std::size_t Rows, std::size_t Columns, std::size_t M, std::size_t K, std::size_t N, order OC, order OA, order OB,
          bool AlongM, bool AlongN, start Start, numeric::Pack V, Scalar T, class A, class B>
[[gnu::always_inline]] constexpr void tile(T* c, A a, B b, const T* row, std::size_t m, std::size_t n) {
    constexpr std::size_t next_m = AlongM ? 1 : 0;  // strides between neighbours of one pack
    constexpr std::size_t next_n = AlongN ? 1 : 0;
    constexpr std::size_t lanes_m = AlongM ? numeric::lanes<V> : 1;
    constexpr std::size_t lanes_n = AlongN ? numeric::lanes<V> : 1;
    constexpr std::size_t cells = Rows * Columns;

    V sum[cells];
    const auto out = [=](std::size_t i) __attribute__((always_inline)) {
        return c + position<M, N, OC>(m + i / Columns * lanes_m, n + i % Columns * lanes_n);
    };
    const auto multiply = [&]<bool First>(std::size_t k) __attribute__((always_inline)) {
        repeat<true, Rows>([&](std::size_t i) __attribute__((always_inline)) {
            const auto left = neighbours<V, next_m, T>(a, position<M, K, OA>(m + i * lanes_m, k));
            repeat<true, Columns>([&](std::size_t j) __attribute__((always_inline)) {
                const auto term = left * neighbours<V, next_n, T>(b, position<K, N, OB>(k, n + j * lanes_n));
                if constexpr (First) {
                    sum[i * Columns + j] = term;
                } else {
                    sum[i * Columns + j] += term;
                }
            });
        });
    };

    if constexpr (Start == start::existing) {
        repeat<true, cells>([&](std::size_t i) __attribute__((always_inline)) { sum[i] = numeric::load<V>(out(i)); });
    } else if constexpr (Start == start::row) {
        repeat<true, cells>([&](std::size_t i) __attribute__((always_inline)) {
            if constexpr (AlongN) {
                sum[i] = numeric::load<V>(row + n + i % Columns * lanes_n);
            } else {
                sum[i] = numeric::broadcast<V>(row[n + i % Columns]);
            }
        });
    } else {
        multiply.template operator()<true>(0);
    }
    constexpr std::size_t first = Start == start::zero ? 1 : 0;
    repeat<cells * K <= most_unrolled_products, K - first>(
        [&](std::size_t k) __attribute__((always_inline)) { multiply.template operator()<false>(k + first); });
    repeat<true, cells>([&](std::size_t i) __attribute__((always_inline)) { numeric::store(out(i), sum[i]); });
}

/// Whether a product over the batch has one more row, the sums of the columns of B: that is what its last row is where all of A
/// is ones.
enum class column_sums : bool { none, below };

/// A tile of a product over the batch, `Rows` times `Columns` elements from (m, n) on, in the order of `batch_sum`; with the
/// sums of those columns of B `below` all of C. Neighbours along the batch lie together.
template <std::size_t Rows, std::size_t Columns, column_sums Sums, std::size_t M, std::size_t K, std::size_t N, order OC,
          order OA, order OB, start Start, numeric::Pack V, Scalar T, class A, class B>
[[gnu::always_inline]] constexpr void tile_over_batch(T* c, A a, B b, const T* row, std::size_t m, std::size_t n) {
    constexpr std::size_t lanes = numeric::lanes<V>;
    constexpr std::size_t together = batch_lanes(K);
    constexpr std::size_t parts = together / lanes;
    constexpr std::size_t products = Rows * Columns;
    constexpr std::size_t cells = products + (Sums == column_sums::below ? Columns : 0);

    V sums[cells][parts];
    repeat<true, parts>([&](std::size_t part) __attribute__((always_inline)) {
        V sum[cells];
        const auto add = [&]<bool First>(std::size_t k) __attribute__((always_inline)) {
            V right[Columns];
            repeat<true, Columns>([&](std::size_t j) __attribute__((always_inline)) {
                right[j] = neighbours<V, 1, T>(b, position<K, N, OB>(k, n + j));
            });
            repeat<true, Rows>([&](std::size_t i) __attribute__((always_inline)) {
                const V left = neighbours<V, 1, T>(a, position<M, K, OA>(m + i, k));
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
    repeat<true, cells>([&](std::size_t i) __attribute__((always_inline)) {
        const std::size_t at_m = i < products ? m + i / Columns : M;
        const std::size_t at_n = n + i % Columns;
        T* const out = c + position<M + (Sums == column_sums::below ? 1 : 0), N, OC>(at_m, at_n);
        const T sum = sum_of_packs<V>(sums[i]);
        *out = Start == start::existing ? *out + sum : Start == start::row ? row[at_n] + sum : sum;
    });
}

/// Whether a product over a batch of K is computed in tiles: neighbours along the batch lie together, and make packs or, where
/// there are no vectors, a sum of one lane.
template <std::size_t M, std::size_t K, std::size_t N, order OA, order OB, Scalar T>
inline constexpr bool has_batch_tiles = (OA == order::rows || M == 1) && (OB == order::columns || N == 1) &&
                                        ((batch_lanes(K) > 1) == (numeric::native_lanes<T> > 1));

/// C_mn = start + sum_k A_mk B_kn where k runs over the batch, in the order of `batch_sum`.
template <std::size_t M, std::size_t K, std::size_t N, order OC, order OA, order OB, start Start,
          column_sums Sums = column_sums::none, Scalar T, class A, class B>
[[gnu::always_inline]] constexpr void contract_over_batch(T* c, A a, B b, std::type_identity_t<const T*> row) {
    if constexpr (has_batch_tiles<M, K, N, OA, OB, T>) {
        constexpr std::size_t lanes = numeric::native_lanes<T>;
        constexpr std::size_t columns = N < 4 ? N : 4;
        constexpr std::size_t rows =
            lanes > 1 ? numeric::vector_registers * 3 / 4 / columns : numeric::vector_registers / 2 / columns + 1;
        constexpr std::size_t beside_sums = lanes > 1 ? rows - 1 : rows;
        constexpr std::size_t first = Sums == column_sums::none ? 0 : M < beside_sums ? M : beside_sums;
        for_tiles<N, columns>([=]<std::size_t Columns>(std::size_t n) __attribute__((always_inline)) {
            const auto tile = [=]<std::size_t Rows, column_sums S>(std::size_t m) __attribute__((always_inline)) {
                tile_over_batch<Rows, Columns, S, M, K, N, OC, OA, OB, Start, numeric::packed<T, lanes>>(c, a, b, row, m, n);
            };
            if constexpr (Sums == column_sums::below) tile.template operator()<first, Sums>(0);
            if constexpr (first < M) {
                for_tiles<M - first, rows>([=]<std::size_t Rows>(std::size_t m) __attribute__((always_inline)) {
                    tile.template operator()<Rows, column_sums::none>(first + m);
                });
            }
        });
    } else {
        static_assert(Sums == column_sums::none);
        constexpr std::size_t next_k_of_a = OA == order::rows || M == 1 ? 1 : M;
        constexpr std::size_t next_k_of_b = OB == order::columns || N == 1 ? 1 : N;
        for (std::size_t n = 0; n < N; ++n) {
            for (std::size_t m = 0; m < M; ++m) {
                const T sum = batch_sum<K, T>([=]<class V>(std::size_t k) __attribute__((always_inline)) -> V {
                    return neighbours<V, next_k_of_a, T>(a, position<M, K, OA>(m, k)) *
                           neighbours<V, next_k_of_b, T>(b, position<K, N, OB>(k, n));
                });
                T* const out = c + position<M, N, OC>(m, n);
                *out = Start == start::existing ? *out + sum : Start == start::row ? row[n] + sum : sum;
            }
        }
    }
}

/// C_mn = start + sum_k A_mk B_kn, in ascending k; where k runs over the batch, in the order of `batch_sum`.
///
/// Where the layout allows it, neighbouring rows of a column of C (or neighbouring columns of its only row) are worked on
/// at once; that changes the speed and not the order of any sum.
template <policy Policy, std::size_t M, std::size_t K, std::size_t N, order OC, order OA, order OB, bool OverBatch, start Start,
          Scalar T, class A, class B>
[[gnu::always_inline]] constexpr void contract(T* c, A a, B b, const T* row) {
    constexpr std::size_t lanes = OverBatch ? batch_lanes(K) : 1;
    if (Policy == policy::small || std::is_constant_evaluated()) {
        contract_in_loops<OC, OA, OB, M == 1, lanes, OverBatch, Start>(c, a, b, row, M, K, N);
        return;
    }
    if constexpr (Policy == policy::fast) {
        constexpr bool over_one = K == 1;  // and then the order of A and B does not matter
        constexpr bool along_m = M > 1 && OC == order::columns && (OA == order::columns || over_one);
        constexpr bool along_n = !along_m && (M == 1 || OC == order::rows) && (OB == order::rows || over_one);
        constexpr std::size_t widest = numeric::vector_registers / 2;  // columns of a tile
        if constexpr (OverBatch && !over_one) {
            contract_over_batch<M, K, N, OC, OA, OB, Start>(c, a, b, row);
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
            numeric::for_packs<M, T>([=]<class V>(std::size_t m) __attribute__((always_inline)) {
                for_tiles<N, widest>([=]<std::size_t Columns>(std::size_t n) __attribute__((always_inline)) {
                    tile<1, Columns, M, K, N, OC, OA, OB, true, false, Start, V>(c, a, factor, rows, m, n);
                });
            });
        } else if constexpr (along_n) {
            constexpr std::size_t lanes_n = numeric::native_lanes<T>;
            constexpr std::size_t packs = N / lanes_n;
            repeat<M * packs * K <= most_unrolled_products, M>([=](std::size_t m) __attribute__((always_inline)) {
                if constexpr (packs > 0) {
                    for_tiles<packs, widest>([=]<std::size_t Columns>(std::size_t n) __attribute__((always_inline)) {
                        tile<1, Columns, M, K, N, OC, OA, OB, false, true, Start, numeric::packed<T, lanes_n>>(c, a, b, row, m,
                                                                                                               n * lanes_n);
                    });
                }
                if constexpr (N % lanes_n > 0) {
                    tile<1, N % lanes_n, M, K, N, OC, OA, OB, false, true, Start, T>(c, a, b, row, m, packs * lanes_n);
                }
            });
        } else {
            for (std::size_t m = 0; m < M; ++m) {
                for_tiles<N, widest>([=]<std::size_t Columns>(std::size_t n) __attribute__((always_inline)) {
                    tile<1, Columns, M, K, N, OC, OA, OB, false, false, Start, T>(c, a, b, row, m, n);
                });
            }
        }
    }
}

}  // namespace chainrule::kernels
