// The matrix product: the only place where dimensions are contracted.
#pragma once

#include <chainrule/algebra/contract.hpp>
#include <chainrule/shape/matrix.hpp>
#include <chainrule/shape/transposed.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace chainrule {

/// A product A B whose shapes are checked and whose elements are computed by `assign` or `accumulate`, where they are wanted.
///
///   A (Rows, Inner)    B (Inner*, Columns)
template <dim Rows, dim Inner, dim Columns, Scalar T, order OA, storage SA, order OB, storage SB>
struct product_of {
    using left = matrix<Rows, Inner, T, OA, SA>;
    using right = matrix<dual(Inner), Columns, T, OB, SB>;

    static constexpr bool needs_other_memory = true;  // for its result than that of its factors
    static constexpr std::size_t multiply_adds = Rows.extent * Inner.extent * Columns.extent;

    decltype(std::declval<const left&>().data()) a;
    decltype(std::declval<const right&>().data()) b;
};

/// A product with a row added to each of its rows, A B + r.
///
///   A B (Rows, Columns)    r (1, Columns)
template <class Product, Scalar T>
struct affine_of {
    static constexpr bool needs_other_memory = true;
    static constexpr std::size_t multiply_adds = Product::multiply_adds;

    Product product;
    const T* row;
};

/// Matrix product to be computed in place, C = A B; it lives no longer than A and B.
///
///   A (M, K)    B (K*, N)    C (M, N)
///
/// Error: as for `product`.
template <dim M, dim K, dim N, Scalar T, order OA, storage SA, order OB, storage SB>
[[nodiscard, gnu::always_inline]] constexpr product_of<M, K, N, T, OA, SA, OB, SB> lazy_product(
    const matrix<M, K, T, OA, SA>& a, const matrix<dual(K), N, T, OB, SB>& b) {
    return {a.data(), b.data()};
}

/// Adds r to every row of a product, A B + r.
///
///   A B (M, N)    r (1, N)
template <dim M, dim K, dim N, Scalar T, order OA, storage SA, order OB, storage SB, order OR, storage SR>
[[nodiscard, gnu::always_inline]] constexpr affine_of<product_of<M, K, N, T, OA, SA, OB, SB>, T> operator+(
    const product_of<M, K, N, T, OA, SA, OB, SB>& product, const matrix<1, N, T, OR, SR>& row) {
    return {product, row.data()};
}

namespace kernels {

template <policy Policy, start Start, dim M, dim K, dim N, Scalar T, order O, order OA, storage SA, order OB, storage SB>
[[gnu::always_inline]] constexpr void multiply(T* c, const product_of<M, K, N, T, OA, SA, OB, SB>& p, const T* row) {
    contract<Policy, M.extent, K.extent, N.extent, O, OA, OB, K.along == axis::batch, Start>(c, p.a, p.b, row);
}

/// Whether the elements of a view lie by rows, as the products below write them.
template <class View>
inline constexpr bool lies_by_rows = false;
template <dim R, dim C, Scalar T>
inline constexpr bool lies_by_rows<matrix<R, C, T, order::rows, storage::view>> = true;

/// C = start + A B, and in the row below it start + 1^T B, in one pass over the batch. C is where the elements go, by rows, or
/// who takes each of them once (see `multiply_into`).
///
///   C (M, N), followed by (1, N)    A (M, K)    B (K*, N); K is the batch
template <policy Policy, start Start, class C, dim M, dim N, Scalar T, dim K, order OA, storage SA, order OB, storage SB,
          dim One, order OO>
    requires(Policy == policy::fast && SB != storage::ones && K.along == axis::batch && K.extent > 1 && One.extent == 1 &&
             product_lanes(M.extent, K.extent, N.extent) == batch_lanes(K.extent) &&
             ((SA != storage::ones && has_panels<M.extent, K.extent, N.extent, order::rows, OA, OB, T>) ||
              ((std::is_same_v<C, T*> || (N.extent <= most_columns_over_batch && numeric::native_lanes<T> > 1)) &&
               has_batch_tiles<M.extent, K.extent, N.extent, OA, OB, T>)))
[[gnu::always_inline]] constexpr void multiply_and_sum(C c, const product_of<M, K, N, T, OA, SA, OB, SB>& p,
                                                       const product_of<One, K, N, T, OO, storage::ones, OB, SB>&) {
    contract_with_sums<M.extent, K.extent, N.extent, OA, OB, Start>(c, p.a, p.b);
}

/// The same in plain loops: for a constant expression, or where the two products have not the same B.
template <start Start, dim M, dim N, Scalar T, dim K, order OA, storage SA, order OB, storage SB, dim One, order OO>
[[gnu::always_inline]] constexpr void multiply_and_sum_in_loops(
    T* c, const product_of<M, K, N, T, OA, SA, OB, SB>& p, const product_of<One, K, N, T, OO, storage::ones, OB, SB>& sums) {
    multiply<policy::small, Start, M, K, N, T, order::rows>(c, p, nullptr);
    multiply<policy::small, Start, One, K, N, T, order::rows>(c + M.extent * N.extent, sums, nullptr);
}

/// Gives each element of C = A B to `c` once, as `c.take<Count>(i, pack)` the first lanes of a pack from i on, by rows: where
/// that is no slower than to store C, which is then never in memory.
///
///   A (M, K)    B (K*, N)    C (M, N); K is the batch
template <policy Policy, class C, dim M, dim K, dim N, Scalar T, order OA, storage SA, order OB, storage SB>
    requires(Policy == policy::fast && SA != storage::ones && SB != storage::ones && K.along == axis::batch && M.extent > 1 &&
             (K.extent == 1 || has_panels<M.extent, K.extent, N.extent, order::rows, OA, OB, T>))
[[gnu::always_inline]] constexpr void multiply_into(C c, const product_of<M, K, N, T, OA, SA, OB, SB>& p) {
    contract_into<M.extent, K.extent, N.extent, OA, OB>(c, p.a, p.b);
}

}  // namespace kernels

/// C = A B in place; C must not overlap A or B.
///
///   C (M, N)    A B (M, N)
template <policy Policy = default_policy, dim M, dim N, Scalar T, order O, dim K, order OA, storage SA, order OB, storage SB>
[[gnu::always_inline]] constexpr void assign(view<M, N, T, O> c, const product_of<M, K, N, T, OA, SA, OB, SB>& p) {
    kernels::multiply<Policy, kernels::start::zero, M, K, N, T, O>(c.data(), p, nullptr);
}

/// C = A B + r in place; C must not overlap A, B or r.
///
///   C (M, N)    A B (M, N)    r (1, N)
template <policy Policy = default_policy, dim M, dim N, Scalar T, order O, dim K, order OA, storage SA, order OB, storage SB>
[[gnu::always_inline]] constexpr void assign(view<M, N, T, O> c,
                                             const affine_of<product_of<M, K, N, T, OA, SA, OB, SB>, T>& p) {
    kernels::multiply<Policy, kernels::start::row, M, K, N, T, O>(c.data(), p.product, p.row);
}

/// C += A B in place; C must not overlap A or B.
///
///   C (M, N)    A B (M, N)
template <policy Policy = default_policy, dim M, dim N, Scalar T, order O, dim K, order OA, storage SA, order OB, storage SB>
[[gnu::always_inline]] constexpr void accumulate(view<M, N, T, O> c, const product_of<M, K, N, T, OA, SA, OB, SB>& p) {
    kernels::multiply<Policy, kernels::start::existing, M, K, N, T, O>(c.data(), p, nullptr);
}

/// Matrix product, C = A B.
///
///   A (M, K)    B (K*, N)    return C (M, N)
///
/// Each element is summed in ascending k, from 32 on in 2 or 4 parts (`feature_parts`); where K is the batch, in the order of
/// `batch_sum`.
/// Error: inner dimensions that are not duals of each other, in extent or in axis, do not compile; the message names both.
template <policy Policy = default_policy, dim M, dim K, dim N, Scalar T, order OA, storage SA, order OB, storage SB>
[[nodiscard]] constexpr matrix<M, N, T> product(const matrix<M, K, T, OA, SA>& a, const matrix<dual(K), N, T, OB, SB>& b) {
    matrix<M, N, T> c{};
    assign<Policy>(view<M, N, T>(c), lazy_product(a, b));
    return c;
}

}  // namespace chainrule
