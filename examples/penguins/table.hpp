// The table of penguins, and its division into a part to train on and a part held out.
#pragma once

#include "penguins/penguin.hpp"

#include <chainrule/losses/target.hpp>
#include <chainrule/training/data_set.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace penguins {

using species_index = chainrule::class_index<classifier::outputs>;

/// Penguins, one a row: features and species.
struct table {
    std::vector<sample> samples;
    std::vector<species_index> species;

    void add(const sample& s, species_index i);

    /// What `fit` and `evaluate` look at; it lives no longer than the table.
    [[nodiscard]] chainrule::data_set<classifier::inputs, species_index> view() const;
};

/// A table as a file holds it: the complete rows, and the number of rows left out because something in them is missing.
struct table_file {
    table complete;
    std::size_t incomplete = 0;
};

/// Reads a table with a header: comma-separated, columns in any order, others than ours ignored.
///
/// Error: std::exception with one line that names the file, and the line where there is one.
[[nodiscard]] table_file read_table(const std::string& path);

/// A table in two parts.
struct division {
    table training;
    table held_out;
};

/// Holds out a fifth of each species, to the nearest row, at random by the seed.
///
/// Error: std::runtime_error where a species has fewer than five rows.
[[nodiscard]] division hold_out_fifth(const table& all, std::uint64_t seed);

/// Sets the first layer so that each feature of these samples has mean 0 and standard deviation 1; one that never varies
/// is only centred.
void standardize(classifier::parameters<>& parameters, const std::vector<sample>& samples);

}  // namespace penguins
