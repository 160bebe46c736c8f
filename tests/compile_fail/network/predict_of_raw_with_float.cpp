// Rows of float for a network that takes int16_t.
#include <chainrule/layers/dense.hpp>
#include <chainrule/layers/frozen.hpp>
#include <chainrule/layers/scale_shift.hpp>
#include <chainrule/layers/sigmoid.hpp>
#include <chainrule/layers/softmax.hpp>
#include <chainrule/network/network.hpp>

#include <cstdint>

namespace example {

using namespace chainrule;

using net = network<scale_shift<5, std::int16_t>, dense<5, 4>, sigmoid>;
extern const net::parameters<> parameters;

#ifdef MISTAKE
extern const matrix<8, 5, float> x;
#else
extern const matrix<8, 5, std::int16_t> x;
#endif
auto predict() { return net::predict(parameters, x); }

}  // namespace example
