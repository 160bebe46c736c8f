// The gradient of a tensor whose name is misspelt.
#include <chainrule/layers/dense.hpp>
#include <chainrule/layers/sigmoid.hpp>
#include <chainrule/layers/softmax.hpp>
#include <chainrule/network/network.hpp>

namespace example {

using namespace chainrule;

using net = network<dense<5, 4>, sigmoid, dense<4, 3>, softmax>;
extern const net::gradients<> g;

#ifdef MISTAKE
const auto dw = g.tensor<"0.weights">();
#else
const auto dw = g.tensor<"0.weight">();
#endif

}  // namespace example
