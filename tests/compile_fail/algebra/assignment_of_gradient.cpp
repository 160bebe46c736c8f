// A gradient is assigned to a value of the same extents.
#include <chainrule/algebra/elementwise.hpp>

namespace example {

using namespace chainrule;

inline constexpr dim rows = batch(4), f = feature(1, 4), next = feature(2, 4);

#ifdef MISTAKE
const matrix<rows, f> a = matrix<dual(rows), dual(f)>{};
#else
const matrix<rows, f> a = matrix<rows, f>{};
#endif

}  // namespace example
