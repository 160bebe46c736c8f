// A layer that says that its output may overwrite its input, of which there is more.
#include <chainrule/network/network.hpp>

#include <boost/hana/tuple.hpp>

#include <cstddef>

namespace example {

using namespace chainrule;

template <std::size_t In, std::size_t Out>
struct first_features {
    static constexpr const char* name = "first_features";
    static constexpr std::size_t inputs = In;
    static constexpr std::size_t outputs = Out;
    static constexpr bool in_place = true;
    static constexpr bool trainable = false;

    using tensors = boost::hana::tuple<>;

    template <dim Batch, dim X, dim Y, Scalar T>
    static constexpr auto forward(const_view<Batch, X, T> x) {
        return elementwise([](auto a) { return a; }, const_view<Batch, Y, T>(x.data()));
    }
    template <dim Batch, dim X, dim Y, Scalar T>
    static constexpr auto backward(const_view<Batch, Y, T>, const_view<dual(Batch), dual(Y), T> dy) {
        return elementwise([](auto a) { return a; }, const_view<dual(Batch), dual(X), T>(dy.data()));
    }
};

#ifdef MISTAKE
using net = network<first_features<5, 3>>;
#else
using net = network<first_features<5, 5>>;
#endif
static_assert(net::depth == 1);

}  // namespace example
