// A trainer by gradient descent without a learning rate.
#include <chainrule/chainrule.hpp>

namespace example {

using namespace chainrule;

using net = network<dense<5, 4>, sigmoid, dense<4, 3>, softmax>;

#ifdef MISTAKE
constexpr sgd::settings<float> chosen = {};
#else
constexpr sgd::settings<float> chosen = {.learning_rate = 0.1f};
#endif

constinit trainer<net, cross_entropy, sgd, 8> student({}, chosen);

}  // namespace example
