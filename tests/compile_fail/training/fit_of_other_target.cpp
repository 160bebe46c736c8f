// Training over rows of 4 targets where the network gives 3.
#include <chainrule/layers/dense.hpp>
#include <chainrule/layers/sigmoid.hpp>
#include <chainrule/layers/softmax.hpp>
#include <chainrule/network/network.hpp>
#include <chainrule/losses/cross_entropy.hpp>
#include <chainrule/optimizers/sgd.hpp>
#include <chainrule/training/trainer.hpp>
#include <chainrule/training/fit.hpp>

#include <array>
#include <cstdint>

namespace example {

using namespace chainrule;

using net = network<dense<5, 4>, sigmoid, dense<4, 3>, softmax>;
using batch_of_8 = trainer<net, cross_entropy, sgd, 8>;

#ifdef MISTAKE
auto learn(batch_of_8& trainer, const data_set<5, std::array<float, 4>>& data) { return fit(trainer, data, {}); }
#else
auto learn(batch_of_8& trainer, const data_set<5, std::array<float, 3>>& data) { return fit(trainer, data, {}); }
#endif

}  // namespace example
