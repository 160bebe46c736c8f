#include "model.hpp"

#include "penguin_weights.hpp"

// The linker script gives the section its place.
[[gnu::section(".model"), gnu::used]] constinit const penguins::classifier::parameters<> firmware::model = penguins::weights;
