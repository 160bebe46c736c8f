// A product of plain matrices, as a user writes them, whose inner extents differ.
#include <chainrule/algebra/product.hpp>

namespace example {

using namespace chainrule;

#ifdef MISTAKE
const matrix<2, 4> c = product(matrix<2, 3>{}, matrix<2, 4>{});
#else
const matrix<2, 4> c = product(matrix<2, 3>{}, matrix<3, 4>{});
#endif

}  // namespace example
