// A step on floats with a network that takes raw integers.
#include <chainrule/layers/dense.hpp>
#include <chainrule/layers/scale_shift.hpp>
#include <chainrule/layers/sigmoid.hpp>
#include <chainrule/layers/softmax.hpp>
#include <chainrule/losses/cross_entropy.hpp>
#include <chainrule/network/network.hpp>
#include <chainrule/optimizers/sgd.hpp>
#include <chainrule/training/trainer.hpp>

#include <cstdint>

namespace example {

using namespace chainrule;

using net = network<scale_shift<5, std::int16_t>, dense<5, 4>, sigmoid, dense<4, 3>, softmax>;
using batch_of_8 = trainer<net, cross_entropy, sgd, 8>;
extern const matrix<8, 3> t;

#ifdef MISTAKE
extern const matrix<8, 5> x;
#else
extern const matrix<8, 5, std::int16_t> x;
#endif
auto learn(batch_of_8& trainer) { return trainer.step(x, t); }

}  // namespace example
