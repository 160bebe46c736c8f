// What training and classifying penguins agree on: the network, and what goes in and comes out.
#pragma once

#include <chainrule/layers/dense.hpp>
#include <chainrule/layers/scale_shift.hpp>
#include <chainrule/layers/sigmoid.hpp>
#include <chainrule/layers/softmax.hpp>
#include <chainrule/network/network.hpp>

#include <array>
#include <string_view>

namespace penguins {

/// 5-4-3, from raw units: the first layer standardises and does not train.
using classifier = chainrule::network<chainrule::scale_shift<5>,                   //
                                      chainrule::dense<5, 4>, chainrule::sigmoid,  //
                                      chainrule::dense<4, 3>, chainrule::softmax>;

/// The species, in the order of the network's outputs.
inline constexpr std::array<std::string_view, classifier::outputs> species{"Adelie", "Chinstrap", "Gentoo"};

/// The features of one penguin, in the order of the network's inputs: millimetres, grams, and 1 for male or 0 for female.
using sample = std::array<float, classifier::inputs>;

/// The features by the names of their columns in the table.
inline constexpr std::array<std::string_view, classifier::inputs> features{"bill_length_mm", "bill_depth_mm",
                                                                           "flipper_length_mm", "body_mass_g", "sex"};

}  // namespace penguins
