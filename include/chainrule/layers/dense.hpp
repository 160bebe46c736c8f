#pragma once

#include <chainrule/algebra/product.hpp>
#include <chainrule/layers/tensor.hpp>

#include <boost/hana/tuple.hpp>

#include <concepts>
#include <cstddef>
#include <type_traits>

namespace chainrule {

enum class bias : bool { none, added };

/// Fully connected layer, Y = X W + b (b added to every row).
///
///   X (Batch, In)     W (In*, Out)    b (1, Out)    Y (Batch, Out)
///
/// Backward, from dY = dL/dY (Batch*, Out*):
///   dW = X^T dY (In, Out*)    db = 1^T dY (1, Out*)    dX = dY W^T (Batch*, In*)
///
/// `dense<In, Out, bias::none>` has no b. W lies with its outputs contiguous.
/// Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 6.5.
template <std::size_t In, std::size_t Out, bias Bias = bias::added>
    requires AtLeastOneFeature<In> && AtLeastOneFeature<Out>
struct dense {
    static constexpr const char* name = "dense";
    static constexpr std::size_t inputs = In;
    static constexpr std::size_t outputs = Out;
    static constexpr bool in_place = false;
    static constexpr bool trainable = true;

    using weight = tensor<"weight", dual(input(In)), output(Out), order::rows>;
    using tensors = std::conditional_t<Bias == bias::added, boost::hana::tuple<weight, tensor<"bias", 1, output(Out)>>,
                                       boost::hana::tuple<weight>>;

    // The pack b holds the bias where there is one.
    template <dim Batch, dim X, dim Y, Scalar T>
    [[nodiscard, gnu::always_inline]] static constexpr auto forward(const_view<Batch, X, T> x,
                                                                    const_view<dual(X), Y, T, order::rows> w,
                                                                    std::same_as<const_view<1, Y, T>> auto... b) {
        return (lazy_product(x, w) + ... + b);
    }

    template <dim Batch, dim X, dim Y, Scalar T>
    [[nodiscard, gnu::always_inline]] static constexpr auto backward(const_view<Batch, X, T>,
                                                                     const_view<dual(Batch), dual(Y), T> dy,
                                                                     const_view<dual(X), Y, T, order::rows> w,
                                                                     std::same_as<const_view<1, Y, T>> auto...) {
        return lazy_product(dy, transposed(w));
    }

    template <dim Batch, dim X, dim Y, Scalar T>
    [[nodiscard, gnu::always_inline]] static constexpr auto gradient(const_view<Batch, X, T> x,
                                                                     const_view<dual(Batch), dual(Y), T> dy) {
        const auto dw = lazy_product(transposed(x), dy);
        if constexpr (Bias == bias::added) {
            const auto db = lazy_product(transposed(ones<Batch, 1, T>{}), dy);
            return boost::hana::make_tuple(dw, db);
        } else {
            return boost::hana::make_tuple(dw);
        }
    }
};

}  // namespace chainrule
