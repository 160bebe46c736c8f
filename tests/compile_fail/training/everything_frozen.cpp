// A trainer of a network whose layers are all frozen.
#include <chainrule/layers/dense.hpp>
#include <chainrule/layers/scale_shift.hpp>
#include <chainrule/layers/sigmoid.hpp>
#include <chainrule/layers/softmax.hpp>
#include <chainrule/losses/cross_entropy.hpp>
#include <chainrule/network/network.hpp>
#include <chainrule/optimizers/sgd.hpp>
#include <chainrule/layers/frozen.hpp>
#include <chainrule/training/trainer.hpp>

namespace example {

using namespace chainrule;

#ifdef MISTAKE
using net = network<frozen<dense<5, 4>>, sigmoid, frozen<dense<4, 3>>, softmax>;
#else
using net = network<frozen<dense<5, 4>>, sigmoid, dense<4, 3>, softmax>;
#endif
static_assert(sizeof(trainer<net, cross_entropy, sgd, 8>) > 0);

}  // namespace example
