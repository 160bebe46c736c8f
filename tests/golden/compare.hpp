// A network in training, whatever its type, and its comparison with a record.
#pragma once

#include "record.hpp"

#include <chainrule/training/status.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace golden {

/// max |a - b| <= tolerance max(1, max |b|), for float and for double against the same run in double.
template <class T>
inline constexpr double tolerance = sizeof(T) == sizeof(float) ? 1e-5 : 1e-12;

/// max |a - b| / max(1, max |b|); infinite where they differ in number or one is not a finite number.
[[nodiscard]] double deviation(const std::vector<double>& a, const std::vector<double>& b);

/// One tensor of a network, as the library places it.
struct placed_tensor {
    std::string name;
    std::size_t offset;
    std::size_t size;
};

/// A network in training. All numbers come and go as double; the network computes in its own scalar.
class learner {
public:
    virtual ~learner() = default;

    virtual void set_learning_rate(double learning_rate) = 0;
    [[nodiscard]] virtual chainrule::step_result<double> learn(const call& c) = 0;

    /// Of the mean loss over the rows of all calls since the update before.
    [[nodiscard]] virtual std::vector<double> gradient() const = 0;

    /// After the calls of a step; does nothing where each call updates.
    [[nodiscard]] virtual chainrule::status update() = 0;
    [[nodiscard]] virtual std::vector<double> parameters() const = 0;
};

/// The record is of these types, and what training starts from is the same in float and in double.
void compare_types(const record& r, std::string_view loss, std::string_view optimizer, std::size_t batch, bool class_indices,
                   bool accumulated);

template <class T>
void compare_tensor(std::string_view name, const std::vector<double>& values, const std::vector<double>& expected);

/// Trains the network as the record says and compares loss, gradient and parameters after each step.
template <class T>
void compare_training(learner& network, const std::vector<placed_tensor>& tensors, const record& expected);

}  // namespace golden
