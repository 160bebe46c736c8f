// The trainer in the fastest RAM, the weights that it starts from in a part of the flash of their own.
#include "model.hpp"

#include "hash.hpp"
#include "print.hpp"

#include <chainrule/losses/cross_entropy.hpp>
#include <chainrule/optimizers/sgd.hpp>
#include <chainrule/shape/rows.hpp>
#include <chainrule/training/trainer.hpp>

#include <array>
#include <cstddef>

namespace {

namespace cr = chainrule;
using firmware::print;
using penguins::classifier;

using tuner = cr::trainer<classifier, cr::cross_entropy, cr::sgd, 3>;

// The attribute is all that it takes; the startup code brings the first values there, as it does with .data.
[[gnu::section(".fast_ram")]] constinit tuner student(classifier::parameters<>{}, {.learning_rate = 0.125f});

// An Adelie, a Chinstrap and a Gentoo, in millimetres and grams.
constexpr float measured[3][classifier::inputs] = {
    {38.9f, 17.8f, 181.0f, 3625.0f, 0.0f},
    {51.3f, 19.2f, 193.0f, 3650.0f, 1.0f},
    {46.1f, 13.2f, 211.0f, 4500.0f, 0.0f},
};
constexpr std::array<tuner::index, 3> species{0, 1, 2};

void print_weights(const char* name, const classifier::parameters<>& weights) {
    print(name, firmware::hexadecimal{firmware::hash(weights.span())}, "\n");
}

void print_classes(const classifier::parameters<>& weights) {
    for (const auto& sample : measured) {
        const auto [index, confidence] =
            classifier::classify(weights, cr::from_rows<1, classifier::inputs>(static_cast<const float*>(sample)));
        print(penguins::species[index].data(), ", with probability ", firmware::fixed{confidence}, "\n");
    }
}

}  // namespace

int main() {
    print_weights("the model is ", firmware::model);
    print_classes(firmware::model);

    // The learning rate came from the first values; the weights come from the model as it lies in the flash now.
    student = tuner(firmware::model, {.learning_rate = student.learning_rate()});
    for (int step = 0; step < 100; ++step) {
        if (const auto result = student.step(cr::from_rows(measured), species); result.status != cr::status::ok) {
            print("step: ", cr::to_string(result.status), "\n");
            return 1;
        }
    }
    print_weights("after 100 steps it is ", student.parameters());
    return 0;
}
