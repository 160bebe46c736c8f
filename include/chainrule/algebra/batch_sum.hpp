// Sums over the batch, in an order that the shape fixes and the machine does not.
#pragma once

#include <chainrule/numeric/beside.hpp>
#include <chainrule/numeric/pack.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace chainrule {

/// Lanes of a sum over a batch: 16 when the batch is at least 32 and a multiple of 16, else 1, on every machine.
[[nodiscard]] constexpr std::size_t batch_lanes(std::size_t batch) { return batch >= 32 && batch % 16 == 0 ? 16 : 1; }

/// Lanes of the sums of a product (M, K) (K, N) over a batch of K: those of `batch_lanes`, but 1 in a large product over a
/// short batch, where it would take longer to add up the lanes than to fill them.
[[nodiscard]] constexpr std::size_t product_lanes(std::size_t m, std::size_t k, std::size_t n) {
    return n >= 32 && m * n >= 1024 && k <= 128 ? 1 : batch_lanes(k);
}

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

/// The packs of one sum added to each other, by the same tree: 16 lanes, or one, become those of a pack.
template <numeric::Pack V, std::size_t Count>
[[nodiscard, gnu::always_inline]] constexpr V packs_added(const V (&packs)[Count]) {
    if constexpr (Count == 1) {
        return packs[0];
    } else if constexpr (Count == 2) {
        return packs[0] + packs[1];
    } else if constexpr (Count == 4) {
        return (packs[0] + packs[2]) + (packs[1] + packs[3]);
    } else {
        static_assert(Count == 8);
        return ((packs[0] + packs[4]) + (packs[2] + packs[6])) + ((packs[1] + packs[5]) + (packs[3] + packs[7]));
    }
}

/// The sum of the lanes of a pack, by the same tree.
template <numeric::Pack V>
[[nodiscard, gnu::always_inline]] constexpr numeric::element_t<V> lanes_added(V v) {
    if constexpr (Scalar<V>) {
        return v;
    } else {
        return lanes_added(halves_added(v));
    }
}

/// One level of that tree for two packs at once: lanes `Distance` apart are added. What becomes of a lane of the result:
/// within 16 bytes, or within the whole pack where the distance is longer, the first half is v's and the second half w's.
template <std::size_t Distance, std::size_t Lanes, std::size_t ElementSize>
struct joined_level {
    static constexpr std::size_t block = Distance * 2 * ElementSize <= 16 ? 16 / ElementSize : Lanes;
    /// Index into v, then w, of the first term of lane l.
    [[nodiscard]] static constexpr std::size_t first(std::size_t l) {
        const std::size_t place = l % block % (block / 2);
        return l / block * block + place / Distance * (2 * Distance) + place % Distance + (l % block < block / 2 ? 0 : Lanes);
    }
};
template <std::size_t Distance, numeric::Vector V>
[[nodiscard, gnu::always_inline]] constexpr V join(V v, V w) {
    return [&]<std::size_t... L>(std::index_sequence<L...>) __attribute__((always_inline)) {
        using level = joined_level<Distance, sizeof...(L), sizeof(numeric::element_t<V>)>;
        return V(__builtin_shufflevector(v, w, level::first(L)...)) +
               V(__builtin_shufflevector(v, w, (level::first(L) + Distance)...));
    }(std::make_index_sequence<numeric::lanes<V>>{});
}

/// Where `join` of all levels leaves the sum of each of as many packs as one has lanes.
template <std::size_t Lanes, std::size_t ElementSize>
inline constexpr auto order_of_joined = [] {
    struct {
        std::size_t pack[Lanes];
    } order{};
    for (std::size_t l = 0; l < Lanes; ++l) {
        std::size_t lane = l;
        std::size_t pack = 0;
        const auto up = [&]<std::size_t Distance>(const auto& self, std::integral_constant<std::size_t, Distance>) {
            if constexpr (Distance < Lanes) {
                lane = joined_level<Distance, Lanes, ElementSize>::first(lane);
                pack = 2 * pack + (lane < Lanes ? 0 : 1);
                lane %= Lanes;
                self(self, std::integral_constant<std::size_t, 2 * Distance>{});
            }
        };
        up(up, std::integral_constant<std::size_t, 1>{});
        order.pack[l] = pack;
    }
    return order;
}();

/// The sums of the lanes of as many packs as one has lanes, each by the same tree, in their order: all of them in few more
/// operations than one.
template <numeric::Vector V>
[[nodiscard, gnu::always_inline]] constexpr V lanes_of_each_added(const V (&packs)[numeric::lanes<V>]) {
    constexpr std::size_t lanes = numeric::lanes<V>;
    V v[lanes];
    [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
        ((v[order_of_joined<lanes, sizeof(numeric::element_t<V>)>.pack[I]] = packs[I]), ...);
    }(std::make_index_sequence<lanes>{});
    const auto join_all = [&]<std::size_t Distance>(const auto& self, std::integral_constant<std::size_t, Distance>)
                              __attribute__((always_inline)) {
                                  [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
                                      ((v[I] = join<Distance>(v[2 * I], v[2 * I + 1])), ...);
                                  }(std::make_index_sequence<Distance>{});
                                  if constexpr (Distance > 1) self(self, std::integral_constant<std::size_t, Distance / 2>{});
                              };
    join_all(join_all, std::integral_constant<std::size_t, lanes / 2>{});
    return v[0];
}

/// Sum over n terms of a batch, sum_b f(b), where f<V>(b) gives the terms of the rows b, b + 1, ... as one pack V.
///
/// With one lane the terms are added in ascending order. With 16 `Lanes`, lane l sums the rows b = l (mod 16) in ascending
/// order, and then lane l takes lane l + 8, then l + 4, l + 2 and l + 1: the same bits whatever the vectors of the machine.
template <std::size_t N, Scalar T, std::size_t Lanes = batch_lanes(N), class Function>
[[nodiscard, gnu::always_inline]] constexpr T batch_sum(Function f) {
    constexpr std::size_t logical = Lanes;
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
                for (std::size_t l = 0; l < numeric::lanes<W>; ++l) {
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
                return lanes_added(packs_added(sums));
            }
        }
        return sum_of_lanes<logical, T>([&](std::size_t l) __attribute__((always_inline)) {
            T sum = f.template operator()<T>(l);
            for (std::size_t b = l + logical; b < N; b += logical) sum += f.template operator()<T>(b);
            return sum;
        });
    }
}

/// `batch_sum` of 16 lanes on a machine with vectors, where f gives the terms of `Count` packs of rows side by side.
template <std::size_t N, Scalar T, std::size_t Count, class Function>
[[nodiscard, gnu::always_inline]] constexpr T batch_sum_side_by_side(Function f) {
    constexpr std::size_t lanes = numeric::native_lanes<T>;
    constexpr std::size_t groups = batch_lanes(N) / lanes;
    using V = numeric::packed<T, lanes>;
    V sums[groups];
    for (V& sum : sums) sum = numeric::broadcast<V>(-T(0));  // to which the first term is added without a change
    const auto add = [&]<std::size_t Size>(std::size_t b, std::size_t group) __attribute__((always_inline)) {
        V terms[Size];
        numeric::split(terms, f.template operator()<numeric::side_by_side<V, Size>>(b));
        for (std::size_t i = 0; i < Size; ++i) sums[(group + i) % groups] += terms[i];
    };
    constexpr std::size_t step = groups > Count ? groups : Count;
    std::size_t b = 0;
    for (; b + step * lanes <= N; b += step * lanes) {
        [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
            (add.template operator()<Count>(b + I * Count * lanes, I * Count), ...);
        }(std::make_index_sequence<step / Count>{});
    }
    if constexpr (N / lanes % step > 0) add.template operator()<N / lanes % step>(b, 0);
    return lanes_added(packs_added(sums));
}

}  // namespace chainrule
