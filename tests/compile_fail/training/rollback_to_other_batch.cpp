// A trainer is set back to a snapshot of one with another batch.
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

#ifdef MISTAKE
void set_back(batch_of_8& current, const trainer<net, cross_entropy, sgd, 4>& snapshot) { current = snapshot; }
#else
void set_back(batch_of_8& current, const batch_of_8& snapshot) { current = snapshot; }
#endif

}  // namespace example
