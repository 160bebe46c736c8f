// Weights at an address that stays, where an update can replace them without the program.
#pragma once

#include "penguins/penguin.hpp"

namespace firmware {

// Only declared here, so that no program is compiled with a copy of the numbers: what it reads is what lies there when it runs.
extern const penguins::classifier::parameters<> model;

}  // namespace firmware
