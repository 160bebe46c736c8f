#pragma once

#include <chainrule/numeric/pack.hpp>
#include <chainrule/numeric/scalar.hpp>

#include <cstddef>

namespace chainrule {

/// Gradient descent with momentum, v <- momentum v + g, p <- p - learning_rate v; v starts at 0.
///
/// Source: Polyak (1964), in the form of PyTorch 1.13 (`SGD` with momentum, no dampening, not Nesterov).
struct momentum {
    static constexpr const char* name = "momentum";

    /// Its numbers: `learning_rate` has no default; left out it is a NaN, and the first step ends with `non_finite_result`.
    template <Scalar T>
    struct settings {
        // A constant of its own: g++ 12 does not fold an inexact conversion in a default member initialiser.
        static constexpr T customary = T(0.9);

        T learning_rate = numeric::quiet_nan<T>;
        T momentum = customary;

        static constexpr std::size_t slots = 1;

        constexpr void advance() {}

        template <numeric::Pack V>
        [[gnu::always_inline]] constexpr void move(V& p, V g, V* velocity) const {
            velocity[0] = momentum * velocity[0] + g;
            p -= learning_rate * velocity[0];
        }
    };
};

}  // namespace chainrule
