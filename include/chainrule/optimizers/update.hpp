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

/// Parameters from one on, and the numbers that an optimizer keeps beside them, as they are moved by their gradients.
template <class Settings, Scalar T>
struct moving {
    static_assert(std::is_same_v<decltype(Settings::learning_rate), T>,
                  "update: the optimizer must compute with the element type of the parameters");

    Settings optimizer;
    T* values;
    [[no_unique_address]] std::array<T*, Settings::slots> slots;

    /// The pack of parameters at i and its slots, moved by a gradient; written where it was if `Write`. Gives 0 if all numbers
    /// are finite, else NaN.
    template <bool Write, numeric::Pack V>
    [[gnu::always_inline]] constexpr V move(std::size_t i, V gradient) const {
        V value = numeric::load<V>(values + i);
        V slot[Settings::slots + 1];
        if constexpr (Settings::slots > 0) {
            for (std::size_t s = 0; s < Settings::slots; ++s) slot[s] = numeric::load<V>(slots[s] + i);
        }
        optimizer.move(value, gradient, slot);
        V difference = value - value;
        if constexpr (Write) numeric::store(values + i, value);
        if constexpr (Settings::slots > 0) {
            for (std::size_t s = 0; s < Settings::slots; ++s) {
                difference += slot[s] - slot[s];
                if constexpr (Write) numeric::store(slots[s] + i, slot[s]);
            }
        }
        return difference;
    }

    /// Takes the gradients of a product (see `multiply_into`).
    template <numeric::Pack V>
    [[gnu::always_inline]] constexpr void take(std::size_t i, V gradient) const {
        move<true>(i, gradient);
    }
};

/// The parameters of a network from `offset` on.
template <class Settings, class Network, Scalar T>
[[nodiscard, gnu::always_inline]] constexpr moving<Settings, T> moving_from(
    std::size_t offset, const Settings& optimizer, parameters<Network, T>& p,
    optimizer_state<Network, T, Settings::slots>& state) {
    moving<Settings, T> all{optimizer, p.values.data() + offset, {}};
    if constexpr (Settings::slots > 0) {
        for (std::size_t s = 0; s < Settings::slots; ++s) all.slots[s] = state.slots[s].data() + offset;
    }
    return all;
}

/// All parameters that train, moved by their gradients.
template <bool Write, class Settings, class Network, Scalar T>
[[gnu::always_inline]] constexpr T move_each(const Settings& optimizer, parameters<Network, T>& p,
                                             const gradients<Network, T>& g,
                                             optimizer_state<Network, T, Settings::slots>& state, T scale) {
    const moving<Settings, T> all = moving_from(0, optimizer, p, state);
    T worst = T(0);
    for_packs<Network::policy, Network::trainable_count, T>([&]<class V>(std::size_t i) __attribute__((always_inline)) {
        const V difference = all.template move<Write>(i, V(numeric::load<V>(g.values.data() + i) * scale));
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
/// Where `gradients` must hold some for a moment, it does.
template <class Settings, class Network, Scalar T>
struct move_by_gradients {
    const Settings& optimizer;
    parameters<Network, T>& p;
    gradients<Network, T>& g;
    optimizer_state<Network, T, Settings::slots>& state;

    template <std::size_t Offset, class... Gradients, class... Expressions>
    [[gnu::always_inline]] constexpr void write(const Expressions&... expressions) const {
        constexpr std::size_t size = (size_of<Gradients> + ...);
        if constexpr (size <= in_registers || !(has_product_into<Expressions> || ...)) {
            write_together<Offset, Gradients...>(expressions...);
        } else if (std::is_constant_evaluated()) {
            write_together<Offset, Gradients...>(expressions...);
        } else {
            write_each<Offset, Gradients...>(expressions...);
        }
    }

private:
    static constexpr std::size_t in_registers = 32;

    template <class Gradient>
    static constexpr std::size_t size_of = decltype(std::declval<Gradient>().span())::extent;

    template <class Expression>
    static constexpr bool has_product_into = requires(kernels::moving<Settings, T> moving, const Expression& expression) {
        kernels::multiply_into<Network::policy>(moving, expression);
    };

    template <std::size_t Offset, class First, class... Rest, class Expression, class... More>
    [[gnu::always_inline]] constexpr void write_each(const Expression& expression, const More&... more) const {
        if constexpr (has_product_into<Expression>) {
            kernels::multiply_into<Network::policy>(kernels::moving_from(Offset, optimizer, p, state), expression);
        } else {
            write_together<Offset, First>(expression);
        }
        if constexpr (sizeof...(Rest) > 0) write_each<Offset + size_of<First>, Rest...>(more...);
    }

    template <std::size_t Offset, class... Gradients, class... Expressions>
    [[gnu::always_inline]] constexpr void write_together(const Expressions&... expressions) const {
        constexpr std::size_t size = (size_of<Gradients> + ...);
        const kernels::moving<Settings, T> moving = kernels::moving_from(Offset, optimizer, p, state);
        if constexpr (Network::policy == policy::fast && size <= in_registers && numeric::native_lanes<T> == 1) {
            T own[size];
            assign_gradients<Network, T>{own}.template write<0, Gradients...>(expressions...);
            kernels::repeat<true, size>([&](std::size_t i) __attribute__((always_inline)) { moving.take(i, own[i]); });
        } else {
            T* const gradient = g.values.data() + Offset;
            assign_gradients<Network, T>{gradient}.template write<0, Gradients...>(expressions...);
            const auto move = [&]<class V>(std::size_t i)
                                  __attribute__((always_inline)) { moving.take(i, numeric::load<V>(gradient + i)); };
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
