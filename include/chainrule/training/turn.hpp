// Where the forward pass turns round: the loss after the last layer, or fused with it.
#pragma once

#include <chainrule/layers/softmax.hpp>
#include <chainrule/losses/loss.hpp>

#include <cstddef>
#include <type_traits>

namespace chainrule {

/// How a network and a loss meet: `layers` of the network run, and `loss` takes what they give.
///
/// A loss that says what it is `after_softmax` takes the place of a softmax at the end; every other loss follows the last
/// layer.
template <class Network, class Loss>
struct turn {
    static constexpr std::size_t layers = Network::depth;
    static constexpr bool fused = false;
    using loss = Loss;
};
template <class Network, class Loss>
    requires(std::is_same_v<typename Network::thawed::template layer<Network::depth - 1>, softmax> && Network::depth > 1 &&
             requires { typename Loss::after_softmax; })
struct turn<Network, Loss> {
    static constexpr std::size_t layers = Network::depth - 1;
    static constexpr bool fused = true;
    using loss = typename Loss::after_softmax;
};

}  // namespace chainrule
