// A function of integers, which would not say in which format it computes.
#include <chainrule/numeric/exp.hpp>

namespace example {

using namespace chainrule;

#ifdef MISTAKE
const float y = numeric::exp(1);
#else
const float y = numeric::exp(1.0f);
#endif

}  // namespace example
