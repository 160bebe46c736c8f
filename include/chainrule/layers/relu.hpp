#pragma once

#include <chainrule/algebra/elementwise.hpp>
#include <chainrule/layers/tensor.hpp>
#include <chainrule/numeric/scalar.hpp>

#include <boost/hana/tuple.hpp>

namespace chainrule {

namespace kernels {

/// In memory, as `at_least` wants it.
template <Scalar T>
inline constexpr T zero = T(0);

}  // namespace kernels

/// Rectified linear activation, Y = max(X, 0), elementwise.
///
///   X (Batch, F)    Y (Batch, F')
///
/// Backward, from Y and dY = dL/dY (Batch*, F'*); the derivative at 0 is 0:
///   dX = dY where Y > 0, else 0 (Batch*, F*)
///
/// Forward, a NaN stays a NaN and -0 stays -0; backward, dY passes where Y is a NaN.
struct relu {
    static constexpr const char* name = "relu";
    static constexpr const char* forward_formula = "max(X, 0)";
    static constexpr const char* backward_formula = "dY where Y > 0, else 0";
    static constexpr bool in_place = true;
    static constexpr bool trainable = false;
    static constexpr gain initial_gain = gain::he;

    using tensors = boost::hana::tuple<>;

    template <dim Batch, dim X, dim Y, Scalar T>
    [[nodiscard, gnu::always_inline]] static constexpr auto forward(const_view<Batch, X, T> x) {
        return elementwise([](auto a) __attribute__((always_inline)) { return numeric::at_least(a, kernels::zero<T>); }, x);
    }

    template <dim Batch, dim X, dim Y, Scalar T>
    [[nodiscard, gnu::always_inline]] static constexpr auto backward(const_view<Batch, Y, T> y,
                                                                     const_view<dual(Batch), dual(Y), T> dy) {
        return elementwise([]<class V>(V z, V dz) __attribute__((always_inline)) { return z == T(0) ? V{} : dz; }, y, dy);
    }
};

}  // namespace chainrule
