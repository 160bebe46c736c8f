// A difference of a batch of features and its transpose, of the same extents.
#include <chainrule/algebra/elementwise.hpp>
#include <chainrule/shape/transposed.hpp>

namespace example {

using namespace chainrule;

inline constexpr dim rows = batch(4), f = feature(1, 4), next = feature(2, 4);
extern const matrix<rows, f> a;

#ifdef MISTAKE
const matrix<rows, f> c = difference(a, transposed(a));
#else
const matrix<rows, f> c = difference(a, a);
#endif

}  // namespace example
