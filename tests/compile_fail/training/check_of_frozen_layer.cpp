// A frozen layer alone, which has no numbers to be checked with.
#include <chainrule/layers/dense.hpp>
#include <chainrule/layers/frozen.hpp>
#include <chainrule/training/check_gradient.hpp>

namespace example {

using namespace chainrule;

#ifdef MISTAKE
using checked = frozen<dense<2, 3>>;
#else
using checked = dense<2, 3>;
#endif

const double found = check_layer_gradient<checked>(1).parameters;

}  // namespace example
