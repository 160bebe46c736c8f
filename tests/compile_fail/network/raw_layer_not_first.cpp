// A layer of raw integers behind one that gives floats.
#include <chainrule/layers/dense.hpp>
#include <chainrule/layers/frozen.hpp>
#include <chainrule/layers/scale_shift.hpp>
#include <chainrule/layers/sigmoid.hpp>
#include <chainrule/layers/softmax.hpp>
#include <chainrule/network/network.hpp>

#include <cstdint>

namespace example {

using namespace chainrule;

#ifdef MISTAKE
using net = network<dense<5, 4>, scale_shift<4, std::int16_t>, dense<4, 3>>;
#else
using net = network<scale_shift<5, std::int16_t>, dense<5, 4>, dense<4, 3>>;
#endif
static_assert(net::inputs == 5);

}  // namespace example
