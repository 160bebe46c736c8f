#pragma once

#include <chainrule/algebra/feature_sum.hpp>
#include <chainrule/layers/softmax.hpp>
#include <chainrule/losses/loss.hpp>
#include <chainrule/numeric/log.hpp>

#include <cstddef>

namespace chainrule {

/// Cross-entropy after softmax, computed from the logits A: with Y = softmax(A) the two collapse to
///
///   L = 1 / B sum_b (log sum_k exp(A_bk) - sum_k T_bk A_bk)    dA = (Y - T) / B (B*, K*)
///
/// because each row of T sums to 1. Finite for logits of any size whose differences are finite. The trainer takes it in place
/// of a softmax layer followed by `cross_entropy`; evaluation takes it too.
struct softmax_cross_entropy {
    static constexpr const char* name = "cross_entropy";
    static constexpr const char* gradient_formula = "(Y - T) / B";
    static constexpr bool wants_probabilities = true;

    template <std::size_t K>
    static constexpr std::size_t packs_side_by_side = kernels::row_packs_side_by_side<K>;

    /// As `cross_entropy::rows`, from logits.
    template <policy Policy, numeric::Pack V, std::size_t K, class Logits, class Target, class Gradient>
    [[nodiscard, gnu::always_inline]] static constexpr V rows(Logits a, Target t, Gradient da,
                                                              [[maybe_unused]] numeric::element_t<V> scale) {
        using T = numeric::element_t<V>;
        kernels::row_sum<kernels::row_lanes(K), V> expected;  // sum_k t_k (a_k - largest)
        const V total =
            kernels::exponentials<Policy, K, V>(a, [&](std::size_t k, V distance, V power) __attribute__((always_inline)) {
                expected.set_next(expected.next() - t(k) * distance);
                if constexpr (asks_for_gradient<Gradient>) da.set(k, power);
            });
        if constexpr (asks_for_gradient<Gradient>) {
            const V share = T(1) / total;
            kernels::repeat<kernels::written_out<Policy, K>, K>(
                [&](std::size_t k) __attribute__((always_inline)) { da.set(k, (da(k) * share - t(k)) * scale); });
        }
        if constexpr (Scalar<V>) {
            return numeric::log(total / numeric::detail::decay_of_zero<T>) - expected.total();
        } else {
            // The sum is at least 1, or a NaN: then a distance is one, and so is the loss, whatever the logarithm gives.
            return numeric::detail::log_of_normal(V(total / numeric::detail::decay_of_zero<T>)) - expected.total();
        }
    }

    /// One row of K elements, neighbours at once: the same bits where the compiler does not contract.
    template <std::size_t K, Scalar T>
    [[nodiscard, gnu::always_inline]] static T row(const T* a, const T* t, T* da, T scale) {
        using packs = kernels::row_in_packs<K, T>;
        using V = typename packs::pack;
        packs power;
        packs target;
        packs expected;
        power.load(a);
        target.load(t);
        const V largest = power.largest();
        packs::each([&](std::size_t i) __attribute__((always_inline)) {
            const V distance = largest - power.packs[i];
            expected.packs[i] = target.packs[i] * distance;
            power.packs[i] = numeric::detail::decay_of_distance_in_row<packs::alone>(distance);
        });
        const V total = power.sum();
        const V share = packs::inverse(total);
        packs::each([&](std::size_t i) __attribute__((always_inline)) {
            power.packs[i] = (power.packs[i] * share - target.packs[i]) * scale;
        });
        power.store(da);
        return numeric::log(total[0] / numeric::detail::decay_of_zero<T>) + expected.sum()[0];
    }
};

/// Cross-entropy of probabilities, L = -1 / B sum_b sum_k T_bk log Y_bk: the mean over the rows; log is natural.
///
///   Y (B, K) probabilities    T (B, K) probabilities, each row of which sums to 1; or a class index for each row
///
/// Backward:
///   dY = -T / (B Y) (B*, K*), elementwise; 0 where T is 0
///
/// Error: a target row with a negative element or a sum other than 1 (by more than 1e-3), or a class index that is not below K,
/// is refused with `status::bad_target`.
struct cross_entropy {
    static constexpr const char* name = "cross_entropy";
    static constexpr const char* gradient_formula = "-T / (B Y)";
    static constexpr bool wants_probabilities = true;

    using after_softmax = softmax_cross_entropy;

    /// Some rows of Y and T, K elements in each: gives the loss of each row and, unless only the value is asked for, writes
    /// scale times its gradient to dY, which may lie over Y.
    template <policy Policy, numeric::Pack V, std::size_t K, class Y, class Target, class Gradient>
    [[nodiscard, gnu::always_inline]] static constexpr V rows(Y y, Target t, Gradient dy,
                                                              [[maybe_unused]] numeric::element_t<V> scale) {
        using T = numeric::element_t<V>;
        V loss{};
        kernels::repeat<kernels::written_out<Policy, K>, K>([&](std::size_t k) __attribute__((always_inline)) {
            const V probability = y(k);
            const V target = t(k);
            loss -= target == T(0) ? V{} : target * numeric::log(probability);
            if constexpr (asks_for_gradient<Gradient>) {
                dy.set(k, target == T(0) ? V{} : -scale * (target / probability));
            }
        });
        return loss;
    }
};

}  // namespace chainrule
