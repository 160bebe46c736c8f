// Targets of a loss: a matrix like the prediction, or the index of the right class of each row.
#pragma once

#include <chainrule/numeric/pack.hpp>
#include <chainrule/shape/matrix.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace chainrule {

/// The smallest unsigned integer that counts the classes.
template <std::size_t Classes>
using class_index =
    std::conditional_t<Classes <= 256, std::uint8_t, std::conditional_t<Classes <= 65536, std::uint16_t, std::uint32_t>>;

/// Class indices that stand for one-hot rows: element (b, k) is 1 where index b is k, else 0.
///
///   (Batch, Features)
template <dim Batch, dim Features, Scalar T>
struct one_hot {
    const class_index<Features.extent>* indices;
};

/// Rows b, b + 1, ... of a matrix whose columns are contiguous, a pack of them at a time: r(k) are their elements in column k.
template <numeric::Pack V, std::size_t Rows>
struct row_pack {
    using scalar = numeric::element_t<V>;
    scalar* first;

    [[nodiscard, gnu::always_inline]] constexpr V operator()(std::size_t k) const {
        return numeric::load<V>(static_cast<const scalar*>(first) + k * Rows);
    }
    [[gnu::always_inline]] constexpr void set(std::size_t k, V v) const { numeric::store(first + k * Rows, v); }
};

/// As `row_pack`, to be read only.
template <numeric::Pack V, std::size_t Rows>
struct const_row_pack {
    const numeric::element_t<V>* first;

    [[nodiscard, gnu::always_inline]] constexpr V operator()(std::size_t k) const { return numeric::load<V>(first + k * Rows); }
};

/// The same integers, unsigned, in as many lanes, which become twice as wide at a time: g++ 12 makes scalars of more than that
/// at once.
template <class To, class From>
[[nodiscard, gnu::always_inline]] constexpr To widened(From v) {
    if constexpr (2 * sizeof(From) >= sizeof(To)) {
        return __builtin_convertvector(v, To);
    } else {
        using twice = std::conditional_t<sizeof(v[0]) == 1, std::uint16_t, std::uint32_t>;
        using wider [[gnu::vector_size(2 * sizeof(From))]] = twice;
        return widened<To>(__builtin_convertvector(v, wider));
    }
}

/// As `row_pack`, of one-hot rows.
template <numeric::Pack V, class Index>
struct one_hot_pack {
    const Index* first;

    [[nodiscard, gnu::always_inline]] constexpr V operator()(std::size_t k) const {
        using T = numeric::element_t<V>;
        if constexpr (Scalar<V>) {
            return *first == k ? T(1) : T(0);
        } else if constexpr (numeric::is_beside<V>) {
            using A = decltype(V::first);
            using B = decltype(V::second);
            return {one_hot_pack<A, Index>{first}(k), one_hot_pack<B, Index>{first + numeric::lanes<A>}(k)};
        } else {
            using bits = numeric::bits_t<V>;
            using indices [[gnu::vector_size(sizeof(Index) * numeric::lanes<V>)]] = Index;
            indices of_rows;
            __builtin_memcpy(&of_rows, first, sizeof of_rows);
            const bits hits = widened<bits>(of_rows) == static_cast<numeric::bits_t<T>>(k);
            return std::bit_cast<V>(hits & std::bit_cast<numeric::bits_t<T>>(T(1)));
        }
    }
};

template <numeric::Pack V, dim Batch, dim Features, Scalar T>
[[nodiscard, gnu::always_inline]] constexpr auto rows_at(view<Batch, Features, T> m, std::size_t b) {
    return row_pack<V, Batch.extent>{m.data() + b};
}
template <numeric::Pack V, dim Batch, dim Features, Scalar T>
[[nodiscard, gnu::always_inline]] constexpr auto rows_at(const_view<Batch, Features, T> m, std::size_t b) {
    return const_row_pack<V, Batch.extent>{m.data() + b};
}
template <numeric::Pack V, dim Batch, dim Features, Scalar T>
[[nodiscard, gnu::always_inline]] constexpr auto rows_at(one_hot<Batch, Features, T> m, std::size_t b) {
    return one_hot_pack<V, class_index<Features.extent>>{m.indices + b};
}

}  // namespace chainrule
