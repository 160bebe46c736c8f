// A program; the mistake is an option of the compiler that takes NaN and infinity away.
#include <chainrule/numeric/exp.hpp>

const float e = chainrule::numeric::exp(1.0f);
