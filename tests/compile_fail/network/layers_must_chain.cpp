// 4 features offered, 3 taken.
#include <chainrule/layers/dense.hpp>
#include <chainrule/network/network.hpp>

namespace example {

using namespace chainrule;

#ifdef MISTAKE
using net = network<dense<5, 4>, dense<3, 2>>;
#else
using net = network<dense<5, 4>, dense<4, 2>>;
#endif

static_assert(net::depth == 2);

}  // namespace example
