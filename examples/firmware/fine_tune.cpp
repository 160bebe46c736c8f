// Fine-tunes 5-4-3 on the device: its sensors have drifted, and only the last layer learns. The layers before it stay frozen,
// and their numbers in flash. The rows are integers as a converter gives them, and so is the input of the network.
//
// On every board and on a computer it prints the same, to the last bit of the last weight.
#include "hash.hpp"
#include "penguin_rows.hpp"
#include "print.hpp"

#include "penguin_weights.hpp"

#include <chainrule/layers/frozen.hpp>
#include <chainrule/losses/cross_entropy.hpp>
#include <chainrule/optimizers/adam.hpp>
#include <chainrule/training/evaluate.hpp>
#include <chainrule/training/fit.hpp>
#include <chainrule/training/trainer.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace {

namespace cr = chainrule;
using firmware::print;

// A row: bill length and depth and flipper length in tenths of a millimetre, body mass in grams, 1 for male or 0 for female.
using row = std::array<std::int16_t, 5>;
constexpr std::array<float, 5> per_unit{10.0f, 10.0f, 10.0f, 1.0f, 1.0f};

using standardise = cr::scale_shift<5, std::int16_t>;
using whole = cr::network<standardise, cr::dense<5, 4>, cr::sigmoid, cr::dense<4, 3>, cr::softmax>;
using tuned = cr::network<cr::frozen<standardise>, cr::frozen<cr::dense<5, 4>>, cr::sigmoid, cr::dense<4, 3>, cr::softmax>;

// What the device was delivered with: the weights of 04_train_penguins, for the units of a row.
constexpr whole::parameters<> in_units_of_a_row(const penguins::classifier::parameters<>& trained) {
    whole::parameters<> p{trained.values};
    for (std::size_t f = 0; f < whole::inputs; ++f) p.tensor<"0.scale">()(0, f) /= per_unit[f];
    return p;
}
constexpr whole::parameters<> delivered = in_units_of_a_row(penguins::weights);

// What the sensors say by now of every `Step`th of these penguins: the calliper 4 mm too little of a bill's length, the balance
// 20 % and 150 g too much.
template <std::size_t Step, std::size_t Count>
constexpr auto measured(const std::array<std::array<float, 5>, Count>& penguins) {
    std::array<row, (Count + Step - 1) / Step> rows{};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        std::array<float, 5> sample = penguins[Step * i];
        sample[0] -= 4.0f;
        sample[3] = 1.2f * sample[3] + 150.0f;
        for (std::size_t f = 0; f < sample.size(); ++f) rows[i][f] = static_cast<std::int16_t>(sample[f] * per_unit[f] + 0.5f);
    }
    return rows;
}
template <std::size_t Step, std::size_t Count>
constexpr auto every(const std::array<std::uint8_t, Count>& species) {
    std::array<std::uint8_t, (Count + Step - 1) / Step> classes{};
    for (std::size_t i = 0; i < classes.size(); ++i) classes[i] = species[Step * i];
    return classes;
}

// 34 penguins suffice, for there are but 15 numbers to learn. Held out are others, from this training.
constexpr auto new_rows = measured<8>(penguins::training_samples);
constexpr auto new_species = every<8>(penguins::training_species);
constexpr auto held_out_rows = measured<1>(penguins::held_out_samples);
static_assert(sizeof new_rows == 34 * 5 * 2);

using data_set = cr::data_set<whole::inputs, cr::class_index<whole::outputs>, std::int16_t>;
constexpr data_set training{new_rows.data(), new_species.data(), new_rows.size()};
constexpr data_set held_out{held_out_rows.data(), penguins::held_out_species.data(), held_out_rows.size()};

using loss = cr::cross_entropy;
template <class Network>
using trainer = cr::trainer<Network, loss, cr::adam, 4>;

// Its frozen layers read from `delivered`; its last layer starts from there.
constinit trainer<tuned> student(tuned::freeze(delivered), {.learning_rate = 0.03f});

// In RAM are the numbers that learn, and where the others lie: 15 numbers and a pointer in place of 49, their gradient and the
// state of their optimizer; and no gradient of the hidden layer.
static_assert(tuned::parameter_count == 15 && tuned::trainable_count == 15 && tuned::frozen_count == 34);
static_assert(sizeof(tuned::gradients<>) == 60 && sizeof(whole::gradients<>) == 156);
static_assert(sizeof(trainer<whole>) == 944);
static_assert(sizeof(trainer<tuned>) == 456 + sizeof(void*) || sizeof(void*) != 4);
static_assert(2 * sizeof(trainer<tuned>) <= sizeof(trainer<whole>));

template <class Network>
bool print_evaluation(const char* when, const cr::parameters<Network, float>& weights) {
    const auto e = cr::evaluate<loss>(weights, held_out);
    print(when, ": loss ", firmware::fixed{e.loss}, ", ", firmware::decimal{static_cast<std::uint32_t>(e.correct)}, " of ",
          firmware::decimal{static_cast<std::uint32_t>(e.rows)}, " right\n");
    // 95 % of the rows held out.
    return e.rows == held_out.rows && 20 * e.correct >= 19 * e.rows;
}

}  // namespace

int main() {
    const bool was_good = print_evaluation("delivered", delivered);
    const auto fit = cr::fit(student, training, {.epochs = 60, .seed = 0}, [](const cr::epoch_report<float>& report) {
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
    const bool is_good = print_evaluation("fine-tuned", student.parameters());

    // What a restart needs: these 60 bytes, and what lies in flash as it was.
    const auto& last_layer = student.parameters();
    const whole::parameters<> all_layers = tuned::thaw(last_layer);
    print("last layer ", firmware::hexadecimal{firmware::hash(last_layer.span())}, "\n");
    print("all layers ", firmware::hexadecimal{firmware::hash(all_layers.span())}, "\n");
    return !was_good && is_good ? 0 : 1;
}
