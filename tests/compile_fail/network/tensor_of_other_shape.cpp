// The weights of one layer are taken for those of the next, of the same extents.
#include <chainrule/layers/dense.hpp>
#include <chainrule/network/network.hpp>

namespace example {

using namespace chainrule;

using net = network<dense<4, 4>, dense<4, 4>>;
extern const net::parameters<> p;

#ifdef MISTAKE
const const_view<dual(net::features(1)), net::features(2), float, order::rows> w2 = p.tensor<"0.weight">();
#else
const const_view<dual(net::features(1)), net::features(2), float, order::rows> w2 = p.tensor<"1.weight">();
#endif

}  // namespace example
