#include "record.hpp"

#include <catch.hpp>
#include <chainrule/optimizers/adam.hpp>

TEST_CASE("adam has PyTorch's defaults", "[golden]") {
    constexpr chainrule::adam::settings<double> defaults;
    const std::vector<double> ours = {defaults.learning_rate, defaults.beta1, defaults.beta2, defaults.epsilon};
    CHECK(ours == golden::read_numbers("adam_defaults.txt"));

    constexpr chainrule::adam::settings<float> in_float;
    CHECK(in_float.learning_rate == static_cast<float>(defaults.learning_rate));
    CHECK(in_float.beta1 == static_cast<float>(defaults.beta1));
    CHECK(in_float.beta2 == static_cast<float>(defaults.beta2));
    CHECK(in_float.epsilon == static_cast<float>(defaults.epsilon));
}
