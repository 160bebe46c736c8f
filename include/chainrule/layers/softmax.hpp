#pragma once

#include <chainrule/algebra/elementwise.hpp>
#include <chainrule/layers/tensor.hpp>
#include <chainrule/numeric/exp.hpp>
#include <chainrule/numeric/pack.hpp>

#include <boost/hana/tuple.hpp>

#include <cstddef>

namespace chainrule {

template <dim Batch, dim X, Scalar T>
struct softmax_of {
    const T* x;
};

template <dim Batch, dim Y, Scalar T>
struct softmax_backward_of {
    const T* y;
    const T* dy;
};

/// Softmax of every row, Y_bk = exp(X_bk - m_b) / sum_i exp(X_bi - m_b), m_b = max_i X_bi: finite for logits of any size.
///
///   X (Batch, F) logits    Y (Batch, F') probabilities
///
/// Backward, from Y and dY = dL/dY (Batch*, F'*):
///   dX_bk = Y_bk (dY_bk - sum_i dY_bi Y_bi) (Batch*, F*)
struct softmax {
    static constexpr const char* name = "softmax";
    static constexpr const char* forward_formula = "exp(X) / sum_k exp(X)";
    static constexpr const char* backward_formula = "Y * (dY - sum_k dY * Y)";
    static constexpr bool in_place = true;
    static constexpr bool trainable = false;

    using tensors = boost::hana::tuple<>;

    template <dim Batch, dim X, dim Y, Scalar T>
    [[nodiscard, gnu::always_inline]] static constexpr auto forward(const_view<Batch, X, T> x) {
        return softmax_of<Batch, X, T>{x.data()};
    }

    template <dim Batch, dim X, dim Y, Scalar T>
    [[nodiscard, gnu::always_inline]] static constexpr auto backward(const_view<Batch, Y, T> y,
                                                                     const_view<dual(Batch), dual(Y), T> dy) {
        return softmax_backward_of<Batch, Y, T>{y.data(), dy.data()};
    }

    /// Jacobian of one row, dy_i/dx_j = y_i (1 - y_i) where i = j, else -y_i y_j.
    ///
    ///   y (1, F')    return (F', F*)
    template <dim X, dim Y, Scalar T, storage S>
    [[nodiscard]] static constexpr matrix<Y, dual(X), T> jacobian(const matrix<1, Y, T, order::columns, S>& y) {
        matrix<Y, dual(X), T> j{};
        for (std::size_t r = 0; r < Y.extent; ++r) {
            for (std::size_t c = 0; c < X.extent; ++c) {
                j(r, c) = r == c ? y(0, r) * (T(1) - y(0, r)) : -y(0, r) * y(0, c);
            }
        }
        return j;
    }
};

/// Y = softmax(X) in place; Y may be X.
template <dim Batch, dim Y, dim X, Scalar T>
    requires Elementwise<Y, X>
[[gnu::always_inline]] constexpr void assign(view<Batch, Y, T> y, const softmax_of<Batch, X, T>& e) {
    constexpr std::size_t rows = Batch.extent;
    numeric::for_packs<rows, T>([&]<class V>(std::size_t b) __attribute__((always_inline)) {
        const T* const x = e.x + b;
        T* const out = y.data() + b;
        V largest = numeric::load<V>(x);
        for (std::size_t k = 1; k < X.extent; ++k) {
            const V a = numeric::load<V>(x + k * rows);
            largest = a > largest ? a : largest;
        }
        V total{};
        for (std::size_t k = 0; k < X.extent; ++k) {
            const V power = numeric::exp(numeric::load<V>(x + k * rows) - largest);
            total += power;
            numeric::store(out + k * rows, power);
        }
        for (std::size_t k = 0; k < X.extent; ++k) numeric::store(out + k * rows, numeric::load<V>(out + k * rows) / total);
    });
}

/// dX of `softmax` in place; dX may be dY.
template <dim BatchDual, dim X, Scalar T, dim Batch, dim Y>
    requires(BatchDual == dual(Batch) && Elementwise<Y, X>)
[[gnu::always_inline]] constexpr void assign(view<BatchDual, X, T> dx, const softmax_backward_of<Batch, Y, T>& e) {
    constexpr std::size_t rows = Batch.extent;
    numeric::for_packs<rows, T>([&]<class V>(std::size_t b) __attribute__((always_inline)) {
        V inner{};
        for (std::size_t k = 0; k < Y.extent; ++k) {
            inner += numeric::load<V>(e.dy + k * rows + b) * numeric::load<V>(e.y + k * rows + b);
        }
        for (std::size_t k = 0; k < Y.extent; ++k) {
            const V y = numeric::load<V>(e.y + k * rows + b);
            const V dy = numeric::load<V>(e.dy + k * rows + b);
            numeric::store<V>(dx.data() + k * rows + b, y * (dy - inner));
        }
    });
}

}  // namespace chainrule
