// Sums over features, in an order that the shape fixes and the machine does not.
#pragma once

#include <cstddef>

namespace chainrule::kernels {

/// Parts of a sum over K features: 2 from 32 on and 4 from 64 on, else 1, on every machine. Part p of P sums the features from
/// p K / P to (p + 1) K / P in ascending order, and neighbouring parts are added: (s0 + s1) + (s2 + s3). A chain of additions
/// is then so much shorter, and its error smaller.
[[nodiscard]] constexpr std::size_t feature_parts(std::size_t features) { return features < 32 ? 1 : features < 64 ? 2 : 4; }

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

}  // namespace chainrule::kernels
