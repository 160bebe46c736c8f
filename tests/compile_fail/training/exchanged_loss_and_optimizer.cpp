// A trainer whose loss and optimizer are exchanged.
#include <chainrule/chainrule.hpp>

namespace example {

using namespace chainrule;

using net = network<dense<5, 4>, sigmoid, dense<4, 3>, softmax>;

#ifdef MISTAKE
extern trainer<net, sgd, cross_entropy, 8>* student;
#else
extern trainer<net, cross_entropy, sgd, 8>* student;
#endif

}  // namespace example
