// Integers of 32 bits, which a float does not hold exactly.
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
using sample = std::int32_t;
#else
using sample = std::int16_t;
#endif
using net = network<scale_shift<5, sample>, dense<5, 4>>;
static_assert(net::inputs == 5);

}  // namespace example
