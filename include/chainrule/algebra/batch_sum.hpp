// Sums over the batch, in an order that the shape fixes and the machine does not.
#pragma once

#include <chainrule/numeric/pack.hpp>

#include <cstddef>
#include <type_traits>

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
                T lane[logical];
                for (std::size_t l = 0; l < logical; l += physical) {
                    V sum = f.template operator()<V>(l);
                    for (std::size_t b = l + logical; b < N; b += logical) sum += f.template operator()<V>(b);
                    numeric::store(lane + l, sum);
                }
                for (std::size_t width = logical / 2; width > 0; width /= 2) {
                    for (std::size_t l = 0; l < width; ++l) lane[l] += lane[l + width];
                }
                return lane[0];
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
