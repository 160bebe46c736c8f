// From the text of a table or a command line to the numbers of one penguin.
#pragma once

#include "penguins/penguin.hpp"

#include <array>
#include <string_view>

namespace penguins {

/// The features as text, in the order of `features`.
using sample_text = std::array<std::string_view, classifier::inputs>;

/// The features as numbers.
///
/// Error: std::runtime_error that names the feature, where a text is not a number that a penguin can have, or not a sex.
[[nodiscard]] sample parse(const sample_text& text);

}  // namespace penguins
