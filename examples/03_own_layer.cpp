// Chapter 3. A layer from outside the library: a few lines, checked against the concept and against central differences.
#include <chainrule/chainrule.hpp>
#include <chainrule/report/derivation.hpp>

#include <boost/hana/tuple.hpp>
#include <fmt/format.h>

#include <iterator>
#include <string>

namespace {

namespace cr = chainrule;

/// Swish activation, Y = X sigmoid(X), elementwise.
///
///   X (Batch, F)    Y (Batch, F')
///
/// Backward, from X and dY = dL/dY (Batch*, F'*), with S = sigmoid(X):
///   dX = dY * (S + X * S * (1 - S)) (Batch*, F*)
/// Source: Ramachandran, Zoph, Le, Searching for Activation Functions (2017).
struct swish {
    static constexpr const char* name = "swish";
    static constexpr const char* forward_formula = "X * sigmoid(X)";
    static constexpr const char* backward_formula = "dY * (S + X * S * (1 - S)), S = sigmoid(X)";
    static constexpr bool in_place = false;  // two inputs may have one output, so backward needs the input
    static constexpr bool trainable = false;

    using tensors = boost::hana::tuple<>;

    template <cr::dim Batch, cr::dim X, cr::dim Y, cr::Scalar T>
    static constexpr auto forward(cr::const_view<Batch, X, T> x) {
        return cr::elementwise([](auto a) { return a * cr::numeric::sigmoid(a); }, x);
    }

    template <cr::dim Batch, cr::dim X, cr::dim Y, cr::Scalar T>
    static constexpr auto backward(cr::const_view<Batch, X, T> x, cr::const_view<dual(Batch), dual(Y), T> dy) {
        return cr::elementwise(
            [](auto a, auto dz) {
                const auto s = cr::numeric::sigmoid(a);
                return dz * (s + a * s * (T(1) - s));
            },
            x, dy);
    }
};

// A layer that lacks a part is refused with a sentence that names the part.
static_assert(cr::Layer<swish>);

// The compiler compares its gradient with central differences, on random numbers; and so does main, on others.
constexpr auto proved = cr::check_layer_gradient<swish, 4>(1);
static_assert(proved.input < 1e-8);

// From here on it is a layer like any other.
using network = cr::network<cr::dense<5, 4>, swish, cr::dense<4, 3>, cr::softmax>;

}  // namespace

int main() {
    const auto measured = cr::check_layer_gradient<swish, 4>(2);
    fmt::print("largest deviation from central differences: {:.1e} when compiled, {:.1e} now\n", proved.input, measured.input);

    std::string report;
    cr::derivation<network, cr::cross_entropy, 16>(std::back_inserter(report));
    fmt::print("\n{}", report);
    return measured.input < 1e-8 ? 0 : 1;
}
