#pragma once

#include <chainrule/layers/frozen.hpp>
#include <chainrule/layers/layer.hpp>
#include <chainrule/layers/scale_shift.hpp>
#include <chainrule/losses/mean_squared_error.hpp>
#include <chainrule/network/network.hpp>
#include <chainrule/numeric/random.hpp>
#include <chainrule/training/evaluate.hpp>

#include <cstddef>
#include <cstdint>

namespace chainrule {

/// The largest deviation of a gradient from central differences, |a - n| / max(1, |a|, |n|), over all parameters that train and
/// over all elements of the input.
template <Scalar T>
struct [[nodiscard]] gradient_deviation {
    T parameters = T(0);
    T input = T(0);
};

/// Compares the gradient of a loss with central differences, (L(p + h) - L(p - h)) / 2h, for each parameter and each element
/// of the input.
///
///   x (Batch, inputs)    t (Batch, outputs)    h: half the distance between the two losses
///
/// With double and h = 1e-5 a correct gradient deviates by less than 1e-8 where the third derivatives are of the order of 1; a
/// kink, as of `relu` at 0, must be farther away than h. Raw integers of an input are not moved: its deviation then is 0.
///
/// Source: Press et al., Numerical Recipes (2007), section 5.7.
template <class Loss, class Network, Scalar T, dim Batch>
constexpr gradient_deviation<T> check_gradient(
    const parameters<Network, T>& p, const matrix<Batch, Network::inputs, typename Network::template input_element<T>>& x,
    const matrix<Batch, Network::outputs, T>& t, T h) {
    using taken = typename Network::template input_element<T>;
    using meeting = turn<Network, Loss>;
    constexpr dim rows = batch(Batch.extent);
    using full_pass = pass<Network, meeting::layers, 0, rows, T>;
    const const_view<rows, Network::features(meeting::layers), T> target(t.data());

    T workspace[full_pass::elements]{};
    gradients<Network, T> gradient{};
    full_pass::forward(p, x.data(), workspace);
    const const_view<rows, Network::features(meeting::layers), T> y(full_pass::template activation<meeting::layers>(workspace));
    (void)loss_sum<typename meeting::loss, Network::policy>(y, target, full_pass::template gradient<meeting::layers>(workspace),
                                                            T(1) / static_cast<T>(Batch.extent), Batch.extent);
    full_pass::backward(p, x.data(), workspace, assign_gradients<Network, T>{gradient.values.data()});

    const auto size = [](T v) { return v < T(0) ? -v : v; };
    const auto deviation = [&](T analytic, T& element, const auto& loss) {
        const T middle = element;
        element = middle + h;
        const T above = loss();
        element = middle - h;
        const T below = loss();
        element = middle;
        const T numeric = (above - below) / (T(2) * h);
        T scale = size(analytic) > size(numeric) ? size(analytic) : size(numeric);
        scale = scale > T(1) ? scale : T(1);
        const T relative = size(analytic - numeric) / scale;
        return relative == relative ? relative : numeric::infinity<T>;
    };

    gradient_deviation<T> worst;
    parameters<Network, T> moved = p;
    auto moved_x = x;
    const auto loss = [&] {
        return mean_loss<Loss, Network, T, rows>(moved, const_view<rows, Network::features(0), taken>(moved_x.data()), target);
    };
    for (std::size_t i = 0; i < Network::trainable_count; ++i) {
        const T found = deviation(gradient.values[i], moved.values[i], loss);
        worst.parameters = found > worst.parameters ? found : worst.parameters;
    }
    if constexpr (!Raw<taken>) {
        for (std::size_t i = 0; i < Batch.extent * Network::inputs; ++i) {
            const T found = deviation(full_pass::template gradient<0>(workspace).data()[i], moved_x.values[i], loss);
            worst.input = found > worst.input ? found : worst.input;
        }
    }
    return worst;
}

/// Compares the gradient of one layer, a user's own for example, with central differences: on normal random numbers, under a
/// mean squared error.
///
///   Features: how many the layer takes, where it does not say so itself    Batch: rows    seed: of the random numbers
///
/// Error: "check_layer_gradient: a frozen layer has no numbers of its own; check the layer inside".
template <class L, std::size_t Features = features_in<L>, std::size_t Batch = 3, Scalar T = double>
constexpr gradient_deviation<T> check_layer_gradient(std::uint64_t seed, T h = T(1e-5)) {
    static_assert(!thawed_layer<L>::is_frozen,
                  "check_layer_gradient: a frozen layer has no numbers of its own; check the layer inside");
    // The fixed layer in front only says how many features there are: scale 1 and shift 0.
    using network = chainrule::network<scale_shift<Features>, L>;
    numeric::pcg32 generator(seed);
    parameters<network, T> p{};
    for (T& value : p.values) value = numeric::normal<T>(generator);
    for (std::size_t f = 0; f < Features; ++f) {
        p.template tensor<"0.scale">()(0, f) = T(1);
        p.template tensor<"0.shift">()(0, f) = T(0);
    }
    matrix<Batch, Features, T> x{};
    for (T& value : x.values) value = numeric::normal<T>(generator);
    matrix<Batch, network::outputs, T> t{};
    for (T& value : t.values) value = numeric::normal<T>(generator);
    return check_gradient<mean_squared_error>(p, x, t, h);
}

}  // namespace chainrule
