// An optimizer among the layers.
#include <chainrule/layers/dense.hpp>
#include <chainrule/layers/sigmoid.hpp>
#include <chainrule/network/network.hpp>
#include <chainrule/optimizers/sgd.hpp>

namespace example {

using namespace chainrule;

#ifdef MISTAKE
using net = network<dense<5, 4>, sgd>;
#else
using net = network<dense<5, 4>, sigmoid>;
#endif

static_assert(net::depth == 2);

}  // namespace example
