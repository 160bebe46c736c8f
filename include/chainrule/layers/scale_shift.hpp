#pragma once

#include <chainrule/algebra/scaled_rows.hpp>
#include <chainrule/layers/tensor.hpp>

#include <boost/hana/tuple.hpp>

#include <cstddef>
#include <type_traits>

namespace chainrule {

/// Fixed standardisation of raw units, Y = X * scale + shift, elementwise in every row; its numbers are parameters that do
/// not train. For features of mean m and standard deviation s: scale = 1 / s, shift = -m / s.
///
///   X (Batch, F)    scale (1, F')    shift (1, F')    Y (Batch, F')
///
/// `scale_shift<Features, std::int16_t>`, as the first layer, takes raw integers, as a converter gives them, where they lie;
/// the network's input then is of that type.
///
/// Backward, from dY = dL/dY (Batch*, F'*):
///   dX = dY * scale (Batch*, F*)
template <std::size_t Features, class Input = void>
    requires AtLeastOneFeature<Features>
struct scale_shift {
    static_assert(std::is_void_v<Input> || Raw<Input>, "scale_shift: the input must be integers of 8 or 16 bits");

    static constexpr const char* name = "scale_shift";
    static constexpr const char* forward_formula = "X * scale + shift";
    static constexpr const char* backward_formula = "dY * scale";
    static constexpr std::size_t inputs = Features;
    static constexpr std::size_t outputs = Features;
    static constexpr bool in_place = true;
    static constexpr bool trainable = false;

    using tensors = boost::hana::tuple<tensor<"scale", 1, output(Features)>, tensor<"shift", 1, output(Features)>>;

    /// What it takes where that is not what it computes with.
    template <Scalar T>
    using input_element = std::conditional_t<std::is_void_v<Input>, T, Input>;

    template <dim Batch, dim X, dim Y, Scalar T>
    [[nodiscard, gnu::always_inline]] static constexpr auto forward(const_view<Batch, X, input_element<T>> x,
                                                                    const_view<1, Y, T> scale, const_view<1, Y, T> shift) {
        return scaled_rows(x, scale, shift);
    }

    template <dim Batch, dim X, dim Y, Scalar T>
    [[nodiscard, gnu::always_inline]] static constexpr auto backward(const_view<Batch, Y, T>,
                                                                     const_view<dual(Batch), dual(Y), T> dy,
                                                                     const_view<1, Y, T> scale, const_view<1, Y, T>) {
        return scaled_rows(dy, scale);
    }
};

}  // namespace chainrule
