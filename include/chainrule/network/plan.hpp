// Where activations and gradients lie in the workspace: constants of the network, in elements per row of the batch.
#pragma once

#include <array>
#include <cstddef>

namespace chainrule {

/// What the plans need to know of a layer.
struct layer_facts {
    std::size_t inputs;
    std::size_t outputs;
    bool in_place;
    bool trainable;
    bool frozen;
    std::size_t parameters;
    std::size_t multiply_adds;
};

/// Places in the workspace while training.
///
/// An in-place layer writes over its input, unless that is the caller's or the layer before still needs it. The gradient of
/// the loss lies over the prediction, unless the last layer still needs it; each dense layer passes its gradient on to a
/// buffer, in turn the first and the second, and in-place layers keep the buffer.
template <std::size_t Depth>
struct training_plan {
    std::array<std::size_t, Depth + 1> activation{};  // of the features at a place; place 0 is the caller's
    std::array<std::size_t, Depth + 1> gradient{};
    std::size_t width = 0;
};

/// Plan for the first `count` layers, with gradients down to the features at place `stop`.
template <std::size_t Depth>
[[nodiscard]] constexpr training_plan<Depth> plan_training(const std::array<layer_facts, Depth>& layers, std::size_t count,
                                                           std::size_t stop) {
    training_plan<Depth> plan;
    for (std::size_t i = 0; i < count; ++i) {
        const bool overwrites = layers[i].in_place && i > 0 && !layers[i - 1].in_place;
        if (overwrites) {
            plan.activation[i + 1] = plan.activation[i];
        } else {
            plan.activation[i + 1] = plan.width;
            plan.width += layers[i].outputs;
        }
    }

    std::array<std::size_t, Depth + 1> buffer{};  // 0: over the prediction, else the first or the second
    std::array<std::size_t, 3> widest{};
    std::size_t current = 0;
    const auto use = [&](std::size_t place, std::size_t width) {
        buffer[place] = current;
        widest[current] = width > widest[current] ? width : widest[current];
    };
    if (count > 0 && layers[count - 1].in_place) {
        current = 1;
        use(count, layers[count - 1].outputs);
    }
    for (std::size_t i = count; i > stop; --i) {
        if (!layers[i - 1].in_place) current = current == 1 ? 2 : 1;
        use(i - 1, layers[i - 1].inputs);
    }
    const std::array<std::size_t, 3> start = {plan.activation[count], plan.width, plan.width + widest[1]};
    for (std::size_t i = 0; i <= count; ++i) plan.gradient[i] = start[buffer[i]];
    plan.width += widest[1] + widest[2];
    return plan;
}

/// Places in the workspace of an inference: neighbouring stored activations lie at its two ends in turn, and the last one is
/// the caller's.
template <std::size_t Depth>
struct inference_plan {
    std::array<std::size_t, Depth + 1> activation{};
    std::array<bool, Depth + 1> is_result{};
    std::size_t width = 0;
};

template <std::size_t Depth>
[[nodiscard]] constexpr inference_plan<Depth> plan_inference(const std::array<layer_facts, Depth>& layers) {
    inference_plan<Depth> plan;
    std::array<std::size_t, Depth + 1> slot{};
    for (std::size_t i = 0; i < Depth; ++i) slot[i + 1] = layers[i].in_place && i > 0 ? slot[i] : slot[i] + 1;
    std::size_t previous = 0;
    for (std::size_t i = 0; i < Depth; ++i) {
        if (slot[i + 1] == slot[Depth]) {
            plan.is_result[i + 1] = true;
            continue;
        }
        if (slot[i + 1] != slot[i]) {
            const std::size_t pair = previous + layers[i].outputs;
            plan.width = pair > plan.width ? pair : plan.width;
            previous = layers[i].outputs;
        }
    }
    for (std::size_t i = 0; i < Depth; ++i) plan.activation[i + 1] = slot[i + 1] % 2 == 1 ? 0 : plan.width - layers[i].outputs;
    return plan;
}

}  // namespace chainrule
