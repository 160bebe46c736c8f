// A row of the wrong features, of the same extent, is added to a product.
#include <chainrule/algebra/product.hpp>

namespace example {

using namespace chainrule;

inline constexpr dim rows = batch(4), f = feature(1, 4), next = feature(2, 4);
extern const matrix<rows, f> x;
extern const matrix<dual(f), next> w;
extern const matrix<1, f> row_of_inputs;
extern const matrix<1, next> row_of_outputs;

#ifdef MISTAKE
const auto y = lazy_product(x, w) + row_of_inputs;
#else
const auto y = lazy_product(x, w) + row_of_outputs;
#endif

}  // namespace example
