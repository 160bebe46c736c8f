// One row of a matrix whose neighbouring elements are worked on at once, although it is not the batch that lies along them.
#pragma once

#include <chainrule/algebra/batch_sum.hpp>
#include <chainrule/algebra/feature_sum.hpp>
#include <chainrule/algebra/policy.hpp>
#include <chainrule/numeric/pack.hpp>

#include <cstddef>
#include <utility>

namespace chainrule::kernels {

/// The lanes of each group of 2 `Step` neighbours, halves of it first, in every one of them: combined by f(a, b).
template <std::size_t Step, numeric::Vector V, class Function>
[[nodiscard, gnu::always_inline]] constexpr V combined_in_every_lane(V v, Function f) {
    if constexpr (Step > 0) {
        v = [&]<std::size_t... L>(std::index_sequence<L...>) __attribute__((always_inline)) {
            return f(V(__builtin_shufflevector(v, v, (L ^ Step)...)), v);
        }(std::make_index_sequence<numeric::lanes<V>>{});
        return combined_in_every_lane<Step / 2>(v, f);
    } else {
        return v;
    }
}

/// The K elements of one row as a few packs of neighbours.
template <std::size_t K, Scalar T>
struct row_in_packs {
    static constexpr bool narrow = numeric::is_narrow<T, K>;
    static constexpr std::size_t lanes = narrow ? numeric::narrow_lanes<T> : numeric::fitting_lanes<T, K>;
    static constexpr std::size_t count = narrow ? 1 : numeric::covering_packs<T, K>;
    static constexpr bool alone = count == 1;  // no pack has one beside it
    static constexpr std::size_t rest = K % lanes;
    static constexpr bool partial = rest > 0 && rest < 4;
    using pack = numeric::packed<T, lanes>;

    pack packs[count];

    /// Where a pack begins. Few elements that are left are the first lanes of a pack; of more, the last pack ends with the row,
    /// and has some elements of the one before.
    [[nodiscard]] static constexpr std::size_t place(std::size_t i) { return i + 1 < count || partial ? i * lanes : K - lanes; }

    [[gnu::always_inline]] void load(const T* x) {
        each([&](std::size_t i) __attribute__((always_inline)) {
            packs[i] = partial && i + 1 == count ? numeric::load_first<pack, partial ? rest : 1>(x + place(i))
                                                 : numeric::load<pack>(x + place(i));
        });
    }
    [[gnu::always_inline]] void store(T* y) const {
        each([&](std::size_t i) __attribute__((always_inline)) {
            if (partial && i + 1 == count) {
                numeric::store_first<partial ? rest : 1>(y + place(i), packs[i]);
            } else {
                numeric::store(y + place(i), packs[i]);
            }
        });
    }
    /// The sum of the elements, as `row_sum` adds them, in every lane.
    [[nodiscard, gnu::always_inline]] pack sum() const {
        if constexpr (row_lanes(K) == 1) {
            T total = packs[0][0];
            repeat<true, K - 1>([&](std::size_t k) __attribute__((always_inline)) {
                const std::size_t i = (k + 1) / lanes;
                total += packs[i][k + 1 - place(i)];
            });
            return numeric::broadcast<pack>(total);
        } else {
            constexpr std::size_t width = lanes < 4 ? lanes : 4;
            constexpr std::size_t pieces = 4 / width;
            pack sums[pieces];
            [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
                ((sums[I % pieces] = I < pieces ? piece<I * width, width>() : sums[I % pieces] + piece<I * width, width>()),
                 ...);
            }(std::make_index_sequence<(K + width - 1) / width>{});
            return combined_in_every_lane<width / 2>(packs_added(sums),
                                                     [](pack a, pack b) __attribute__((always_inline)) { return a + b; });
        }
    }
    /// 1 / sum, of a sum in every lane. The widest vectors are divided more slowly.
    [[nodiscard, gnu::always_inline]] static pack inverse(pack sum) {
        return sizeof(pack) > 32 ? numeric::broadcast<pack>(T(1) / sum[0]) : T(1) / sum;
    }
    /// The largest element, in every lane.
    [[nodiscard, gnu::always_inline]] pack largest() const {
        pack all = packs[0];
        if constexpr (narrow) {
            // The shuffles do not wait for each other, as those of halves do.
            repeat<true, K - 1>([&](std::size_t r) __attribute__((always_inline)) {
                all = numeric::larger(rotated(r + 1, std::make_index_sequence<lanes>{}), all);
            });
            return all;
        } else {
            repeat<true, count - 1>([&](std::size_t i)
                                        __attribute__((always_inline)) { all = numeric::larger(packs[i + 1], all); });
            return combined_in_every_lane<lanes / 2>(
                all, [](pack a, pack b) __attribute__((always_inline)) { return numeric::larger(a, b); });
        }
    }
    template <class Function>
    [[gnu::always_inline]] static void each(Function f) {
        repeat<true, count>(f);
    }

private:
    /// `Size` elements from `First` on, neighbours in one pack, again and again; 0 beyond the end of the row.
    template <std::size_t First, std::size_t Size>
    [[nodiscard, gnu::always_inline]] pack piece() const {
        constexpr std::size_t i = First / lanes < count ? First / lanes : count - 1;
        return [&]<std::size_t... L>(std::index_sequence<L...>) __attribute__((always_inline)) {
            return pack(
                __builtin_shufflevector(packs[i], pack{}, (First + L % Size < K ? First + L % Size - place(i) : lanes)...));
        }(std::make_index_sequence<lanes>{});
    }
    template <std::size_t... L>
    [[nodiscard, gnu::always_inline]] pack rotated(std::size_t by, std::index_sequence<L...>) const {
        return by == 1 ? pack(__builtin_shufflevector(packs[0], packs[0], ((L + 1) % K)...))
                       : pack(__builtin_shufflevector(packs[0], packs[0], ((L + 2) % K)...));
    }
};

/// Whether one row of K elements is worked on along its features.
template <std::size_t Rows, std::size_t K, Scalar T>
inline constexpr bool along_features = Rows == 1 && K <= 64 && (numeric::fitting_lanes<T, K> > 1 || numeric::is_narrow<T, K>);

}  // namespace chainrule::kernels
