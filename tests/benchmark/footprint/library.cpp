// The library, as it is measured: inference by weights in flash, or the training step of name STEP where that is defined.
#include "network.h"
#include "subject.h"

#include <chainrule/layers/dense.hpp>
#include <chainrule/layers/relu.hpp>
#include <chainrule/layers/sigmoid.hpp>
#include <chainrule/layers/softmax.hpp>
#include <chainrule/losses/cross_entropy.hpp>
#include <chainrule/network/network.hpp>
#include <chainrule/optimizers/sgd.hpp>
#include <chainrule/training/trainer.hpp>

#include <cstddef>
#include <cstdint>
#include <new>

namespace {

namespace cr = chainrule;

using network = cr::network<cr::dense<INPUTS, HIDDEN>, cr::ACTIVATION, cr::dense<HIDDEN, OUTPUTS>, cr::softmax>;

constexpr network::parameters<> weights = [] {
    constexpr float weight_0[INPUTS][HIDDEN] = WEIGHT_0;
    constexpr float bias_0[HIDDEN] = BIAS_0;
    constexpr float weight_1[HIDDEN][OUTPUTS] = WEIGHT_1;
    constexpr float bias_1[OUTPUTS] = BIAS_1;

    network::parameters<> p{};
    for (std::size_t j = 0; j < HIDDEN; ++j) {
        for (std::size_t i = 0; i < INPUTS; ++i) p.tensor<"0.weight">()(i, j) = weight_0[i][j];
        for (std::size_t k = 0; k < OUTPUTS; ++k) p.tensor<"2.weight">()(j, k) = weight_1[j][k];
        p.tensor<"0.bias">()(0, j) = bias_0[j];
    }
    for (std::size_t k = 0; k < OUTPUTS; ++k) p.tensor<"2.bias">()(0, k) = bias_1[k];
    return p;
}();

}  // namespace

#ifdef STEP

namespace {

using trainer = cr::trainer<network, cr::cross_entropy, cr::sgd, BATCH>;

// Zeros, and so in .bss: with its first weights it would lie in flash as a whole.
constinit trainer student({}, {.learning_rate = 0});

}  // namespace

const float* prepare(float*) {
    student.set_parameters(weights);
    student.set_learning_rate(LEARNING_RATE);
    return student.parameters().values.data();
}

void measured(const float* x, const std::uint8_t* t, float*) {
    static_cast<void>(student.STEP(trainer::samples(x), trainer::class_targets(t, BATCH)));
}

#else

const float* prepare(float* y) { return y; }

void measured(const float* x, const std::uint8_t*, float* y) {
    ::new (y) cr::matrix<1, OUTPUTS>(network::predict(weights, cr::const_view<1, INPUTS>(x)));
}

#endif
