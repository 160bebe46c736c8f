// One update of all parameters by any optimizer: all of it, or nothing where a result is not finite.
#pragma once

#include <chainrule/algebra/policy.hpp>
#include <chainrule/algebra/reduce.hpp>
#include <chainrule/network/parameters.hpp>
#include <chainrule/network/pass.hpp>
#include <chainrule/numeric/pack.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace chainrule {

/// The settings of an optimizer have a `learning_rate`, the number of `slots` that it keeps for each parameter, an `advance()`
/// to the next step, and `move(V& parameter, V gradient, V* slots) const` for T and for a pack V of neighbours; see `momentum`.
template <class Settings, class T>
concept MovesParameters = requires(Settings settings, const Settings now, T parameter, T gradient, T* slots,
                                   numeric::packed<T, numeric::native_lanes<T>> neighbours,
                                   numeric::packed<T, numeric::native_lanes<T>>* slots_of_neighbours) {
    { settings.learning_rate } -> std::same_as<T&>;
    { Settings::slots } -> std::convertible_to<std::size_t>;
    settings.advance();
    now.move(parameter, gradient, slots);
    now.move(neighbours, neighbours, slots_of_neighbours);
};

/// An optimizer has `settings<T>`.
template <class O, class T>
concept Optimizes = MovesParameters<typename O::template settings<T>, T>;

/// Numbers that an optimizer keeps beside the parameters that train: `Slots` for each of them.
template <class Network, Scalar T, std::size_t Slots>
struct optimizer_state {
    std::array<std::array<T, Network::trainable_count>, Slots> slots{};
};
template <class Network, Scalar T>
struct optimizer_state<Network, T, 0> {};

namespace kernels {

/// Parameters from one on, and the numbers that an optimizer keeps beside them, as they are moved by their gradients. `Held`:
/// the settings, or a reference to them.
template <class Held, Scalar T>
struct moving {
    using Settings = std::remove_cvref_t<Held>;
    static_assert(std::is_same_v<decltype(Settings::learning_rate), T>,
                  "update: the optimizer must compute with the element type of the parameters");

    Held optimizer;
    T* values;
    [[no_unique_address]] std::array<T*, Settings::slots> slots;

    /// The first `Count` lanes of the pack of parameters at i and their slots, moved by a gradient; written where they were if
    /// `Write`. Gives 0 if all numbers are finite, else NaN.
    template <bool Write, std::size_t Count, numeric::Pack V>
    [[gnu::always_inline]] constexpr V move(std::size_t i, V gradient) const {
        V value = numeric::load_first<V, Count>(values + i);
        V slot[Settings::slots + 1];
        if constexpr (Settings::slots > 0) {
            for (std::size_t s = 0; s < Settings::slots; ++s) slot[s] = numeric::load_first<V, Count>(slots[s] + i);
        }
        optimizer.move(value, gradient, slot);
        V difference = value - value;
        if constexpr (Write) numeric::store_first<Count>(values + i, value);
        if constexpr (Settings::slots > 0) {
            for (std::size_t s = 0; s < Settings::slots; ++s) {
                difference += slot[s] - slot[s];
                if constexpr (Write) numeric::store_first<Count>(slots[s] + i, slot[s]);
            }
        }
        return difference;
    }

    /// Takes the gradients of a product (see `multiply_into`).
    template <std::size_t Count, numeric::Pack V>
    [[gnu::always_inline]] constexpr void take(std::size_t i, V gradient) const {
        move<true, Count>(i, gradient);
    }
};

/// The parameters of a network from `offset` on.
template <class Held, class Network, Scalar T, class Settings = std::remove_cvref_t<Held>>
[[nodiscard, gnu::always_inline]] constexpr moving<Held, T> moving_from(std::size_t offset, const Settings& optimizer,
                                                                        parameters<Network, T>& p,
                                                                        optimizer_state<Network, T, Settings::slots>& state) {
    moving<Held, T> all{optimizer, p.values.data() + offset, {}};
    if constexpr (Settings::slots > 0) {
        for (std::size_t s = 0; s < Settings::slots; ++s) all.slots[s] = state.slots[s].data() + offset;
    }
    return all;
}

/// All parameters that train, moved by their gradients; gives whether all results are finite.
template <bool Write, class Settings, class Network, Scalar T>
[[gnu::always_inline]] constexpr bool move_each(const Settings& optimizer, parameters<Network, T>& p,
                                                const gradients<Network, T>& g,
                                                optimizer_state<Network, T, Settings::slots>& state, T scale) {
    finite_check<T> check;
    for_packs<Network::policy, Network::trainable_count, T>([&]<class V>(std::size_t i) __attribute__((always_inline)) {
        // Made anew for each: made once for all, it keeps registers that small machines lack.
        check.add(moving_from<const Settings&>(i, optimizer, p, state)
                      .template move<Write, numeric::lanes<V>>(0, V(numeric::load<V>(g.values.data() + i) * scale)));
    });
    return check.holds();
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
    if (!kernels::move_each<false>(next, p, g, state, scale)) return false;
    optimizer = next;
    (void)kernels::move_each<true>(next, p, g, state, scale);
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

    template <std::size_t Offset, class First, class... Rest, class Expression, class... More>
    [[gnu::always_inline]] constexpr void write(const Expression& expression, const More&... more) const {
        if constexpr (kernels::lies_by_rows<First> && has_sums_into<Expression, More...>) {
            if (!std::is_constant_evaluated() && ((expression.b == more.b) && ...)) {
                kernels::multiply_and_sum<Network::policy, kernels::start::zero>(from<Settings>(Offset), expression, more...);
            } else {
                kernels::multiply_and_sum_in_loops<kernels::start::zero>(memory(Offset), expression, more...);
                move_over<Offset, size_of<First, Rest...>>();
            }
        } else if constexpr (kernels::lies_by_rows<First> && size_of<First> > in_registers && has_product_into<Expression>) {
            if (!std::is_constant_evaluated()) {
                kernels::multiply_into<Network::policy>(from<Settings>(Offset), expression);
            } else {
                kernels::compute<policy::small>(First(memory(Offset)), expression);
                move_over<Offset, size_of<First>>();
            }
            if constexpr (sizeof...(Rest) > 0) write<Offset + size_of<First>, Rest...>(more...);
        } else {
            write_to_memory<Offset, First, Rest...>(expression, more...);
        }
    }

private:
    static constexpr std::size_t in_registers = 32;

    template <class... Gradients>
    static constexpr std::size_t size_of = (decltype(std::declval<Gradients>().span())::extent + ...);

    // A product may be a function of its own, which could not know that a reference does not lead to what it moves.
    using moving_by_product = kernels::moving<Settings, T>;

    template <class... Expressions>
    static constexpr bool has_sums_into = requires(moving_by_product to, const Expressions&... each) {
        kernels::multiply_and_sum<Network::policy, kernels::start::zero>(to, each...);
    };
    template <class Expression>
    static constexpr bool has_product_into = requires(moving_by_product to, const Expression& expression) {
        kernels::multiply_into<Network::policy>(to, expression);
    };

    [[nodiscard, gnu::always_inline]] constexpr T* memory(std::size_t offset) const { return g.values.data() + offset; }
    template <class Held = const Settings&>
    [[nodiscard, gnu::always_inline]] constexpr auto from(std::size_t offset) const {
        return kernels::moving_from<Held>(offset, optimizer, p, state);
    }

    template <std::size_t Offset, class... Gradients, class... Expressions>
    [[gnu::always_inline]] constexpr void write_to_memory(const Expressions&... expressions) const {
        constexpr std::size_t size = size_of<Gradients...>;
        if constexpr (Network::policy == policy::fast && size <= in_registers && numeric::native_lanes<T> == 1) {
            T own[size];
            assign_gradients<Network, T>{own}.template write<0, Gradients...>(expressions...);
            const auto to = from(Offset);
            kernels::repeat<true, size>([&](std::size_t i) __attribute__((always_inline)) { to.template take<1>(i, own[i]); });
        } else {
            assign_gradients<Network, T>{memory(Offset)}.template write<0, Gradients...>(expressions...);
            move_over<Offset, size>();
        }
    }

    /// Moves parameters by gradients that lie in memory.
    template <std::size_t Offset, std::size_t Size>
    [[gnu::always_inline]] constexpr void move_over() const {
        const auto to = from(Offset);
        const T* const gradient = memory(Offset);
        const auto move = [&]<class V>(std::size_t i) __attribute__((always_inline)) {
            to.template take<numeric::lanes<V>>(i, numeric::load<V>(gradient + i));
        };
        constexpr std::size_t lanes = numeric::narrow_lanes<T>;
        if constexpr (Network::policy == policy::fast && Size <= in_registers && numeric::native_lanes<T> >= lanes) {
            // What has just been written in parts must not be read as one: the processor would wait for the memory.
            if (!std::is_constant_evaluated()) {
                kernels::repeat<true, Size / lanes>([&](std::size_t i) __attribute__((always_inline)) {
                    move.template operator()<numeric::packed<T, lanes>>(i * lanes);
                });
                kernels::repeat<true, Size % lanes>([&](std::size_t i) __attribute__((always_inline)) {
                    move.template operator()<T>(Size / lanes * lanes + i);
                });
                return;
            }
        }
        kernels::for_packs<Network::policy, Size, T>(move);
    }
};

}  // namespace chainrule
