// A view that may write, of a matrix that is constant.
#include <chainrule/algebra/elementwise.hpp>

namespace example {

using namespace chainrule;

extern const matrix<2, 3> a;

#ifdef MISTAKE
const view<2, 3> v = a;
#else
const const_view<2, 3> v = a;
#endif

}  // namespace example
