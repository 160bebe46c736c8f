// The numbers that a network starts from.
#pragma once

#include <chainrule/layers/tensor.hpp>
#include <chainrule/network/network.hpp>
#include <chainrule/network/parameters.hpp>
#include <chainrule/numeric/random.hpp>
#include <chainrule/numeric/sqrt.hpp>

#include <boost/hana/tuple.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace chainrule {

/// Distributions of the first weights. Each is a function object: one weight of a matrix (fan_in, fan_out) from a generator.
namespace initializers {

/// Uniform in [-a, a), a = sqrt(6 / (fan_in + fan_out)). Source: Glorot and Bengio (2010), equation 16.
struct glorot_uniform {
    template <Scalar T>
    [[nodiscard]] constexpr T operator()(numeric::pcg32& generator, std::size_t fan_in, std::size_t fan_out) const {
        const T a = numeric::sqrt(T(6) / static_cast<T>(fan_in + fan_out));
        return numeric::uniform(generator, -a, a);
    }
};

/// Normal with mean 0 and standard deviation sqrt(2 / (fan_in + fan_out)). Source: Glorot and Bengio (2010), equation 12.
struct glorot_normal {
    template <Scalar T>
    [[nodiscard]] constexpr T operator()(numeric::pcg32& generator, std::size_t fan_in, std::size_t fan_out) const {
        return numeric::sqrt(T(2) / static_cast<T>(fan_in + fan_out)) * numeric::normal<T>(generator);
    }
};

/// Uniform in [-a, a), a = sqrt(6 / fan_in). Source: He, Zhang, Ren, Sun (2015), section 2.2.
struct he_uniform {
    template <Scalar T>
    [[nodiscard]] constexpr T operator()(numeric::pcg32& generator, std::size_t fan_in, std::size_t) const {
        const T a = numeric::sqrt(T(6) / static_cast<T>(fan_in));
        return numeric::uniform(generator, -a, a);
    }
};

/// Normal with mean 0 and standard deviation sqrt(2 / fan_in). Source: He, Zhang, Ren, Sun (2015), equation 10.
struct he_normal {
    template <Scalar T>
    [[nodiscard]] constexpr T operator()(numeric::pcg32& generator, std::size_t fan_in, std::size_t) const {
        return numeric::sqrt(T(2) / static_cast<T>(fan_in)) * numeric::normal<T>(generator);
    }
};

/// What suits the activation after the layer: He uniform before a rectifier, Glorot uniform before all others.
struct by_activation {};

}  // namespace initializers

namespace initial {

template <class Network, std::size_t Index>
[[nodiscard]] consteval gain gain_after() {
    if constexpr (Index + 1 < Network::depth) {
        using next = typename Network::template layer<Index + 1>;
        if constexpr (requires { next::initial_gain; }) return next::initial_gain;
    }
    return gain::glorot;
}

template <std::size_t Index, class Network, Scalar T, class Initializer>
constexpr void fill_layer(parameters<Network, T>& p, const Initializer& initializer, numeric::pcg32& generator) {
    if constexpr (std::is_same_v<Initializer, initializers::by_activation>) {
        if constexpr (gain_after<Network, Index>() == gain::he) {
            fill_layer<Index>(p, initializers::he_uniform{}, generator);
        } else {
            fill_layer<Index>(p, initializers::glorot_uniform{}, generator);
        }
    } else {
        std::size_t at = Network::offset(Index);
        const auto fill = [&]<class Tensor>(Tensor*) {
            constexpr bool outputs_first = Tensor::rows.along == axis::output || Tensor::columns.along == axis::input;
            constexpr std::size_t fan_in = (outputs_first ? Tensor::columns : Tensor::rows).extent;
            constexpr std::size_t fan_out = (outputs_first ? Tensor::rows : Tensor::columns).extent;
            for (std::size_t i = 0; i < Tensor::size; ++i) {
                if constexpr (same_text(Tensor::name, "weight")) {
                    p.values[at + i] = initializer.template operator()<T>(generator, fan_in, fan_out);
                } else {
                    p.values[at + i] = same_text(Tensor::name, "scale") ? T(1) : T(0);
                }
            }
            at += Tensor::size;
        };
        [&]<class... Tensors>(boost::hana::tuple<Tensors...>*) {
            (fill(static_cast<Tensors*>(nullptr)), ...);
        }(static_cast<typename Network::template layer<Index>::tensors*>(nullptr));
    }
}

}  // namespace initial

/// First parameters of a network: every tensor named "weight" from the initializer, "scale" 1, all others 0.
///
///   seed: of `numeric::pcg32`; the same seed gives the same bits everywhere in reproducible mode
template <class Network, Scalar T = float, class Initializer = initializers::by_activation>
[[nodiscard]] constexpr parameters<Network, T> initialize(std::uint64_t seed, Initializer initializer = {}) {
    static_assert(Network::frozen_count == 0, "initialize: the numbers of frozen layers lie elsewhere; see network::freeze");
    parameters<Network, T> p{};
    numeric::pcg32 generator(seed);
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (initial::fill_layer<I>(p, initializer, generator), ...);
    }(std::make_index_sequence<Network::depth>{});
    return p;
}

}  // namespace chainrule
