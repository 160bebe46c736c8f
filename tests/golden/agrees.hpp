// A golden network as a C++ type, in float and in double.
#pragma once

#include "compare.hpp"

#include <catch.hpp>
#include <chainrule/chainrule.hpp>

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace golden {

// One by one, because <cmath> has a tanh too.
using chainrule::adam;
using chainrule::bias;
using chainrule::cross_entropy;
using chainrule::dense;
using chainrule::mean_squared_error;
using chainrule::momentum;
using chainrule::network;
using chainrule::relu;
using chainrule::scale_shift;
using chainrule::sgd;
using chainrule::sigmoid;
using chainrule::softmax;
using chainrule::tanh;

enum class targets : bool { rows, class_indices };
enum class training : bool { stepwise, accumulated };

/// Settings from their numbers, in order of declaration; those that are not given keep their defaults.
template <class Settings, class T>
[[nodiscard]] Settings settings_from(const std::vector<double>& numbers) {
    const auto at = [&](std::size_t i) { return static_cast<T>(numbers.at(i)); };
    if constexpr (std::same_as<Settings, adam::settings<T>>) {
        return numbers.empty() ? Settings{} : Settings{at(0), at(1), at(2), at(3)};
    } else if constexpr (std::same_as<Settings, momentum::settings<T>>) {
        return numbers.size() == 1 ? Settings{at(0)} : Settings{at(0), at(1)};
    } else {
        return Settings{at(0)};
    }
}

/// The numbers of a record as the network's own, in the library's order.
template <class Network, class T>
[[nodiscard]] chainrule::parameters<Network, T> first_parameters(const record& r) {
    chainrule::parameters<Network, T> p{};
    std::size_t i = 0;
    for (const named_numbers& tensor : r.initial) {
        for (const double v : tensor.values) p.values.at(i++) = static_cast<T>(v);
    }
    return p;
}

/// Rows one after the other become features outermost; rows that are not there hold `missing`.
template <class T>
void to_columns(const std::vector<double>& rows, std::size_t batch, std::size_t features, T* m, T missing) {
    for (std::size_t i = 0; i < batch * features; ++i) {
        m[i % features * batch + i / features] = i < rows.size() ? static_cast<T>(rows[i]) : missing;
    }
}

template <std::size_t Batch, std::size_t Features, class T>
[[nodiscard]] chainrule::matrix<Batch, Features, T> columns_from(const std::vector<double>& rows, T missing = T(0)) {
    chainrule::matrix<Batch, Features, T> m{};
    to_columns(rows, Batch, Features, m.data(), missing);
    return m;
}

template <class T>
[[nodiscard]] std::vector<double> rows_from(const T* m, std::size_t batch, std::size_t features) {
    std::vector<double> rows;
    for (std::size_t i = 0; i < batch * features; ++i)
        rows.push_back(static_cast<double>(m[i % features * batch + i / features]));
    return rows;
}

template <std::size_t Layer, class Network, class... Tensors>
void add_tensors(std::vector<placed_tensor>& found, boost::hana::tuple<Tensors...>*) {
    [[maybe_unused]] std::size_t offset = Network::offset(Layer);
    (found.push_back({std::to_string(Layer) + "." + std::string(Tensors::name), std::exchange(offset, offset + Tensors::size),
                      Tensors::size}),
     ...);
}

/// All tensors of a network in the order of its parameters.
template <class Network>
[[nodiscard]] std::vector<placed_tensor> tensors_of() {
    std::vector<placed_tensor> found;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (add_tensors<I, Network>(found, static_cast<typename Network::template layer<I>::tensors*>(nullptr)), ...);
    }(std::make_index_sequence<Network::depth>{});
    std::ranges::sort(found, {}, &placed_tensor::offset);
    return found;
}

template <class Network, class Loss, class Optimizer, std::size_t Batch, targets Targets, training Training, class T>
class learner_of final : public learner {
    using plain_trainer = chainrule::trainer<Network, Loss, Optimizer, Batch, T>;
    using trainer = std::conditional_t<Training == training::stepwise, plain_trainer, chainrule::accumulating<plain_trainer>>;
    using settings = typename trainer::optimizer_settings;
    using index = typename trainer::index;

public:
    explicit learner_of(const record& r) : trainer_(first_parameters<Network, T>(r), settings_from<settings, T>(r.settings)) {}

    void set_learning_rate(double learning_rate) override { trainer_.set_learning_rate(static_cast<T>(learning_rate)); }

    // The rows that a call does not fill hold numbers that are no targets, for they must not count.
    chainrule::step_result<double> learn(const call& c) override {
        const auto x = columns_from<Batch, Network::inputs>(c.x, T(2));
        if constexpr (Targets == targets::rows) {
            return learn(x, columns_from<Batch, Network::outputs>(c.t, T(-1)), c.rows);
        } else {
            std::array<index, Batch> t;
            t.fill(std::numeric_limits<index>::max());
            for (std::size_t b = 0; b < c.rows; ++b) t[b] = static_cast<index>(c.t[b]);
            return learn(x, typename trainer::class_targets(t), c.rows);
        }
    }

    std::vector<double> gradient() const override {
        std::vector<double> g(trainer_.gradient().values.begin(), trainer_.gradient().values.end());
        if constexpr (Training == training::accumulated) {
            for (double& v : g) v /= static_cast<double>(trainer_.pending_rows());  // what is gathered is the sum over the rows
        }
        return g;
    }

    chainrule::status update() override {
        if constexpr (Training == training::accumulated) {
            return trainer_.update();
        } else {
            return chainrule::status::ok;
        }
    }

    std::vector<double> parameters() const override {
        return {trainer_.parameters().values.begin(), trainer_.parameters().values.end()};
    }

private:
    template <class Target>
    chainrule::step_result<double> learn(const chainrule::matrix<Batch, Network::inputs, T>& x, const Target& t,
                                         std::size_t rows) {
        const auto result = [&] {
            if constexpr (Training == training::accumulated) {
                return trainer_.accumulate(x, t, rows);
            } else {
                return trainer_.step(x, t, rows);
            }
        }();
        return {static_cast<double>(result.loss), result.status};
    }

    trainer trainer_;
};

template <class Network>
struct small_of;
template <chainrule::policy Policy, class... Layers>
struct small_of<chainrule::basic_network<Policy, Layers...>> {
    using type = chainrule::basic_network<chainrule::policy::small, Layers...>;
};

/// Five steps of training give the loss, gradient and parameters of the record: floats under the fast policy and doubles under
/// the small one, which compile in half the time.
template <class Network, class Loss, class Optimizer, std::size_t Batch, targets Targets, training Training>
void trains_like(const record& r) {
    const std::vector<placed_tensor> tensors = tensors_of<Network>();
    compare_types(r, Loss::name, Optimizer::name, Batch, Targets == targets::class_indices, Training == training::accumulated);
    learner_of<typename small_of<Network>::type, Loss, Optimizer, Batch, Targets, Training, double> in_double(r);
    compare_training<double>(in_double, tensors, r);
    learner_of<Network, Loss, Optimizer, Batch, Targets, Training, float> in_float(r);
    compare_training<float>(in_float, tensors, r);
}

template <class Network, std::size_t Batch, class T>
void goes_back_in(const record& r) {
    const backward_run& expected = r.input_gradient.value();
    const auto p = first_parameters<Network, T>(r);
    const auto x = columns_from<Batch, Network::inputs, T>(expected.x);
    const auto y = Network::predict(p, x);
    const auto dx = Network::input_gradient(p, x, columns_from<Batch, Network::outputs, T>(expected.dy));
    compare_tensor<T>("prediction", rows_from(y.data(), Batch, Network::outputs), expected.y);
    compare_tensor<T>("input gradient", rows_from(dx.data(), Batch, Network::inputs), expected.dx);
}

/// The prediction and the gradient with respect to the input are those of the record.
template <class Network, std::size_t Batch>
void goes_back_like(const record& r) {
    goes_back_in<typename small_of<Network>::type, Batch, double>(r);
    goes_back_in<Network, Batch, float>(r);
}

}  // namespace golden
