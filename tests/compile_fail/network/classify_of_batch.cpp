// The class of one sample, asked of a batch.
#include <chainrule/layers/dense.hpp>
#include <chainrule/layers/sigmoid.hpp>
#include <chainrule/layers/softmax.hpp>
#include <chainrule/network/network.hpp>

namespace example {

using namespace chainrule;

using net = network<dense<5, 4>, sigmoid, dense<4, 3>, softmax>;
extern const net::parameters<> p;
extern const matrix<8, 5> x;
extern const matrix<1, 5> sample;

#ifdef MISTAKE
const auto c = net::classify(p, x);
#else
const auto c = net::classify(p, sample);
#endif

}  // namespace example
