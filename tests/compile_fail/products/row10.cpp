// Row 10 of the derivation, db1 = 1^T dA1, and the mistakes in it.
#include "matrices.hpp"

namespace derivation {

#if defined MISSING_TRANSPOSE
const matrix<1, dual(f1)> result = product(ones<b, 1>{}, da1);
#elif defined SWAPPED_OPERANDS
const matrix<1, dual(f1)> result = product(da1, transposed(ones<b, 1>{}));
#elif defined OTHER_EXTENTS
const matrix<1, dual(f1)> result = product(transposed(ones<other_b, 1>{}), da1);
#elif defined OTHER_AXIS
const matrix<1, dual(f1)> result = product(transposed(ones<b, 1>{}), w1);
#elif defined OTHER_RESULT
const matrix<1, dual(f1)> result = product(transposed(ones<b, 1>{}), dz);
#elif defined VALUE_FOR_GRADIENT
const matrix<1, dual(f1)> result = product(transposed(ones<b, 1>{}), a1);
#elif defined GRADIENT_FOR_VALUE
const matrix<1, dual(f1)> result = product(transposed(ones<dual(b), 1>{}), da1);
#else
const matrix<1, dual(f1)> result = product(transposed(ones<b, 1>{}), da1);
#endif

}  // namespace derivation
