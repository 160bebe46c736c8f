// A prediction with a gradient for parameters, of which there are as many.
#include <chainrule/layers/dense.hpp>
#include <chainrule/layers/sigmoid.hpp>
#include <chainrule/layers/softmax.hpp>
#include <chainrule/network/network.hpp>

namespace example {

using namespace chainrule;

using net = network<dense<5, 4>, sigmoid, dense<4, 3>, softmax>;
extern const net::parameters<> p;
extern const matrix<8, 5> x;
extern const net::gradients<> g;

#ifdef MISTAKE
const auto y = net::predict(g, x);
#else
const auto y = net::predict(p, x);
#endif

}  // namespace example
