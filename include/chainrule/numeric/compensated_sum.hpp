// A sum of many terms.
#pragma once

#include <chainrule/numeric/scalar.hpp>

namespace chainrule::numeric {

/// A sum whose error does not grow with the number of its terms: what an addition rounds away is taken from the next term.
///
/// An infinite sum becomes a NaN.
/// Source: Kahan, Further Remarks on Reducing Truncation Errors, Communications of the ACM 8 (1965).
template <Scalar T>
struct compensated_sum {
    T value = T(0);
    T excess = T(0);  // by which it is too large

    constexpr void add(T term) {
        const T corrected = term - excess;
        const T sum = value + corrected;
        excess = (sum - value) - corrected;
        value = sum;
    }
};

}  // namespace chainrule::numeric
