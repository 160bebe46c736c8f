// A golden network as its file tells it: see make_golden.py, which writes them.
#pragma once

#include <cstddef>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace golden {

/// Numbers with a name like "0.weight".
struct named_numbers {
    std::string name;
    std::vector<double> values;
};

/// One call of `step` or `accumulate`: rows of samples and targets one after the other, and the mean loss over them.
struct call {
    std::size_t rows;
    std::vector<double> x;
    std::vector<double> t;
    double loss;
};

/// The calls up to one update; the gradient is that of the mean loss over the rows of all of them.
struct step {
    std::optional<double> new_learning_rate;
    std::vector<call> calls;
    std::vector<named_numbers> gradient;
    std::vector<named_numbers> updated;
};

/// Prediction for a batch at the first parameters, and the gradient dx that belongs to dy; rows one after the other.
struct backward_run {
    std::vector<double> x;
    std::vector<double> y;
    std::vector<double> dy;
    std::vector<double> dx;
};

struct record {
    std::string file;
    std::string network;
    std::string loss;
    std::string targets;
    std::string training;
    std::size_t batch;
    std::string optimizer;
    std::vector<double> settings;  // none: the defaults
    std::vector<named_numbers> initial;
    std::optional<backward_run> input_gradient;
    std::vector<step> steps;

    friend std::ostream& operator<<(std::ostream& out, const record& r);
};

/// The file of that name in data/; an exception names the file and the line that it does not understand.
///
///   targets: numbers in a row of targets, 1 for class indices
[[nodiscard]] record read_record(const std::string& file, std::size_t inputs, std::size_t outputs, std::size_t targets);

/// The numbers of a file in data/ that holds nothing else.
[[nodiscard]] std::vector<double> read_numbers(const std::string& file);

}  // namespace golden
