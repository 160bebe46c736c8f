// A view under another axis of the same extent.
#include <chainrule/algebra/elementwise.hpp>

namespace example {

using namespace chainrule;

inline constexpr dim rows = batch(4), f = feature(1, 4), next = feature(2, 4);
extern const matrix<rows, f> a;

#ifdef MISTAKE
const const_view<rows, next> v = a;
#else
const const_view<rows, f> v = a;
#endif

}  // namespace example
