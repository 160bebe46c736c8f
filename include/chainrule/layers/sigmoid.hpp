#pragma once

#include <chainrule/algebra/elementwise.hpp>
#include <chainrule/layers/tensor.hpp>
#include <chainrule/numeric/sigmoid.hpp>

#include <boost/hana/tuple.hpp>

#include <cstddef>
#include <utility>

namespace chainrule {

/// numeric::sigmoid as a function object; of a NaN some NaN.
struct logistic {
    static constexpr bool takes_packs_side_by_side = true;

    template <numeric::Pack V>
    [[nodiscard, gnu::always_inline]] constexpr V operator()(V a) const {
        return numeric::detail::sigmoid_or_nan(a);
    }
    /// Sigmoid of a pack that has none beside it.
    template <numeric::Vector V>
        requires requires(V a) { numeric::detail::limited_decay_alone(a); }
    [[nodiscard, gnu::always_inline]] static V alone(V a) {
        return numeric::detail::sigmoid_within_limits(numeric::detail::limited_decay_alone(a));
    }
    /// Sigmoid of several numbers: what is special is asked of all of them at once.
    template <Scalar T, std::size_t... I>
    [[gnu::always_inline]] static constexpr void at_once(T* y, const T* a, std::index_sequence<I...> all) {
        const T before[] = {a[I]...};
        T e[sizeof...(I)];
        numeric::detail::decay_each(e, before, numeric::detail::all_within_limits(before[I]...), all);
        ((y[I] = numeric::detail::sigmoid_of_decay(e[I])), ...);
    }
};

/// Logistic activation, Y = sigmoid(X), sigmoid(x) = 1 / (1 + exp(-x)), elementwise.
///
///   X (Batch, F)    Y (Batch, F')
///
/// Backward, from Y and dY = dL/dY (Batch*, F'*):
///   dX = dY * Y * (1 - Y) (Batch*, F*)
struct sigmoid {
    static constexpr const char* name = "sigmoid";
    static constexpr const char* forward_formula = "1 / (1 + exp(-X))";
    static constexpr const char* backward_formula = "dY * Y * (1 - Y)";
    static constexpr bool in_place = true;
    static constexpr bool trainable = false;

    using tensors = boost::hana::tuple<>;

    template <dim Batch, dim X, dim Y, Scalar T>
    [[nodiscard, gnu::always_inline]] static constexpr auto forward(const_view<Batch, X, T> x) {
        return elementwise(logistic{}, x);
    }

    template <dim Batch, dim X, dim Y, Scalar T>
    [[nodiscard, gnu::always_inline]] static constexpr auto backward(const_view<Batch, Y, T> y,
                                                                     const_view<dual(Batch), dual(Y), T> dy) {
        // Y - Y^2 is one multiply-add, and where Y is close to 1 no less exact: by as much Y itself is rounded.
        return elementwise([](auto z, auto dz) __attribute__((always_inline)) { return dz * (z - z * z); }, y, dy);
    }

    /// Jacobian of one row, dy_i/dx_j = y_i (1 - y_i) where i = j, else 0.
    ///
    ///   y (1, F')    return (F', F*)
    template <dim X, dim Y, Scalar T, storage S>
    [[nodiscard]] static constexpr matrix<Y, dual(X), T> jacobian(const matrix<1, Y, T, order::columns, S>& y) {
        matrix<Y, dual(X), T> j{};
        for (std::size_t i = 0; i < Y.extent; ++i) j(i, i) = y(0, i) * (T(1) - y(0, i));
        return j;
    }
};

}  // namespace chainrule
