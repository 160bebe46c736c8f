// A layer written outside the library, Y = X W + b, and mistakes in its products: each is refused at the product, in the layer,
// when a network takes the layer. With EQUAL_SIZES the layer's extents are those of the batch that the network tries it with.
#include <chainrule/network/network.hpp>

#include <boost/hana/tuple.hpp>

#include <cstddef>

namespace example {

using namespace chainrule;

#ifdef EQUAL_SIZES
inline constexpr std::size_t in = 2, out = 2;
#else
inline constexpr std::size_t in = 5, out = 4;
#endif

struct affine {
    static constexpr const char* name = "affine";
    static constexpr std::size_t inputs = in;
    static constexpr std::size_t outputs = out;
    static constexpr bool in_place = false;
    static constexpr bool trainable = true;

    using tensors = boost::hana::tuple<tensor<"weight", dual(input(in)), output(out)>, tensor<"bias", 1, output(out)>>;

    template <dim Batch, dim X, dim Y, Scalar T>
    static constexpr auto forward(const_view<Batch, X, T> x, const_view<dual(X), Y, T> w, const_view<1, Y, T> b) {
#if defined FORWARD_TRANSPOSED
        return lazy_product(x, transposed(w)) + b;
#elif defined FORWARD_SWAPPED
        return lazy_product(w, x) + b;
#elif defined FORWARD_OTHER_ROW
        return lazy_product(x, w) + transposed(b);
#else
        return lazy_product(x, w) + b;
#endif
    }

    template <dim Batch, dim X, dim Y, Scalar T>
    static constexpr auto backward([[maybe_unused]] const_view<Batch, X, T> x, const_view<dual(Batch), dual(Y), T> dy,
                                   const_view<dual(X), Y, T> w, const_view<1, Y, T>) {
#if defined BACKWARD_MISSING_TRANSPOSE
        return lazy_product(dy, w);
#elif defined BACKWARD_SWAPPED
        return lazy_product(transposed(w), dy);
#elif defined BACKWARD_VALUE
        return lazy_product(x, transposed(w));
#else
        return lazy_product(dy, transposed(w));
#endif
    }

    template <dim Batch, dim X, dim Y, Scalar T>
    static constexpr auto gradient(const_view<Batch, X, T> x, const_view<dual(Batch), dual(Y), T> dy) {
#if defined WEIGHT_MISSING_TRANSPOSE
        const auto dw = lazy_product(x, dy);
#elif defined WEIGHT_SWAPPED
        const auto dw = lazy_product(dy, transposed(x));
#elif defined WEIGHT_VALUE
        const auto dw = lazy_product(transposed(x), x);
#elif defined WEIGHT_OTHER_RESULT
        const auto dw = lazy_product(transposed(dy), x);
#else
        const auto dw = lazy_product(transposed(x), dy);
#endif
#if defined BIAS_MISSING_TRANSPOSE
        const auto db = lazy_product(ones<Batch, 1, T>{}, dy);
#elif defined BIAS_SWAPPED
        const auto db = lazy_product(dy, transposed(ones<Batch, 1, T>{}));
#elif defined BIAS_OTHER_AXIS
        const auto db = lazy_product(transposed(ones<X, 1, T>{}), dy);
#else
        const auto db = lazy_product(transposed(ones<Batch, 1, T>{}), dy);
#endif
#if defined GRADIENTS_EXCHANGED
        return boost::hana::make_tuple(db, dw);
#else
        return boost::hana::make_tuple(dw, db);
#endif
    }
};

using net = network<affine>;
static_assert(net::outputs == out);

}  // namespace example
