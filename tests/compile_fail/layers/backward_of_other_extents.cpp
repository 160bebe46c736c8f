// A layer whose backward pass gives a gradient as wide as its output, which is narrower than its input.
#include <chainrule/network/network.hpp>

#include <boost/hana/tuple.hpp>

#include <cstddef>

namespace example {

using namespace chainrule;

struct projection {
    static constexpr const char* name = "projection";
    static constexpr std::size_t inputs = 5;
    static constexpr std::size_t outputs = 4;
    static constexpr bool in_place = false;
    static constexpr bool trainable = false;

    using tensors = boost::hana::tuple<tensor<"weight", dual(input(5)), output(4)>>;

    template <dim Batch, dim X, dim Y, Scalar T>
    static constexpr auto forward(const_view<Batch, X, T> x, const_view<dual(X), Y, T> w) {
        return lazy_product(x, w);
    }
    template <dim Batch, dim X, dim Y, Scalar T>
    static constexpr auto backward(const_view<Batch, X, T>, const_view<dual(Batch), dual(Y), T> dy,
                                   const_view<dual(X), Y, T> w) {
#ifdef MISTAKE
        return elementwise([](auto a) { return a; }, dy);
#else
        return lazy_product(dy, transposed(w));
#endif
    }
};

using net = network<projection>;
static_assert(net::outputs == 4);

}  // namespace example
