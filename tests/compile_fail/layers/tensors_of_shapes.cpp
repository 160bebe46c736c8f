// A layer that gives the shapes of its tensors, without their names.
#include <chainrule/network/network.hpp>

#include <boost/hana/tuple.hpp>

#include <cstddef>

namespace example {

using namespace chainrule;

struct offset {
    static constexpr const char* name = "offset";
    static constexpr std::size_t inputs = 5;
    static constexpr std::size_t outputs = 5;
    static constexpr bool in_place = true;
    static constexpr bool trainable = false;

#ifdef MISTAKE
    using tensors = boost::hana::tuple<matrix<1, output(5)>>;
#else
    using tensors = boost::hana::tuple<tensor<"offset", 1, output(5)>>;
#endif

    template <dim Batch, dim X, dim Y, Scalar T>
    static constexpr auto forward(const_view<Batch, X, T> x, const_view<1, Y, T>) {
        return elementwise([](auto a) { return a; }, x);
    }
    template <dim Batch, dim X, dim Y, Scalar T>
    static constexpr auto backward(const_view<Batch, Y, T>, const_view<dual(Batch), dual(Y), T> dy, const_view<1, Y, T>) {
        return elementwise([](auto a) { return a; }, dy);
    }
};

using net = network<offset>;
static_assert(net::outputs == 5);

}  // namespace example
