// The natural logarithm of one more.
#pragma once

#include <chainrule/numeric/log.hpp>
#include <chainrule/numeric/scalar.hpp>

#include <type_traits>

namespace chainrule::numeric {

namespace detail {

template <Pack V>
[[nodiscard, gnu::always_inline]] constexpr V log1p_pack(V a) noexcept {
    using T = element_t<V>;
    constexpr T tiny = static_cast<T>(sizeof(T) == 4 ? 0x1p-26 : 0x1p-55);  // below in size, a to the last bit
    if constexpr (Scalar<V>) {
        if (branches_first()) {
            if (!(a >= T{-1})) return quiet_nan<T>;
            if (a == T{-1}) return -infinity<T>;
            if (a == infinity<T>) return a;
        }
    }
    // u + lost = 1 + a exactly, and log(u + lost) = log(u) + lost / u.
    const V u = T{1} + a;
    const V lost = select<V>(a < T{1}, a - (u - T{1}), T{1} - (u - a));
    V y = log_normal(u, broadcast<V>(T{0}), lost / u);
    const V size = select<V>(a < T{0}, -a, a);
    y = select<V>(size < tiny, a, y);
    y = select<V>(a == T{-1}, broadcast<V>(-infinity<T>), y);
    y = select<V>(a == infinity<T>, broadcast<V>(infinity<T>), y);
    return select<V>(a >= T{-1}, y, broadcast<V>(quiet_nan<T>));
}

}  // namespace detail

/// Natural logarithm of one more, log(1 + a), without the loss near zero.
///
/// log1p(-0) = -0, log1p(-1) = -inf, log1p(inf) = inf, log1p(a < -1) = log1p(NaN) = NaN.
/// Error: 0.87 ulp over all floats; 0.86 over ten million doubles (MPFR).
/// Method: log of the rounded 1 + a, and a first-order term for what the rounding lost (Kahan).
template <Scalar T>
[[nodiscard]] constexpr T log1p(T a) noexcept {
    return detail::log1p_pack(a);
}

/// The same in every lane, bit for bit where contraction is off. The vector should be no wider than the machine's.
template <Vector V>
[[nodiscard, gnu::always_inline]] constexpr V log1p(V a) noexcept {
    return detail::log1p_pack(a);
}

}  // namespace chainrule::numeric
