// Row 7 of the derivation, dZ = dA2 W2^T, and the mistakes in it.
#include "matrices.hpp"

namespace derivation {

#if defined MISSING_TRANSPOSE
const matrix<dual(b), dual(f2)> result = product(da2, w2);
#elif defined SWAPPED_OPERANDS
const matrix<dual(b), dual(f2)> result = product(transposed(w2), da2);
#elif defined OTHER_EXTENTS
const matrix<dual(b), dual(f2)> result = product(da2, transposed(other_w2));
#elif defined OTHER_AXIS
const matrix<dual(b), dual(f2)> result = product(da2, transposed(w1));
#elif defined OTHER_RESULT
const matrix<dual(b), dual(f2)> result = product(db2, transposed(w2));
#elif defined VALUE_FOR_GRADIENT
const matrix<dual(b), dual(f2)> result = product(a2, transposed(w2));
#elif defined GRADIENT_FOR_VALUE
const matrix<dual(b), dual(f2)> result = product(da2, transposed(dw2));
#else
const matrix<dual(b), dual(f2)> result = product(da2, transposed(w2));
#endif

}  // namespace derivation
