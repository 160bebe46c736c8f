// First numbers for frozen layers, whose numbers lie elsewhere.
#include <chainrule/layers/dense.hpp>
#include <chainrule/layers/frozen.hpp>
#include <chainrule/layers/scale_shift.hpp>
#include <chainrule/layers/sigmoid.hpp>
#include <chainrule/layers/softmax.hpp>
#include <chainrule/network/network.hpp>
#include <chainrule/network/initialize.hpp>

namespace example {

using namespace chainrule;

using net = network<frozen<dense<5, 4>>, sigmoid, dense<4, 3>, softmax>;
#ifdef MISTAKE
auto first() { return initialize<net>(1); }
#else
auto first() { return initialize<net::thawed>(1); }
#endif

}  // namespace example
