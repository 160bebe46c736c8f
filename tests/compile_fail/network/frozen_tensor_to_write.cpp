// A number of a frozen layer, which lies in flash, to be written.
#include <chainrule/layers/dense.hpp>
#include <chainrule/layers/frozen.hpp>
#include <chainrule/layers/scale_shift.hpp>
#include <chainrule/layers/sigmoid.hpp>
#include <chainrule/layers/softmax.hpp>
#include <chainrule/network/network.hpp>

namespace example {

using namespace chainrule;

using net = network<frozen<dense<5, 4>>, sigmoid, dense<4, 3>, softmax>;
extern net::parameters<> parameters;

#ifdef MISTAKE
void write() { parameters.tensor<"0.weight">()(0, 0) = 1.0f; }
#else
void write() { parameters.tensor<"2.weight">()(0, 0) = 1.0f; }
#endif

}  // namespace example
