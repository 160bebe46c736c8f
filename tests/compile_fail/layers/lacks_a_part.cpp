// A layer written outside the library, Y = X * s, and mistakes that leave a part of it out.
#include <chainrule/algebra/scaled_rows.hpp>
#include <chainrule/network/network.hpp>

#include <boost/hana/tuple.hpp>

#include <cstddef>

namespace example {

using namespace chainrule;

struct per_feature {
#ifndef WITHOUT_NAME
    static constexpr const char* name = "per_feature";
#endif
    static constexpr std::size_t inputs = 5;
    static constexpr std::size_t outputs = 5;
#ifndef WITHOUT_IN_PLACE
    static constexpr bool in_place = false;
#endif
#ifndef WITHOUT_TRAINABLE
    static constexpr bool trainable = true;
#endif

#ifndef WITHOUT_TENSORS
    using tensors = boost::hana::tuple<tensor<"factor", 1, output(5)>>;
#endif

#ifndef WITHOUT_FORWARD
    template <dim Batch, dim X, dim Y, Scalar T>
    static constexpr auto forward(const_view<Batch, X, T> x, const_view<1, Y, T> s) {
        return scaled_rows(x, s);
    }
#endif

#ifndef WITHOUT_BACKWARD
    template <dim Batch, dim X, dim Y, Scalar T>
    static constexpr auto backward(const_view<Batch, X, T>, const_view<dual(Batch), dual(Y), T> dy, const_view<1, Y, T> s) {
        return scaled_rows(dy, s);
    }
#endif

    // ds = 1^T dY stands in for the gradient, whose shape it has: nothing here is computed.
#ifndef WITHOUT_GRADIENT
    template <dim Batch, dim X, dim Y, Scalar T>
    static constexpr auto gradient(const_view<Batch, X, T>, const_view<dual(Batch), dual(Y), T> dy) {
        return boost::hana::make_tuple(lazy_product(transposed(ones<Batch, 1, T>{}), dy));
    }
#endif
};

using net = network<per_feature>;
static_assert(net::outputs == 5);

}  // namespace example
