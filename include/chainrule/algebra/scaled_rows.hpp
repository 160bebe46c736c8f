// Every row times one row, and plus another.
#pragma once

#include <chainrule/algebra/elementwise.hpp>
#include <chainrule/numeric/pack.hpp>
#include <chainrule/shape/matrix.hpp>

#include <cstddef>

namespace chainrule {

/// A * s + r in every row, to be computed by `assign`.
template <dim R, dim C, Scalar T, bool Shifted, Element From = T>
struct scaled_rows_of {
    static constexpr std::size_t multiply_adds = Shifted ? R.extent * C.extent : 0;

    const From* a;
    const T* scale;
    const T* shift;
};

/// Every row times a row and plus another, C_ij = A_ij s_j + r_j.
///
///   A (R, C), also of raw integers    s, r (1, C')    C (R, C)
///
/// Error: rows of another extent do not compile.
template <dim R, dim C, dim S, Scalar T, Element From>
    requires Elementwise<C, S>
[[nodiscard, gnu::always_inline]] constexpr scaled_rows_of<R, C, T, true, From> scaled_rows(const_view<R, C, From> a,
                                                                                            const_view<1, S, T> scale,
                                                                                            const_view<1, S, T> shift) {
    return {a.data(), scale.data(), shift.data()};
}

/// Every row times a row, C_ij = A_ij s_j.
///
///   A (R, C)    s (1, C')    C (R, C)
///
/// Error: a row of another extent does not compile.
template <dim R, dim C, dim S, Scalar T>
    requires Elementwise<C, S>
[[nodiscard, gnu::always_inline]] constexpr scaled_rows_of<R, C, T, false> scaled_rows(const_view<R, C, T> a,
                                                                                       const_view<1, S, T> scale) {
    return {a.data(), scale.data(), nullptr};
}

/// C = A * s + r in place; C may be A.
template <dim R, dim C, Scalar T, dim R0, dim C0, bool Shifted, Element From>
    requires Elementwise<R, R0> && Elementwise<C, C0>
[[gnu::always_inline]] constexpr void assign(view<R, C, T> c, const scaled_rows_of<R0, C0, T, Shifted, From>& e) {
    for (std::size_t j = 0; j < C.extent; ++j) {
        const T scale = e.scale[j];
        const T shift = Shifted ? e.shift[j] : T(0);
        if constexpr (Raw<From>) {
            for (std::size_t i = 0; i < R.extent; ++i) {
                const T a = static_cast<T>(e.a[j * R.extent + i]);
                c.data()[j * R.extent + i] = Shifted ? a * scale + shift : a * scale;
            }
        } else {
            numeric::for_packs<R.extent, T>([&]<class V>(std::size_t i) __attribute__((always_inline)) {
                const V a = numeric::load<V>(e.a + j * R.extent + i);
                numeric::store<V>(c.data() + j * R.extent + i, Shifted ? a * scale + shift : a * scale);
            });
        }
    }
}

}  // namespace chainrule
