// Reductions of a whole matrix.
#pragma once

#include <chainrule/numeric/pack.hpp>
#include <chainrule/numeric/scalar.hpp>
#include <chainrule/shape/matrix.hpp>

#include <bit>
#include <cstddef>
#include <type_traits>

namespace chainrule {

namespace kernels {

/// Whether many numbers are finite, from a - a of each number a, which is 0 if it is, else a NaN. Of packs the bits are
/// collected, for no chain is as short, and those of a NaN with more of them are those of a NaN.
template <Scalar T>
class finite_check {
public:
    template <numeric::Pack V>
    [[gnu::always_inline]] constexpr void add(V differences) {
        if constexpr (Scalar<V>) {
            of_rest += differences;
        } else if constexpr (std::is_same_v<V, wide>) {
            of_packs |= std::bit_cast<numeric::bits_t<wide>>(differences);
        } else {
            of_packs |= std::bit_cast<numeric::bits_t<wide>>(numeric::repeated<wide>(differences));
        }
    }
    [[nodiscard, gnu::always_inline]] constexpr bool holds() const {
        if constexpr (!Scalar<wide>) {
            const auto sums = std::bit_cast<wide>(of_packs);
            if (!std::is_constant_evaluated() && !numeric::all_lanes<wide>(sums == sums)) return false;
        }
        return of_rest == T(0);
    }

private:
    using wide = numeric::packed<T, numeric::native_lanes<T>>;
    numeric::bits_t<wide> of_packs{};
    T of_rest{};
};

}  // namespace kernels

/// No element is an infinity or a NaN; no raw integer ever is.
template <dim R, dim C, Raw T, order O, storage S>
[[nodiscard]] constexpr bool all_finite(const matrix<R, C, T, O, S>&) {
    return true;
}
template <dim R, dim C, Scalar T, order O, storage S>
[[nodiscard]] constexpr bool all_finite(const matrix<R, C, T, O, S>& a) {
    if (std::is_constant_evaluated()) {
        // There the difference of two infinities is an error.
        for (const T value : a.span()) {
            if (!numeric::is_finite(value)) return false;
        }
        return true;
    }
    kernels::finite_check<T> check;
    numeric::for_packs<R.extent * C.extent, T>([&]<class V>(std::size_t i) __attribute__((always_inline)) {
        const V v = numeric::load<V>(a.data() + i);
        check.add(V(v - v));
    });
    return check.holds();
}

/// The same of the first rows of a batch.
template <dim R, dim C, Scalar T, order O, storage S>
    requires(R.along == axis::batch)
[[nodiscard]] constexpr bool all_finite(const matrix<R, C, T, O, S>& a, std::size_t rows) {
    if (rows == R.extent) return all_finite(a);
    for (std::size_t c = 0; c < C.extent; ++c) {
        for (std::size_t r = 0; r < rows; ++r) {
            if (!numeric::is_finite(a(r, c))) return false;
        }
    }
    return true;
}

}  // namespace chainrule
