// Sums over features, in an order that the shape fixes and the machine does not.
#pragma once

#include <chainrule/algebra/batch_sum.hpp>
#include <chainrule/algebra/policy.hpp>
#include <chainrule/numeric/pack.hpp>

#include <cstddef>

namespace chainrule::kernels {

/// Parts of each sum over K features in a product of `columns` columns: 2 from 32 on, 4 from 64 on and in up to 15 columns from
/// 32 on, else 1, on every machine and for every batch. Part p of P sums the features from p K / P to (p + 1) K / P in
/// ascending order, and neighbouring parts are added: (s0 + s1) + (s2 + s3). A chain of additions is then so much shorter, and
/// its error smaller; where few columns make few chains, that of one sample takes as long as a chain does.
[[nodiscard]] constexpr std::size_t feature_parts(std::size_t features, std::size_t columns) {
    return features < 32 ? 1 : features < 64 && columns > 15 ? 2 : 4;
}

/// The parts added to each other, of which part(p) gives the sum.
template <std::size_t Parts, class Function>
[[nodiscard, gnu::always_inline]] constexpr auto sum_of_parts(Function part) {
    if constexpr (Parts == 1) {
        return part(std::size_t{0});
    } else if constexpr (Parts == 2) {
        const auto first = part(std::size_t{0});
        return first + part(std::size_t{1});
    } else {
        const auto half = sum_of_parts<2>(part);
        return half + sum_of_parts<2>([&](std::size_t p) __attribute__((always_inline)) { return part(p + 2); });
    }
}

/// Lanes of a sum over the K features of a row that come one by one: 4 from 8 on, else 1, on every machine. Lane l sums the
/// features l, l + 4, l + 8, ... in ascending order, and lanes are added as (s0 + s2) + (s1 + s3).
[[nodiscard]] constexpr std::size_t row_lanes(std::size_t features) { return features < 8 ? 1 : 4; }

/// Such a sum, of one row or of a pack of rows. The lane whose turn it is comes first, so that a loop needs no index: whichever
/// that is in the end, the tree adds the same.
template <std::size_t Lanes, numeric::Pack V>
class row_sum {
public:
    /// Of nothing: -0, for adding to that is no operation.
    [[gnu::always_inline]] constexpr row_sum() {
        for (V& lane : lanes_) lane = numeric::broadcast<V>(-numeric::element_t<V>(0));
    }
    /// What the next feature is added to.
    [[nodiscard, gnu::always_inline]] constexpr V next() const { return lanes_[0]; }
    /// The sum of both.
    [[gnu::always_inline]] constexpr void set_next(V sum) {
        repeat<true, Lanes - 1>([&](std::size_t l) __attribute__((always_inline)) { lanes_[l] = lanes_[l + 1]; });
        lanes_[Lanes - 1] = sum;
    }
    [[nodiscard, gnu::always_inline]] constexpr V total() const { return packs_added(lanes_); }

private:
    V lanes_[Lanes];
};

}  // namespace chainrule::kernels
