// A fixed standardisation of 4 features after a layer that gives 6.
#include <chainrule/layers/dense.hpp>
#include <chainrule/layers/scale_shift.hpp>
#include <chainrule/network/network.hpp>

namespace example {

using namespace chainrule;

#ifdef MISTAKE
using net = network<dense<5, 4>, dense<4, 6>, scale_shift<4>>;
#else
using net = network<dense<5, 4>, dense<4, 6>, scale_shift<6>>;
#endif

static_assert(net::depth == 3);

}  // namespace example
