// A matrix of integers.
#include <chainrule/shape/matrix.hpp>

namespace example {

using namespace chainrule;

#ifdef MISTAKE
extern const matrix<2, 3, int> a;
#else
extern const matrix<2, 3, float> a;
#endif

}  // namespace example
