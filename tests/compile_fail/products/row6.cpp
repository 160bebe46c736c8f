// Row 6 of the derivation, dW2 = Z^T dA2, and the mistakes in it.
#include "matrices.hpp"

namespace derivation {

#if defined MISSING_TRANSPOSE
const matrix<f2, dual(f3)> result = product(z, da2);
#elif defined SWAPPED_OPERANDS
const matrix<f2, dual(f3)> result = product(da2, transposed(z));
#elif defined OTHER_EXTENTS
const matrix<f2, dual(f3)> result = product(transposed(other_z), da2);
#elif defined OTHER_AXIS
const matrix<f2, dual(f3)> result = product(transposed(w2), da2);
#elif defined OTHER_RESULT
const matrix<f2, dual(f3)> result = product(transposed(x), da2);
#elif defined VALUE_FOR_GRADIENT
const matrix<f2, dual(f3)> result = product(transposed(z), a2);
#elif defined GRADIENT_FOR_VALUE
const matrix<f2, dual(f3)> result = product(transposed(dz), da2);
#else
const matrix<f2, dual(f3)> result = product(transposed(z), da2);
#endif

}  // namespace derivation
