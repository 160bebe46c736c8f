// A sum of many terms.
#pragma once

#include <chainrule/numeric/scalar.hpp>

namespace chainrule::numeric {

/// A sum whose error, where its terms have one sign, does not grow with their number: what an addition rounds away is made good
/// in the next.
///
/// Behind an infinite sum comes a NaN.
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
