// An elementwise product of a batch of features and its transpose, of the same extents and order.
#include <chainrule/algebra/elementwise.hpp>

namespace example {

using namespace chainrule;

inline constexpr dim rows = batch(4), f = feature(1, 4), next = feature(2, 4);
extern const matrix<rows, f> a;
extern const matrix<rows, next> z;
extern const matrix<f, rows> t;

#ifdef MISTAKE
const auto e = elementwise([](auto u, auto v) { return u * v; }, a, t);
#else
const auto e = elementwise([](auto u, auto v) { return u * v; }, a, z);
#endif

}  // namespace example
