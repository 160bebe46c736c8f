// An update of float by numbers of double.
#include <chainrule/layers/dense.hpp>
#include <chainrule/layers/sigmoid.hpp>
#include <chainrule/layers/softmax.hpp>
#include <chainrule/network/network.hpp>
#include <chainrule/optimizers/momentum.hpp>
#include <chainrule/optimizers/sgd.hpp>
#include <chainrule/optimizers/update.hpp>

namespace example {

using namespace chainrule;

using net = network<dense<5, 4>, sigmoid, dense<4, 3>, softmax>;
using other = network<dense<5, 4>, softmax, dense<4, 3>, softmax>;

#ifdef MISTAKE
bool move(momentum::settings<double>& optimizer, net::parameters<>& p, const net::gradients<>& g,
          optimizer_state<net, float, 1>& state) {
    return update(optimizer, p, g, state);
}
#else
bool move(momentum::settings<float>& optimizer, net::parameters<>& p, const net::gradients<>& g,
          optimizer_state<net, float, 1>& state) {
    return update(optimizer, p, g, state);
}
#endif

}  // namespace example
