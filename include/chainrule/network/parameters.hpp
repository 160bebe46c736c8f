// The numbers of a network, and their gradient: plain data, one tensor after the other.
#pragma once

#include <chainrule/layers/tensor.hpp>
#include <chainrule/shape/matrix.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>

namespace chainrule {

/// Where the numbers of frozen layers lie: at their places among the parameters of the network without `frozen`.
template <Scalar T>
struct frozen_numbers {
    const T* numbers = nullptr;
    friend constexpr bool operator==(const frozen_numbers&, const frozen_numbers&) = default;
};
struct nothing_frozen {
    friend constexpr bool operator==(const nothing_frozen&, const nothing_frozen&) = default;
};

/// The parameters of a network: the tensors that train, layer by layer, then those that do not.
///
/// Trivially copyable and of standard layout: in flash as `constexpr`, in RAM, in a file, on a wire; but where layers are
/// frozen it has a pointer to theirs. An activation or a gradient of the same size, or the parameters of another network, do
/// not convert to it.
template <class Network, Scalar T>
struct parameters {
    std::array<T, Network::parameter_count> values;
    [[no_unique_address]] std::conditional_t<(Network::frozen_count > 0), frozen_numbers<T>, nothing_frozen> frozen = {};

    /// The first number of a layer.
    template <std::size_t Index>
    [[nodiscard, gnu::always_inline]] constexpr const T* layer() const {
        if constexpr (Network::facts[Index].frozen) {
            return frozen.numbers + Network::offset(Index);
        } else {
            return values.data() + Network::offset(Index);
        }
    }

    /// The tensor of that name, `tensor<"0.weight">()`: its layer's index, a dot, its name there; a view.
    ///
    /// Error: "network: no tensor has this name".
    template <text Name>
    [[nodiscard]] constexpr auto tensor() const {
        using found = typename Network::template named<Name>;
        const T* const first = [&] {
            if constexpr (Network::facts[found::layer].frozen) {
                return frozen.numbers;
            } else {
                return values.data();
            }
        }();
        return const_view<found::rows, found::columns, T, found::elements>(first + found::offset);
    }
    template <text Name>
    [[nodiscard]] constexpr auto tensor()
        requires(!Network::facts[Network::template named<Name>::layer].frozen)
    {
        using found = typename Network::template named<Name>;
        return view<found::rows, found::columns, T, found::elements>(values.data() + found::offset);
    }

    /// All parameters; those that train come first.
    [[nodiscard]] constexpr std::span<T, Network::parameter_count> span() { return values; }
    [[nodiscard]] constexpr std::span<const T, Network::parameter_count> span() const { return values; }

    friend constexpr bool operator==(const parameters&, const parameters&) = default;
};

/// The gradient of a loss with respect to the parameters that train, in their order; its tensors have the dual axes.
template <class Network, Scalar T>
struct gradients {
    std::array<T, Network::trainable_count> values;

    /// The gradient of the tensor of that name, `tensor<"0.weight">()`; a view.
    ///
    /// Error: "network: no tensor has this name".
    template <text Name>
    [[nodiscard]] constexpr auto tensor() const {
        using found = typename Network::template named<Name>;
        static_assert(Network::facts[found::layer].trainable, "network: this tensor does not train and has no gradient");
        return const_view<dual(found::rows), dual(found::columns), T, found::elements>(values.data() + found::offset);
    }

    [[nodiscard]] constexpr std::span<T, Network::trainable_count> span() { return values; }
    [[nodiscard]] constexpr std::span<const T, Network::trainable_count> span() const { return values; }

    friend constexpr bool operator==(const gradients&, const gradients&) = default;
};

}  // namespace chainrule
