// Row 11 of the derivation, dW1 = X^T dA1, and the mistakes in it.
#include "matrices.hpp"

namespace derivation {

#if defined MISSING_TRANSPOSE
const matrix<f0, dual(f1)> result = product(x, da1);
#elif defined SWAPPED_OPERANDS
const matrix<f0, dual(f1)> result = product(da1, transposed(x));
#elif defined OTHER_EXTENTS
const matrix<f0, dual(f1)> result = product(transposed(other_x), da1);
#elif defined OTHER_AXIS
const matrix<f0, dual(f1)> result = product(transposed(w1), da1);
#elif defined OTHER_RESULT
const matrix<f0, dual(f1)> result = product(transposed(x), dz);
#elif defined VALUE_FOR_GRADIENT
const matrix<f0, dual(f1)> result = product(transposed(x), a1);
#elif defined GRADIENT_FOR_VALUE
const matrix<f0, dual(f1)> result = product(transposed(dx), da1);
#else
const matrix<f0, dual(f1)> result = product(transposed(x), da1);
#endif

}  // namespace derivation
