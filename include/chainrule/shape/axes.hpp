// Giving plain data its axes, once, at the edge of a network.
#pragma once

#include <chainrule/shape/matrix.hpp>

namespace chainrule {

/// The same elements under other axes, as a view.
///
///   A (r, c)    return A (R, C), which lives no longer than A
///
/// Error: other extents do not compile.
template <dim R, dim C, dim R0, dim C0, Element T, order O, storage S>
    requires SameExtent<R, R0> && SameExtent<C, C0>
[[nodiscard, gnu::always_inline]] constexpr const_view<R, C, T, O> with_axes(const matrix<R0, C0, T, O, S>& a) {
    return const_view<R, C, T, O>(a.data());
}

}  // namespace chainrule
