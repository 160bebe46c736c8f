// Tells the species of penguins by weights that lie in flash, trained on a computer by 04_train_penguins.
#include "print.hpp"

#include "penguin_weights.hpp"

#include <chainrule/shape/rows.hpp>

#include <cstddef>

namespace {

namespace cr = chainrule;
using firmware::print;
using penguins::classifier;

// What inference takes: the weights in flash, and this much of the stack for activations.
static_assert(sizeof penguins::weights == 196 && classifier::inference_bytes<1> == 36);

// An Adelie, a Chinstrap and a Gentoo, in millimetres and grams.
constexpr penguins::sample measured[] = {
    {38.9f, 17.8f, 181.0f, 3625.0f, 0.0f},
    {51.3f, 19.2f, 193.0f, 3650.0f, 1.0f},
    {46.1f, 13.2f, 211.0f, 4500.0f, 0.0f},
};

// In the place of sensors. Read as volatile, or the compiler would classify the penguins itself.
penguins::sample measure(std::size_t penguin) {
    penguins::sample sample{};
    for (std::size_t f = 0; f < sample.size(); ++f) {
        const volatile float& sensor = measured[penguin][f];
        sample[f] = sensor;
    }
    return sample;
}

}  // namespace

int main() {
    int status = 0;
    for (std::size_t penguin = 0; penguin < classifier::outputs; ++penguin) {
        const auto sample = measure(penguin);
        const auto [index, confidence] =
            classifier::classify(penguins::weights, cr::from_rows<1, classifier::inputs>(sample.data()));
        print(penguins::species[index].data(), ", with probability ", firmware::fixed{confidence}, "\n");
        if (index != penguin) status = 1;
    }
    return status;
}
