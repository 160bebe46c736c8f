#pragma once

#include <chainrule/algebra/elementwise.hpp>
#include <chainrule/layers/tensor.hpp>
#include <chainrule/numeric/tanh.hpp>

#include <boost/hana/tuple.hpp>

namespace chainrule {

/// Hyperbolic tangent activation, Y = tanh(X), elementwise.
///
///   X (Batch, F)    Y (Batch, F')
///
/// Backward, from Y and dY = dL/dY (Batch*, F'*):
///   dX = dY * (1 - Y^2) (Batch*, F*)
struct tanh {
    static constexpr const char* name = "tanh";
    static constexpr const char* forward_formula = "tanh(X)";
    static constexpr const char* backward_formula = "dY * (1 - Y^2)";
    static constexpr bool in_place = true;
    static constexpr bool trainable = false;

    using tensors = boost::hana::tuple<>;

    template <dim Batch, dim X, dim Y, Scalar T>
    [[nodiscard, gnu::always_inline]] static constexpr auto forward(const_view<Batch, X, T> x) {
        return elementwise([](auto a) __attribute__((always_inline)) { return numeric::tanh(a); }, x);
    }

    template <dim Batch, dim X, dim Y, Scalar T>
    [[nodiscard, gnu::always_inline]] static constexpr auto backward(const_view<Batch, Y, T> y,
                                                                     const_view<dual(Batch), dual(Y), T> dy) {
        return elementwise([](auto z, auto dz) __attribute__((always_inline)) { return dz * (T(1) - z * z); }, y, dy);
    }
};

}  // namespace chainrule
