#include "penguins/table.hpp"

#include "penguins/parse.hpp"

#include <chainrule/numeric/random.hpp>

#include <fmt/format.h>
#include <libfccp/csv.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace penguins {

namespace {

using csv_reader = io::CSVReader<1 + classifier::inputs>;

// The ways in which this table says that nothing is known.
bool is_gap(std::string_view text) { return text.empty() || text == "NA" || text == "."; }

species_index parse_species(std::string_view text) {
    const auto found = std::find(species.begin(), species.end(), text);
    if (found == species.end())
        throw std::runtime_error(fmt::format("species: \"{}\" is not one of {}", text, fmt::join(species, ", ")));
    return static_cast<species_index>(found - species.begin());
}

}  // namespace

void table::add(const sample& s, species_index i) {
    samples.push_back(s);
    species.push_back(i);
}

chainrule::data_set<classifier::inputs, species_index> table::view() const {
    return {samples.data(), species.data(), samples.size()};
}

table_file read_table(const std::string& path) {
    csv_reader file(path);
    file.read_header(io::ignore_extra_column, "species", "bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g",
                     "sex");

    table_file result;
    const char* kind = nullptr;
    std::array<const char*, classifier::inputs> cells{};
    while (file.read_row(kind, cells[0], cells[1], cells[2], cells[3], cells[4])) {
        sample_text text;
        std::copy(cells.begin(), cells.end(), text.begin());
        if (is_gap(kind) || std::any_of(text.begin(), text.end(), is_gap)) {
            ++result.incomplete;
            continue;
        }
        try {
            result.complete.add(parse(text), parse_species(kind));
        } catch (const std::runtime_error& error) {
            throw std::runtime_error(fmt::format("{}, line {}: {}", path, file.get_file_line(), error.what()));
        }
    }
    return result;
}

division hold_out_fifth(const table& all, std::uint64_t seed) {
    chainrule::numeric::pcg32 generator(seed);
    division parts;
    for (species_index i = 0; i < species.size(); ++i) {
        std::vector<std::size_t> rows;
        for (std::size_t row = 0; row < all.samples.size(); ++row) {
            if (all.species[row] == i) rows.push_back(row);
        }
        if (rows.size() < 5) {
            throw std::runtime_error(
                fmt::format("complete rows of {}: {}, and it takes 5 to hold out a fifth", species[i], rows.size()));
        }

        // Fisher and Yates: each order is equally likely.
        for (std::size_t n = rows.size(); n > 1; --n) {
            std::swap(rows[n - 1], rows[chainrule::numeric::below(generator, static_cast<std::uint32_t>(n))]);
        }
        const std::size_t held_out = (rows.size() + 2) / 5;
        for (std::size_t n = 0; n < rows.size(); ++n) {
            (n < held_out ? parts.held_out : parts.training).add(all.samples[rows[n]], i);
        }
    }
    return parts;
}

void standardize(classifier::parameters<>& parameters, const std::vector<sample>& samples) {
    const auto scale = parameters.tensor<"0.scale">();
    const auto shift = parameters.tensor<"0.shift">();
    const double count = static_cast<double>(samples.size());
    for (std::size_t f = 0; f < classifier::inputs; ++f) {
        double mean = 0;
        for (const sample& s : samples) mean += static_cast<double>(s[f]) / count;
        double variance = 0;
        for (const sample& s : samples)
            variance += (static_cast<double>(s[f]) - mean) * (static_cast<double>(s[f]) - mean) / count;
        const double factor = variance > 0 ? 1 / std::sqrt(variance) : 1;
        scale(0, f) = static_cast<float>(factor);
        shift(0, f) = static_cast<float>(-mean * factor);
    }
}

}  // namespace penguins
