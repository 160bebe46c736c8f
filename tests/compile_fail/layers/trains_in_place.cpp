// A layer with a tensor that trains, whose gradient needs the input that the output may overwrite.
#include <chainrule/algebra/scaled_rows.hpp>
#include <chainrule/network/network.hpp>

#include <boost/hana/tuple.hpp>

#include <cstddef>

namespace example {

using namespace chainrule;

struct per_feature {
    static constexpr const char* name = "per_feature";
    static constexpr std::size_t inputs = 5;
    static constexpr std::size_t outputs = 5;
    static constexpr bool in_place = true;
#ifdef MISTAKE
    static constexpr bool trainable = true;
#else
    static constexpr bool trainable = false;
#endif

    using tensors = boost::hana::tuple<tensor<"factor", 1, output(5)>>;

    template <dim Batch, dim X, dim Y, Scalar T>
    static constexpr auto forward(const_view<Batch, X, T> x, const_view<1, Y, T> s) {
        return scaled_rows(x, s);
    }
    template <dim Batch, dim X, dim Y, Scalar T>
    static constexpr auto backward(const_view<Batch, Y, T>, const_view<dual(Batch), dual(Y), T> dy, const_view<1, Y, T> s) {
        return scaled_rows(dy, s);
    }
    template <dim Batch, dim X, dim Y, Scalar T>
    static constexpr auto gradient(const_view<Batch, X, T>, const_view<dual(Batch), dual(Y), T> dy) {
        return boost::hana::make_tuple(lazy_product(transposed(ones<Batch, 1, T>{}), dy));
    }
};

using net = network<per_feature>;
static_assert(net::outputs == 5);

}  // namespace example
