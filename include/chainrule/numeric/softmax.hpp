// Softmax of a row of numbers.
#pragma once

#include <chainrule/numeric/exp.hpp>
#include <chainrule/numeric/log_sum_exp.hpp>
#include <chainrule/numeric/scalar.hpp>

#include <cstddef>

namespace chainrule::numeric {

/// Softmax, y[i] = e^z[i] / (e^z[0] + ... + e^z[n - 1]), as e^(z[i] - m) / sum e^(z[j] - m) with m the largest z[j].
///
/// The sum runs from the first to the last. y may be z. If m is infinite or a NaN, every y[i] is NaN: the shares of
/// infinities, or of nothing, are not defined.
/// Source: Blanchard, Higham, Higham, Accurately Computing the Log-Sum-Exp and Softmax Functions, IMA J. Numer. Anal. (2021).
template <Scalar T>
constexpr void softmax(const T* z, T* y, std::size_t n) noexcept {
    const T m = detail::largest(z, n);
    if (!is_finite(m)) {
        for (std::size_t i = 0; i < n; ++i) y[i] = quiet_nan<T>;
        return;
    }
    T sum{0};
    for (std::size_t i = 0; i < n; ++i) {
        y[i] = detail::decay(m - z[i]);
        sum += y[i];
    }
    const T share = T{1} / sum;
    for (std::size_t i = 0; i < n; ++i) y[i] *= share;
}

}  // namespace chainrule::numeric
