// Row 9 of the derivation, da1 = dz J for one row, with the sigmoid Jacobian transposed, which is diagonal.
#include <chainrule/algebra/product.hpp>
#include <chainrule/layers/sigmoid.hpp>

namespace example {

using namespace chainrule;

inline constexpr dim a1 = feature(1, 4), z1 = feature(2, 4);
extern const matrix<1, z1> z;
extern const matrix<1, dual(z1)> dz;
const auto j = sigmoid::jacobian<a1>(z);

#ifdef MISTAKE
const matrix<1, dual(a1)> da1 = product(dz, transposed(j));
#else
const matrix<1, dual(a1)> da1 = product(dz, j);
#endif

}  // namespace example
