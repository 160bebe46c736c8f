// Sums over the batch, in an order that the shape fixes and the machine does not.
#pragma once

#include <chainrule/numeric/pack.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace chainrule {

/// Lanes of a sum over a batch: 16 when the batch is at least 32 and a multiple of 16, else 1, on every machine.
[[nodiscard]] constexpr std::size_t batch_lanes(std::size_t batch) { return batch >= 32 && batch % 16 == 0 ? 16 : 1; }

/// The sum of 16 lanes, each of which f(lane) gives when it is asked: one by one in the order in which the tree combines them,
/// with one partial sum kept a level.
template <std::size_t Lanes, Scalar T, class Function>
[[nodiscard, gnu::always_inline]] constexpr T sum_of_lanes(Function f) {
    static_assert(Lanes == 16);
    T level[5] = {};
    std::size_t levels = 0;
    for (std::size_t i = 0; i < Lanes; ++i) {
        const std::size_t l = ((i & 1) << 3) | ((i & 2) << 1) | ((i & 4) >> 1) | ((i & 8) >> 3);
        T sum = f(l);
        for (std::size_t carry = i; (carry & 1) != 0; carry >>= 1) sum = level[--levels] + sum;
        level[levels++] = sum;
    }
    return level[0];
}

/// Half of the lanes of a pack added to the other half, lane l to lane l + half.
template <numeric::Vector V>
[[nodiscard, gnu::always_inline]] constexpr auto halves_added(V v) {
    constexpr std::size_t half = numeric::lanes<V> / 2;
    using T = numeric::element_t<V>;
    if constexpr (half == 1) {
        return v[0] + v[1];
    } else {
        return [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
            using narrow = numeric::packed<T, half>;
            return narrow(__builtin_shufflevector(v, v, I...)) + narrow(__builtin_shufflevector(v, v, (I + half)...));
        }(std::make_index_sequence<half>{});
    }
}

/// The sum of all lanes, 16 or one, in packs of which the first has the first lanes, by the same tree.
template <numeric::Pack V, std::size_t Count>
[[nodiscard, gnu::always_inline]] constexpr numeric::element_t<V> sum_of_packs(const V (&packs)[Count]) {
    const auto sum_within = []<class W>(const auto& self, W w) __attribute__((always_inline)) {
        if constexpr (Scalar<W>) {
            return w;
        } else {
            return self(self, halves_added(w));
        }
    };
    if constexpr (Count == 1) {
        return sum_within(sum_within, packs[0]);
    } else if constexpr (Count == 2) {
        return sum_within(sum_within, packs[0] + packs[1]);
    } else if constexpr (Count == 4) {
        return sum_within(sum_within, (packs[0] + packs[2]) + (packs[1] + packs[3]));
    } else {
        return sum_within(sum_within,
                          ((packs[0] + packs[4]) + (packs[2] + packs[6])) + ((packs[1] + packs[5]) + (packs[3] + packs[7])));
    }
}

/// Sum over n terms of a batch, sum_b f(b), where f<V>(b) gives the terms of the rows b, b + 1, ... as one pack V.
///
/// With one lane the terms are added in ascending order. With 16, lane l sums the rows b = l (mod 16) in ascending order,
/// and then lane l takes lane l + 8, then l + 4, l + 2 and l + 1: the same bits whatever the vectors of the machine.
template <std::size_t N, Scalar T, class Function>
[[nodiscard, gnu::always_inline]] constexpr T batch_sum(Function f) {
    constexpr std::size_t logical = batch_lanes(N);
    constexpr std::size_t physical = numeric::native_lanes<T> < 16 ? numeric::native_lanes<T> : 16;
    using V = numeric::packed<T, physical>;

    if constexpr (logical == 1) {
        T sum = T(0);
        bool first = true;
        numeric::for_packs<N, T>([&]<class W>(std::size_t b) __attribute__((always_inline)) {
            const W terms = f.template operator()<W>(b);
            if constexpr (std::is_same_v<W, T>) {
                sum = first ? terms : sum + terms;
                first = false;
            } else {
                for (std::size_t l = 0; l < physical; ++l) {
                    sum = first ? terms[l] : sum + terms[l];
                    first = false;
                }
            }
        });
        return sum;
    } else {
        if constexpr (physical > 1) {
            if (!std::is_constant_evaluated()) {
                // A machine with narrower vectors makes a pass for each group of lanes.
                V sums[logical / physical];
                for (std::size_t i = 0; i < logical / physical; ++i) {
                    const std::size_t l = i * physical;
                    V sum = f.template operator()<V>(l);
                    for (std::size_t b = l + logical; b < N; b += logical) sum += f.template operator()<V>(b);
                    sums[i] = sum;
                }
                return sum_of_packs<V>(sums);
            }
        }
        return sum_of_lanes<logical, T>([&](std::size_t l) __attribute__((always_inline)) {
            T sum = f.template operator()<T>(l);
            for (std::size_t b = l + logical; b < N; b += logical) sum += f.template operator()<T>(b);
            return sum;
        });
    }
}

}  // namespace chainrule
