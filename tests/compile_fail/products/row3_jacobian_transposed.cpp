// Row 3 of the derivation, da2 = dy J for one row, with the softmax Jacobian transposed, which is symmetric in value.
#include <chainrule/algebra/product.hpp>
#include <chainrule/layers/softmax.hpp>

namespace example {

using namespace chainrule;

inline constexpr dim a2 = feature(3, 3), y2 = feature(4, 3);
extern const matrix<1, y2> y;
extern const matrix<1, dual(y2)> dy;
const auto j = softmax::jacobian<a2>(y);

#ifdef MISTAKE
const matrix<1, dual(a2)> da2 = product(dy, transposed(j));
#else
const matrix<1, dual(a2)> da2 = product(dy, j);
#endif

}  // namespace example
