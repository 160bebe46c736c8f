// One training step of the 5-4-3 network, as a program would compile it; BATCH is given by the build.
#include <chainrule/chainrule.hpp>

namespace cr = chainrule;

using network = cr::network<cr::dense<5, 4>, cr::sigmoid, cr::dense<4, 3>, cr::softmax>;
using trainer = cr::trainer<network, cr::cross_entropy, cr::sgd, BATCH>;

static_assert(BATCH != 1 || sizeof(trainer) <= 400);
static_assert(BATCH != 32 || sizeof(trainer) <= 1800);

cr::step_result<float> step(trainer& t, cr::const_view<BATCH, 5> x, cr::const_view<BATCH, 3> target) {
    return t.step(x, target);
}
