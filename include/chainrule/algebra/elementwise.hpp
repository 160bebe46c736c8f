// Elementwise operations: same shape in, same shape out.
#pragma once

#include <chainrule/algebra/policy.hpp>
#include <chainrule/numeric/beside.hpp>
#include <chainrule/numeric/pack.hpp>
#include <chainrule/shape/matrix.hpp>

#include <boost/hana/tuple.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace chainrule {

/// Two dimensions that an elementwise operation may pair: equal extents, and both along the batch or neither. They may be
/// the features on both sides of an elementwise layer, and a value and a gradient, for such is its backward pass.
template <dim A, dim B>
concept Elementwise = SameExtent<A, B> && ((A.along == axis::batch) == (B.along == axis::batch));

/// f applied to each element of one or more matrices, to be computed by `assign`; f takes and returns packs.
template <class Function, class... Matrices>
struct elementwise_of {
    Function f;
    boost::hana::tuple<Matrices...> operands;
};

/// Elementwise function to be computed in place, C_ij = f(A_ij, ...); it lives no longer than its operands.
///
///   A, ... (R, C)    f over packs, V f(V, ...)    C (R, C)
///
/// Error: operands of other extents or another order in memory, or a batch in place of features, do not compile.
template <class Function, dim R, dim C, Scalar T, order O, storage S, dim... Rs, dim... Cs, storage... Ss>
    requires(Elementwise<R, Rs> && ...) && (Elementwise<C, Cs> && ...)
[[nodiscard, gnu::always_inline]] constexpr auto elementwise(Function f, const matrix<R, C, T, O, S>& a,
                                                             const matrix<Rs, Cs, T, O, Ss>&... more) {
    return elementwise_of<Function, const_view<R, C, T, O>, const_view<Rs, Cs, T, O>...>{
        f, {const_view<R, C, T, O>(a.data()), const_view<Rs, Cs, T, O>(more.data())...}};
}

namespace kernels {

/// c[i] = f(a[i], ...), one function for all extents.
template <class Function, Scalar T, class... A>
[[gnu::noinline]] constexpr void map_in_a_loop(T* c, Function f, std::size_t n, const A*... a) {
    std::size_t i = 0;
    do {
        c[i] = f(a[i]...);
    } while (++i != n);
}

/// f of a pack that has none beside it.
template <numeric::Pack V, class Function, class... Packs>
[[nodiscard, gnu::always_inline]] constexpr V applied(Function f, Packs... packs) {
    if constexpr (requires { f.alone(packs...); }) {
        return f.alone(packs...);
    } else {
        return f(packs...);
    }
}

template <policy Policy, std::size_t N, class Function, Scalar T, class... A>
[[gnu::always_inline]] constexpr void map(T* c, Function f, const A*... a) {
    if constexpr (Policy == policy::small) {
        map_in_a_loop(c, f, N, a...);
        return;
    }
    constexpr std::size_t lanes = numeric::native_lanes<T>;
    if constexpr (lanes == 1 && requires { f.at_once(c, a..., std::make_index_sequence<1>{}); }) {
        if (!std::is_constant_evaluated()) {
            for_tiles<N, 4>([=]<std::size_t Size>(std::size_t i) __attribute__((always_inline)) {
                f.at_once(c + i, (a + i)..., std::make_index_sequence<Size>{});
            });
            return;
        }
    }
    if constexpr (lanes > 1 && N >= 2 * lanes && requires { requires Function::takes_packs_side_by_side; }) {
        if (!std::is_constant_evaluated()) {
            for_tiles<N / lanes, 4>([=]<std::size_t Size>(std::size_t i) __attribute__((always_inline)) {
                using W = numeric::side_by_side<numeric::packed<T, lanes>, Size>;
                numeric::store(c + i * lanes, f(numeric::load<W>(a + i * lanes)...));
            });
            if constexpr (N % lanes > 0) {
                numeric::for_packs<N, T, N / lanes * lanes>([=]<class V>(std::size_t i) __attribute__((always_inline)) {
                    numeric::store(c + i, f(numeric::load<V>(a + i)...));
                });
            }
            return;
        }
    }
    if constexpr (Policy == policy::fast) {
        for_packs<Policy, N, T>([=]<class V>(std::size_t i) __attribute__((always_inline)) {
            numeric::store<V>(c + i, applied<V>(f, numeric::load<V>(a + i)...));
        });
    }
}

}  // namespace kernels

/// C_ij = f(A_ij, ...) in place; C may be one of the operands.
///
///   C (R, C)    A, ... (R, C)
template <policy Policy = default_policy, dim R, dim C, Scalar T, order O, class Function, dim... Rs, dim... Cs>
    requires(Elementwise<R, Rs> && ...) && (Elementwise<C, Cs> && ...)
[[gnu::always_inline]] constexpr void assign(view<R, C, T, O> c,
                                             const elementwise_of<Function, const_view<Rs, Cs, T, O>...>& e) {
    kernels::unpack(e.operands, [&](const auto&... a) __attribute__((always_inline)) {
        kernels::map<Policy, R.extent * C.extent>(c.data(), e.f, a.data()...);
    });
}

/// The matrix that an elementwise function, or any other expression of the shape (R, C), gives.
template <dim R, dim C, Scalar T, order O = order::columns, policy Policy = default_policy, class Expression>
[[nodiscard]] constexpr matrix<R, C, T, O> evaluate(const Expression& e) {
    matrix<R, C, T, O> c{};
    kernels::compute<Policy>(view<R, C, T, O>(c), e);
    return c;
}

/// Sum, C = A + B.
///
///   A, B, return C (R, C)
///
/// Error: other shapes, in extent or in axis, do not compile.
template <policy Policy = default_policy, dim R, dim C, Scalar T, order O, storage SA, storage SB>
[[nodiscard]] constexpr matrix<R, C, T, O> sum(const matrix<R, C, T, O, SA>& a, const matrix<R, C, T, O, SB>& b) {
    return evaluate<R, C, T, O, Policy>(elementwise([](auto x, auto y) { return x + y; }, a, b));
}

/// Difference, C = A - B.
///
///   A, B, return C (R, C)
///
/// Error: other shapes, in extent or in axis, do not compile.
template <policy Policy = default_policy, dim R, dim C, Scalar T, order O, storage SA, storage SB>
[[nodiscard]] constexpr matrix<R, C, T, O> difference(const matrix<R, C, T, O, SA>& a, const matrix<R, C, T, O, SB>& b) {
    return evaluate<R, C, T, O, Policy>(elementwise([](auto x, auto y) { return x - y; }, a, b));
}

/// Multiple, C = s A.
///
///   A, return C (R, C)    s a scalar
template <policy Policy = default_policy, dim R, dim C, Scalar T, order O, storage S>
[[nodiscard]] constexpr matrix<R, C, T, O> scaled(T s, const matrix<R, C, T, O, S>& a) {
    return evaluate<R, C, T, O, Policy>(elementwise([s](auto x) { return s * x; }, a));
}

}  // namespace chainrule
