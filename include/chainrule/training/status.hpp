// What a step of training says of itself.
#pragma once

#include <chainrule/numeric/scalar.hpp>

namespace chainrule {

/// How a call ended. On anything but `ok` parameters and optimizer are what they were before it, or before the step of `fit`
/// that it speaks of.
///
///   ok                 done
///   non_finite_input   x holds an infinity or a NaN
///   bad_target         a class index not below the number of classes; or an element of t that is not finite, or for a loss on
///                      probabilities a row that is negative somewhere or does not sum to 1
///   bad_row_count      no rows, or more than the batch has or a data set may have (2^32 - 1)
///   non_finite_result  the loss, a gradient or an updated number would be an infinity or a NaN; or the sum of all losses
///   gradient_pending   a step between `accumulate` and `update`
///   nothing_to_update  an `update` with nothing accumulated
enum class [[nodiscard]] status : unsigned char {
    ok,
    non_finite_input,
    bad_target,
    bad_row_count,
    non_finite_result,
    gradient_pending,
    nothing_to_update,
};

/// The status in words, without the final stop.
[[nodiscard]] constexpr const char* to_string(status s) {
    switch (s) {
        case status::ok: return "ok";
        case status::non_finite_input: return "an input is infinite or not a number";
        case status::bad_target: return "a target is not finite, not a class, or not a row of probabilities";
        case status::bad_row_count: return "the number of rows is 0 or more than the batch has";
        case status::non_finite_result: return "a result would be infinite or not a number";
        case status::gradient_pending: return "an accumulated gradient waits for its update";
        case status::nothing_to_update: return "nothing has been accumulated";
    }
    return "";
}

/// What a step gives: the mean loss over its rows, before the update, and how it ended.
template <Scalar T>
struct [[nodiscard]] step_result {
    T loss;
    chainrule::status status;
};

}  // namespace chainrule
