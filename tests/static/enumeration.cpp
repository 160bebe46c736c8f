// Every product that could be written by mistake in the network of the derivation: two of its matrices in either order, each
// transposed or not, in place of each of the seven products that the network computes. With all extents equal the types accept
// the seven right ones and two more.
#include <chainrule/algebra/product.hpp>
#include <chainrule/shape/transposed.hpp>

#include <concepts>
#include <cstddef>
#include <utility>

namespace enumeration {

using namespace chainrule;

inline constexpr dim b = batch(4), f0 = feature(0, 4), f1 = feature(1, 4), f2 = feature(2, 4), f3 = feature(3, 4),
                     f4 = feature(4, 4);

template <class... Matrices>
struct list {
    static constexpr std::size_t size = sizeof...(Matrices);
};

using one = ones<b, 1>;
using x = matrix<b, f0>;
using w1 = matrix<dual(f0), f1>;
using b1 = matrix<1, f1>;
using a1 = matrix<b, f1>;
using z = matrix<b, f2>;
using w2 = matrix<dual(f2), f3>;
using b2 = matrix<1, f3>;
using a2 = matrix<b, f3>;
using y = matrix<b, f4>;
using dy = matrix<dual(b), dual(f4)>;
using da2 = matrix<dual(b), dual(f3)>;
using dw2 = matrix<f2, dual(f3)>;
using db2 = matrix<1, dual(f3)>;
using dz = matrix<dual(b), dual(f2)>;
using da1 = matrix<dual(b), dual(f1)>;
using dw1 = matrix<f0, dual(f1)>;
using db1 = matrix<1, dual(f1)>;

using operands = list<one, x, w1, b1, a1, z, w2, b2, a2, y, dy, da2, dw2, db2, dz, da1, dw1, db1>;
using results = list<a1, a2, dw2, db2, dz, dw1, db1>;
static_assert(operands::size * operands::size * 4 * results::size == 9072);

template <class M>
using transpose = decltype(transposed(std::declval<const M&>()));

/// A B compiles and has the type of C.
template <class A, class B, class C>
concept Gives = requires(const A& left, const B& right) {
    { product(left, right) } -> std::same_as<C>;
};

/// Products of A and B in this order, each transposed or not, that give C.
template <class A, class B, class C>
inline constexpr int ways =
    Gives<A, B, C> + Gives<transpose<A>, B, C> + Gives<A, transpose<B>, C> + Gives<transpose<A>, transpose<B>, C>;

template <class A, class C, class... B>
consteval int count_right(list<B...>) {
    return (ways<A, B, C> + ...);
}
template <class C, class... A>
consteval int count(list<A...> all) {
    return (count_right<A, C>(all) + ...);
}
template <class... C>
consteval int count_all(list<C...>) {
    return (count<C>(operands{}) + ...);
}

// The right ones.
static_assert(Gives<x, w1, a1> && Gives<z, w2, a2>);
static_assert(Gives<transpose<z>, da2, dw2> && Gives<transpose<one>, da2, db2> && Gives<da2, transpose<w2>, dz>);
static_assert(Gives<transpose<x>, da1, dw1> && Gives<transpose<one>, da1, db1>);

// The wrong ones: a bias repeated in every row has the shape of the activation that it belongs to.
static_assert(Gives<one, b1, a1> && Gives<one, b2, a2>);

static_assert(count_all(results{}) == 7 + 2);

}  // namespace enumeration
