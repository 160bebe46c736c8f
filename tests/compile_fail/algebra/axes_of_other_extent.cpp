// Data are given axes of other extents and as many elements.
#include <chainrule/shape/axes.hpp>

namespace example {

using namespace chainrule;

extern const matrix<2, 3> data;

#ifdef MISTAKE
const auto x = with_axes<batch(3), feature(0, 2)>(data);
#else
const auto x = with_axes<batch(2), feature(0, 3)>(data);
#endif

}  // namespace example
