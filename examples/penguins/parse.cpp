#include "penguins/parse.hpp"

#include <fmt/format.h>

#include <charconv>
#include <stdexcept>
#include <system_error>

namespace penguins {

namespace {

struct range {
    float lowest;
    float highest;
};

// Wide enough for every penguin there is, and narrow enough to notice centimetres and kilograms.
constexpr std::array<range, 4> plausible{{{15, 120}, {5, 60}, {80, 500}, {500, 50'000}}};

float parse_measurement(std::string_view name, std::string_view text, range plausible_range) {
    float value{};
    const char* const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, value);
    if (error != std::errc{} || end != last) throw std::runtime_error(fmt::format("{}: \"{}\" is not a number", name, text));
    // Written so that it refuses a NaN too.
    if (!(value >= plausible_range.lowest && value <= plausible_range.highest)) {
        throw std::runtime_error(
            fmt::format("{}: {} is not between {} and {}", name, text, plausible_range.lowest, plausible_range.highest));
    }
    return value;
}

float parse_sex(std::string_view name, std::string_view text) {
    if (text == "male") return 1;
    if (text == "female") return 0;
    throw std::runtime_error(fmt::format("{}: \"{}\" is neither male nor female", name, text));
}

}  // namespace

sample parse(const sample_text& text) {
    sample numbers{};
    for (std::size_t f = 0; f < plausible.size(); ++f) numbers[f] = parse_measurement(features[f], text[f], plausible[f]);
    numbers.back() = parse_sex(features.back(), text.back());
    return numbers;
}

}  // namespace penguins
