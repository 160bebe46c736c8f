// What is left of a training: the weights as a header, and a picture of the way there.
#pragma once

#include "penguins/penguin.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace penguins {

/// Where training stood after an epoch; accuracies from 0 to 1.
struct progress {
    std::size_t epoch;
    float training_loss;
    float training_accuracy;
    float held_out_loss;
    float held_out_accuracy;
};

/// Writes a header that defines `penguins::weights`, a constant, under a comment; to the last bit.
///
/// Error: std::system_error where the file cannot be written as a whole; one that was there stays as it is.
void write_weights(const std::filesystem::path& file, const classifier::parameters<>& weights, const std::string& comment);

/// Writes a gnuplot script with loss and accuracy by epoch in it, and has gnuplot draw it: `name`.gnuplot, `name`.svg.
///
/// Error: std::runtime_error where gnuplot fails or the picture is cut off, std::system_error where the script cannot be
/// written.
void write_picture(const std::filesystem::path& directory, const std::string& name, const std::vector<progress>& history);

}  // namespace penguins
