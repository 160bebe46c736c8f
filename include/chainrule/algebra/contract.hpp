// The loops behind every product, on extents alone: equal layers at different places share them.
#pragma once

#include <chainrule/algebra/batch_sum.hpp>
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

/// C_mn = start + sum_k A_mk B_kn, in ascending k; where k runs over the batch, in the order of `batch_sum`.
///
/// Where the layout allows it, neighbouring rows of a column of C (or neighbouring columns of its only row) are worked on
/// at once; that changes the speed and not the order of any sum.
template <std::size_t M, std::size_t K, std::size_t N, order OC, order OA, order OB, bool OverBatch, start Start, Scalar T,
          class A, class B>
[[gnu::always_inline]] constexpr void contract(T* c, A a, B b, const T* row) {
    constexpr bool along_m = M > 1 && OC == order::columns && OA == order::columns;
    constexpr bool along_n = !along_m && (M == 1 || OC == order::rows) && OB == order::rows;
    constexpr std::size_t next_m = along_m ? 1 : 0;  // strides between neighbours of one pack
    constexpr std::size_t next_n = along_n ? 1 : 0;
    constexpr std::size_t next_k_of_a = OA == order::rows || M == 1 ? 1 : M;
    constexpr std::size_t next_k_of_b = OB == order::columns || N == 1 ? 1 : N;

    const auto element = [=]<class V>(std::size_t m, std::size_t n) __attribute__((always_inline)) {
        const auto term = [=](std::size_t k) __attribute__((always_inline)) {
            return neighbours<V, next_m, T>(a, position<M, K, OA>(m, k)) *
                   neighbours<V, next_n, T>(b, position<K, N, OB>(k, n));
        };
        T* const out = c + position<M, N, OC>(m, n);
        V sum;
        if constexpr (Start == start::existing) {
            sum = numeric::load<V>(out) + term(0);
        } else if constexpr (Start == start::row) {
            sum = neighbours<V, next_n, T>(row, n) + term(0);
        } else {
            sum = term(0);
        }
        for (std::size_t k = 1; k < K; ++k) sum += term(k);
        numeric::store(out, sum);
    };

    if constexpr (OverBatch) {
        for (std::size_t n = 0; n < N; ++n) {
            for (std::size_t m = 0; m < M; ++m) {
                const T sum = batch_sum<K, T>([=]<class V>(std::size_t k) __attribute__((always_inline)) -> V {
                    return neighbours<V, next_k_of_a, T>(a, position<M, K, OA>(m, k)) *
                           neighbours<V, next_k_of_b, T>(b, position<K, N, OB>(k, n));
                });
                T* const out = c + position<M, N, OC>(m, n);
                if constexpr (Start == start::existing) {
                    *out += sum;
                } else if constexpr (Start == start::row) {
                    *out = row[n] + sum;
                } else {
                    *out = sum;
                }
            }
        }
    } else if constexpr (along_n) {
        for (std::size_t m = 0; m < M; ++m) {
            numeric::for_packs<N, T>([=]<class V>(std::size_t n)
                                         __attribute__((always_inline)) { element.template operator()<V>(m, n); });
        }
    } else if constexpr (along_m) {
        for (std::size_t n = 0; n < N; ++n) {
            numeric::for_packs<M, T>([=]<class V>(std::size_t m)
                                         __attribute__((always_inline)) { element.template operator()<V>(m, n); });
        }
    } else {
        for (std::size_t n = 0; n < N; ++n) {
            for (std::size_t m = 0; m < M; ++m) element.template operator()<T>(m, n);
        }
    }
}

}  // namespace chainrule::kernels
