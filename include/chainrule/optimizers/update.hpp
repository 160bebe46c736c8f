// One update of all parameters by any optimizer: all of it, or nothing where a result is not finite.
#pragma once

#include <chainrule/network/parameters.hpp>
#include <chainrule/numeric/pack.hpp>

#include <array>
#include <cstddef>
#include <type_traits>

namespace chainrule {

/// Numbers that an optimizer keeps beside the parameters that train: `Slots` for each of them.
template <class Network, Scalar T, std::size_t Slots>
struct optimizer_state {
    std::array<std::array<T, Network::trainable_count>, Slots> slots{};
};
template <class Network, Scalar T>
struct optimizer_state<Network, T, 0> {};

/// Moves the parameters by one step of the optimizer, p <- p - ...; gives whether all results are finite, and changes nothing
/// if one is not.
///
///   scale: the gradient counts this many times
///
/// Error: gradients or state of another network do not compile, nor does an optimizer of another element type.
template <class Settings, class Network, Scalar T>
[[nodiscard]] constexpr bool update(Settings& optimizer, parameters<Network, T>& p, const gradients<Network, T>& g,
                                    optimizer_state<Network, T, Settings::slots>& state, T scale = T(1)) {
    static_assert(std::is_same_v<decltype(optimizer.learning_rate), T>,
                  "update: the optimizer must compute with the element type of the parameters");
    constexpr std::size_t count = Network::trainable_count;
    Settings next = optimizer;
    next.advance();

    // The first visit computes and looks, the second computes and writes.
    const auto visit = [&]<bool Write>() __attribute__((always_inline)) {
        T worst = T(0);  // 0 while every result is finite, then NaN
        numeric::for_packs<count, T>([&]<class V>(std::size_t i) __attribute__((always_inline)) {
            V value = numeric::load<V>(p.values.data() + i);
            const V gradient = numeric::load<V>(g.values.data() + i) * scale;
            V slot[Settings::slots + 1];
            if constexpr (Settings::slots > 0) {
                for (std::size_t s = 0; s < Settings::slots; ++s) slot[s] = numeric::load<V>(state.slots[s].data() + i);
            }
            next.move(value, gradient, slot);
            if constexpr (Write) {
                numeric::store(p.values.data() + i, value);
                if constexpr (Settings::slots > 0) {
                    for (std::size_t s = 0; s < Settings::slots; ++s) numeric::store(state.slots[s].data() + i, slot[s]);
                }
            } else {
                V difference = value - value;
                if constexpr (Settings::slots > 0) {
                    for (std::size_t s = 0; s < Settings::slots; ++s) difference += slot[s] - slot[s];
                }
                if constexpr (Scalar<V>) {
                    worst += difference;
                } else {
                    for (std::size_t l = 0; l < numeric::lanes<V>; ++l) worst += difference[l];
                }
            }
        });
        return worst == T(0);
    };
    if (!visit.template operator()<false>()) return false;
    optimizer = next;
    (void)visit.template operator()<true>();
    return true;
}

}  // namespace chainrule
