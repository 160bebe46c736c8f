// Several packs side by side, so that each step of a formula is taken for all of them before the next.
#pragma once

#include <chainrule/numeric/scalar.hpp>

#include <cstddef>
#include <type_traits>

namespace chainrule::numeric {

/// Two packs, or more where one of them is such a pair, that a formula treats as one. A processor looks some hundred operations
/// ahead, and the chain of an exponential is long: written one after the other, few chains are under way at once.
template <class A, class B>
struct beside {
    using element = element_t<A>;

    A first;
    B second;

    [[gnu::always_inline]] friend constexpr beside operator+(beside a, beside b) noexcept {
        return {a.first + b.first, a.second + b.second};
    }
    [[gnu::always_inline]] friend constexpr beside operator+(element a, beside b) noexcept {
        return {a + b.first, a + b.second};
    }
    [[gnu::always_inline]] friend constexpr beside operator-(beside a, beside b) noexcept {
        return {a.first - b.first, a.second - b.second};
    }
    [[gnu::always_inline]] friend constexpr beside operator-(element a, beside b) noexcept {
        return {a - b.first, a - b.second};
    }
    [[gnu::always_inline]] friend constexpr beside operator-(beside a, element b) noexcept {
        return {a.first - b, a.second - b};
    }
    [[gnu::always_inline]] friend constexpr beside operator-(beside a) noexcept { return {-a.first, -a.second}; }
    [[gnu::always_inline]] friend constexpr beside operator*(beside a, beside b) noexcept {
        return {a.first * b.first, a.second * b.second};
    }
    [[gnu::always_inline]] friend constexpr beside operator*(element a, beside b) noexcept {
        return {a * b.first, a * b.second};
    }
    [[gnu::always_inline]] friend constexpr beside operator*(beside a, element b) noexcept {
        return {a.first * b, a.second * b};
    }
    [[gnu::always_inline]] friend constexpr beside operator/(beside a, beside b) noexcept {
        return {a.first / b.first, a.second / b.second};
    }
    [[gnu::always_inline]] friend constexpr beside operator/(beside a, element b) noexcept {
        return {a.first / b, a.second / b};
    }
    [[gnu::always_inline]] friend constexpr beside operator/(element a, beside b) noexcept {
        return {a / b.first, a / b.second};
    }
};

/// `Count` packs side by side.
template <Pack V, std::size_t Count>
struct side_by_side_type {
    using type = beside<typename side_by_side_type<V, Count / 2>::type, typename side_by_side_type<V, Count - Count / 2>::type>;
};
template <Pack V>
struct side_by_side_type<V, 1> {
    using type = V;
};
template <Pack V, std::size_t Count>
using side_by_side = typename side_by_side_type<V, Count>::type;

/// The packs that lie in an array, side by side.
template <Pack W, Pack V>
[[nodiscard, gnu::always_inline]] constexpr W joined(const V* packs) noexcept {
    if constexpr (std::is_same_v<W, V>) {
        return *packs;
    } else {
        using first = decltype(W::first);
        return {joined<first>(packs), joined<decltype(W::second)>(packs + sizeof(first) / sizeof(V))};
    }
}

/// Writes them to an array.
template <Pack V, Pack W>
[[gnu::always_inline]] constexpr void split(V* packs, W w) noexcept {
    if constexpr (std::is_same_v<W, V>) {
        *packs = w;
    } else {
        split(packs, w.first);
        split(packs + sizeof(w.first) / sizeof(V), w.second);
    }
}

}  // namespace chainrule::numeric
