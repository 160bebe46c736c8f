// Trains 5-4-3 on the device, on rows of penguins in its flash, and tells how well it does on rows held out.
//
// On every board and on a computer it prints the same, to the last bit of the last weight.
#include "hash.hpp"
#include "penguin_rows.hpp"
#include "print.hpp"

#include "penguins/penguin.hpp"

#include <chainrule/losses/cross_entropy.hpp>
#include <chainrule/network/initialize.hpp>
#include <chainrule/numeric/arithmetic.hpp>
#include <chainrule/numeric/sqrt.hpp>
#include <chainrule/optimizers/adam.hpp>
#include <chainrule/training/evaluate.hpp>
#include <chainrule/training/fit.hpp>
#include <chainrule/training/trainer.hpp>

#include <cstddef>
#include <cstdint>

namespace {

namespace cr = chainrule;
using firmware::print;
using penguins::classifier;

using loss = cr::cross_entropy;
using data_set = cr::data_set<classifier::inputs, cr::class_index<classifier::outputs>>;

constexpr data_set training{penguins::training_samples.data(), penguins::training_species.data(),
                            penguins::training_samples.size()};
constexpr data_set held_out{penguins::held_out_samples.data(), penguins::held_out_species.data(),
                            penguins::held_out_samples.size()};

// The first weights, with the numbers that standardise the rows to train on. The compiler works them out.
constexpr classifier::parameters<> first_weights() {
    auto weights = cr::initialize<classifier>(0);
    const float count = static_cast<float>(training.rows);
    for (std::size_t f = 0; f < classifier::inputs; ++f) {
        float mean = 0.0f;
        for (const penguins::sample& s : penguins::training_samples) mean += s[f] / count;
        float variance = 0.0f;
        for (const penguins::sample& s : penguins::training_samples) variance += (s[f] - mean) * (s[f] - mean) / count;
        const float factor = 1.0f / cr::numeric::sqrt(variance);
        weights.tensor<"0.scale">()(0, f) = factor;
        weights.tensor<"0.shift">()(0, f) = -mean * factor;
    }
    return weights;
}

// All that training needs, as an object without a constructor: the startup code copies it from the flash.
constinit cr::trainer<classifier, loss, cr::adam, 16> student(first_weights(), {.learning_rate = 0.01f});

static_assert(classifier::parameter_count == 49 && classifier::trainable_count == 39);
static_assert(sizeof student == (sizeof(void*) == 8 ? 1728 : 1712));  // 64-bit: its workspace begins a line of the cache

void print_evaluation(const char* name, const cr::evaluation<classifier::outputs, float>& e) {
    print(name, ": loss ", firmware::fixed{e.loss}, ", ", firmware::decimal{static_cast<std::uint32_t>(e.correct)}, " of ",
          firmware::decimal{static_cast<std::uint32_t>(e.rows)}, " right\n");
}

}  // namespace

int main() {
    if (!cr::numeric::arithmetic_is_reproducible<float>()) {
        print("the arithmetic is not the one that reproducible results need\n");
        return 2;
    }
    const auto fit = cr::fit(student, training, {.epochs = 100, .seed = 0}, [](const cr::epoch_report<float>& report) {
        if (report.epochs % 20 == 0) {
            print("epoch ", firmware::decimal{static_cast<std::uint32_t>(report.epochs)}, ": loss ",
                  firmware::fixed{report.loss}, "\n");
        }
        return true;
    });
    if (fit.status != cr::status::ok) {
        print("training: ", cr::to_string(fit.status), "\n");
        return 1;
    }

    const auto& weights = student.parameters();
    const auto on_training = cr::evaluate<loss>(weights, training);
    const auto on_held_out = cr::evaluate<loss>(weights, held_out);
    print_evaluation("trained on", on_training);
    print_evaluation("held out", on_held_out);
    print("weights ", firmware::hexadecimal{firmware::hash(weights.span())}, "\n");

    // 95 % of the rows held out, or the device has not learnt what it should.
    return on_held_out.rows == held_out.rows && 20 * on_held_out.correct >= 19 * held_out.rows ? 0 : 1;
}
