// A sum of matrices whose extents differ.
#include <chainrule/algebra/elementwise.hpp>

namespace example {

using namespace chainrule;

#ifdef MISTAKE
const matrix<2, 3> c = sum(matrix<2, 3>{}, matrix<3, 2>{});
#else
const matrix<2, 3> c = sum(matrix<2, 3>{}, matrix<2, 3>{});
#endif

}  // namespace example
