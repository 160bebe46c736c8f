// A tiny problem, trained for 24 epochs by each optimizer: in a constant expression and at run time, to the same bits.
#pragma once

#include <chainrule/chainrule.hpp>

namespace tiny {

namespace cr = chainrule;

using network = cr::network<cr::dense<3, 5>, cr::tanh, cr::dense<5, 2>, cr::softmax>;

template <cr::Scalar T>
inline constexpr std::array<std::array<T, 3>, 7> samples = {{{T(0.5), T(-1), T(2)},
                                                             {T(1.5), T(0.25), T(-0.75)},
                                                             {T(-1), T(1), T(0.5)},
                                                             {T(0.125), T(-0.5), T(1)},
                                                             {T(2), T(1.25), T(-1.5)},
                                                             {T(-0.25), T(0.75), T(0.25)},
                                                             {T(0.75), T(-1.5), T(1.75)}}};
inline constexpr std::array<std::uint8_t, 7> classes = {0, 1, 1, 0, 1, 1, 0};

template <cr::Scalar T>
struct outcome {
    cr::parameters<network, T> parameters;
    T first_loss;
    T last_loss;
    cr::status status;
};

/// Seven rows in batches of three: the last batch of an epoch holds one row.
template <class Optimizer, cr::Scalar T>
constexpr outcome<T> train(T learning_rate) {
    cr::trainer<network, cr::cross_entropy, Optimizer, 3, T> trainer(cr::initialize<network, T>(11), {learning_rate});
    T first = T(0);
    const auto fitted = cr::fit(trainer, cr::data_set<3, std::uint8_t, T>{samples<T>.data(), classes.data(), 7},
                                {.epochs = 24, .seed = 5}, [&](const cr::epoch_report<T>& report) {
                                    if (report.epochs == 1) first = report.loss;
                                    return true;
                                });
    return {trainer.parameters(), first, fitted.loss, fitted.status};
}

}  // namespace tiny
