// An elementwise product of matrices whose extents differ.
#include <chainrule/algebra/elementwise.hpp>

namespace example {

using namespace chainrule;

extern const matrix<2, 3> a, b;
extern const matrix<3, 2> c;

#ifdef MISTAKE
const auto e = elementwise([](auto u, auto v) { return u * v; }, a, c);
#else
const auto e = elementwise([](auto u, auto v) { return u * v; }, a, b);
#endif

}  // namespace example
