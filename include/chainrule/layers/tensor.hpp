// What a layer says of its parameters: a name and a shape for each tensor.
#pragma once

#include <chainrule/shape/matrix.hpp>

#include <cstddef>

namespace chainrule {

// Names are plain C strings: <string_view> alone would cost a third of what all headers together cost to compile.

/// A string as a template argument.
template <std::size_t N>
struct text {
    char characters[N]{};

    constexpr text(const char (&s)[N]) {
        for (std::size_t i = 0; i < N; ++i) characters[i] = s[i];
    }
};

/// Two C strings hold the same characters.
[[nodiscard]] constexpr bool same_text(const char* a, const char* b) {
    while (*a != '\0' && *a == *b) {
        ++a;
        ++b;
    }
    return *a == *b;
}

/// One tensor of a layer's parameters, with the axes `input` and `output` for the features that the layer takes and gives:
/// `tensor<"weight", dual(input(5)), output(4), order::rows>`.
template <text Name, dim Rows, dim Columns, order Order = order::columns>
struct tensor {
    static constexpr const char* name = Name.characters;
    static constexpr dim rows = Rows;
    static constexpr dim columns = Columns;
    static constexpr order elements = Order;
    static constexpr std::size_t size = Rows.extent * Columns.extent;
};

/// A layer takes and gives some features.
template <std::size_t Features>
concept AtLeastOneFeature = (Features > 0);

/// The initialisation that is customary before an activation: Glorot and Bengio (2010) for those that are linear around
/// zero, He et al. (2015) for rectifiers. A layer without an `initial_gain` counts as the former.
enum class gain : unsigned char { glorot, he };

}  // namespace chainrule
