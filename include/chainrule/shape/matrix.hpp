// Matrices and views of them: shape, memory order and ownership are in the type.
#pragma once

#include <chainrule/numeric/scalar.hpp>
#include <chainrule/shape/dim.hpp>

#include <cstddef>
#include <span>

namespace chainrule {

/// How the elements of an (R, C) matrix lie in memory.
///
///   columns  element (r, c) at c * R + r: activations, so that each feature's batch is contiguous ("features outermost")
///   rows     element (r, c) at r * C + c: weights, so that the outputs are contiguous
enum class order : unsigned char { columns, rows };

/// Who holds the elements: the matrix itself, memory elsewhere, read-only memory elsewhere, or nobody (all are 1).
enum class storage : unsigned char { owned, view, const_view, ones };

[[nodiscard]] constexpr order transposed(order o) { return o == order::columns ? order::rows : order::columns; }

/// Position of element (r, c) in the memory of an (R, C) matrix.
template <std::size_t R, std::size_t C, order O>
[[nodiscard, gnu::always_inline]] constexpr std::size_t position(std::size_t r, std::size_t c) {
    return O == order::columns ? c * R + r : r * C + c;
}

/// Alignment of elements: on a 64-bit machine a line of the cache, for vectors that lie across two lines take twice as long,
/// where it is worth it; else that of one. It may not depend on the compiler's options, for layouts would, too.
template <Element T, bool WorthIt>
inline constexpr std::size_t alignment = WorthIt && sizeof(void*) == 8 ? 64 : alignof(T);

/// There are R C elements of T, at least one, and their size in bytes is a number.
template <std::size_t R, std::size_t C, class T>
inline constexpr bool storable = R > 0 && C > 0 && C <= static_cast<std::size_t>(-1) / 2 / sizeof(T) / R;

/// A matrix with R rows and C columns of T: `matrix<32, 5>` holds 160 floats and nothing else.
///
/// An aggregate and trivially copyable; its elements are given in memory order (see `order`), or row by row by `from_rows`.
/// Error: "matrix: every extent must be at least 1, and memory must be able to hold all elements".
template <dim R, dim C, Element T = float, order O = order::columns, storage S = storage::owned>
struct matrix {
    static_assert(storable<R.extent, C.extent, T>,
                  "matrix: every extent must be at least 1, and memory must be able to hold all elements");

    static constexpr std::size_t bytes = R.extent * C.extent * sizeof(T);
    // Only where it does not add to the size.
    alignas(alignment<T, (bytes >= 256 && bytes % 64 == 0)>) T values[R.extent * C.extent];

    [[nodiscard]] constexpr T& operator()(std::size_t r, std::size_t c) {
        return values[position<R.extent, C.extent, O>(r, c)];
    }
    [[nodiscard]] constexpr const T& operator()(std::size_t r, std::size_t c) const {
        return values[position<R.extent, C.extent, O>(r, c)];
    }
    [[nodiscard]] constexpr T* data() { return values; }
    [[nodiscard]] constexpr const T* data() const { return values; }
    [[nodiscard]] constexpr std::span<T, R.extent * C.extent> span() { return values; }
    [[nodiscard]] constexpr std::span<const T, R.extent * C.extent> span() const { return values; }

    friend constexpr bool operator==(const matrix&, const matrix&) = default;
};

// The parameters of these aliases are `auto`, not `dim`: with the latter g++ 12 crashes on an argument like Network::inputs and
// cannot mangle one like dual(R).

/// A matrix whose elements lie elsewhere and may be written.
template <auto R, auto C, class T = float, order O = order::columns>
using view = matrix<R, C, T, O, storage::view>;

/// A matrix whose elements lie elsewhere and are only read; every matrix and view of the same shape converts to it.
template <auto R, auto C, class T = float, order O = order::columns>
using const_view = matrix<R, C, T, O, storage::const_view>;

/// A matrix of ones, which takes no memory and whose products are sums: 1^T A are the column sums of A.
template <dim R, dim C, class T = float>
using ones = matrix<R, C, T, order::columns, storage::ones>;

template <dim R, dim C, Element T, order O>
struct matrix<R, C, T, O, storage::view> {
    static_assert(storable<R.extent, C.extent, T>,
                  "matrix: every extent must be at least 1, and memory must be able to hold all elements");

    T* elements;

    constexpr explicit matrix(T* elements_) : elements(elements_) {}
    constexpr matrix(matrix<R, C, T, O, storage::owned>& m) : elements(m.values) {}

    [[nodiscard]] constexpr T& operator()(std::size_t r, std::size_t c) const {
        return elements[position<R.extent, C.extent, O>(r, c)];
    }
    [[nodiscard]] constexpr T* data() const { return elements; }
    [[nodiscard]] constexpr std::span<T, R.extent * C.extent> span() const {
        return std::span<T, R.extent * C.extent>(elements, R.extent * C.extent);
    }
};

template <dim R, dim C, Element T, order O>
struct matrix<R, C, T, O, storage::const_view> {
    static_assert(storable<R.extent, C.extent, T>,
                  "matrix: every extent must be at least 1, and memory must be able to hold all elements");

    const T* elements;

    constexpr explicit matrix(const T* elements_) : elements(elements_) {}
    constexpr explicit matrix(std::span<const T, R.extent * C.extent> elements_) : elements(elements_.data()) {}
    constexpr matrix(const matrix<R, C, T, O, storage::owned>& m) : elements(m.values) {}
    constexpr matrix(matrix<R, C, T, O, storage::view> m) : elements(m.elements) {}

    [[nodiscard]] constexpr const T& operator()(std::size_t r, std::size_t c) const {
        return elements[position<R.extent, C.extent, O>(r, c)];
    }
    [[nodiscard]] constexpr const T* data() const { return elements; }
    [[nodiscard]] constexpr std::span<const T, R.extent * C.extent> span() const {
        return std::span<const T, R.extent * C.extent>(elements, R.extent * C.extent);
    }
};

template <dim R, dim C, Element T, order O>
struct matrix<R, C, T, O, storage::ones> {
    /// Stands where other matrices give a pointer to their elements.
    struct pointer {
        [[nodiscard]] constexpr T operator[](std::size_t) const { return T(1); }
    };

    [[nodiscard]] constexpr T operator()(std::size_t, std::size_t) const { return T(1); }
    [[nodiscard]] constexpr pointer data() const { return {}; }
};

}  // namespace chainrule
