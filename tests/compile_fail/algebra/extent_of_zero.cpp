// A matrix without rows.
#include <chainrule/shape/matrix.hpp>

#include <cstddef>

namespace example {

using namespace chainrule;

#ifdef MISTAKE
using shaped = matrix<0, 5>;
#else
using shaped = matrix<32, 5>;
#endif

constexpr std::size_t size_of = sizeof(shaped);

}  // namespace example
