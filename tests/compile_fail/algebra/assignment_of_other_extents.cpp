// A matrix is assigned one of other extents and as many elements.
#include <chainrule/algebra/elementwise.hpp>

namespace example {

using namespace chainrule;

#ifdef MISTAKE
const matrix<2, 3> a = matrix<3, 2>{};
#else
const matrix<2, 3> a = matrix<2, 3>{};
#endif

}  // namespace example
