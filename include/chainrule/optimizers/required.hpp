// A number of an optimizer that has no customary value.
#pragma once

#include <chainrule/numeric/scalar.hpp>

namespace chainrule {

/// The default of a number that has none: whoever leaves it out reads so.
template <Scalar T>
[[nodiscard]] consteval T required() {
    static_assert(!Scalar<T>, "optimizer: a number that has no default, such as `learning_rate`, must be given");
    return T(0);
}

}  // namespace chainrule
