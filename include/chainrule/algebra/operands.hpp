// What the loops of a product read: elements as packs, asked for in advance or copied together.
#pragma once

#include <chainrule/algebra/policy.hpp>
#include <chainrule/numeric/pack.hpp>

#include <cstddef>
#include <type_traits>

namespace chainrule::kernels {

/// What an element of C starts from: nothing, what is there, or the element of a row that is added to every row of A B.
enum class start : unsigned char { zero, existing, row };

/// Whether a product over the batch has one more row, the sums of the columns of B: that is what its last row is where all of A
/// is ones.
enum class column_sums : bool { none, below };

/// Puts the first `Count` lanes of a pack from element i of C on: into memory, or to who takes each element once (see
/// `multiply_into`).
template <std::size_t Count, numeric::Pack V, class C>
[[gnu::always_inline]] constexpr void put(C c, std::size_t i, V v) {
    if constexpr (std::is_pointer_v<C>) {
        numeric::store_first<Count>(c + i, v);
    } else {
        c.template take<Count>(i, v);
    }
}

/// Packs that lie in registers, as far as these go, in the place of the memory they were read from.
template <numeric::Pack V>
struct kept {
    const V* packs;
    [[nodiscard, gnu::always_inline]] constexpr V at(std::size_t i) const { return packs[i / numeric::lanes<V>]; }
};

/// Neighbours p[0], p[Stride], ... as a pack; one element where all lanes share it.
template <numeric::Pack V, std::size_t Stride, Scalar T, class P>
[[nodiscard, gnu::always_inline]] constexpr auto neighbours(P p, std::size_t i) {
    if constexpr (std::is_same_v<P, kept<V>>) {
        return p.at(i);
    } else if constexpr (Stride == 0 || std::is_same_v<V, T>) {
        return p[i];
    } else if constexpr (!std::is_pointer_v<P>) {
        return numeric::broadcast<V>(p[i]);
    } else if constexpr (Stride == 1) {
        return numeric::load<V>(p + i);
    } else {
        V v{};
        for (std::size_t l = 0; l < numeric::lanes<V>; ++l) v[l] = p[i + l * Stride];
        return v;
    }
}

/// Asks for the lines of `Length` neighbours that come four strides behind p, where these are so long that the machine does not
/// see them coming. Nobody reads what it finds behind an array.
template <std::size_t Length, std::size_t Stride, Scalar T>
[[gnu::always_inline]] constexpr void ask_for(const T* p) {
    constexpr std::size_t line = 64 / sizeof(T);
    if constexpr (Stride > 2 * line && Stride > Length) {
        const T* const ahead = p + 4 * Stride;
        repeat<true, (Length + line - 1) / line>([=](std::size_t i)
                                                     __attribute__((always_inline)) { __builtin_prefetch(ahead + i * line); });
        if constexpr (Length % line > 1) __builtin_prefetch(ahead + Length - 1);
    }
}

/// Copies `runs` runs of `Length` neighbours, which lie `Stride` apart, one behind the other.
template <std::size_t Length, std::size_t Stride, Scalar T>
[[gnu::always_inline]] constexpr void copy_together(T* to, const T* from, std::size_t runs) {
    constexpr std::size_t common = [] {
        std::size_t divisor = numeric::native_lanes<T>;
        while (Length % divisor != 0) divisor /= 2;
        return divisor * sizeof(T) < 16 ? 1 : divisor;
    }();
    using V = numeric::packed<T, common>;
    constexpr std::size_t lanes = numeric::lanes<V>;
    for (std::size_t run = 0; run < runs; ++run) {
        ask_for<Length, Stride>(from + run * Stride);
        repeat<true, Length / lanes>([=](std::size_t i) __attribute__((always_inline)) {
            numeric::store(to + run * Length + i * lanes, numeric::load<V>(from + run * Stride + i * lanes));
        });
    }
}

/// Elements of a factor that lie on the stack at once, transposed or copied together.
inline constexpr std::size_t panel_size = 4096;

/// Elements that a large product has on the stack at once, of its factors or of its result.
template <Scalar T>
inline constexpr std::size_t most_on_stack = 32768 / sizeof(T);

/// The first `Columns` columns of B (K, N), which lies by columns, as K rows of `Width` each; what is too wide is filled with
/// copies of the last column.
template <std::size_t Columns, std::size_t Width, std::size_t K, Scalar T>
[[gnu::always_inline]] constexpr void copy_transposed(T* panel, const T* b) {
    constexpr std::size_t narrow = numeric::narrow_lanes<T>;
    constexpr std::size_t along_k = numeric::fitting_lanes<T, K>;
    constexpr std::size_t along_n = numeric::fitting_lanes<T, (Width < narrow ? narrow : Width)>;
    constexpr std::size_t lanes = along_k < along_n ? along_k : along_n;
    constexpr std::size_t stored = Width < lanes ? Width : lanes;
    using V = numeric::packed<T, lanes>;
    const auto column = [=](std::size_t n) __attribute__((always_inline)) { return b + (n < Columns ? n : Columns - 1) * K; };
    // What would go beyond an end begins earlier.
    const auto from = [](std::size_t i, std::size_t end)
                          __attribute__((always_inline)) { return i + lanes <= end || end < lanes ? i : end - lanes; };
    for (std::size_t next_n = 0; next_n < Width; next_n += lanes) {
        const std::size_t n = from(next_n, Width);
        for (std::size_t next_k = 0; next_k < K; next_k += lanes) {
            const std::size_t k = from(next_k, K);
            V rows[lanes];
            repeat<true, lanes>([&](std::size_t i)
                                    __attribute__((always_inline)) { rows[i] = numeric::load<V>(column(n + i) + k); });
            if constexpr (lanes > 1) numeric::transpose(rows);
            repeat<true, lanes>([&](std::size_t i) __attribute__((always_inline)) {
                numeric::store_first<stored>(panel + (k + i) * Width + n, rows[i]);
            });
        }
    }
}

/// What a sum without a start begins with: unlike +0, adding -0 changes no number, -0 included.
template <Scalar T>
inline constexpr T nothing = -T(0);

}  // namespace chainrule::kernels
