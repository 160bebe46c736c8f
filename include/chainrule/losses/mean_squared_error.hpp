#pragma once

#include <chainrule/losses/loss.hpp>

#include <cstddef>

namespace chainrule {

/// Mean squared error, L = 1 / (B K) sum_b sum_k (Y_bk - T_bk)^2: the mean over all elements.
///
///   Y (B, K) prediction    T (B, K) target, or a class index for each row, which stands for a one-hot row
///
/// Backward:
///   dY = 2 (Y - T) / (B K) (B*, K*)
struct mean_squared_error {
    static constexpr const char* name = "mean_squared_error";
    static constexpr const char* gradient_formula = "2 (Y - T) / (B K)";
    static constexpr bool wants_probabilities = false;

    /// Some rows of Y and T, K elements in each: gives the loss of each row and, unless only the value is asked for, writes
    /// scale times its gradient to dY, which may lie over Y.
    template <policy Policy, numeric::Pack V, std::size_t K, class Y, class Target, class Gradient>
    [[nodiscard, gnu::always_inline]] static constexpr V rows(Y y, Target t, Gradient dy,
                                                              [[maybe_unused]] numeric::element_t<V> scale) {
        using T = numeric::element_t<V>;
        V loss{};
        kernels::repeat<kernels::written_out<Policy, K>, K>([&](std::size_t k) __attribute__((always_inline)) {
            const V error = y(k) - t(k);
            loss += error * error;
            if constexpr (asks_for_gradient<Gradient>) dy.set(k, error * (T(2) / T(K) * scale));
        });
        return loss / T(K);
    }
};

}  // namespace chainrule
