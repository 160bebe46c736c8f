#pragma once

#include <chainrule/numeric/compensated_sum.hpp>
#include <chainrule/training/data_set.hpp>
#include <chainrule/training/permutation.hpp>
#include <chainrule/training/status.hpp>

#include <cstddef>
#include <cstdint>

namespace chainrule {

/// How long `fit` trains, and the seed of the order in which it visits the rows.
struct fit_options {
    std::size_t epochs = 1;
    std::uint64_t seed = 0;
};

/// What the callback of `fit` is told after each epoch: how many are done, and the mean loss over its rows, each taken before
/// the update that its batch made.
template <Scalar T>
struct epoch_report {
    std::size_t epochs;
    T loss;
};

/// How `fit` ended: epochs done, mean loss of the last, and the status of what stopped it, else `ok`.
template <Scalar T>
struct [[nodiscard]] fit_result {
    std::size_t epochs;
    T loss;
    chainrule::status status;
};

struct train_on {
    [[nodiscard]] constexpr bool operator()(const auto&) const { return true; }
};

/// Trains over a data set: each epoch visits every row once, in an order that seed and epoch fix and that needs no storage, in
/// batches of the trainer's size, the last of which may be partly filled.
///
///   data: samples (rows, inputs), targets class indices or (rows, outputs)
///   on_epoch(epoch_report): true goes on, false stops; the trainer may be changed in it, as by `set_learning_rate`
///
/// Stops at the first step that is not `ok`, which has changed nothing; and, with `non_finite_result`, behind an epoch whose
/// losses have no finite sum, which does not count as done. One batch is gathered on the stack.
/// Error: "fit: the samples must be as wide as the network's input", with both numbers; or what is wrong with the targets.
template <class Trainer, std::size_t Features, class Target, Element Sample, class OnEpoch = train_on>
constexpr fit_result<typename Trainer::scalar> fit(Trainer& trainer, const data_set<Features, Target, Sample>& data,
                                                   const fit_options& options, OnEpoch on_epoch = {}) {
    using T = typename Trainer::scalar;
    using network = typename Trainer::network;
    static_assert(SamplesFitNetwork<Features, network::inputs>, "fit: the samples must be as wide as the network's input");
    static_assert(SamplesAreWhatTheNetworkTakes<Sample, typename network::template input_element<T>>,
                  "fit: the samples must be of the type that the network takes");
    constexpr std::size_t batch_size = Trainer::batch_size;

    // The order counts rows in 32 bits.
    const bool countable = data.rows > 0 && static_cast<std::uint64_t>(data.rows) <= 0xffffffffu;
    fit_result<T> result{0, T(0), countable ? status::ok : status::bad_row_count};
    gathered_batch<network, Target, batch_size, T> gathered;
    while (result.status == status::ok && result.epochs < options.epochs) {
        const permutation order(static_cast<std::uint32_t>(data.rows), options.seed, result.epochs);
        numeric::compensated_sum<T> total;
        for (std::size_t first = 0; first < data.rows; first += batch_size) {
            const std::size_t rows = data.rows - first < batch_size ? data.rows - first : batch_size;
            for (std::size_t b = 0; b < batch_size; ++b) {
                if (b < rows) {
                    gathered.set(b, data, order(static_cast<std::uint32_t>(first + b)));
                } else {
                    gathered.clear(b);
                }
            }
            const auto step = trainer.step(gathered.x, gathered.t, rows);
            if (step.status != status::ok) {
                result.status = step.status;
                return result;
            }
            total.add(step.loss * static_cast<T>(rows));
        }
        if (!numeric::is_finite(total.value)) {
            result.status = status::non_finite_result;
            return result;
        }
        ++result.epochs;
        result.loss = total.value / static_cast<T>(data.rows);
        if (!on_epoch(epoch_report<T>{result.epochs, result.loss})) break;
    }
    return result;
}

}  // namespace chainrule
