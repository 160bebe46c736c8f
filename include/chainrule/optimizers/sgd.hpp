#pragma once

#include <chainrule/numeric/pack.hpp>
#include <chainrule/optimizers/required.hpp>

#include <cstddef>

namespace chainrule {

/// Stochastic gradient descent, p <- p - learning_rate g.
struct sgd {
    static constexpr const char* name = "sgd";

    /// Its numbers: `learning_rate` has no default.
    template <Scalar T>
    struct settings {
        T learning_rate = required<T>();

        static constexpr std::size_t slots = 0;

        constexpr void advance() {}

        template <numeric::Pack V>
        [[gnu::always_inline]] constexpr void move(V& p, V g, V*) const {
            p -= learning_rate * g;
        }
    };
};

}  // namespace chainrule
