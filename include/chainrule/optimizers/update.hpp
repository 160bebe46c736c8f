// One update of all parameters by any optimizer: all of it, or nothing where a result is not finite.
#pragma once

#include <chainrule/algebra/policy.hpp>
#include <chainrule/network/parameters.hpp>
#include <chainrule/network/pass.hpp>
#include <chainrule/numeric/pack.hpp>

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace chainrule {

/// Numbers that an optimizer keeps beside the parameters that train: `Slots` for each of them.
template <class Network, Scalar T, std::size_t Slots>
struct optimizer_state {
    std::array<std::array<T, Network::trainable_count>, Slots> slots{};
};
template <class Network, Scalar T>
struct optimizer_state<Network, T, 0> {};

namespace kernels {

/// The pack of parameters at i and its slots, moved by a gradient; written where it was if `Write`. Gives 0 if all numbers are
/// finite, else NaN.
template <bool Write, numeric::Pack V, class Settings, class Network, Scalar T>
[[gnu::always_inline]] constexpr V move_at(std::size_t i, V gradient, const Settings& optimizer, parameters<Network, T>& p,
                                           optimizer_state<Network, T, Settings::slots>& state) {
    static_assert(std::is_same_v<decltype(Settings::learning_rate), T>,
                  "update: the optimizer must compute with the element type of the parameters");
    V value = numeric::load<V>(p.values.data() + i);
    V slot[Settings::slots + 1];
    if constexpr (Settings::slots > 0) {
        for (std::size_t s = 0; s < Settings::slots; ++s) slot[s] = numeric::load<V>(state.slots[s].data() + i);
    }
    optimizer.move(value, gradient, slot);
    V difference = value - value;
    if constexpr (Write) numeric::store(p.values.data() + i, value);
    if constexpr (Settings::slots > 0) {
        for (std::size_t s = 0; s < Settings::slots; ++s) {
            difference += slot[s] - slot[s];
            if constexpr (Write) numeric::store(state.slots[s].data() + i, slot[s]);
        }
    }
    return difference;
}

/// `move_at` for all parameters that train.
template <bool Write, class Settings, class Network, Scalar T>
[[gnu::always_inline]] constexpr T move_each(const Settings& optimizer, parameters<Network, T>& p,
                                             const gradients<Network, T>& g,
                                             optimizer_state<Network, T, Settings::slots>& state, T scale) {
    T worst = T(0);
    for_packs<Network::policy, Network::trainable_count, T>([&]<class V>(std::size_t i) __attribute__((always_inline)) {
        const V difference = move_at<Write, V>(i, numeric::load<V>(g.values.data() + i) * scale, optimizer, p, state);
        if constexpr (Scalar<V>) {
            worst += difference;
        } else {
            for (std::size_t l = 0; l < numeric::lanes<V>; ++l) worst += difference[l];
        }
    });
    return worst;
}

}  // namespace kernels

/// Moves the parameters by one step of the optimizer, p <- p - ...; gives whether all results are finite, and changes nothing
/// if one is not.
///
///   scale: the gradient counts this many times
///
/// Error: gradients or state of another network do not compile, nor does an optimizer of another element type.
template <class Settings, class Network, Scalar T>
[[nodiscard]] constexpr bool update(Settings& optimizer, parameters<Network, T>& p, const gradients<Network, T>& g,
                                    optimizer_state<Network, T, Settings::slots>& state, T scale = T(1)) {
    Settings next = optimizer;
    next.advance();
    if (kernels::move_each<false>(next, p, g, state, scale) != T(0)) return false;
    optimizer = next;
    kernels::move_each<true>(next, p, g, state, scale);
    return true;
}

/// Takes the gradients of a backward pass (see `assign_gradients`) and moves the parameters by each as soon as it is known.
/// That of a small tensor never lies in memory; `gradients` has room for the others.
template <class Settings, class Network, Scalar T>
struct move_by_gradients {
    const Settings& optimizer;
    parameters<Network, T>& p;
    gradients<Network, T>& g;
    optimizer_state<Network, T, Settings::slots>& state;

    template <std::size_t Offset, class... Gradients, class... Expressions>
    [[gnu::always_inline]] constexpr void write(const Expressions&... expressions) const {
        constexpr std::size_t size = (decltype(std::declval<Gradients>().span())::extent + ...);
        constexpr std::size_t in_registers = 32;
        if constexpr (Network::policy == policy::fast && size <= in_registers && numeric::native_lanes<T> == 1) {
            T own[size];
            assign_gradients<Network, T>{own}.template write<0, Gradients...>(expressions...);
            kernels::repeat<true, size>([&](std::size_t i) __attribute__((always_inline)) {
                kernels::move_at<true, T>(Offset + i, own[i], optimizer, p, state);
            });
        } else {
            assign_gradients<Network, T>{g.values.data()}.template write<Offset, Gradients...>(expressions...);
            const auto move = [&]<class V>(std::size_t i) __attribute__((always_inline)) {
                kernels::move_at<true, V>(Offset + i, numeric::load<V>(g.values.data() + Offset + i), optimizer, p, state);
            };
            constexpr std::size_t lanes = numeric::narrow_lanes<T>;
            if constexpr (Network::policy == policy::fast && size <= in_registers && numeric::native_lanes<T> >= lanes) {
                // What has just been written in parts must not be read as one: the processor would wait for the memory.
                if (!std::is_constant_evaluated()) {
                    kernels::repeat<true, size / lanes>([&](std::size_t i) __attribute__((always_inline)) {
                        move.template operator()<numeric::packed<T, lanes>>(i * lanes);
                    });
                    kernels::repeat<true, size % lanes>([&](std::size_t i) __attribute__((always_inline)) {
                        move.template operator()<T>(size / lanes * lanes + i);
                    });
                    return;
                }
            }
            kernels::for_packs<Network::policy, size, T>(move);
        }
    }
};

}  // namespace chainrule
