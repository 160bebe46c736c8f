#pragma once

namespace chainrule {

/// The layer inside `frozen`, and every other layer itself.
template <class L>
struct thawed_layer {
    using type = L;
    static constexpr bool is_frozen = false;
};

/// A layer that is not frozen already.
template <class L>
concept Thawed = !thawed_layer<L>::is_frozen;

/// A layer that does not train: Y and dX as of the layer itself, and no gradient of its tensors.
///
///   X, Y, dX and the tensors as of `L`
///
/// Its tensors are not among the parameters of the network: they are read where they lie, in flash for example, as
/// `network::freeze` says. For transfer learning on a device: `network<frozen<dense<5, 4>>, sigmoid, dense<4, 3>, softmax>`.
/// Error: a frozen layer does not satisfy `Thawed`.
template <Thawed L>
struct frozen : L {
    static constexpr bool trainable = false;
};

template <Thawed L>
struct thawed_layer<frozen<L>> {
    using type = L;
    static constexpr bool is_frozen = true;
};

}  // namespace chainrule
