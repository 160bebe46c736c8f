// A prediction of 3 classes is taken for one of 4.
#include <chainrule/layers/dense.hpp>
#include <chainrule/layers/sigmoid.hpp>
#include <chainrule/layers/softmax.hpp>
#include <chainrule/network/network.hpp>

namespace example {

using namespace chainrule;

using net = network<dense<5, 4>, sigmoid, dense<4, 3>, softmax>;
extern const net::parameters<> p;
extern const matrix<8, 5> x;

#ifdef MISTAKE
const matrix<8, 4> y = net::predict(p, x);
#else
const matrix<8, 3> y = net::predict(p, x);
#endif

}  // namespace example
