// One inference of the 5-4-3 network, as a program would compile it.
#include <chainrule/chainrule.hpp>

namespace cr = chainrule;

using network = cr::network<cr::dense<5, 4>, cr::sigmoid, cr::dense<4, 3>, cr::softmax>;

cr::classification<float> classify(const network::parameters<>& p, cr::const_view<1, 5> x) { return network::classify(p, x); }
