// A sum of the features of one layer and those of the next, of the same extents.
#include <chainrule/algebra/elementwise.hpp>

namespace example {

using namespace chainrule;

inline constexpr dim rows = batch(4), f = feature(1, 4), next = feature(2, 4);
extern const matrix<rows, f> a;
extern const matrix<rows, next> z;

#ifdef MISTAKE
const matrix<rows, f> c = sum(a, z);
#else
const matrix<rows, f> c = sum(a, a);
#endif

}  // namespace example
