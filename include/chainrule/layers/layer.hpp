// What a layer is: the claims that the network checks of every layer, a user's own included.
#pragma once

#include <chainrule/algebra/product.hpp>
#include <chainrule/layers/tensor.hpp>
#include <chainrule/shape/matrix.hpp>

#include <boost/hana/tuple.hpp>

#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace chainrule {

/// The layer says how many features it takes and gives; one that does not keeps the number it is given.
template <class L>
concept DeclaresExtents = requires {
    { L::inputs } -> std::convertible_to<std::size_t>;
    { L::outputs } -> std::convertible_to<std::size_t>;
};

/// Features that a layer gives when it is given `Features`.
template <class L, std::size_t Features>
inline constexpr std::size_t features_out = Features;
template <DeclaresExtents L, std::size_t Features>
inline constexpr std::size_t features_out<L, Features> = L::outputs;

/// Features that a layer takes, where it says so; else 4, for the sake of a trial.
template <class L>
inline constexpr std::size_t features_in = 4;
template <DeclaresExtents L>
inline constexpr std::size_t features_in<L> = L::inputs;

/// What a layer takes that computes with T: `L::input_element<T>` where it says so, which only the first layer of a network
/// may, else T.
template <class L, Scalar T>
struct input_of {
    using element = T;
};
template <class L, Scalar T>
    requires requires { typename L::template input_element<T>; }
struct input_of<L, T> {
    using element = typename L::template input_element<T>;
};
template <class L, Scalar T>
using input_element = typename input_of<L, T>::element;

/// A view of a tensor of the layer at `Place`, with the network's axes.
template <class Tensor, std::size_t Place, Scalar T>
using tensor_view = const_view<placed(Tensor::rows, Place), placed(Tensor::columns, Place), T, Tensor::elements>;

/// A view of the gradient of a tensor of the layer at `Place`: the duals of the axes of its value.
template <class Tensor, std::size_t Place, Scalar T>
using gradient_view = view<dual(placed(Tensor::rows, Place)), dual(placed(Tensor::columns, Place)), T, Tensor::elements>;

namespace claims {

template <class Tensors>
inline constexpr std::size_t tensor_count = 0;
template <class... Tensors>
inline constexpr std::size_t tensor_count<boost::hana::tuple<Tensors...>> = sizeof...(Tensors);

}  // namespace claims

/// The layer has a name.
template <class L>
concept LayerHasName = requires {
    { L::name } -> std::convertible_to<const char*>;
};

/// The layer says with `in_place` whether its backward pass needs its output only (then its output may overwrite its input, and
/// its gradient too), or its input; a layer that is in place gives as many features as it takes, and the `assign` of what it
/// computes must allow that the result lies where an operand does.
template <class L>
concept LayerSaysWhatItKeeps = requires {
    { L::in_place } -> std::convertible_to<bool>;
    requires !L::in_place || !DeclaresExtents<L> || L::inputs == L::outputs;
};

/// The layer says with `trainable` whether its tensors train.
template <class L>
concept LayerSaysWhetherItTrains = requires {
    { L::trainable } -> std::convertible_to<bool>;
};

/// What a layer gives can be computed where it goes: it has the extents and the axes of that place.
template <class Expression, class Place>
concept FitsItsPlace = requires(Place place, const Expression& expression) { assign(place, expression); };

namespace claims {

// Asserted here, where the text names both shapes, and not by the claim that follows.
template <class Expression, class Place>
consteval bool fits() {
    static_assert(FitsItsPlace<Expression, Place>, "layer: what it computes must have the shape of the place where it goes");
    return true;
}

template <class Tensors>
inline constexpr bool tuple_of_tensors = false;
template <class... Tensors>
inline constexpr bool tuple_of_tensors<boost::hana::tuple<Tensors...>> = (requires {
    { Tensors::name } -> std::convertible_to<const char*>;
    { Tensors::size } -> std::convertible_to<std::size_t>;
} && ...);

// A layer is tried at place 0 with a batch of 2.
inline constexpr dim rows = batch(2);
template <class L>
inline constexpr dim taken = feature(0, features_in<L>);
template <class L>
inline constexpr dim given = feature(1, features_out<L, features_in<L>>);
template <class L, class Tensors>
struct of;

template <class L, class... Tensors>
struct of<L, boost::hana::tuple<Tensors...>> {
    static constexpr dim x = taken<L>;
    static constexpr dim y = given<L>;

    template <class Of>
    using input = const_view<rows, x, input_element<Of, float>>;
    template <class Of>
    using kept = std::conditional_t<Of::in_place, const_view<rows, y>, input<Of>>;

    template <class Of>
    using forward = decltype(Of::template forward<rows, x, y, float>(std::declval<input<Of>>(),
                                                                     std::declval<tensor_view<Tensors, 0, float>>()...));
    template <class Of>
    using backward = decltype(Of::template backward<rows, x, y, float>(std::declval<kept<Of>>(),
                                                                       std::declval<const_view<dual(rows), dual(y)>>(),
                                                                       std::declval<tensor_view<Tensors, 0, float>>()...));

    static consteval bool goes_forward() {
        if constexpr (requires { typename forward<L>; }) {
            return fits<forward<L>, view<rows, y>>();
        } else {
            return false;
        }
    }
    static consteval bool goes_backward() {
        if constexpr (requires { typename backward<L>; }) {
            return fits<backward<L>, view<dual(rows), dual(x)>>();
        } else {
            return false;
        }
    }
    static consteval std::size_t multiply_adds() {
        if constexpr (requires { forward<L>::multiply_adds; }) return forward<L>::multiply_adds / rows.extent;
        return 0;
    }
    static consteval bool overwrites_no_factor() {
        constexpr bool forward_is_product = requires { requires forward<L>::needs_other_memory; };
        constexpr bool backward_is_product = requires { requires backward<L>::needs_other_memory; };
        return !L::in_place || !(forward_is_product || backward_is_product);
    }

    static consteval bool written(...) { return false; }
    template <class... Expressions>
    static consteval bool written(boost::hana::tuple<Expressions...>*) {
        if constexpr (sizeof...(Expressions) == sizeof...(Tensors)) {
            return (fits<Expressions, gradient_view<Tensors, 0, float>>() && ...);
        } else {
            return false;
        }
    }
    static consteval bool has_gradient() {
        if constexpr (sizeof...(Tensors) == 0 || !L::trainable) {
            return true;
        } else if constexpr (requires {
                                 L::template gradient<rows, x, y, float>(std::declval<input<L>>(),
                                                                         std::declval<const_view<dual(rows), dual(y)>>());
                             }) {
            using expressions = decltype(L::template gradient<rows, x, y, float>(
                std::declval<input<L>>(), std::declval<const_view<dual(rows), dual(y)>>()));
            return written(static_cast<expressions*>(nullptr));
        } else {
            return false;
        }
    }
};

}  // namespace claims

/// The layer names its tensors in `tensors`, a hana::tuple of `tensor`.
template <class L>
concept LayerNamesItsTensors = claims::tuple_of_tensors<typename L::tensors>;

/// A layer with tensors that train is not in place: their gradient needs its input.
template <class L>
concept LayerKeepsWhatItsGradientNeeds = !L::in_place || !L::trainable || claims::tensor_count<typename L::tensors> == 0;

/// A layer that computes a product is not in place: a product must not overwrite its factors.
template <class L>
concept LayerOverwritesNoFactor = claims::of<L, typename L::tensors>::overwrites_no_factor();

/// The layer's `forward<Batch, X, Y, T>(x, tensors...)` gives what can be assigned to y (Batch, Y).
template <class L>
concept LayerGoesForward = claims::of<L, typename L::tensors>::goes_forward();

/// The layer's `backward<Batch, X, Y, T>(kept, dy, tensors...)` gives what can be assigned to dx (Batch*, X*); kept is y where
/// the layer is in place, else x, of the type that the layer takes.
template <class L>
concept LayerGoesBackward = claims::of<L, typename L::tensors>::goes_backward();

/// The layer's `gradient<Batch, X, Y, T>(x, dy)`, x of the type that the layer takes, gives one expression for each tensor,
/// with the duals of its axes. A product can also be accumulated over several calls; another expression needs an
/// `accumulate(view, expression)` beside its `assign` for that.
template <class L>
concept LayerHasGradient = claims::of<L, typename L::tensors>::has_gradient();

/// A layer: see `dense` for one with tensors, `sigmoid` for one without.
template <class L>
concept Layer = LayerHasName<L> && LayerSaysWhatItKeeps<L> && LayerSaysWhetherItTrains<L> && LayerNamesItsTensors<L> &&
                LayerKeepsWhatItsGradientNeeds<L> && LayerOverwritesNoFactor<L> && LayerGoesForward<L> &&
                LayerGoesBackward<L> && LayerHasGradient<L>;

}  // namespace chainrule
