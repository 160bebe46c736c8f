// The logarithm of a sum of exponentials.
#pragma once

#include <chainrule/numeric/exp.hpp>
#include <chainrule/numeric/log.hpp>
#include <chainrule/numeric/scalar.hpp>

#include <cstddef>

namespace chainrule::numeric {

namespace detail {

/// The largest of z[0], ..., z[n - 1]: -inf if there is none, NaN if one is NaN.
template <Scalar T>
[[nodiscard]] constexpr T largest(const T* z, std::size_t n) noexcept {
    T m = -infinity<T>;
    for (std::size_t i = 0; i < n; ++i) {
        if (z[i] != z[i]) return quiet_nan<T>;
        m = z[i] > m ? z[i] : m;
    }
    return m;
}

}  // namespace detail

/// Logarithm of a sum of exponentials, log(e^z[0] + ... + e^z[n - 1]), as m + log(sum e^(z[i] - m)) with m the largest z[i].
///
/// The sum runs from the first to the last. Of nothing, or of -inf only: -inf. With inf: inf. With NaN: NaN.
/// Source: Blanchard, Higham, Higham, Accurately Computing the Log-Sum-Exp and Softmax Functions, IMA J. Numer. Anal. (2021).
template <Scalar T>
[[nodiscard]] constexpr T log_sum_exp(const T* z, std::size_t n) noexcept {
    const T m = detail::largest(z, n);
    if (!is_finite(m)) return m;
    T sum{0};
    for (std::size_t i = 0; i < n; ++i) sum += exp(z[i] - m);
    return m + log(sum);
}

}  // namespace chainrule::numeric
