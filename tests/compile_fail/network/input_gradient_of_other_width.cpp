// The gradient with respect to the input, from one shaped like the input.
#include <chainrule/layers/dense.hpp>
#include <chainrule/layers/sigmoid.hpp>
#include <chainrule/layers/softmax.hpp>
#include <chainrule/network/network.hpp>

namespace example {

using namespace chainrule;

using net = network<dense<5, 4>, sigmoid, dense<4, 3>, softmax>;
extern const net::parameters<> p;
extern const matrix<8, 5> x;
extern const matrix<8, 3> dy;

#ifdef MISTAKE
const auto dx = net::input_gradient(p, x, x);
#else
const auto dx = net::input_gradient(p, x, dy);
#endif

}  // namespace example
