#pragma once

#include <chainrule/algebra/elementwise.hpp>
#include <chainrule/algebra/feature_sum.hpp>
#include <chainrule/algebra/row_in_packs.hpp>
#include <chainrule/layers/tensor.hpp>
#include <chainrule/numeric/beside.hpp>
#include <chainrule/numeric/exp.hpp>
#include <chainrule/numeric/pack.hpp>

#include <boost/hana/tuple.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

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

namespace kernels {

/// Packs of rows of K elements that are worked on side by side, so that there are some exponentials at once.
template <std::size_t K>
inline constexpr std::size_t row_packs_side_by_side = K < 4 ? 2 : 1;

/// 2 e^(a_k - m) of the K elements a(k) of some rows, m the largest of them: calls f(k, m - a_k, 2 e^(a_k - m)) for each k in
/// turn and gives the sum.
template <policy Policy, std::size_t K, numeric::Pack V, class A, class Function>
[[nodiscard, gnu::always_inline]] constexpr V exponentials(A a, Function f) {
    V largest = a(0);
    repeat<written_out<Policy, K - 1>, K - 1>(
        [&](std::size_t k) __attribute__((always_inline)) { largest = numeric::larger<V>(a(k + 1), largest); });
    if constexpr (Policy == policy::fast && numeric::native_lanes<numeric::element_t<V>> == 1 && K <= 4) {
        if (!std::is_constant_evaluated()) {
            V distance[K];
            repeat<true, K>([&](std::size_t k) __attribute__((always_inline)) { distance[k] = largest - a(k); });
            V farthest = distance[0];  // or beyond
            repeat<true, K - 1>([&](std::size_t k) __attribute__((always_inline)) { farthest += distance[k + 1]; });
            V power[K];
            numeric::detail::decay_each(power, distance, farthest < numeric::detail::decay_limits<numeric::element_t<V>>::far,
                                        std::make_index_sequence<K>{});
            V sum = power[0];
            f(std::size_t{0}, distance[0], power[0]);
            repeat<true, K - 1>([&](std::size_t k) __attribute__((always_inline)) {
                sum += power[k + 1];
                f(k + 1, distance[k + 1], power[k + 1]);
            });
            return sum;
        }
    }
    row_sum<row_lanes(K), V> total;
    const auto add = [&](std::size_t k, V distance, V power) __attribute__((always_inline)) {
        total.set_next(total.next() + power);
        f(k, distance, power);
    };
    if constexpr (!Scalar<V>) {
        for_tiles<K, 4>([&]<std::size_t Size>(std::size_t k) __attribute__((always_inline)) {
            using W = numeric::side_by_side<V, Size>;
            V distance[Size];
            repeat<true, Size>([&](std::size_t i) __attribute__((always_inline)) { distance[i] = largest - a(k + i); });
            V power[Size];
            numeric::split(power, numeric::detail::decay_of_distance(numeric::joined<W>(distance)));
            repeat<true, Size>([&](std::size_t i) __attribute__((always_inline)) { add(k + i, distance[i], power[i]); });
        });
    } else {
        repeat<written_out<Policy, K>, K>([&](std::size_t k) __attribute__((always_inline)) {
            const V distance = largest - a(k);
            add(k, distance, numeric::detail::decay(distance));
        });
    }
    return total.total();
}

}  // namespace kernels

namespace kernels {

/// `Lanes` is that of the sum of a row.
template <bool One, std::size_t Lanes, Scalar T>
[[gnu::noinline]] constexpr void softmax_in_loops(T* y, const T* x, std::size_t rows, std::size_t columns) {
    const std::size_t next = One ? 1 : rows;
    std::size_t left = One ? 1 : rows;
    const std::size_t end = columns * next;
    do {
        T largest = *x;
        std::size_t k = end;
        do {
            k -= next;
            largest = x[k] > largest ? x[k] : largest;
        } while (k != 0);
        row_sum<Lanes, T> total;
        do {
            y[k] = numeric::detail::decay(largest - x[k]);
            total.set_next(total.next() + y[k]);
            k += next;
        } while (k != end);
        const T share = T(1) / total.total();
        do {
            k -= next;
            y[k] *= share;
        } while (k != 0);
        ++x;
        ++y;
    } while (--left != 0);
}

/// Softmax of one row.
template <std::size_t K, Scalar T>
[[gnu::always_inline]] constexpr void softmax_along_features(T* y, const T* x) {
    row_in_packs<K, T> row;
    using V = typename row_in_packs<K, T>::pack;
    row.load(x);
    const V largest = row.largest();
    row.each([&](std::size_t i) __attribute__((always_inline)) {
        row.packs[i] = numeric::detail::decay_of_distance_in_row<row_in_packs<K, T>::alone>(V(largest - row.packs[i]));
    });
    const V share = row.inverse(row.sum());
    row.each([&](std::size_t i) __attribute__((always_inline)) { row.packs[i] = row.packs[i] * share; });
    row.store(y);
}

}  // namespace kernels

/// Y = softmax(X) in place; Y may be X.
template <policy Policy = default_policy, dim Batch, dim Y, dim X, Scalar T>
    requires Elementwise<Y, X>
[[gnu::always_inline]] constexpr void assign(view<Batch, Y, T> y, const softmax_of<Batch, X, T>& e) {
    if constexpr (Policy == policy::small && X.extent > 1) {
        kernels::softmax_in_loops<Batch.extent == 1, kernels::row_lanes(X.extent)>(y.data(), e.x, Batch.extent, X.extent);
        return;
    }
    constexpr std::size_t rows = Batch.extent;
    constexpr std::size_t columns = X.extent;
    if constexpr (kernels::along_features<rows, columns, T>) {
        if (!std::is_constant_evaluated()) {
            kernels::softmax_along_features<columns>(y.data(), e.x);
            return;
        }
    }
    const auto some_rows = [&]<class V>(std::size_t b) __attribute__((always_inline)) {
        T* const out = y.data() + b;
        const V total = kernels::exponentials<Policy, columns, V>(
            [&](std::size_t k) __attribute__((always_inline)) { return numeric::load<V>(e.x + b + k * rows); },
            [&](std::size_t k, V, V power) __attribute__((always_inline)) { numeric::store(out + k * rows, power); });
        const V share = T(1) / total;
        kernels::repeat<kernels::written_out<Policy, columns>, columns>([&](std::size_t k) __attribute__((always_inline)) {
            numeric::store(out + k * rows, numeric::load<V>(out + k * rows) * share);
        });
    };
    using W = numeric::side_by_side<numeric::packed<T, numeric::native_lanes<T>>, kernels::row_packs_side_by_side<columns>>;
    constexpr std::size_t at_once = numeric::lanes<W>;
    if constexpr (numeric::native_lanes<T> > 1 && rows >= at_once) {
        if (!std::is_constant_evaluated()) {
            for (std::size_t b = 0; b < rows / at_once * at_once; b += at_once) some_rows.template operator()<W>(b);
            if constexpr (rows % at_once > 0) numeric::for_packs<rows, T, rows / at_once * at_once>(some_rows);
            return;
        }
    }
    kernels::for_packs<Policy, rows, T>(some_rows);
}

/// dX of `softmax` in place; dX may be dY.
template <policy Policy = default_policy, dim BatchDual, dim X, Scalar T, dim Batch, dim Y>
    requires(BatchDual == dual(Batch) && Elementwise<Y, X>)
[[gnu::always_inline]] constexpr void assign(view<BatchDual, X, T> dx, const softmax_backward_of<Batch, Y, T>& e) {
    constexpr std::size_t rows = Batch.extent;
    kernels::for_packs<Policy, rows, T>([&]<class V>(std::size_t b) __attribute__((always_inline)) {
        constexpr bool written_out = kernels::written_out<Policy, Y.extent>;
        V inner{};
        kernels::repeat<written_out, Y.extent>([&](std::size_t k) __attribute__((always_inline)) {
            inner += numeric::load<V>(e.dy + k * rows + b) * numeric::load<V>(e.y + k * rows + b);
        });
        kernels::repeat<written_out, Y.extent>([&](std::size_t k) __attribute__((always_inline)) {
            const V y = numeric::load<V>(e.y + k * rows + b);
            const V dy = numeric::load<V>(e.dy + k * rows + b);
            numeric::store<V>(dx.data() + k * rows + b, y * (dy - inner));
        });
    });
}

}  // namespace chainrule
