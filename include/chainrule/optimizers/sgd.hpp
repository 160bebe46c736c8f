#pragma once

#include <chainrule/numeric/pack.hpp>
#include <chainrule/numeric/scalar.hpp>

#include <cstddef>

namespace chainrule {

/// Stochastic gradient descent, p <- p - learning_rate g.
struct sgd {
    static constexpr const char* name = "sgd";

    /// Its numbers: `learning_rate` has no default; left out it is a NaN, and the first step ends with `non_finite_result`.
    template <Scalar T>
    struct settings {
        T learning_rate = numeric::quiet_nan<T>;

        static constexpr std::size_t slots = 0;

        constexpr void advance() {}

        template <numeric::Pack V>
        [[gnu::always_inline]] constexpr void move(V& p, V g, V*) const {
            p -= learning_rate * g;
        }
    };
};

}  // namespace chainrule
