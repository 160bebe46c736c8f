// An optimizer of one's own that does not say how it moves a parameter.
#include <chainrule/chainrule.hpp>

#include <cstddef>

namespace example {

using namespace chainrule;

using net = network<dense<5, 4>, sigmoid, dense<4, 3>, softmax>;

struct by_sign {
    static constexpr const char* name = "by_sign";

    template <Scalar T>
    struct settings {
        T learning_rate;
        static constexpr std::size_t slots = 0;
        constexpr void advance() {}
#ifndef MISTAKE
        template <numeric::Pack V>
        constexpr void move(V& p, V g, V*) const {
            p -= learning_rate * (g > V{} ? V{} + T(1) : V{} - T(1));
        }
#endif
    };
};

extern trainer<net, cross_entropy, by_sign, 8>* student;

}  // namespace example
