// A product of a matrix of float and one of double.
#include <chainrule/algebra/product.hpp>

namespace example {

using namespace chainrule;

#ifdef MISTAKE
const matrix<2, 4> c = product(matrix<2, 3>{}, matrix<3, 4, double>{});
#else
const matrix<2, 4> c = product(matrix<2, 3>{}, matrix<3, 4>{});
#endif

}  // namespace example
