// A product is computed into a matrix with another axis of the same extent.
#include <chainrule/algebra/product.hpp>

namespace example {

using namespace chainrule;

inline constexpr dim rows = batch(4), f = feature(1, 4), next = feature(2, 4);
extern const matrix<rows, f> x;
extern const matrix<dual(f), next> w;

#ifdef MISTAKE
void compute(view<rows, f> y) { assign(y, lazy_product(x, w)); }
#else
void compute(view<rows, next> y) { assign(y, lazy_product(x, w)); }
#endif

}  // namespace example
