// Row 5 of the derivation, db2 = 1^T dA2, and the mistakes in it.
#include "matrices.hpp"

namespace derivation {

#if defined MISSING_TRANSPOSE
const matrix<1, dual(f3)> result = product(ones<b, 1>{}, da2);
#elif defined SWAPPED_OPERANDS
const matrix<1, dual(f3)> result = product(da2, transposed(ones<b, 1>{}));
#elif defined OTHER_EXTENTS
const matrix<1, dual(f3)> result = product(transposed(ones<other_b, 1>{}), da2);
#elif defined OTHER_AXIS
const matrix<1, dual(f3)> result = product(transposed(ones<b, 1>{}), w2);
#elif defined OTHER_RESULT
const matrix<1, dual(f3)> result = product(transposed(ones<b, 1>{}), da1);
#elif defined VALUE_FOR_GRADIENT
const matrix<1, dual(f3)> result = product(transposed(ones<b, 1>{}), a2);
#elif defined GRADIENT_FOR_VALUE
const matrix<1, dual(f3)> result = product(transposed(ones<dual(b), 1>{}), da2);
#else
const matrix<1, dual(f3)> result = product(transposed(ones<b, 1>{}), da2);
#endif

}  // namespace derivation
