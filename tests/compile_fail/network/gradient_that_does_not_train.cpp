// The gradient of a tensor that does not train.
#include <chainrule/layers/dense.hpp>
#include <chainrule/layers/scale_shift.hpp>
#include <chainrule/network/network.hpp>

namespace example {

using namespace chainrule;

using net = network<scale_shift<5>, dense<5, 4>>;
extern const net::gradients<> g;

#ifdef MISTAKE
const auto d = g.tensor<"0.scale">();
#else
const auto d = g.tensor<"1.weight">();
#endif

}  // namespace example
