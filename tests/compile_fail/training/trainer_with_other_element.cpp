// A trainer of float starts from parameters of double.
#include <chainrule/layers/dense.hpp>
#include <chainrule/layers/sigmoid.hpp>
#include <chainrule/layers/softmax.hpp>
#include <chainrule/network/network.hpp>
#include <chainrule/losses/cross_entropy.hpp>
#include <chainrule/optimizers/sgd.hpp>
#include <chainrule/training/trainer.hpp>

namespace example {

using namespace chainrule;

using net = network<dense<5, 4>, sigmoid, dense<4, 3>, softmax>;
using batch_of_8 = trainer<net, cross_entropy, sgd, 8>;
extern const matrix<8, 5> x;
extern const matrix<8, 3> t;
extern const net::parameters<> p;
extern const net::parameters<double> q;

#ifdef MISTAKE
const batch_of_8 trainer(q, {0.5f});
#else
const batch_of_8 trainer(p, {0.5f});
#endif

}  // namespace example
