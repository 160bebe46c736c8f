// A view of a matrix of other extents and as many elements.
#include <chainrule/algebra/elementwise.hpp>

namespace example {

using namespace chainrule;

extern const matrix<2, 3> a;

#ifdef MISTAKE
const const_view<3, 2> v = a;
#else
const const_view<2, 3> v = a;
#endif

}  // namespace example
