// A gradient check against targets of another batch.
#include <chainrule/layers/dense.hpp>
#include <chainrule/layers/sigmoid.hpp>
#include <chainrule/layers/softmax.hpp>
#include <chainrule/network/network.hpp>
#include <chainrule/losses/cross_entropy.hpp>
#include <chainrule/training/check_gradient.hpp>

namespace example {

using namespace chainrule;

using net = network<dense<5, 4>, sigmoid, dense<4, 3>, softmax>;

#ifdef MISTAKE
auto check(const net::parameters<double>& p, const matrix<8, 5, double>& x, const matrix<7, 3, double>& t) {
    return check_gradient<cross_entropy>(p, x, t, 1e-5);
}
#else
auto check(const net::parameters<double>& p, const matrix<8, 5, double>& x, const matrix<8, 3, double>& t) {
    return check_gradient<cross_entropy>(p, x, t, 1e-5);
}
#endif

}  // namespace example
