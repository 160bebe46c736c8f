// Rows are scaled by a row that is longer.
#include <chainrule/algebra/scaled_rows.hpp>

namespace example {

using namespace chainrule;

extern const const_view<2, 3> x;
extern const const_view<1, 3> scale;
extern const const_view<1, 4> longer;

#ifdef MISTAKE
const auto y = scaled_rows(x, longer);
#else
const auto y = scaled_rows(x, scale);
#endif

}  // namespace example
