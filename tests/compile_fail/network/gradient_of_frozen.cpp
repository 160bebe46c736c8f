// The gradient of a tensor in a frozen layer.
#include <chainrule/layers/dense.hpp>
#include <chainrule/layers/frozen.hpp>
#include <chainrule/layers/scale_shift.hpp>
#include <chainrule/layers/sigmoid.hpp>
#include <chainrule/layers/softmax.hpp>
#include <chainrule/network/network.hpp>

namespace example {

using namespace chainrule;

using net = network<frozen<dense<5, 4>>, sigmoid, dense<4, 3>, softmax>;
extern const net::gradients<> gradients;

#ifdef MISTAKE
auto gradient() { return gradients.tensor<"0.weight">(); }
#else
auto gradient() { return gradients.tensor<"2.weight">(); }
#endif

}  // namespace example
