// The loop in the middle of a product: a tile of registers.
#pragma once

#include <chainrule/algebra/feature_sum.hpp>
#include <chainrule/algebra/operands.hpp>
#include <chainrule/algebra/policy.hpp>
#include <chainrule/numeric/pack.hpp>
#include <chainrule/shape/matrix.hpp>

#include <cstddef>
#include <type_traits>

namespace chainrule::kernels {

/// Multiplications up to which a product is written out.
inline constexpr std::size_t most_unrolled_products = 64;

/// The sums of a tile of C, `Rows` times `Columns` packs of it from (m, n) on, each in the order of `feature_parts`. A pack
/// along n that would go beyond N begins earlier, and computes some sums of its neighbour once more. A has `RowsOfA` rows:
/// those of C, or from m on those of a panel. `Parts`: of a sum, where C has not all columns of the product.
template <std::size_t Rows, std::size_t Columns, std::size_t M, std::size_t K, std::size_t N, order OC, order OA, order OB,
          bool AlongM, bool AlongN, start Start, numeric::Pack V, std::size_t RowsOfA = M,
          std::size_t Parts = feature_parts(K, N), class C, Scalar T, class A, class B>
[[gnu::always_inline]] constexpr void tile(C c, A a, B b, const T* row, std::size_t m, std::size_t n) {
    constexpr std::size_t next_m = AlongM ? 1 : 0;  // strides between neighbours of one pack
    constexpr std::size_t next_n = AlongN ? 1 : 0;
    constexpr std::size_t lanes_m = AlongM ? numeric::lanes<V> : 1;
    constexpr std::size_t lanes_n = AlongN ? numeric::lanes<V> : 1;
    constexpr std::size_t cells = Rows * Columns;
    // Parts that take turns in one loop: chains enough to keep the machine busy.
    constexpr std::size_t wanted = (numeric::lanes<V> > 1 && numeric::vector_registers > 16 ? numeric::vector_registers * 3 / 4
                                                                                            : numeric::vector_registers / 2) /
                                   cells;
    constexpr std::size_t together = K % Parts != 0 || wanted < 2 ? 1 : wanted < Parts ? 2 : Parts;

    const auto column = [=](std::size_t j) __attribute__((always_inline)) {
        const std::size_t at = n + j * lanes_n;
        return N % lanes_n > 0 && at > N - lanes_n ? N - lanes_n : at;
    };
    const auto out = [=](std::size_t i) __attribute__((always_inline)) {
        return position<M, N, OC>(m + i / Columns * lanes_m, column(i % Columns));
    };
    // B leaves the nearest cache; where a vector is a whole line it comes sooner without being asked for.
    constexpr bool asks = M == 1 && AlongN && K * N * sizeof(T) > 32768 && sizeof(V) < 64 && std::is_pointer_v<B>;
    const auto multiply = [=]<bool First>(V* sum, std::size_t k) __attribute__((always_inline)) {
        if constexpr (asks) ask_for<Columns * lanes_n, N>(b + k * N + n);
        decltype(neighbours<V, next_m, T>(a, 0)) left[Rows];
        repeat<true, Rows>([&](std::size_t i) __attribute__((always_inline)) {
            const auto loaded = neighbours<V, next_m, T>(a, position<RowsOfA, K, OA>((RowsOfA == M ? m : 0) + i * lanes_m, k));
            left[i] = Columns > 1 ? numeric::held(loaded) : loaded;
        });
        repeat<true, Columns>([&](std::size_t j) __attribute__((always_inline)) {
            const auto right = [&]() __attribute__((always_inline)) {
                if constexpr (std::is_pointer_v<B> && !AlongN) {
                    // From where n begins: the sum of n and j is a bitwise or to clang, which no address has.
                    return (b + position<K, N, OB>(k, n))[position<K, N, OB>(0, j)];
                } else {
                    return neighbours<V, next_n, T>(b, position<K, N, OB>(k, column(j)));
                }
            }();
            repeat<true, Rows>([&](std::size_t i) __attribute__((always_inline)) {
                V& cell = sum[i * Columns + j];
                cell = First ? left[i] * right : cell + left[i] * right;
            });
        });
    };

    // Written out where all parts share one loop; else that loop is compiled once, for all of them.
    constexpr bool in_turn = together == Parts;
    V sums[Parts][cells];
    repeat<in_turn, Parts / together>([&](std::size_t turn) __attribute__((always_inline)) {
        const std::size_t part = turn * together;
        V sum[together][cells];
        std::size_t k = part * K / Parts;
        const std::size_t end = (part + 1) * K / Parts;
        const auto begin = [&](std::size_t i) __attribute__((always_inline)) {
            if constexpr (Start == start::existing) {
                return numeric::load<V>(c + out(i));
            } else if constexpr (Start == start::zero) {
                return numeric::broadcast<V>(nothing<T>);
            } else if constexpr (AlongN) {
                return numeric::load<V>(row + column(i % Columns));
            } else {
                return numeric::broadcast<V>(row[n + i % Columns]);
            }
        };
        const auto add = [&]<bool First>(std::size_t p) __attribute__((always_inline)) {
            multiply.template operator()<First>(sum[p], k + p * (K / Parts));
        };
        const auto add_each = [&](std::size_t) __attribute__((always_inline)) {
            repeat<true, together>([&](std::size_t p) __attribute__((always_inline)) { add.template operator()<false>(p); });
            ++k;
        };
        if constexpr (in_turn) {
            // The first term of a part that starts from nothing is no sum.
            repeat<true, together>([&](std::size_t p) __attribute__((always_inline)) {
                if (Start != start::zero && part + p == 0) {
                    repeat<true, cells>([&](std::size_t i) __attribute__((always_inline)) { sum[p][i] = begin(i); });
                    add.template operator()<false>(p);
                } else {
                    add.template operator()<true>(p);
                }
            });
            ++k;
        } else {
            repeat<true, together * cells>([&](std::size_t i) __attribute__((always_inline)) {
                sum[i / cells][i % cells] = part + i / cells == 0 ? begin(i % cells) : numeric::broadcast<V>(nothing<T>);
            });
        }
        if constexpr (Parts == 1 && cells * K <= most_unrolled_products) {
            repeat<true, K - 1>(add_each);
        } else {
            while (k < end) add_each(k);
        }
        repeat<true, together * cells>([&](std::size_t i) __attribute__((always_inline)) {
            sums[part + i / cells][i % cells] = sum[i / cells][i % cells];
        });
    });
    // What begins earlier is stored first: a later load of the whole pack beside it would else wait for the memory.
    repeat<in_turn, cells>([&](std::size_t before) __attribute__((always_inline)) {
        const std::size_t i = N % lanes_n > 0 ? cells - 1 - before : before;
        put<numeric::lanes<V>>(c, out(i),
                               sum_of_parts<Parts>([&](std::size_t p) __attribute__((always_inline)) { return sums[p][i]; }));
    });
}

}  // namespace chainrule::kernels
