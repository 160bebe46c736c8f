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
///
/// Error: what is no loss does not satisfy `LossFunction`, what is no optimizer does not satisfy `Optimizes`; and a network
/// without anything to train, or a batch without rows, in one sentence.
template <class Network, LossFunction<Network::outputs> Loss, class Optimizer, std::size_t Batch, Scalar T = float>
    requires Optimizes<Optimizer, T>
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

    using samples = const_view<Batch, Network::inputs, typename Network::template input_element<T>>;
    using targets = const_view<Batch, Network::outputs, T>;
    using class_targets = std::span<const index, Batch>;

    constexpr trainer(const chainrule::parameters<Network, T>& parameters, const optimizer_settings& optimizer)
        : parameters_(parameters), optimizer_(optimizer) {}

    [[nodiscard]] constexpr const chainrule::parameters<Network, T>& parameters() const { return parameters_; }

    /// Goes on from other parameters; the state of the optimizer stays.
    constexpr void set_parameters(const chainrule::parameters<Network, T>& parameters) { parameters_ = parameters; }

    /// The gradient of the last step: the mean over its rows. `step_unchecked` does not keep it.
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
        return finish(learn<with_loss, assign_gradients<Network, T>>(x, axes(t), rows, mean));
    }
    constexpr step_result<T> step(samples x, class_targets t, std::size_t rows = Batch) {
        return finish(learn<with_loss, assign_gradients<Network, T>>(x, axes(t), rows, mean));
    }

    /// As `step`, without the value of the loss, which training does not need, and with all its checks but that of the loss.
    constexpr chainrule::status step_without_loss(samples x, targets t, std::size_t rows = Batch) {
        return finish(learn<without_loss, assign_gradients<Network, T>>(x, axes(t), rows, mean)).status;
    }
    constexpr chainrule::status step_without_loss(samples x, class_targets t, std::size_t rows = Batch) {
        return finish(learn<without_loss, assign_gradients<Network, T>>(x, axes(t), rows, mean)).status;
    }

    /// As `step`, of a full batch and without the value of the loss, for data that is known to be good: nothing is checked.
    /// After an input or a result that is not finite, or a bad target, the parameters are lost.
    constexpr void step_unchecked(samples x, targets t) { move_unchecked(x, axes(t)); }
    constexpr void step_unchecked(samples x, class_targets t) { move_unchecked(x, axes(t)); }

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

    enum loss_value : bool { without_loss, with_loss };

    /// Forward, loss and backward; the gradient, of the mean or of the sum over the rows, goes to a `Sink`.
    template <loss_value Value, class Sink, class Target>
    [[gnu::always_inline]] constexpr step_result<T> learn(samples x, Target t, std::size_t rows, gradient_of what) {
        if (rows == 0 || rows > Batch) return {T(0), status::bad_row_count};
        if (!all_finite(x)) return {T(0), status::non_finite_input};
        if (!accepts<Loss>(t, rows)) return {T(0), status::bad_target};

        const T count = static_cast<T>(rows);
        const T total = kernels::run<Network::policy>(
            [](trainer* self, auto... a) __attribute__((always_inline)) {
                return self->template pass_through<Value>(a..., self->workspace_, Sink{self->gradient_.values.data()});
            },
            this, x, t, rows, what == mean ? T(1) / count : T(1));
        const T mean_loss = total / count;
        if (!numeric::is_finite(mean_loss)) return {mean_loss, status::non_finite_result};
        return {mean_loss, status::ok};
    }

    /// Forward, loss and backward, unchecked; gives the sum of the losses of the rows, or 0 if it is not asked for.
    template <loss_value Value, class Sink, class Target>
    [[gnu::always_inline]] constexpr T pass_through(samples x, Target t, std::size_t rows, T scale, T* workspace, Sink sink) {
        workspace_pass::forward(parameters_, x.data(), workspace);
        const const_view<rows_axis, prediction, T> y(workspace_pass::template activation<meeting::layers>(workspace));
        const auto dy = workspace_pass::template gradient<meeting::layers>(workspace);
        T total = loss_sum<typename meeting::loss, Network::policy>(y, t, dy, scale, rows);
        if constexpr (Value == without_loss) {
            total = T(0);  // and the compiler drops what only the sum needs
        } else if (!numeric::is_finite(total)) {
            return total;
        }
        workspace_pass::backward(parameters_, x.data(), workspace, sink);
        return total;
    }

    template <class Target>
    [[gnu::always_inline]] constexpr void move_unchecked(samples x, Target t) {
        kernels::run<Network::policy>(
            [](trainer* self, samples x_, Target t_) __attribute__((always_inline)) {
                self->optimizer_.advance();
                const optimizer_settings now = self->optimizer_;
                const move_by_gradients<optimizer_settings, Network, T> sink{now, self->parameters_, self->gradient_,
                                                                             self->state_};
                const T scale = T(1) / T(Batch);
                if constexpr (workspace_pass::elements <= 32) {  // few enough for registers
                    T workspace[workspace_pass::elements];
                    self->template pass_through<without_loss>(x_, t_, Batch, scale, workspace, sink);
                } else {
                    self->template pass_through<without_loss>(x_, t_, Batch, scale, self->workspace_, sink);
                }
            },
            this, x, t);
    }

    constexpr step_result<T> finish(step_result<T> learned) {
        if (learned.status == status::ok && !update(optimizer_, parameters_, gradient_, state_)) {
            learned.status = status::non_finite_result;
        }
        return learned;
    }

    chainrule::parameters<Network, T> parameters_;
    alignas(alignment<T, (sizeof(chainrule::gradients<Network, T>) >= 4096)>) chainrule::gradients<Network, T> gradient_{};
    optimizer_settings optimizer_;
    [[no_unique_address]] optimizer_state<Network, T, optimizer_settings::slots> state_{};
    alignas(alignment<T, (sizeof(T) * workspace_pass::elements >= 1024)>) T workspace_[workspace_pass::elements]{};
};

}  // namespace chainrule
