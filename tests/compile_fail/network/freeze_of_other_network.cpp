// Frozen layers that would read the numbers of a network with another activation.
#include <chainrule/layers/dense.hpp>
#include <chainrule/layers/frozen.hpp>
#include <chainrule/layers/scale_shift.hpp>
#include <chainrule/layers/sigmoid.hpp>
#include <chainrule/layers/softmax.hpp>
#include <chainrule/network/network.hpp>
#include <chainrule/layers/tanh.hpp>

namespace example {

using namespace chainrule;

using net = network<frozen<dense<5, 4>>, sigmoid, dense<4, 3>, softmax>;
#ifdef MISTAKE
using trained = network<dense<5, 4>, tanh, dense<4, 3>, softmax>;
#else
using trained = network<dense<5, 4>, sigmoid, dense<4, 3>, softmax>;
#endif
extern const trained::parameters<> in_flash;
auto parameters() { return net::freeze(in_flash); }

}  // namespace example
