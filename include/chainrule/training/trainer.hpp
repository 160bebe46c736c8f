// Training: the one place that knows network, loss and optimizer.
#pragma once

#include <chainrule/algebra/reduce.hpp>
#include <chainrule/losses/loss.hpp>
#include <chainrule/network/network.hpp>
#include <chainrule/network/pass.hpp>
#include <chainrule/optimizers/update.hpp>
#include <chainrule/training/status.hpp>
#include <chainrule/training/turn.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace chainrule {

/// Trains a network by one batch at a time: forward, loss, backward, update, all in its own memory.
///
///   x (Batch, inputs)    t (Batch, outputs), or Batch class indices    both are views and never copied
///
/// A value of fixed size, trivially copyable: a copy is a snapshot, and assigning it back a rollback. A cross-entropy after a
/// softmax is fused with it. Losses are means over the rows (see the loss).
template <class Network, class Loss, class Optimizer, std::size_t Batch, Scalar T = float>
class trainer {
    static_assert(Network::trainable_count > 0, "trainer: the network has nothing to train");
    static_assert(Batch > 0, "trainer: a batch has at least one row");

public:
    using network = Network;
    using loss = Loss;
    using optimizer_settings = typename Optimizer::template settings<T>;
    using index = class_index<Network::outputs>;
    using scalar = T;

    static constexpr std::size_t batch_size = Batch;

    using samples = const_view<Batch, Network::inputs, T>;
    using targets = const_view<Batch, Network::outputs, T>;
    using class_targets = std::span<const index, Batch>;

    constexpr trainer(const chainrule::parameters<Network, T>& parameters, const optimizer_settings& optimizer)
        : parameters_(parameters), optimizer_(optimizer) {}

    [[nodiscard]] constexpr const chainrule::parameters<Network, T>& parameters() const { return parameters_; }

    /// The gradient of the last step: the mean over its rows.
    [[nodiscard]] constexpr const chainrule::gradients<Network, T>& gradient() const { return gradient_; }

    [[nodiscard]] constexpr T learning_rate() const { return optimizer_.learning_rate; }
    constexpr void set_learning_rate(T learning_rate) { optimizer_.learning_rate = learning_rate; }

    /// One step of training: the gradient of the loss over the batch, and an update of the parameters by it.
    ///
    ///   x (Batch, inputs)    t (Batch, outputs)
    ///
    /// On an input or a result that is not finite, or a bad target, it says so and changes no parameter. With `rows` below
    /// Batch only the first rows count, as in a last batch that is partly filled; the others must be finite, zero for example.
    /// Error: an x or a t of another shape does not compile; the message names both shapes.
    constexpr step_result<T> step(samples x, targets t, std::size_t rows = Batch) {
        return finish(learn<assign_gradients<Network, T>>(x, axes(t), rows, mean));
    }
    constexpr step_result<T> step(samples x, class_targets t, std::size_t rows = Batch) {
        return finish(learn<assign_gradients<Network, T>>(x, axes(t), rows, mean));
    }

protected:
    enum gradient_of : bool { mean, sum };

    using meeting = turn<Network, Loss>;
    using workspace_pass = pass<Network, meeting::layers, Network::lowest_gradient, batch(Batch), T>;
    static constexpr dim rows_axis = batch(Batch);
    static constexpr dim prediction = Network::features(meeting::layers);

    static constexpr const_view<rows_axis, prediction, T> axes(targets t) {
        return const_view<rows_axis, prediction, T>(t.data());
    }
    static constexpr one_hot<rows_axis, prediction, T> axes(class_targets t) { return {t.data()}; }

    /// Forward, loss and backward; the gradient, of the mean or of the sum over the rows, goes to a `Sink`.
    template <class Sink, class Target>
    [[gnu::always_inline]] constexpr step_result<T> learn(samples x, Target t, std::size_t rows, gradient_of what) {
        if (rows == 0 || rows > Batch) return {T(0), status::bad_row_count};
        if (!all_finite(x)) return {T(0), status::non_finite_input};
        if (!accepts<Loss>(t, rows)) return {T(0), status::bad_target};

        workspace_pass::forward(parameters_, x.data(), workspace_);
        const const_view<rows_axis, prediction, T> y(workspace_pass::template activation<meeting::layers>(workspace_));
        const auto dy = workspace_pass::template gradient<meeting::layers>(workspace_);
        const T count = static_cast<T>(rows);
        const T total = loss_sum<typename meeting::loss>(y, t, dy, what == mean ? T(1) / count : T(1), rows);
        const T mean_loss = total / count;
        if (!numeric::is_finite(mean_loss)) return {mean_loss, status::non_finite_result};

        workspace_pass::backward(parameters_, x.data(), workspace_, Sink{gradient_.values.data()});
        return {mean_loss, status::ok};
    }

    constexpr step_result<T> finish(step_result<T> learned) {
        if (learned.status == status::ok && !update(optimizer_, parameters_, gradient_, state_)) {
            learned.status = status::non_finite_result;
        }
        return learned;
    }

    chainrule::parameters<Network, T> parameters_;
    chainrule::gradients<Network, T> gradient_{};
    optimizer_settings optimizer_;
    [[no_unique_address]] optimizer_state<Network, T, optimizer_settings::slots> state_{};
    T workspace_[workspace_pass::elements]{};
};

}  // namespace chainrule
