// A trainer that descends gets the numbers of another optimizer.
#include <chainrule/layers/dense.hpp>
#include <chainrule/layers/sigmoid.hpp>
#include <chainrule/layers/softmax.hpp>
#include <chainrule/network/network.hpp>
#include <chainrule/losses/cross_entropy.hpp>
#include <chainrule/optimizers/sgd.hpp>
#include <chainrule/training/trainer.hpp>
#include <chainrule/optimizers/momentum.hpp>

namespace example {

using namespace chainrule;

using net = network<dense<5, 4>, sigmoid, dense<4, 3>, softmax>;
using batch_of_8 = trainer<net, cross_entropy, sgd, 8>;
extern const matrix<8, 5> x;
extern const matrix<8, 3> t;
extern const net::parameters<> p;

#ifdef MISTAKE
const batch_of_8 trainer(p, momentum::settings<float>{0.5f});
#else
const batch_of_8 trainer(p, sgd::settings<float>{0.5f});
#endif

}  // namespace example
