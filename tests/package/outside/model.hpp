#pragma once

#include <chainrule/chainrule.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

// The policy of this network is the one that the options ask for with which a translation unit is compiled: another type under
// -Os than under -O3. So a trainer does not go from one to the other, but its parameters do, as plain numbers.
using classifier = chainrule::network<chainrule::dense<5, 4>, chainrule::sigmoid, chainrule::dense<4, 3>, chainrule::softmax>;
using trainer = chainrule::trainer<classifier, chainrule::cross_entropy, chainrule::adam, 6>;

using weights = std::array<float, 39>;
static_assert(classifier::parameter_count == 39);

struct result {
    chainrule::policy policy;  // for which the translation unit was compiled
    bool small_code;           // what the compiler says of itself
    weights parameters;
    std::array<float, 18> prediction;
};

/// Trains on from some parameters, by every kind of step.
// Not inline, for each translation unit must have its own.
[[maybe_unused]] static result train(const weights& parameters, int steps) {
    trainer t({parameters}, {.learning_rate = 0.0625f});
    chainrule::matrix<6, 5> x{};
    for (std::size_t i = 0; i < 30; ++i) x.values[i] = 0.25f * static_cast<float>(i % 7) - 0.5f;
    const std::array<std::uint8_t, 6> classes = {0, 1, 2, 1, 0, 2};
    for (int i = 0; i < steps; ++i) {
        if (i % 3 == 0) {
            t.step_unchecked(x, classes);
        } else if (i % 3 == 1) {
            if (t.step(x, classes).status != chainrule::status::ok) break;
        } else {
            if (t.step_without_loss(x, classes) != chainrule::status::ok) break;
        }
    }
    result r{chainrule::default_policy, false, t.parameters().values, {}};
#ifdef __OPTIMIZE_SIZE__
    r.small_code = true;
#endif
    const auto y = classifier::predict(t.parameters(), x);
    for (std::size_t i = 0; i < r.prediction.size(); ++i) r.prediction[i] = y.values[i];
    return r;
}

result train_for_size(const weights& parameters, int steps);
result train_for_speed(const weights& parameters, int steps);
result train_for_this_machine(const weights& parameters, int steps);
