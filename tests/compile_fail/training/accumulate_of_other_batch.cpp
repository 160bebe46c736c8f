// Samples of another batch are gathered.
#include <chainrule/layers/dense.hpp>
#include <chainrule/layers/sigmoid.hpp>
#include <chainrule/layers/softmax.hpp>
#include <chainrule/network/network.hpp>
#include <chainrule/losses/cross_entropy.hpp>
#include <chainrule/optimizers/sgd.hpp>
#include <chainrule/training/trainer.hpp>
#include <chainrule/training/accumulating.hpp>

namespace example {

using namespace chainrule;

using net = network<dense<5, 4>, sigmoid, dense<4, 3>, softmax>;
using batch_of_8 = trainer<net, cross_entropy, sgd, 8>;
extern const matrix<8, 5> x;
extern const matrix<8, 3> t;
extern const matrix<7, 5> x_of_7;

#ifdef MISTAKE
auto gather(accumulating<batch_of_8>& trainer) { return trainer.accumulate(x_of_7, t); }
#else
auto gather(accumulating<batch_of_8>& trainer) { return trainer.accumulate(x, t); }
#endif

}  // namespace example
