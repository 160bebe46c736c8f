// A layer that mixes its features by a product, over the input that the product still reads.
#include <chainrule/algebra/product.hpp>
#include <chainrule/network/network.hpp>

#include <boost/hana/tuple.hpp>

#include <cstddef>

namespace example {

using namespace chainrule;

struct mixing {
    static constexpr const char* name = "mixing";
    static constexpr std::size_t inputs = 4;
    static constexpr std::size_t outputs = 4;
#ifdef MISTAKE
    static constexpr bool in_place = true;
#else
    static constexpr bool in_place = false;
#endif
    static constexpr bool trainable = false;

    using tensors = boost::hana::tuple<tensor<"mixture", dual(input(4)), output(4), order::rows>>;

    template <dim Batch, dim X, dim Y, Scalar T>
    static constexpr auto forward(const_view<Batch, X, T> x, const_view<dual(X), Y, T, order::rows> m) {
        return lazy_product(x, m);
    }
    // It needs neither its input nor its output.
    template <dim Batch, dim X, dim Y, Scalar T, dim Kept>
    static constexpr auto backward(const_view<Batch, Kept, T>, const_view<dual(Batch), dual(Y), T> dy,
                                   const_view<dual(X), Y, T, order::rows> m) {
        return lazy_product(dy, transposed(m));
    }
};

using net = network<mixing>;
static_assert(net::outputs == 4);

}  // namespace example
