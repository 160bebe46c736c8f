// The one file of a firmware in C that is C++: it puts a network under the interface of classifier.h.
#include "classifier.h"

#include "penguin_weights.hpp"
#include "penguins/penguin.hpp"

#include <chainrule/losses/cross_entropy.hpp>
#include <chainrule/network/initialize.hpp>
#include <chainrule/numeric/scalar.hpp>
#include <chainrule/optimizers/adam.hpp>
#include <chainrule/shape/rows.hpp>
#include <chainrule/training/trainer.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <new>
#include <type_traits>

namespace {

namespace cr = chainrule;

using network = penguins::classifier;
using trainer = cr::trainer<network, cr::cross_entropy, cr::adam, CLASSIFIER_BATCH>;

// What C takes on trust.
static_assert(CLASSIFIER_INPUTS == network::inputs);
static_assert(CLASSIFIER_CLASSES == network::outputs);
static_assert(CLASSIFIER_WEIGHTS == network::parameter_count);
static_assert(CLASSIFIER_BYTES == sizeof(trainer) && sizeof(classifier) == sizeof(trainer));
static_assert(alignof(classifier) == alignof(trainer));
static_assert(std::is_trivially_copyable_v<trainer> && std::is_trivially_destructible_v<trainer>);
static_assert(std::is_same_v<trainer::scalar, float> && std::is_same_v<trainer::index, std::uint8_t>);

// Without a default, so that the compiler warns of a status that C would not know.
constexpr classifier_status to_c(cr::status status) {
    switch (status) {
        case cr::status::ok: return CLASSIFIER_OK;
        case cr::status::non_finite_input: return CLASSIFIER_NON_FINITE_INPUT;
        case cr::status::bad_target: return CLASSIFIER_BAD_TARGET;
        case cr::status::bad_row_count: return CLASSIFIER_BAD_ROW_COUNT;
        case cr::status::non_finite_result: return CLASSIFIER_NON_FINITE_RESULT;
        case cr::status::gradient_pending: return CLASSIFIER_GRADIENT_PENDING;
        case cr::status::nothing_to_update: return CLASSIFIER_NOTHING_TO_UPDATE;
    }
    return CLASSIFIER_NON_FINITE_RESULT;
}

// The numbers of both are the same, so that a status in a log means one thing.
constexpr bool is_same_number(cr::status status) { return static_cast<int>(to_c(status)) == static_cast<int>(status); }
static_assert(is_same_number(cr::status::ok) && is_same_number(cr::status::non_finite_input) &&
              is_same_number(cr::status::bad_target) && is_same_number(cr::status::bad_row_count) &&
              is_same_number(cr::status::non_finite_result) && is_same_number(cr::status::gradient_pending) &&
              is_same_number(cr::status::nothing_to_update));
static_assert(CLASSIFIER_OK == 0);

// Standardises as the weights in flash do, which know the measures of penguins; the rest is new.
constexpr network::parameters<> first_weights = [] {
    auto weights = penguins::weights;
    const auto fresh = cr::initialize<network>(0);
    for (std::size_t i = 0; i < network::trainable_count; ++i) weights.values[i] = fresh.values[i];
    return weights;
}();

void construct(classifier* self, const network::parameters<>& weights) {
    new (&self->memory) trainer(weights, {.learning_rate = 0.01f});
}

trainer& trainer_in(classifier* self) { return *std::launder(reinterpret_cast<trainer*>(&self->memory)); }
const trainer& trainer_in(const classifier* self) { return *std::launder(reinterpret_cast<const trainer*>(&self->memory)); }

bool all_finite(const float* numbers, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        if (!cr::numeric::is_finite(numbers[i])) return false;
    }
    return true;
}

}  // namespace

void classifier_init(classifier* self) { construct(self, first_weights); }

classifier_status classifier_init_with(classifier* self, const float* weights) {
    if (!all_finite(weights, CLASSIFIER_WEIGHTS)) return CLASSIFIER_NON_FINITE_INPUT;
    network::parameters<> kept{};
    for (std::size_t i = 0; i < CLASSIFIER_WEIGHTS; ++i) kept.values[i] = weights[i];
    construct(self, kept);
    return CLASSIFIER_OK;
}

const float* classifier_weights(const classifier* self) { return trainer_in(self).parameters().values.data(); }

classifier_status classifier_step(classifier* self, const float* samples, const uint8_t* classes, size_t rows, float* loss) {
    if (rows == 0 || rows > CLASSIFIER_BATCH) return CLASSIFIER_BAD_ROW_COUNT;
    // Rows that are not there are 0, and class 0; they do not count.
    cr::matrix<CLASSIFIER_BATCH, CLASSIFIER_INPUTS> x{};
    std::array<trainer::index, CLASSIFIER_BATCH> t{};
    for (std::size_t b = 0; b < rows; ++b) {
        for (std::size_t f = 0; f < CLASSIFIER_INPUTS; ++f) x(b, f) = samples[b * CLASSIFIER_INPUTS + f];
        t[b] = classes[b];
    }
    const auto result = trainer_in(self).step(x, t, rows);
    if (loss != nullptr && result.status == cr::status::ok) *loss = result.loss;
    return to_c(result.status);
}

classifier_status classifier_predict(const classifier* self, const float* sample, float* probabilities) {
    if (!all_finite(sample, CLASSIFIER_INPUTS)) return CLASSIFIER_NON_FINITE_INPUT;
    const auto y = network::predict(trainer_in(self).parameters(), cr::from_rows<1, CLASSIFIER_INPUTS>(sample));
    if (!all_finite(y.data(), CLASSIFIER_CLASSES)) return CLASSIFIER_NON_FINITE_RESULT;
    for (std::size_t k = 0; k < CLASSIFIER_CLASSES; ++k) probabilities[k] = y(0, k);
    return CLASSIFIER_OK;
}

classifier_status classifier_classify(const classifier* self, const float* sample, uint8_t* index, float* probability) {
    if (!all_finite(sample, CLASSIFIER_INPUTS)) return CLASSIFIER_NON_FINITE_INPUT;
    const auto [best, confidence] =
        network::classify(trainer_in(self).parameters(), cr::from_rows<1, CLASSIFIER_INPUTS>(sample));
    if (!cr::numeric::is_finite(confidence)) return CLASSIFIER_NON_FINITE_RESULT;
    *index = static_cast<std::uint8_t>(best);
    if (probability != nullptr) *probability = confidence;
    return CLASSIFIER_OK;
}
