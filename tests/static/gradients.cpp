// The backward pass of every layer and the gradient of every loss agree with central differences, in constant expressions; what
// formulas.cpp proves by hand is proved here by the definition of a derivative. Large cases: tests/runtime/gradients.cpp.
#include <chainrule/chainrule.hpp>

#include <cstddef>

namespace cr = chainrule;

namespace gradients {

constexpr double bound = 1e-8;

template <class L, std::size_t F>
constexpr bool gradient_agrees() {
    const auto deviation = cr::check_layer_gradient<L, F, 2>(1);
    return deviation.parameters < bound && deviation.input < bound;
}
static_assert(gradient_agrees<cr::dense<3, 1>, 3>(), "dense: central differences");
static_assert(gradient_agrees<cr::dense<3, 1, cr::bias::none>, 3>(), "dense without bias: central differences");
static_assert(gradient_agrees<cr::sigmoid, 1>(), "sigmoid: central differences");
static_assert(gradient_agrees<cr::tanh, 1>(), "tanh: central differences");
static_assert(gradient_agrees<cr::relu, 3>(), "relu: central differences");
static_assert(gradient_agrees<cr::scale_shift<3>, 3>(), "scale_shift: central differences");
static_assert(gradient_agrees<cr::softmax, 2>(), "softmax: central differences");

template <class Loss, class... Activation>
constexpr bool loss_agrees() {
    using network = cr::network<cr::dense<1, 2>, Activation...>;
    const cr::parameters<network, double> p = {{0.5, -0.25, 0.125, 0.75}};
    const cr::matrix<3, 1, double> samples = {{1.0, -2.0, 0.5}};
    const cr::matrix<3, 2, double> t = {{1.0, 0.25, 0.5, 0.0, 0.75, 0.5}};
    const auto deviation = cr::check_gradient<Loss>(p, samples, t, 1e-5);
    return deviation.parameters < bound && deviation.input < bound;
}
static_assert(loss_agrees<cr::mean_squared_error>(), "mean_squared_error: central differences");
static_assert(loss_agrees<cr::cross_entropy, cr::sigmoid>(), "cross_entropy: central differences");
static_assert(loss_agrees<cr::cross_entropy, cr::softmax>(), "softmax_cross_entropy: central differences");

}  // namespace gradients
