// Transposition: the dimensions change places and so does the order; no element moves.
#pragma once

#include <chainrule/shape/matrix.hpp>

namespace chainrule {

/// Transpose, (A^T)_cr = A_rc, as a view of the same elements.
///
///   A (R, C)    return A^T (C, R), which lives no longer than A
template <dim R, dim C, Scalar T, order O, storage S>
[[nodiscard, gnu::always_inline]] constexpr auto transposed(const matrix<R, C, T, O, S>& a) {
    if constexpr (S == storage::ones) {
        return ones<C, R, T>{};
    } else {
        return const_view<C, R, T, transposed(O)>(a.data());
    }
}

}  // namespace chainrule
