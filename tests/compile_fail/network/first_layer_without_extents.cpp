// The first layer does not say how many features it takes.
#include <chainrule/layers/dense.hpp>
#include <chainrule/layers/sigmoid.hpp>
#include <chainrule/network/network.hpp>

namespace example {

using namespace chainrule;

#ifdef MISTAKE
using net = network<sigmoid, dense<5, 4>>;
#else
using net = network<dense<5, 4>, sigmoid>;
#endif

static_assert(net::depth == 2);

}  // namespace example
