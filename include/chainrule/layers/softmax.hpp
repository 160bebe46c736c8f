#pragma once

#include <chainrule/algebra/elementwise.hpp>
#include <chainrule/layers/tensor.hpp>
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

/// 2 e^(a_k - m) of the K elements a(k) of some rows, m the largest of them: calls f(k, m - a_k, 2 e^(a_k - m)) for each k in
/// turn and gives the sum.
template <policy Policy, std::size_t K, numeric::Pack V, class A, class Function>
[[nodiscard, gnu::always_inline]] constexpr V exponentials(A a, Function f) {
    V largest = a(0);
    repeat<written_out<Policy, K - 1>, K - 1>([&](std::size_t k) __attribute__((always_inline)) {
        const V candidate = a(k + 1);
        largest = candidate > largest ? candidate : largest;
    });
    V total{};
    if constexpr (Policy == policy::fast && numeric::native_lanes<numeric::element_t<V>> == 1 && K <= 4) {
        if (!std::is_constant_evaluated()) {
            V distance[K];
            repeat<true, K>([&](std::size_t k) __attribute__((always_inline)) { distance[k] = largest - a(k); });
            V farthest = distance[0];  // or beyond
            repeat<true, K - 1>([&](std::size_t k) __attribute__((always_inline)) { farthest += distance[k + 1]; });
            V power[K];
            numeric::detail::decay_each(power, distance, farthest < numeric::detail::decay_limits<numeric::element_t<V>>::far,
                                        std::make_index_sequence<K>{});
            total = power[0];
            f(std::size_t{0}, distance[0], power[0]);
            repeat<true, K - 1>([&](std::size_t k) __attribute__((always_inline)) {
                total += power[k + 1];
                f(k + 1, distance[k + 1], power[k + 1]);
            });
            return total;
        }
    }
    repeat<written_out<Policy, K>, K>([&](std::size_t k) __attribute__((always_inline)) {
        const V distance = largest - a(k);
        const V power = numeric::detail::decay_of_distance(distance);
        total += power;
        f(k, distance, power);
    });
    return total;
}

}  // namespace kernels

namespace kernels {

template <bool One, Scalar T>
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
        T total = T(0);
        do {
            y[k] = numeric::detail::decay(largest - x[k]);
            total += y[k];
            k += next;
        } while (k != end);
        do {
            k -= next;
            y[k] /= total;
        } while (k != 0);
        ++x;
        ++y;
    } while (--left != 0);
}

/// The largest of the lanes of a pack.
template <numeric::Pack V>
[[nodiscard, gnu::always_inline]] constexpr numeric::element_t<V> largest_of(V v) {
    if constexpr (Scalar<V>) {
        return v;
    } else {
        constexpr std::size_t half = numeric::lanes<V> / 2;
        return [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
            using narrow = numeric::packed<numeric::element_t<V>, half>;
            if constexpr (half == 1) {
                return v[1] > v[0] ? v[1] : v[0];
            } else {
                const narrow low = __builtin_shufflevector(v, v, I...);
                const narrow high = __builtin_shufflevector(v, v, (I + half)...);
                return largest_of(high > low ? high : low);
            }
        }(std::make_index_sequence<half>{});
    }
}

/// Softmax of one row of a few packs, neighbouring features at once; the sum in their order.
template <std::size_t K, Scalar T>
[[gnu::always_inline]] constexpr void softmax_along_features(T* y, const T* x) {
    constexpr std::size_t lanes = numeric::fitting_lanes<T, K>;
    constexpr std::size_t packs = numeric::covering_packs<T, K>;
    using V = numeric::packed<T, lanes>;
    // The last pack ends with the row, and has some features of the one before.
    const auto place = [](std::size_t i) { return i + 1 == packs ? K - lanes : i * lanes; };
    V a[packs];
    repeat<true, packs>([&](std::size_t i) __attribute__((always_inline)) { a[i] = numeric::load<V>(x + place(i)); });
    V largest = a[0];
    repeat<true, packs - 1>([&](std::size_t i)
                                __attribute__((always_inline)) { largest = a[i + 1] > largest ? a[i + 1] : largest; });
    const V distance_to = numeric::broadcast<V>(largest_of(largest));
    repeat<true, packs>([&](std::size_t i) __attribute__((always_inline)) {
        // Beside a NaN the largest may not be it, and a distance negative.
        a[i] = numeric::detail::decay(V(distance_to - a[i]));
        numeric::store(y + place(i), a[i]);
    });
    T total = T(0);
    repeat<true, K>([&](std::size_t k) __attribute__((always_inline)) { total += y[k]; });
    repeat<true, packs>([&](std::size_t i) __attribute__((always_inline)) { numeric::store(y + place(i), a[i] / total); });
}

}  // namespace kernels

/// Y = softmax(X) in place; Y may be X.
template <policy Policy = default_policy, dim Batch, dim Y, dim X, Scalar T>
    requires Elementwise<Y, X>
[[gnu::always_inline]] constexpr void assign(view<Batch, Y, T> y, const softmax_of<Batch, X, T>& e) {
    if constexpr (Policy == policy::small && X.extent > 1) {
        kernels::softmax_in_loops<Batch.extent == 1>(y.data(), e.x, Batch.extent, X.extent);
        return;
    }
    constexpr std::size_t rows = Batch.extent;
    constexpr std::size_t columns = X.extent;
    if constexpr (rows == 1 && columns <= 64 && numeric::fitting_lanes<T, columns> > 1) {
        if (!std::is_constant_evaluated()) {
            kernels::softmax_along_features<columns>(y.data(), e.x);
            return;
        }
    }
    kernels::for_packs<Policy, rows, T>([&]<class V>(std::size_t b) __attribute__((always_inline)) {
        T* const out = y.data() + b;
        const V total = kernels::exponentials<Policy, columns, V>(
            [&](std::size_t k) __attribute__((always_inline)) { return numeric::load<V>(e.x + b + k * rows); },
            [&](std::size_t k, V, V power) __attribute__((always_inline)) { numeric::store(out + k * rows, power); });
        kernels::repeat<kernels::written_out<Policy, columns>, columns>([&](std::size_t k) __attribute__((always_inline)) {
            numeric::store(out + k * rows, numeric::load<V>(out + k * rows) / total);
        });
    });
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
