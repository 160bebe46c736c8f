// The gradient with respect to the input, from one of another batch.
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
extern const matrix<7, 3> dy_of_7;

#ifdef MISTAKE
const auto dx = net::input_gradient(p, x, dy_of_7);
#else
const auto dx = net::input_gradient(p, x, dy);
#endif

}  // namespace example
