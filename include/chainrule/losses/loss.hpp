// What every loss shares: the sum over the rows of a batch, full or partly filled.
#pragma once

#include <chainrule/algebra/batch_sum.hpp>
#include <chainrule/algebra/policy.hpp>
#include <chainrule/algebra/reduce.hpp>
#include <chainrule/algebra/row_in_packs.hpp>
#include <chainrule/losses/target.hpp>
#include <chainrule/numeric/pack.hpp>
#include <chainrule/numeric/scalar.hpp>
#include <chainrule/shape/matrix.hpp>

#include <concepts>
#include <cstddef>
#include <type_traits>

namespace chainrule {

/// A loss says with `wants_probabilities` whether the rows of its targets must be probabilities; and gives the losses of some
/// rows of that many features, and their gradient, in `rows` (see `cross_entropy::rows`).
template <class L, std::size_t Features>
concept LossFunction = requires(const_row_pack<float, 1> y, const_row_pack<float, 1> t, row_pack<float, 1> dy) {
    { L::wants_probabilities } -> std::convertible_to<bool>;
    { L::template rows<default_policy, float, Features>(y, t, dy, 1.0f) } -> std::same_as<float>;
};

/// Stands for dL/dY where only the value of a loss is asked for.
struct no_gradient {};

template <class Gradient>
inline constexpr bool asks_for_gradient = !std::is_same_v<Gradient, no_gradient>;

template <numeric::Pack V>
[[nodiscard, gnu::always_inline]] constexpr no_gradient rows_at(no_gradient, std::size_t) {
    return {};
}

/// The loss of each row, summed over the first `filled` rows of the batch; and scale times its gradient, 0 in the other rows.
///
///   Y (Batch, Features)    T (Batch, Features)    dY (Batch*, Features*), which may lie over Y, or `no_gradient`
///   scale: 1 / B for a mean
template <class Loss, policy Policy = default_policy, dim Batch, dim Features, Scalar T, class Target, class Gradient>
[[nodiscard, gnu::always_inline]] constexpr T loss_sum(const_view<Batch, Features, T> y, Target t, Gradient dy, T scale,
                                                       std::size_t filled) {
    const auto losses_at = [&]<class V>(std::size_t b) __attribute__((always_inline)) -> V {
        const V losses =
            Loss::template rows<Policy, V, Features.extent>(rows_at<V>(y, b), rows_at<V>(t, b), rows_at<V>(dy, b), scale);
        return numeric::below<V>(losses, b, filled);
    };
    const T sum = [&]() __attribute__((always_inline)) {
        if constexpr (requires { Loss::template row<Features.extent>(y.data(), t.data(), dy.data(), scale); } &&
                      kernels::along_features<Batch.extent, Features.extent, T> && Policy == policy::fast) {
            if (!std::is_constant_evaluated()) {
                return Loss::template row<Features.extent>(y.data(), t.data(), dy.data(), scale);
            }
        }
        if constexpr (batch_lanes(Batch.extent) > 1 && numeric::native_lanes<T> > 1 &&
                      requires { Loss::template packs_side_by_side<Features.extent>; }) {
            if (!std::is_constant_evaluated()) {
                return batch_sum_side_by_side<Batch.extent, T, Loss::template packs_side_by_side<Features.extent>>(losses_at);
            }
        }
        return batch_sum<Batch.extent, T>(losses_at);
    }();
    if constexpr (asks_for_gradient<Gradient>) {
        for (std::size_t k = 0; k < Features.extent; ++k) {
            for (std::size_t b = filled; b < Batch.extent; ++b) dy(b, k) = T(0);
        }
    }
    return sum;
}

/// Class indices are all below the number of classes.
template <class Loss, dim Batch, dim Features, Scalar T>
[[nodiscard]] constexpr bool accepts(one_hot<Batch, Features, T> t, std::size_t filled) {
    class_index<Features.extent> largest = 0;
    for (std::size_t b = 0; b < filled; ++b) largest = t.indices[b] > largest ? t.indices[b] : largest;
    return largest < Features.extent;
}

/// Target rows are finite; and are probabilities where the loss wants them.
template <class Loss, dim Batch, dim Features, Scalar T>
[[nodiscard]] constexpr bool accepts(const_view<Batch, Features, T> t, std::size_t filled) {
    if (!all_finite(t, filled)) return false;
    if constexpr (!Loss::wants_probabilities) return true;
    const auto accepts_at = [&]<class V>(std::size_t b) __attribute__((always_inline)) -> decltype(V{} < V{}) {
        V lowest{};
        V total{};
        for (std::size_t k = 0; k < Features.extent; ++k) {
            const V v = rows_at<V>(t, b)(k);
            lowest = v < lowest ? v : lowest;
            total += v;
        }
        return lowest == T(0) && total > T(0.999) && total < T(1.001);
    };
    std::size_t b = 0;
    using V = numeric::packed<T, numeric::native_lanes<T>>;
    if constexpr (!Scalar<V>) {
        if (!std::is_constant_evaluated()) {
            auto all = V{} == V{};
            for (; b + numeric::lanes<V> <= filled; b += numeric::lanes<V>) all = all && accepts_at.template operator()<V>(b);
            if (!numeric::all_lanes<V>(all)) return false;
        }
    }
    for (; b < filled; ++b) {
        if (!accepts_at.template operator()<T>(b)) return false;
    }
    return true;
}

}  // namespace chainrule
