// The matrices of the derivation with the axes that a network gives them: 5-4-3 with a batch of 32, or, with EQUAL_SIZES, every
// extent 4. They are declared only: a product of them is compiled and never computed.
#pragma once

#include <chainrule/algebra/product.hpp>

namespace derivation {

using namespace chainrule;

#ifdef EQUAL_SIZES
inline constexpr dim b = batch(4), f0 = feature(0, 4), f1 = feature(1, 4), f2 = feature(2, 4), f3 = feature(3, 4);
inline constexpr dim other_b = batch(5), other_f3 = feature(3, 5);
#else
inline constexpr dim b = batch(32), f0 = feature(0, 5), f1 = feature(1, 4), f2 = feature(2, 4), f3 = feature(3, 3);
inline constexpr dim other_b = batch(16), other_f3 = feature(3, 2);
#endif

extern const matrix<b, f0> x;
extern const matrix<dual(f0), f1, float, order::rows> w1;
extern const matrix<b, f1> a1;
extern const matrix<b, f2> z;
extern const matrix<dual(f2), f3, float, order::rows> w2;
extern const matrix<b, f3> a2;

extern const matrix<dual(b), dual(f3)> da2;
extern const matrix<1, dual(f3)> db2;
extern const matrix<f2, dual(f3)> dw2;
extern const matrix<dual(b), dual(f2)> dz;
extern const matrix<dual(b), dual(f1)> da1;
extern const matrix<dual(b), dual(f0)> dx;

// The same matrices in another batch, or of a network with another number of classes.
extern const matrix<other_b, f0> other_x;
extern const matrix<other_b, f2> other_z;
extern const matrix<dual(f2), other_f3, float, order::rows> other_w2;

}  // namespace derivation
