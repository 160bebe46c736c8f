// A prediction from samples in columns, where they are rows.
#include <chainrule/layers/dense.hpp>
#include <chainrule/layers/sigmoid.hpp>
#include <chainrule/layers/softmax.hpp>
#include <chainrule/network/network.hpp>

namespace example {

using namespace chainrule;

using net = network<dense<5, 4>, sigmoid, dense<4, 3>, softmax>;
extern const net::parameters<> p;
extern const matrix<8, 5> x;
extern const matrix<5, 8> samples_in_columns;

#ifdef MISTAKE
const auto y = net::predict(p, samples_in_columns);
#else
const auto y = net::predict(p, x);
#endif

}  // namespace example
