#pragma once

#include <chainrule/algebra/reduce.hpp>
#include <chainrule/losses/loss.hpp>
#include <chainrule/network/pass.hpp>
#include <chainrule/numeric/compensated_sum.hpp>
#include <chainrule/training/data_set.hpp>
#include <chainrule/training/status.hpp>
#include <chainrule/training/turn.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace chainrule {

/// The mean loss of a network over a batch; changes nothing.
///
///   x (Batch, inputs)    t (Batch, F), with the axes of the batch and of the features that the loss takes
template <class Loss, class Network, Scalar T, dim Batch, class Target>
[[nodiscard]] constexpr T mean_loss(const parameters<Network, T>& p,
                                    const_view<Batch, Network::features(0), typename Network::template input_element<T>> x,
                                    Target t) {
    using meeting = turn<Network, Loss>;
    using forward_pass = pass<Network, meeting::layers, meeting::layers, Batch, T>;
    T workspace[forward_pass::elements]{};
    forward_pass::forward(p, x.data(), workspace);
    const const_view<Batch, Network::features(meeting::layers), T> y(
        forward_pass::template activation<meeting::layers>(workspace));
    return loss_sum<typename meeting::loss, Network::policy>(y, t, no_gradient{}, T(1), Batch.extent) /
           static_cast<T>(Batch.extent);
}

/// What `evaluate` finds: the mean loss over the rows, and how often each class was taken for each, in 4 Classes^2 bytes.
template <std::size_t Classes, Scalar T>
struct [[nodiscard]] evaluation {
    T loss = T(0);
    std::size_t rows = 0;
    std::size_t correct = 0;
    std::array<std::array<std::uint32_t, Classes>, Classes> confusion{};  // [actual][predicted]
    chainrule::status status = chainrule::status::ok;

    /// Share of the rows whose class is predicted, 0 to 1.
    [[nodiscard]] constexpr T accuracy() const { return rows == 0 ? T(0) : static_cast<T>(correct) / static_cast<T>(rows); }
};

/// What it finds where there are no classes: the mean loss alone.
template <Scalar T>
struct [[nodiscard]] evaluation<0, T> {
    T loss = T(0);
    std::size_t rows = 0;
    chainrule::status status = chainrule::status::ok;
};

/// Classes that targets of a loss tell apart: none where they are rows and need not be probabilities.
template <class Loss, class Target, std::size_t Outputs>
inline constexpr std::size_t classes_told = Loss::wants_probabilities || std::is_integral_v<Target> ? Outputs : 0;

/// Mean loss of a network over a data set; and, where the targets are class indices or the loss wants probabilities, accuracy
/// and confusion matrix. The class of a row is the largest element of its prediction or of its target, the first of equals.
///
///   data: samples (rows, inputs), targets class indices or (rows, outputs)
///
/// Stops at the first row that is not finite, has a bad target, or whose loss or the sum up to it is not finite; `rows` tells
/// how many were counted before it. No rows at all are `status::bad_row_count`. Error: "evaluate: the samples must be as wide
/// as the network's input", with both numbers; or what is wrong with the targets.
template <class Loss, class Network, std::size_t Features, class Target, Scalar T, Element Sample>
constexpr evaluation<classes_told<Loss, Target, Network::outputs>, T> evaluate(const parameters<Network, T>& p,
                                                                               const data_set<Features, Target, Sample>& data) {
    static_assert(SamplesFitNetwork<Features, Network::inputs>, "evaluate: the samples must be as wide as the network's input");
    static_assert(SamplesAreWhatTheNetworkTakes<Sample, typename Network::template input_element<T>>,
                  "evaluate: the samples must be of the type that the network takes");
    using meeting = turn<Network, Loss>;
    constexpr dim one = batch(1);
    constexpr dim met = Network::features(meeting::layers);

    constexpr std::size_t classes = classes_told<Loss, Target, Network::outputs>;
    evaluation<classes, T> result;
    numeric::compensated_sum<T> total;
    if (data.rows == 0) result.status = status::bad_row_count;
    gathered_batch<Network, Target, 1, T> gathered;
    for (std::size_t row = 0; row < data.rows; ++row) {
        gathered.set(0, data, row);
        if (!all_finite(gathered.x)) {
            result.status = status::non_finite_input;
            break;
        }
        const auto target = [&] {
            if constexpr (decltype(gathered)::by_class) {
                return one_hot<one, met, T>{gathered.t.data()};
            } else {
                return const_view<one, met, T>(gathered.t.data());
            }
        }();
        if (!accepts<Loss>(target, 1)) {
            result.status = status::bad_target;
            break;
        }
        const T loss = mean_loss<Loss>(p, const_view<one, Network::features(0), Sample>(gathered.x.data()), target);
        auto with_loss = total;
        if (numeric::is_finite(loss)) with_loss.add(loss);
        if (!numeric::is_finite(loss) || !numeric::is_finite(with_loss.value)) {
            result.status = status::non_finite_result;
            break;
        }
        total = with_loss;
        if constexpr (classes > 0) {
            const std::size_t predicted = Network::classify(p, gathered.x).index;
            std::size_t actual = 0;
            if constexpr (decltype(gathered)::by_class) {
                actual = gathered.t[0];
            } else {
                for (std::size_t k = 1; k < classes; ++k) actual = gathered.t(0, k) > gathered.t(0, actual) ? k : actual;
            }
            result.confusion[actual][predicted] += 1;
            result.correct += actual == predicted ? 1 : 0;
        }
        ++result.rows;
    }
    if (result.rows > 0) result.loss = total.value / static_cast<T>(result.rows);
    return result;
}

}  // namespace chainrule
