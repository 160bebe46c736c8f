// Frozen layers that would read numbers which are gone by the next line.
#include <chainrule/layers/dense.hpp>
#include <chainrule/layers/frozen.hpp>
#include <chainrule/layers/scale_shift.hpp>
#include <chainrule/layers/sigmoid.hpp>
#include <chainrule/layers/softmax.hpp>
#include <chainrule/network/network.hpp>

namespace example {

using namespace chainrule;

using net = network<frozen<dense<5, 4>>, sigmoid, dense<4, 3>, softmax>;
extern const net::thawed::parameters<> in_flash;
net::thawed::parameters<> received();

#ifdef MISTAKE
auto parameters() { return net::freeze(received()); }
#else
auto parameters() { return net::freeze(in_flash); }
#endif

}  // namespace example
