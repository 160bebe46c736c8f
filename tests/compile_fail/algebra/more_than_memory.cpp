// A matrix whose size in bytes is more than an address counts.
#include <chainrule/shape/matrix.hpp>

#include <cstddef>

namespace example {

using namespace chainrule;

#ifdef MISTAKE
using shaped = matrix<(std::size_t{1} << 32) + 1, (std::size_t{1} << 32) + 1>;
#else
using shaped = matrix<32, 5>;
#endif

constexpr std::size_t size_of = sizeof(shaped);

}  // namespace example
