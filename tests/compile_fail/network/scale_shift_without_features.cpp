// A layer that takes no features.
#include <chainrule/layers/scale_shift.hpp>

namespace example {

using namespace chainrule;

#ifdef MISTAKE
static_assert(scale_shift<0>::inputs == 5);
#else
static_assert(scale_shift<5>::inputs == 5);
#endif

}  // namespace example
