#pragma once

#include <chainrule/numeric/pack.hpp>
#include <chainrule/numeric/sqrt.hpp>

#include <cstddef>

namespace chainrule {

/// Adam: m <- beta1 m + (1 - beta1) g, v <- beta2 v + (1 - beta2) g^2,
/// p <- p - (learning_rate / c1) m / (sqrt(v / c2) + epsilon), where c1 = 1 - beta1^t and c2 = 1 - beta2^t at step t = 1, 2,
/// ...
///
/// Source: Kingma and Ba (2015), algorithm 1; numbers and defaults as in PyTorch 1.13. The corrections follow the recurrence
/// c <- beta c + (1 - beta), which keeps its digits where 1 - beta^t would lose them.
struct adam {
    static constexpr const char* name = "adam";

    template <Scalar T>
    struct settings {
        T learning_rate = T(0.001);
        T beta1 = T(0.9);
        T beta2 = T(0.999);
        T epsilon = T(1e-8);

        // State: 1 - beta1^t and 1 - beta2^t after t steps. Left at 0 by whoever sets the others.
        T correction1 = T(0);
        T correction2 = T(0);

        static constexpr std::size_t slots = 2;

        constexpr void advance() {
            correction1 = beta1 * correction1 + (T(1) - beta1);
            correction2 = beta2 * correction2 + (T(1) - beta2);
        }

        template <numeric::Pack V>
        [[gnu::always_inline]] constexpr void move(V& p, V g, V* moments) const {
            moments[0] = beta1 * moments[0] + (T(1) - beta1) * g;
            moments[1] = beta2 * moments[1] + (T(1) - beta2) * (g * g);
            // The same for all parameters: a division is left for each, and not three.
            const T rate = learning_rate / correction1;
            const T share = T(1) / correction2;
            p -= rate * moments[0] / (numeric::sqrt(moments[1] * share) + epsilon);
        }
    };
};

}  // namespace chainrule
