// A trainer of a network whose only parameters are fixed.
#include <chainrule/layers/dense.hpp>
#include <chainrule/layers/scale_shift.hpp>
#include <chainrule/losses/mean_squared_error.hpp>
#include <chainrule/network/network.hpp>
#include <chainrule/optimizers/sgd.hpp>
#include <chainrule/training/trainer.hpp>

namespace example {

using namespace chainrule;

#ifdef MISTAKE
using net = network<scale_shift<5>>;
#else
using net = network<scale_shift<5>, dense<5, 4>>;
#endif

static_assert(sizeof(trainer<net, mean_squared_error, sgd, 8>) > 0);

}  // namespace example
