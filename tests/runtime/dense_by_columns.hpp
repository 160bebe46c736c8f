// A dense layer whose weight lies with its inputs contiguous, as one of a user's own may.
#pragma once

#include <chainrule/chainrule.hpp>

#include <boost/hana/tuple.hpp>

#include <cstddef>

template <std::size_t In, std::size_t Out>
struct dense_by_columns : chainrule::dense<In, Out> {
    using tensors =
        boost::hana::tuple<chainrule::tensor<"weight", chainrule::dual(chainrule::input(In)), chainrule::output(Out)>,
                           chainrule::tensor<"bias", 1, chainrule::output(Out)>>;

    template <chainrule::dim Batch, chainrule::dim X, chainrule::dim Y, chainrule::Scalar T>
    static constexpr auto forward(chainrule::const_view<Batch, X, T> x, chainrule::const_view<chainrule::dual(X), Y, T> w,
                                  chainrule::const_view<1, Y, T> b) {
        return chainrule::lazy_product(x, w) + b;
    }
    template <chainrule::dim Batch, chainrule::dim X, chainrule::dim Y, chainrule::Scalar T>
    static constexpr auto backward(chainrule::const_view<Batch, X, T>,
                                   chainrule::const_view<chainrule::dual(Batch), chainrule::dual(Y), T> dy,
                                   chainrule::const_view<chainrule::dual(X), Y, T> w, chainrule::const_view<1, Y, T>) {
        return chainrule::lazy_product(dy, chainrule::transposed(w));
    }
};
