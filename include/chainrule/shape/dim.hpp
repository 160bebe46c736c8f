// Dimensions: an extent, the axis it runs along, and whether it is the dual of that axis.
#pragma once

#include <cstddef>

namespace chainrule {

/// What a dimension runs along.
///
///   plain    nothing in particular; what a user writes, and its own dual
///   batch    the rows of one batch
///   feature  the features at one place of a network: place 0 is its input, place i + 1 the output of layer i
///   input    in a layer's tensors: the features the layer takes; the network puts its own place there
///   output   in a layer's tensors: the features the layer gives
enum class axis : unsigned char { plain, batch, feature, input, output };

/// One dimension of a matrix, as a template argument: `matrix<32, 5>` has two plain ones.
///
/// A gradient has the duals of the dimensions of its value, and a product contracts an axis with its dual; so a batch is
/// never mistaken for features, the features of one layer not for those of the next, nor a value for a gradient, however
/// equal their extents are.
struct dim {
    std::size_t extent;
    axis along = axis::plain;
    std::size_t place = 0;
    bool is_dual = false;

    // Implicit, so that an extent alone is a plain dimension.
    constexpr dim(std::size_t extent_) : extent(extent_) {}
    constexpr dim(std::size_t extent_, axis along_, std::size_t place_ = 0, bool is_dual_ = false)
        : extent(extent_), along(along_), place(place_), is_dual(is_dual_) {}

    friend constexpr bool operator==(const dim&, const dim&) = default;
};

/// The dual of a dimension, d* with (d*)* = d; a plain dimension is its own.
[[nodiscard]] constexpr dim dual(dim d) { return d.along == axis::plain ? d : dim(d.extent, d.along, d.place, !d.is_dual); }

/// The rows of a batch of `extent` samples.
[[nodiscard]] constexpr dim batch(std::size_t extent) { return dim(extent, axis::batch); }

/// The `extent` features at `place` of a network.
[[nodiscard]] constexpr dim feature(std::size_t place, std::size_t extent) { return dim(extent, axis::feature, place); }

/// The features that a layer takes, in the declaration of its tensors.
[[nodiscard]] constexpr dim input(std::size_t extent) { return dim(extent, axis::input); }

/// The features that a layer gives, in the declaration of its tensors.
[[nodiscard]] constexpr dim output(std::size_t extent) { return dim(extent, axis::output); }

/// A dimension of a tensor of the layer at `place`, with the network's axes in place of `input` and `output`.
[[nodiscard]] constexpr dim placed(dim d, std::size_t place) {
    switch (d.along) {
        case axis::input: return dim(d.extent, axis::feature, place, d.is_dual);
        case axis::output: return dim(d.extent, axis::feature, place + 1, d.is_dual);
        default: return d;
    }
}

/// Two dimensions have the same extent: what an elementwise operation across a layer needs.
template <dim A, dim B>
concept SameExtent = (A.extent == B.extent);

}  // namespace chainrule
