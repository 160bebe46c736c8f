// Evaluation over samples of 4 features where the network takes 5.
#include <chainrule/layers/dense.hpp>
#include <chainrule/layers/sigmoid.hpp>
#include <chainrule/layers/softmax.hpp>
#include <chainrule/network/network.hpp>
#include <chainrule/losses/cross_entropy.hpp>
#include <chainrule/training/evaluate.hpp>

#include <cstdint>

namespace example {

using namespace chainrule;

using net = network<dense<5, 4>, sigmoid, dense<4, 3>, softmax>;

#ifdef MISTAKE
auto judge(const net::parameters<>& p, const data_set<4, std::uint8_t>& data) { return evaluate<cross_entropy>(p, data); }
#else
auto judge(const net::parameters<>& p, const data_set<5, std::uint8_t>& data) { return evaluate<cross_entropy>(p, data); }
#endif

}  // namespace example
