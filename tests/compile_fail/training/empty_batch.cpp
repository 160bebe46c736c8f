// A trainer of no rows.
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

#ifdef MISTAKE
inline constexpr std::size_t rows = 0;
#else
inline constexpr std::size_t rows = 1;
#endif

static_assert(sizeof(trainer<net, cross_entropy, sgd, rows>) > 0);

}  // namespace example
