// An activation passes on 4 features, 3 are taken.
#include <chainrule/layers/dense.hpp>
#include <chainrule/layers/sigmoid.hpp>
#include <chainrule/network/network.hpp>

namespace example {

using namespace chainrule;

#ifdef MISTAKE
using net = network<dense<5, 4>, sigmoid, dense<3, 3>>;
#else
using net = network<dense<5, 4>, sigmoid, dense<4, 3>>;
#endif

static_assert(net::depth == 3);

}  // namespace example
