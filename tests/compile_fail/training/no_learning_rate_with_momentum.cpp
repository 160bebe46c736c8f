// A trainer with momentum without a learning rate.
#include <chainrule/chainrule.hpp>

namespace example {

using namespace chainrule;

using net = network<dense<5, 4>, sigmoid, dense<4, 3>, softmax>;

#ifdef MISTAKE
constexpr momentum::settings<float> chosen = {.momentum = 0.5f};
#else
constexpr momentum::settings<float> chosen = {.learning_rate = 0.1f, .momentum = 0.5f};
#endif

constinit trainer<net, cross_entropy, momentum, 8> student({}, chosen);

}  // namespace example
