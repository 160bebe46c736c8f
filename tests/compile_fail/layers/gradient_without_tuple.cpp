// A layer whose gradient is one expression, where a tuple of one is expected.
#include <chainrule/layers/dense.hpp>
#include <chainrule/network/network.hpp>

#include <boost/hana/tuple.hpp>

namespace example {

using namespace chainrule;

struct projection : dense<5, 4, bias::none> {
    template <dim Batch, dim X, dim Y, Scalar T>
    static constexpr auto gradient(const_view<Batch, X, T> x, const_view<dual(Batch), dual(Y), T> dy) {
        const auto dw = lazy_product(transposed(x), dy);
#ifdef MISTAKE
        return dw;
#else
        return boost::hana::make_tuple(dw);
#endif
    }
};

using net = network<projection>;
static_assert(net::outputs == 4);

}  // namespace example
