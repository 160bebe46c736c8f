// A layer that is frozen is frozen once more.
#include <chainrule/layers/dense.hpp>
#include <chainrule/layers/frozen.hpp>

namespace example {

using namespace chainrule;

#ifdef MISTAKE
static_assert(!frozen<frozen<dense<5, 4>>>::trainable);
#else
static_assert(!frozen<dense<5, 4>>::trainable);
#endif

}  // namespace example
