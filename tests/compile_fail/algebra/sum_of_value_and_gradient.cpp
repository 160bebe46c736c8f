// A sum of a value and a gradient of the same extents.
#include <chainrule/algebra/elementwise.hpp>

namespace example {

using namespace chainrule;

inline constexpr dim rows = batch(4), f = feature(1, 4), next = feature(2, 4);
extern const matrix<rows, f> a;
extern const matrix<dual(rows), dual(f)> da;

#ifdef MISTAKE
const matrix<rows, f> c = sum(a, da);
#else
const matrix<rows, f> c = sum(a, a);
#endif

}  // namespace example
