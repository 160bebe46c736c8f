#include "compare.hpp"

#include <catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace golden {

namespace {

constexpr std::size_t steps = 5;

template <class T>
constexpr std::string_view precision = sizeof(T) == sizeof(float) ? "float" : "double";

bool same_in_float(const std::vector<double>& values) {
    return std::ranges::all_of(values, [](double v) { return static_cast<double>(static_cast<float>(v)) == v; });
}

std::vector<double> slice(const std::vector<double>& values, const placed_tensor& tensor) {
    REQUIRE(tensor.offset + tensor.size <= values.size());
    const auto first = values.begin() + static_cast<std::ptrdiff_t>(tensor.offset);
    return {first, first + static_cast<std::ptrdiff_t>(tensor.size)};
}

template <class T>
void compare_tensors(const std::vector<double>& values, const std::vector<placed_tensor>& tensors,
                     const std::vector<named_numbers>& expected) {
    for (std::size_t i = 0; i < expected.size(); ++i) {
        REQUIRE(tensors.at(i).name == expected[i].name);
        compare_tensor<T>(expected[i].name, slice(values, tensors[i]), expected[i].values);
    }
}

}  // namespace

double deviation(const std::vector<double>& a, const std::vector<double>& b) {
    if (a.size() != b.size()) return std::numeric_limits<double>::infinity();
    double difference = 0;
    double size = 1;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (!std::isfinite(a[i]) || !std::isfinite(b[i])) return std::numeric_limits<double>::infinity();
        difference = std::max(difference, std::abs(a[i] - b[i]));
        size = std::max(size, std::abs(b[i]));
    }
    return difference / size;
}

void compare_types(const record& r, std::string_view loss, std::string_view optimizer, std::size_t batch, bool class_indices,
                   bool accumulated) {
    REQUIRE(r.loss == loss);
    REQUIRE(r.optimizer == optimizer);
    REQUIRE(r.batch == batch);
    REQUIRE((r.targets == "class_indices") == class_indices);
    REQUIRE((r.training == "accumulated") == accumulated);

    for (const named_numbers& tensor : r.initial) REQUIRE(same_in_float(tensor.values));
    for (const step& s : r.steps) {
        for (const call& c : s.calls) REQUIRE((same_in_float(c.x) && same_in_float(c.t)));
    }
}

template <class T>
void compare_tensor(std::string_view name, const std::vector<double>& values, const std::vector<double>& expected) {
    INFO(precision<T> << ", " << name);
    CHECK(deviation(values, expected) <= tolerance<T>);
}

template <class T>
void compare_training(learner& network, const std::vector<placed_tensor>& tensors, const record& expected) {
    REQUIRE(tensors.size() == expected.initial.size());
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        REQUIRE(tensors[i].name == expected.initial[i].name);
        REQUIRE(tensors[i].size == expected.initial[i].values.size());
    }

    REQUIRE(expected.steps.size() == steps);
    std::size_t number = 0;
    for (const step& s : expected.steps) {
        INFO("step " << ++number);
        if (s.new_learning_rate) network.set_learning_rate(*s.new_learning_rate);
        REQUIRE(!s.calls.empty());
        for (const call& c : s.calls) {
            const auto [loss, status] = network.learn(c);
            REQUIRE(status == chainrule::status::ok);
            compare_tensor<T>("loss", {loss}, {c.loss});
        }
        REQUIRE(!s.gradient.empty());
        REQUIRE(s.updated.size() == s.gradient.size());
        {
            INFO("gradient");
            compare_tensors<T>(network.gradient(), tensors, s.gradient);
        }
        REQUIRE(network.update() == chainrule::status::ok);
        const std::vector<double> parameters = network.parameters();
        INFO("updated parameters");
        compare_tensors<T>(parameters, tensors, s.updated);
        for (std::size_t i = s.updated.size(); i < tensors.size(); ++i) {
            INFO(tensors[i].name << ", which does not train");
            CHECK(slice(parameters, tensors[i]) == expected.initial[i].values);
        }
    }
}

template void compare_tensor<float>(std::string_view, const std::vector<double>&, const std::vector<double>&);
template void compare_tensor<double>(std::string_view, const std::vector<double>&, const std::vector<double>&);
template void compare_training<float>(learner&, const std::vector<placed_tensor>&, const record&);
template void compare_training<double>(learner&, const std::vector<placed_tensor>&, const record&);

}  // namespace golden
