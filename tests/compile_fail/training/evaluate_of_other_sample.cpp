// Rows of unsigned integers for a network that takes signed ones.
#include <chainrule/layers/dense.hpp>
#include <chainrule/layers/scale_shift.hpp>
#include <chainrule/layers/sigmoid.hpp>
#include <chainrule/layers/softmax.hpp>
#include <chainrule/losses/cross_entropy.hpp>
#include <chainrule/network/network.hpp>
#include <chainrule/optimizers/sgd.hpp>
#include <chainrule/training/evaluate.hpp>

#include <cstdint>

namespace example {

using namespace chainrule;

using net = network<scale_shift<5, std::int16_t>, dense<5, 4>, sigmoid, dense<4, 3>, softmax>;
#ifdef MISTAKE
using data = data_set<5, std::uint8_t, std::uint16_t>;
#else
using data = data_set<5, std::uint8_t, std::int16_t>;
#endif
extern const data rows;
auto measure(const net::parameters<>& parameters) { return evaluate<cross_entropy>(parameters, rows); }

}  // namespace example
