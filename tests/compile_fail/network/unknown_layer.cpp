// A tensor of the fifth layer of four.
#include <chainrule/layers/dense.hpp>
#include <chainrule/layers/sigmoid.hpp>
#include <chainrule/layers/softmax.hpp>
#include <chainrule/network/network.hpp>

namespace example {

using namespace chainrule;

using net = network<dense<5, 4>, sigmoid, dense<4, 3>, softmax>;
extern const net::parameters<> p;

#ifdef MISTAKE
const auto w = p.tensor<"4.weight">();
#else
const auto w = p.tensor<"2.weight">();
#endif

}  // namespace example
