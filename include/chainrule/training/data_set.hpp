#pragma once

#include <chainrule/losses/target.hpp>
#include <chainrule/shape/matrix.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <type_traits>

namespace chainrule {

/// A view of samples and their targets, row by row as files and sensors give them; the number of rows is known at run time.
///
///   samples: `rows` arrays of Features numbers
///   targets: `rows` class indices (`class_index<K>`), or arrays of as many numbers as the network gives
template <std::size_t Features, class Target, Element Sample = float>
struct data_set {
    const std::array<Sample, Features>* samples;
    const Target* targets;
    std::size_t rows;
};

/// The samples are as wide as the network's input.
template <std::size_t Given, std::size_t Expected>
concept SamplesFitNetwork = (Given == Expected);

/// The samples are of the type that the network takes.
template <class Given, class Expected>
concept SamplesAreWhatTheNetworkTakes = std::same_as<Given, Expected>;

/// The targets are class indices of the network's prediction, or rows like it.
template <class Target, std::size_t Outputs, class T>
concept TargetsFitNetwork = std::same_as<Target, class_index<Outputs>> || std::same_as<Target, std::array<T, Outputs>>;

/// Memory for one batch that is gathered from a data set, features outermost.
template <class Network, class Target, std::size_t Batch, Scalar T>
struct gathered_batch {
    static_assert(TargetsFitNetwork<Target, Network::outputs, T>,
                  "data_set: the targets must be class_index<K>, or arrays of K numbers, where the network gives K");
    static constexpr bool by_class = std::same_as<Target, class_index<Network::outputs>>;

    using sample = typename Network::template input_element<T>;

    matrix<Batch, Network::inputs, sample> x{};
    std::conditional_t<by_class, std::array<class_index<Network::outputs>, Batch>, matrix<Batch, Network::outputs, T>> t{};

    /// Row b of the batch from row `from` of the data; copies.
    constexpr void set(std::size_t b, const data_set<Network::inputs, Target, sample>& data, std::size_t from) {
        for (std::size_t f = 0; f < Network::inputs; ++f) x(b, f) = data.samples[from][f];
        if constexpr (by_class) {
            t[b] = data.targets[from];
        } else {
            for (std::size_t k = 0; k < Network::outputs; ++k) t(b, k) = data.targets[from][k];
        }
    }

    /// Row b of the batch becomes zeros.
    constexpr void clear(std::size_t b) {
        for (std::size_t f = 0; f < Network::inputs; ++f) x(b, f) = sample(0);
        if constexpr (by_class) {
            t[b] = 0;
        } else {
            for (std::size_t k = 0; k < Network::outputs; ++k) t(b, k) = T(0);
        }
    }
};

}  // namespace chainrule
