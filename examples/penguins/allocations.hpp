// A count of the allocations of a program.
#pragma once

#include <cstddef>

namespace penguins {

/// How often this program has called `operator new` so far, in any of its forms; linking allocations.cpp replaces them all.
[[nodiscard]] std::size_t allocations();

}  // namespace penguins
