// One update from the gradients of several calls: a device with memory for one sample trains with an effective batch of 32.
#pragma once

#include <chainrule/training/trainer.hpp>

#include <cstddef>
#include <cstdint>

namespace chainrule {

/// A trainer that also gathers the gradient over several calls before it updates, `accumulating<trainer<...>>`.
///
/// The update is by the gradient of the mean loss over all rows gathered.
// Not a trainer in public: its step, taken through the base, would pass over what is gathered.
template <class Trainer>
class accumulating : protected Trainer {
public:
    using Trainer::Trainer;

    using Trainer::batch_size;
    using typename Trainer::class_targets;
    using typename Trainer::index;
    using typename Trainer::loss;
    using typename Trainer::network;
    using typename Trainer::optimizer_settings;
    using typename Trainer::samples;
    using typename Trainer::scalar;
    using typename Trainer::targets;

    using Trainer::learning_rate;
    using Trainer::parameters;
    using Trainer::set_learning_rate;
    using Trainer::set_parameters;

    /// What is gathered: the sum over `pending_rows()` rows of the gradient of the loss of each; 0 after a step or an update.
    [[nodiscard]] constexpr const chainrule::gradients<network, scalar>& gradient() const { return this->gradient_; }

    /// Rows gathered since the last update.
    [[nodiscard]] constexpr std::size_t pending_rows() const { return pending_; }

    /// Adds the gradient of the loss over these rows to what is gathered; moves no parameter.
    ///
    ///   x (Batch, inputs)    t (Batch, outputs), or class indices    rows: as for `step`
    ///
    /// On an input or loss that is not finite, or a bad target, it says so and what is gathered stays as it was. An infinite
    /// gradient of a finite loss is gathered; `update` then says so.
    constexpr step_result<scalar> accumulate(samples x, targets t, std::size_t rows = Trainer::batch_size) {
        return gather(x, this->axes(t), rows);
    }
    constexpr step_result<scalar> accumulate(samples x, class_targets t, std::size_t rows = Trainer::batch_size) {
        return gather(x, this->axes(t), rows);
    }

    /// Updates the parameters by the gradient gathered, and starts anew.
    ///
    /// On a result that is not finite it says so, changes no parameter and gives up what is gathered.
    constexpr chainrule::status update() {
        if (pending_ == 0) return status::nothing_to_update;
        const bool finite = chainrule::update(this->optimizer_, this->parameters_, this->gradient_, this->state_,
                                              scalar(1) / static_cast<scalar>(pending_));
        forget();
        return finite ? status::ok : status::non_finite_result;
    }

    /// Gives up what is gathered.
    constexpr void forget() {
        this->gradient_ = {};
        pending_ = 0;
    }

    /// As `trainer::step`; refused while a gathered gradient waits for its update.
    constexpr step_result<scalar> step(samples x, targets t, std::size_t rows = Trainer::batch_size) {
        if (pending_ != 0) return {scalar(0), status::gradient_pending};
        return alone(Trainer::step(x, t, rows));
    }
    constexpr step_result<scalar> step(samples x, class_targets t, std::size_t rows = Trainer::batch_size) {
        if (pending_ != 0) return {scalar(0), status::gradient_pending};
        return alone(Trainer::step(x, t, rows));
    }

private:
    template <class Target>
    constexpr step_result<scalar> gather(samples x, Target t, std::size_t rows) {
        const auto result =
            this->template learn<Trainer::with_loss, accumulate_gradients<network, scalar>>(x, t, rows, Trainer::sum);
        if (result.status == status::ok) pending_ += static_cast<std::uint32_t>(rows);
        return result;
    }

    // What a step leaves in the gradient must not count in the next sum.
    constexpr step_result<scalar> alone(step_result<scalar> result) {
        this->gradient_ = {};
        return result;
    }

    std::uint32_t pending_ = 0;
};

}  // namespace chainrule
