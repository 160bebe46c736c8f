// Chapter 5. Trained weights as a constant: one penguin from the command line, in raw millimetres and grams.
//
//   05_classify_penguin 39.1 18.7 181 3750 male
#include "penguin_weights.hpp"
#include "penguins/parse.hpp"

#include <chainrule/shape/rows.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>

namespace {

namespace cr = chainrule;
using penguins::classifier;

constexpr auto classify(const penguins::sample& penguin) {
    return classifier::classify(penguins::weights, cr::from_rows<1, classifier::inputs>(penguin.data()));
}

// The weights are a constant expression, so the compiler can classify a penguin: the first of the table, an Adelie.
static_assert(penguins::species[classify({39.1f, 18.7f, 181.0f, 3750.0f, 1.0f}).index] == "Adelie");

// What a device needs: the weights in flash, and this much of its stack.
static_assert(sizeof penguins::weights == 49 * sizeof(float) && classifier::inference_bytes<1> == 9 * sizeof(float));

}  // namespace

int main(int count, char** values) try {
    std::array<std::string, classifier::inputs> given;
    CLI::App app("Tells the species of a penguin from its measurements.");
    app.failure_message(
        [](const CLI::App*, const CLI::Error& error) { return fmt::format("05_classify_penguin: {}\n", error.what()); });
    for (std::size_t f = 0; f < given.size(); ++f) app.add_option(std::string(penguins::features[f]), given[f])->required();
    CLI11_PARSE(app, count, values);

    const auto [index, confidence] = classify(penguins::parse({given[0], given[1], given[2], given[3], given[4]}));
    fmt::print("{}, with probability {:.4f}\n", penguins::species[index], confidence);
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) throw std::runtime_error("standard output is not written");
    return 0;
} catch (const std::exception& error) {
    fmt::print(stderr, "05_classify_penguin: {}\n", error.what());
    return 1;
}
