// A layer that gives no features.
#include <chainrule/layers/dense.hpp>

namespace example {

using namespace chainrule;

#ifdef MISTAKE
static_assert(dense<5, 0>::inputs == 5);
#else
static_assert(dense<5, 4>::inputs == 5);
#endif

}  // namespace example
