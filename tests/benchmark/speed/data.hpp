// The numbers that every subject starts from, row by row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace speed {

/// Numbers in [low, high) that depend on the seed alone.
inline std::vector<float> uniform(std::uint64_t seed, std::size_t count, float low, float high) {
    std::vector<float> numbers(count);
    std::uint64_t state = seed * 0x9E3779B97F4A7C15u + 1;
    for (float& number : numbers) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        number = low + (high - low) * static_cast<float>(state >> 40) / 16777216.0f;
    }
    return numbers;
}

/// Rows of `classes` numbers, one of them 1 and the others 0.
inline std::vector<float> one_hot(std::uint64_t seed, std::size_t rows, std::size_t classes) {
    std::vector<float> numbers(rows * classes);
    const std::vector<float> choice = uniform(seed, rows, 0.0f, static_cast<float>(classes));
    for (std::size_t r = 0; r < rows; ++r) numbers[r * classes + static_cast<std::size_t>(choice[r])] = 1.0f;
    return numbers;
}

enum class activation { sigmoid, relu };
enum class loss { cross_entropy_of_softmax, squared_error };

/// A network of two dense layers: how wide, what stands between them, what it ends in and is trained by.
template <std::size_t Inputs, std::size_t Hidden, std::size_t Outputs, activation Activation,
          loss Loss = loss::cross_entropy_of_softmax>
struct shape {
    static constexpr std::size_t inputs = Inputs;
    static constexpr std::size_t hidden = Hidden;
    static constexpr std::size_t outputs = Outputs;
    static constexpr speed::activation activation = Activation;
    static constexpr speed::loss loss = Loss;

    static constexpr std::size_t first = Inputs * Hidden;  // numbers of the first weights, (inputs, hidden) row by row
    static constexpr std::size_t second = Hidden * Outputs;
    static constexpr std::size_t count = first + Hidden + second + Outputs;

    // Small enough for inputs of this width that thousands of steps on one batch stay bounded, and large enough that a step
    // stands out from the rounding of the parameters.
    static constexpr float learning_rate = Inputs > 500 ? 0.01f : Inputs > 50 ? 0.05f : 0.25f;

    /// First weights, first bias, second weights, second bias.
    static std::vector<float> parameters(std::uint64_t seed = 1) {
        const auto limit = [](std::size_t fan_in) { return fan_in > 500 ? 0.06f : fan_in > 50 ? 0.2f : 0.7f; };
        std::vector<float> all = uniform(seed, first, -limit(Inputs), limit(Inputs));
        const auto append = [&](const std::vector<float>& more) { all.insert(all.end(), more.begin(), more.end()); };
        append(uniform(seed + 1, Hidden, -0.1f, 0.1f));
        append(uniform(seed + 2, second, -limit(Hidden), limit(Hidden)));
        append(uniform(seed + 3, Outputs, -0.1f, 0.1f));
        return all;
    }
    static std::vector<float> samples(std::size_t rows) { return uniform(11, rows * Inputs, -1.0f, 1.0f); }
    static std::vector<float> targets(std::size_t rows) { return one_hot(12, rows, Outputs); }
};

using S = shape<5, 4, 3, activation::sigmoid>;
using M = shape<64, 32, 10, activation::relu>;
using L = shape<784, 128, 10, activation::relu>;
using squared_S = shape<5, 4, 3, activation::sigmoid, loss::squared_error>;

}  // namespace speed
