// Rows of samples, as sensors and files give them, and features outermost, as the library computes.
#pragma once

#include <chainrule/shape/matrix.hpp>

#include <cstddef>

namespace chainrule {

/// Matrix from its rows, M_rc = rows[r][c]; copies.
///
///   rows: R arrays of C elements    return M (R, C)
template <std::size_t R, std::size_t C, Element T>
[[nodiscard]] constexpr matrix<R, C, T> from_rows(const T (&rows)[R][C]) {
    matrix<R, C, T> m{};
    for (std::size_t r = 0; r < R; ++r) {
        for (std::size_t c = 0; c < C; ++c) m(r, c) = rows[r][c];
    }
    return m;
}

/// Matrix from R * C elements that lie row after row, M_rc = first[r * C + c]; copies.
///
///   first: the first of R * C elements    return M (R, C)
template <dim R, dim C, Element T>
[[nodiscard]] constexpr matrix<R, C, T> from_rows(const T* first) {
    matrix<R, C, T> m{};
    for (std::size_t r = 0; r < R.extent; ++r) {
        for (std::size_t c = 0; c < C.extent; ++c) m(r, c) = first[r * C.extent + c];
    }
    return m;
}

/// The same matrix with its rows one after the other in memory; copies.
///
///   A (R, C)    return A (R, C), element (r, c) at r * C + c
template <dim R, dim C, Element T, order O, storage S>
[[nodiscard]] constexpr matrix<R, C, T, order::rows> to_rows(const matrix<R, C, T, O, S>& a) {
    matrix<R, C, T, order::rows> m{};
    for (std::size_t r = 0; r < R.extent; ++r) {
        for (std::size_t c = 0; c < C.extent; ++c) m(r, c) = a(r, c);
    }
    return m;
}

}  // namespace chainrule
