// Every formula of every layer and loss, each under its own name: values worked out by hand in numbers that are exact in
// binary, and the functions of chainrule::numeric where they are not. Extents are pairwise different.
//
// tests/mutation breaks these formulas one by one and wants each break to be noticed, under the name of a test.
#include <chainrule/chainrule.hpp>
#include <chainrule/numeric/log_sum_exp.hpp>
#include <chainrule/numeric/softmax.hpp>

#include <boost/hana/at.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace cr = chainrule;

namespace formulas {

constexpr float nan = cr::numeric::quiet_nan<float>;
constexpr float inf = cr::numeric::infinity<float>;

constexpr float size(float v) { return v < 0 ? -v : v; }

// Equal to some units in the last place of numbers around 1; false for a NaN.
constexpr bool near(float a, float b) { return size(a - b) <= 4e-7f * (size(b) > 1 ? size(b) : 1); }
template <cr::dim R, cr::dim C, cr::order O>
constexpr bool near(const cr::matrix<R, C, float, O>& a, const cr::matrix<R, C, float, O>& b) {
    for (std::size_t i = 0; i < R.extent * C.extent; ++i) {
        if (!near(a.values[i], b.values[i])) return false;
    }
    return true;
}

// A matrix of other axes with the elements of m.
template <class To, class From>
constexpr To as(const From& m) {
    To to{};
    for (std::size_t i = 0; i < sizeof(To) / sizeof(float); ++i) to.values[i] = m.values[i];
    return to;
}

template <cr::dim R, cr::dim C, cr::order O>
constexpr cr::const_view<R, C, float, O> read(const cr::matrix<R, C, float, O>& m) {
    return cr::const_view<R, C, float, O>(m);
}

// What a layer computes, between plain matrices; its tensors are taken as the layer declares them.
template <class L, std::size_t B, std::size_t In, std::size_t Out>
struct of {
    static constexpr cr::dim rows = cr::batch(B);
    static constexpr cr::dim x_axis = cr::feature(0, In);
    static constexpr cr::dim y_axis = cr::feature(1, Out);
    static constexpr cr::dim kept_axis = L::in_place ? y_axis : x_axis;

    using x_type = cr::matrix<rows, x_axis>;
    using y_type = cr::matrix<rows, y_axis>;
    using kept_type = cr::matrix<rows, kept_axis>;
    using dx_type = cr::matrix<cr::dual(rows), cr::dual(x_axis)>;
    using dy_type = cr::matrix<cr::dual(rows), cr::dual(y_axis)>;
    using w_type = cr::matrix<cr::dual(x_axis), y_axis, float, cr::order::rows>;
    using row_type = cr::matrix<1, y_axis>;
    using dw_type = cr::matrix<x_axis, cr::dual(y_axis), float, cr::order::rows>;
    using db_type = cr::matrix<1, cr::dual(y_axis)>;
    using jacobian_type = cr::matrix<y_axis, cr::dual(x_axis)>;

    template <class... Tensors>
    static constexpr cr::matrix<B, Out> forward(const cr::matrix<B, In>& x, const Tensors&... w) {
        const auto in = as<x_type>(x);
        y_type y{};
        cr::assign(cr::view<rows, y_axis>(y),
                   L::template forward<rows, x_axis, y_axis, float>(cr::const_view<rows, x_axis>(in), read(w)...));
        return as<cr::matrix<B, Out>>(y);
    }
    static constexpr cr::matrix<B, Out> forward_in_place(const cr::matrix<B, In>& x) {
        auto y = as<y_type>(x);
        cr::assign(cr::view<rows, y_axis>(y),
                   L::template forward<rows, x_axis, y_axis, float>(cr::const_view<rows, x_axis>(y.data())));
        return as<cr::matrix<B, Out>>(y);
    }
    template <class... Tensors>
    static constexpr cr::matrix<B, In> backward(const cr::matrix<B, kept_axis.extent>& kept, const cr::matrix<B, Out>& dy,
                                                const Tensors&... w) {
        const auto of_kept = as<kept_type>(kept);
        const auto of_dy = as<dy_type>(dy);
        dx_type dx{};
        cr::assign(
            cr::view<cr::dual(rows), cr::dual(x_axis)>(dx),
            L::template backward<rows, x_axis, y_axis, float>(
                cr::const_view<rows, kept_axis>(of_kept), cr::const_view<cr::dual(rows), cr::dual(y_axis)>(of_dy), read(w)...));
        return as<cr::matrix<B, In>>(dx);
    }
    static constexpr cr::matrix<B, In> backward_in_place(const cr::matrix<B, Out>& y, const cr::matrix<B, Out>& dy) {
        const auto kept = as<y_type>(y);
        auto dx = as<dx_type>(dy);
        cr::assign(cr::view<cr::dual(rows), cr::dual(x_axis)>(dx),
                   L::template backward<rows, x_axis, y_axis, float>(
                       cr::const_view<rows, y_axis>(kept), cr::const_view<cr::dual(rows), cr::dual(y_axis)>(dx.data())));
        return as<cr::matrix<B, In>>(dx);
    }
    // The gradient of tensor `Index`, which has the type `To`.
    template <std::size_t Index, class To>
    static constexpr auto gradient(const cr::matrix<B, In>& x, const cr::matrix<B, Out>& dy) {
        const auto in = as<x_type>(x);
        const auto of_dy = as<dy_type>(dy);
        To d{};
        const auto expressions = L::template gradient<rows, x_axis, y_axis, float>(
            cr::const_view<rows, x_axis>(in), cr::const_view<cr::dual(rows), cr::dual(y_axis)>(of_dy));
        cr::assign(cr::matrix<To::rows, To::columns, float, To::elements, cr::storage::view>(d.data()),
                   boost::hana::at_c<Index>(expressions));
        return d.values;
    }
};

// A tensor's gradient, row by row.
template <cr::dim R, cr::dim C>
struct gradient_of {
    static constexpr cr::dim rows = R;
    static constexpr cr::dim columns = C;
    static constexpr cr::order elements = R == cr::dim(1) ? cr::order::columns : cr::order::rows;
    std::array<float, R.extent * C.extent> values;
    constexpr float* data() { return values.data(); }
};

// ---------------------------------------------------------------------------------------------------------------- dense

using dense = of<cr::dense<3, 2>, 4, 3, 2>;
using dense_without_bias = of<cr::dense<3, 2, cr::bias::none>, 4, 3, 2>;

constexpr auto x = cr::from_rows({{1.0f, 2.0f, 3.0f}, {0.0f, 1.0f, -1.0f}, {2.0f, 0.0f, 0.5f}, {-1.0f, 4.0f, 0.0f}});
constexpr dense::w_type w = {{1, 2, 0, -1, 4, 0.5f}};  // row by row
constexpr dense::row_type b = {{10, 20}};
constexpr auto dy = cr::from_rows({{1.0f, 0.0f}, {2.0f, -1.0f}, {0.0f, 4.0f}, {-2.0f, 0.5f}});

// First row: 1 * 1 + 2 * 0 + 3 * 4 = 13 and 1 * 2 - 2 * 1 + 3 / 2 = 3/2.
constexpr auto xw = cr::from_rows({{13.0f, 1.5f}, {-4.0f, -1.5f}, {4.0f, 4.25f}, {-1.0f, -6.0f}});
static_assert(dense::forward(x, w, b) == cr::from_rows({{23.0f, 21.5f}, {6.0f, 18.5f}, {14.0f, 24.25f}, {9.0f, 14.0f}}),
              "dense: forward is X W + b");
static_assert(dense_without_bias::forward(x, w) == xw, "dense without bias: forward is X W");

// Second row: 2 * 1 - 1 * 2 = 0, 2 * 0 + 1 * 1 = 1, 2 * 4 - 1 / 2 = 15/2.
constexpr auto dy_wt = cr::from_rows({{1.0f, 0.0f, 4.0f}, {0.0f, 1.0f, 7.5f}, {8.0f, -4.0f, 2.0f}, {-1.0f, -0.5f, -7.75f}});
static_assert(dense::backward(x, dy, w, b) == dy_wt, "dense: backward is dY W^T");
static_assert(dense_without_bias::backward(x, dy, w) == dy_wt, "dense without bias: backward is dY W^T");

using dw = gradient_of<dense::x_axis, cr::dual(dense::y_axis)>;
using db = gradient_of<1, cr::dual(dense::y_axis)>;
// First column of dW: 1 * 1 + 2 = 3, 2 * 1 + 1 * 2 - 4 * 2 = -4, 3 * 1 - 1 * 2 = 1.
static_assert(dense::gradient<0, dw>(x, dy) == std::array{3.0f, 7.5f, -4.0f, 1.0f, 1.0f, 3.0f},
              "dense: the gradient of the weights is X^T dY");
static_assert(dense::gradient<1, db>(x, dy) == std::array{1.0f, 3.5f}, "dense: the gradient of the bias is 1^T dY");
static_assert(dense_without_bias::gradient<0, dw>(x, dy) == std::array{3.0f, 7.5f, -4.0f, 1.0f, 1.0f, 3.0f},
              "dense without bias: the gradient of the weights is X^T dY");

// A batch of 32 is summed in 16 lanes. x_b = (1, b), dy_b = (b, 1, 2): sum b = 496, sum b^2 = 10416.
using wide = of<cr::dense<2, 3>, 32, 2, 3>;
constexpr auto wide_x = [] {
    cr::matrix<32, 2> m{};
    for (std::size_t i = 0; i < 32; ++i) {
        m(i, 0) = 1;
        m(i, 1) = static_cast<float>(i);
    }
    return m;
}();
constexpr auto wide_dy = [] {
    cr::matrix<32, 3> m{};
    for (std::size_t i = 0; i < 32; ++i) {
        m(i, 0) = static_cast<float>(i);
        m(i, 1) = 1;
        m(i, 2) = 2;
    }
    return m;
}();
static_assert(wide::gradient<0, gradient_of<wide::x_axis, cr::dual(wide::y_axis)>>(wide_x, wide_dy) ==
                  std::array{496.0f, 32.0f, 64.0f, 10416.0f, 496.0f, 992.0f},
              "dense, batch of 32: the gradient of the weights is X^T dY");
static_assert(wide::gradient<1, gradient_of<1, cr::dual(wide::y_axis)>>(wide_x, wide_dy) == std::array{496.0f, 32.0f, 64.0f},
              "dense, batch of 32: the gradient of the bias is 1^T dY");

// ------------------------------------------------------------------------------------------------- sigmoid, tanh, relu

using sigmoid = of<cr::sigmoid, 2, 3, 3>;
using tanh = of<cr::tanh, 2, 3, 3>;
using relu = of<cr::relu, 2, 3, 3>;

constexpr auto a = cr::from_rows({{0.0f, 1.0f, -2.0f}, {3.0f, -0.5f, 0.25f}});
template <class F>
constexpr auto each(F f) {
    auto m = a;
    for (float& v : m.values) v = f(v);
    return m;
}

static_assert(sigmoid::forward(a) == each([](float v) { return cr::numeric::sigmoid(v); }),
              "sigmoid: forward is numeric::sigmoid");
static_assert(sigmoid::forward(a)(0, 0) == 0.5f && near(sigmoid::forward(a)(0, 1), 0.731058579f) &&
                  near(sigmoid::forward(a)(0, 2), 0.119202922f),
              "sigmoid: forward at 0, 1 and -2");

// 2 * 1/4 * 3/4 = 3/8, 4 * 1/2 * 1/2 = 1, 1 * 3/4 * 1/4 = 3/16; ...
constexpr auto y = cr::from_rows({{0.25f, 0.5f, 0.75f}, {0.0f, 1.0f, 0.125f}});
constexpr auto dy3 = cr::from_rows({{2.0f, 4.0f, 1.0f}, {5.0f, -3.0f, -8.0f}});
constexpr auto sigmoid_dx = cr::from_rows({{0.375f, 1.0f, 0.1875f}, {0.0f, 0.0f, -0.875f}});
static_assert(sigmoid::backward(y, dy3) == sigmoid_dx, "sigmoid: backward is dY * Y * (1 - Y)");
static_assert(sigmoid::backward_in_place(y, dy3) == sigmoid_dx, "sigmoid: backward in place");

constexpr sigmoid::row_type probabilities = {{0.5f, 0.125f, 0.375f}};
static_assert(cr::sigmoid::jacobian<sigmoid::x_axis>(probabilities) ==
                  sigmoid::jacobian_type{{0.25f, 0, 0, 0, 7.0f / 64, 0, 0, 0, 15.0f / 64}},
              "sigmoid: the Jacobian has y (1 - y) on its diagonal and 0 off it");

static_assert(tanh::forward(a) == each([](float v) { return cr::numeric::tanh(v); }), "tanh: forward is numeric::tanh");
static_assert(tanh::forward(a)(0, 0) == 0.0f && near(tanh::forward(a)(0, 1), 0.761594156f) &&
                  near(tanh::forward(a)(0, 2), -0.964027580f),
              "tanh: forward at 0, 1 and -2");
// 2 * (1 - 1/16) = 15/8, 4 * (1 - 1/4) = 3, 1 - 9/16 = 7/16; ...
constexpr auto tanh_dx = cr::from_rows({{1.875f, 3.0f, 0.4375f}, {5.0f, 0.0f, -7.875f}});
static_assert(tanh::backward(y, dy3) == tanh_dx, "tanh: backward is dY * (1 - Y^2)");
static_assert(tanh::backward_in_place(y, dy3) == tanh_dx, "tanh: backward in place");

static_assert(relu::forward(a) == cr::from_rows({{0.0f, 1.0f, 0.0f}, {3.0f, 0.0f, 0.25f}}), "relu: forward is max(X, 0)");
static_assert(relu::forward(cr::from_rows({{nan, 1.0f, inf}, {-inf, 0.0f, nan}})).values[0] !=
                  relu::forward(cr::from_rows({{nan, 1.0f, inf}, {-inf, 0.0f, nan}})).values[0],
              "relu: forward of a NaN is a NaN");
constexpr auto negative_zero = cr::from_rows({{-0.0f, 0.0f, -1.0f}, {-0.0f, 1.0f, -inf}});
static_assert(std::bit_cast<std::uint32_t>(relu::forward(negative_zero).values[0]) == 0x80000000u, "relu: forward of -0 is -0");
static_assert(relu::backward(negative_zero, dy3)(0, 0) == 0.0f, "relu: backward at -0 is 0");
static_assert(relu::backward(y, dy3) == cr::from_rows({{2.0f, 4.0f, 1.0f}, {0.0f, -3.0f, -8.0f}}),
              "relu: backward is dY where Y > 0, else 0");
static_assert(relu::backward_in_place(y, dy3) == cr::from_rows({{2.0f, 4.0f, 1.0f}, {0.0f, -3.0f, -8.0f}}),
              "relu: backward in place");

// ---------------------------------------------------------------------------------------------------------- scale_shift

using scale_shift = of<cr::scale_shift<3>, 2, 3, 3>;
constexpr scale_shift::row_type scale = {{2, -1, 0.5f}};
constexpr scale_shift::row_type shift = {{1, 4, -8}};
static_assert(scale_shift::forward(a, scale, shift) == cr::from_rows({{1.0f, 3.0f, -9.0f}, {7.0f, 4.5f, -7.875f}}),
              "scale_shift: forward is X * scale + shift");
static_assert(scale_shift::backward(y, dy3, scale, shift) == cr::from_rows({{4.0f, -4.0f, 0.5f}, {10.0f, 3.0f, -4.0f}}),
              "scale_shift: backward is dY * scale");

// -------------------------------------------------------------------------------------------------------------- softmax

using softmax = of<cr::softmax, 2, 3, 3>;

constexpr auto softmax_of_rows = [](const cr::matrix<2, 3>& z) {
    cr::matrix<2, 3> result{};
    for (std::size_t r = 0; r < 2; ++r) {
        const float row[3] = {z(r, 0), z(r, 1), z(r, 2)};
        float of_row[3]{};
        cr::numeric::softmax(row, of_row, 3);
        for (std::size_t k = 0; k < 3; ++k) result(r, k) = of_row[k];
    }
    return result;
};
// exp(-ln 2) rounds to 1/2.
constexpr float ln_2 = 0.693147181f;
static_assert(softmax::forward(cr::from_rows({{ln_2, 0.0f, 0.0f}, {0.0f, 0.0f, ln_2}})) ==
                  cr::from_rows({{0.5f, 0.25f, 0.25f}, {0.25f, 0.25f, 0.5f}}),
              "softmax: forward of (ln 2, 0, 0) is (1/2, 1/4, 1/4)");
static_assert(softmax::forward(a) == softmax_of_rows(a), "softmax: forward is numeric::softmax of each row");
static_assert(softmax::forward_in_place(a) == softmax_of_rows(a), "softmax: forward in place");
// The largest logit first, last, between, and far below zero.
static_assert(softmax::forward(cr::from_rows({{1000.0f, 0.0f, 0.0f}, {0.0f, 0.0f, 1000.0f}})) ==
                  cr::from_rows({{1.0f, 0.0f, 0.0f}, {0.0f, 0.0f, 1.0f}}),
              "softmax: logits of 1000 at either end");
static_assert(softmax::forward(cr::from_rows({{0.0f, 1000.0f, 0.0f}, {-1000.0f, -2000.0f, -1000.0f}})) ==
                  cr::from_rows({{0.0f, 1.0f, 0.0f}, {0.5f, 0.0f, 0.5f}}),
              "softmax: logits of 1000 in the middle, and all below -1000");

// First row: sum dy y = 1 * 1/2 + 2 * 1/4 - 2 * 1/4 = 1/2; dx = 1/2 * 1/2, 1/4 * 3/2, 1/4 * -5/2.
// Second: 4 * 1/4 + 0 + 8 * 1/4 = 3; dx = 1/4 * 1, 1/2 * -3, 1/4 * 5.
constexpr auto softmax_y = cr::from_rows({{0.5f, 0.25f, 0.25f}, {0.25f, 0.5f, 0.25f}});
constexpr auto softmax_dy = cr::from_rows({{1.0f, 2.0f, -2.0f}, {4.0f, 0.0f, 8.0f}});
constexpr auto softmax_dx = cr::from_rows({{0.25f, 0.375f, -0.625f}, {0.25f, -1.5f, 1.25f}});
static_assert(softmax::backward(softmax_y, softmax_dy) == softmax_dx, "softmax: backward is Y * (dY - sum dY * Y)");
static_assert(softmax::backward_in_place(softmax_y, softmax_dy) == softmax_dx, "softmax: backward in place");

// y_i (1 - y_i): 1/4, 7/64, 15/64; -y_i y_j: -1/16, -3/16, -3/64.
static_assert(cr::softmax::jacobian<softmax::x_axis>(probabilities) ==
                  softmax::jacobian_type{{16.0f / 64, -4.0f / 64, -12.0f / 64,  //
                                          -4.0f / 64, 7.0f / 64, -3.0f / 64,    //
                                          -12.0f / 64, -3.0f / 64, 15.0f / 64}},
              "softmax: the Jacobian has y_i (1 - y_i) on its diagonal and -y_i y_j off it");

// --------------------------------------------------------------------------------------------------------------- losses

// The value and the gradient of a loss over the first `filled` of B rows.
template <cr::dim B, cr::dim K>
struct result {
    float sum;
    cr::matrix<B, K> dy;

    friend constexpr bool operator==(const result&, const result&) = default;
    friend constexpr bool near(const result& one, const result& other) {
        return near(one.sum, other.sum) && near(one.dy, other.dy);
    }
};

template <cr::dim B, cr::dim K>
using prediction = cr::const_view<cr::batch(B.extent), cr::feature(1, K.extent)>;
template <cr::dim B, cr::dim K>
using prediction_gradient = cr::view<cr::dual(cr::batch(B.extent)), cr::dual(cr::feature(1, K.extent))>;
template <cr::dim B, cr::dim K>
using classes = cr::one_hot<cr::batch(B.extent), cr::feature(1, K.extent), float>;

template <cr::dim B, cr::dim K>
constexpr prediction<B, K> target(const cr::matrix<B, K>& t) {
    return prediction<B, K>(t.data());
}
template <cr::dim B, cr::dim K>
constexpr classes<B, K> target(const std::array<std::uint8_t, B.extent>& t) {
    return {t.data()};
}

// dY starts as 9 everywhere, so that a row that is not written is seen.
template <class Loss, cr::dim B, cr::dim K, class Target>
constexpr result<B, K> loss(const cr::matrix<B, K>& of_y, const Target& t, float by, std::size_t filled = B.extent) {
    result<B, K> r{};
    for (float& v : r.dy.values) v = 9;
    r.sum =
        cr::loss_sum<Loss>(prediction<B, K>(of_y.data()), target<B, K>(t), prediction_gradient<B, K>(r.dy.data()), by, filled);
    return r;
}
template <class Loss, cr::dim B, cr::dim K, class Target>
constexpr result<B, K> loss_in_place(const cr::matrix<B, K>& of_y, const Target& t, float by, std::size_t filled = B.extent) {
    result<B, K> r{0, of_y};
    r.sum =
        cr::loss_sum<Loss>(prediction<B, K>(r.dy.data()), target<B, K>(t), prediction_gradient<B, K>(r.dy.data()), by, filled);
    return r;
}
template <class Loss, cr::dim B, cr::dim K, class Target>
constexpr float value(const cr::matrix<B, K>& of_y, const Target& t, std::size_t filled = B.extent) {
    return cr::loss_sum<Loss>(prediction<B, K>(of_y.data()), target<B, K>(t), cr::no_gradient{}, 1.0f, filled);
}

// Y - T = (1, 0, 2, -1), (3, 1, 0, 0), (0, -2, 0, 2); the rows give (1 + 4 + 1) / 4, (9 + 1) / 4, (4 + 4) / 4.
// The gradient is error * 2/4 * scale.
constexpr auto mse_y = cr::from_rows({{1.0f, 2.0f, 3.0f, 0.0f}, {4.0f, 1.0f, 0.0f, 0.5f}, {0.0f, 0.0f, 7.0f, 5.0f}});
constexpr auto mse_t = cr::from_rows({{0.0f, 2.0f, 1.0f, 1.0f}, {1.0f, 0.0f, 0.0f, 0.5f}, {0.0f, 2.0f, 7.0f, 3.0f}});
constexpr result<3, 4> mse = {
    6.0f, cr::from_rows({{0.25f, 0.0f, 0.5f, -0.25f}, {0.75f, 0.25f, 0.0f, 0.0f}, {0.0f, -0.5f, 0.0f, 0.5f}})};
constexpr result<3, 4> mse_of_two = {
    4.0f, cr::from_rows({{0.25f, 0.0f, 0.5f, -0.25f}, {0.75f, 0.25f, 0.0f, 0.0f}, {0.0f, 0.0f, 0.0f, 0.0f}})};
static_assert(loss<cr::mean_squared_error>(mse_y, mse_t, 0.5f) == mse,
              "mean_squared_error: sum (Y - T)^2 / K and 2 (Y - T) / K times the scale");
static_assert(loss_in_place<cr::mean_squared_error>(mse_y, mse_t, 0.5f) == mse, "mean_squared_error: the gradient over Y");
static_assert(value<cr::mean_squared_error>(mse_y, mse_t) == 6.0f, "mean_squared_error: the value alone");
static_assert(loss<cr::mean_squared_error>(mse_y, mse_t, 0.5f, 2) == mse_of_two, "mean_squared_error: two of three rows");
static_assert(value<cr::mean_squared_error>(mse_y, mse_t, 1) == 1.5f, "mean_squared_error: the value of one of three rows");

// One-hot rows of the classes 2 and 0: errors (1, 2, 2, 0) and (3, 1, 0, 2).
constexpr auto few_y = cr::from_rows({{1.0f, 2.0f, 3.0f, 0.0f}, {4.0f, 1.0f, 0.0f, 2.0f}});
static_assert(loss<cr::mean_squared_error>(few_y, std::array<std::uint8_t, 2>{2, 0}, 0.5f) ==
                  result<2, 4>{5.75f, cr::from_rows({{0.25f, 0.5f, 0.5f, 0.0f}, {0.75f, 0.25f, 0.0f, 0.5f}})},
              "mean_squared_error: class indices stand for one-hot rows");

// Errors b and 1 in a batch of 32, summed in 16 lanes: sum (b^2 + 1) / 2 = (10416 + 32) / 2; the first 20: (2470 + 20) / 2.
constexpr auto wide_error = [] {
    cr::matrix<32, 2> m{};
    for (std::size_t i = 0; i < 32; ++i) {
        m(i, 0) = static_cast<float>(i);
        m(i, 1) = 1;
    }
    return m;
}();
static_assert(value<cr::mean_squared_error>(wide_error, cr::matrix<32, 2>{}) == 5224.0f, "loss_sum: a batch of 32");
static_assert(value<cr::mean_squared_error>(wide_error, cr::matrix<32, 2>{}, 20) == 1245.0f,
              "loss_sum: 20 rows of a batch of 32");
static_assert(
    [] {
        const auto r = loss<cr::mean_squared_error>(wide_error, cr::matrix<32, 2>{}, 1.0f, 20);
        for (std::size_t i = 0; i < 32; ++i) {
            if (r.dy(i, 0) != (i < 20 ? wide_error(i, 0) : 0) || r.dy(i, 1) != (i < 20 ? 1.0f : 0.0f)) return false;
        }
        return r.sum == 1245.0f;
    }(),
    "loss_sum: the gradient of 20 rows of a batch of 32, 0 in the others");

// -log 1/2; -(1/2 log 1/4 + 1/2 log 1/2), with a probability of 0 where the target is 0. dY = -scale T / Y.
constexpr auto ce_y = cr::from_rows({{0.5f, 0.25f, 0.25f}, {0.25f, 0.75f, 0.0f}});
constexpr auto ce_t = cr::from_rows({{1.0f, 0.0f, 0.0f}, {0.5f, 0.5f, 0.0f}});
constexpr float ce_first = -cr::numeric::log(0.5f);
constexpr float ce_second = -(0.5f * cr::numeric::log(0.25f)) - 0.5f * cr::numeric::log(0.75f);
constexpr auto ce_dy = cr::from_rows({{-1.0f, 0.0f, 0.0f}, {-1.0f, -1.0f / 3, 0.0f}});
static_assert(near(loss<cr::cross_entropy>(ce_y, ce_t, 0.5f), {ce_first + ce_second, ce_dy}),
              "cross_entropy: -sum T log Y and -T / Y times the scale, 0 where T is 0");
static_assert(near(ce_first, ln_2) && near(ce_second, 0.5f * 1.386294361f + 0.5f * 0.287682072f),
              "cross_entropy: its logarithms are natural");
static_assert(near(loss_in_place<cr::cross_entropy>(ce_y, ce_t, 0.5f), {ce_first + ce_second, ce_dy}),
              "cross_entropy: the gradient over Y");
static_assert(near(value<cr::cross_entropy>(ce_y, ce_t), ce_first + ce_second), "cross_entropy: the value alone");
static_assert(value<cr::cross_entropy>(ce_y, cr::from_rows({{1.0f, 0.0f, 0.0f}, {0.0f, 0.5f, 0.5f}})) == inf,
              "cross_entropy: a probability of 0 where the target is not 0 has an infinite loss");
static_assert(near(loss<cr::cross_entropy>(ce_y, ce_t, 0.5f, 1),
                   {ce_first, cr::from_rows({{-1.0f, 0.0f, 0.0f}, {0.0f, 0.0f, 0.0f}})}),
              "cross_entropy: one of two rows");
static_assert(near(loss<cr::cross_entropy>(ce_y, std::array<std::uint8_t, 2>{2, 1}, 0.5f),
                   {-cr::numeric::log(0.25f) - cr::numeric::log(0.75f),
                    cr::from_rows({{0.0f, 0.0f, -2.0f}, {0.0f, -2.0f / 3, 0.0f}})}),
              "cross_entropy: class indices stand for one-hot rows");

// log sum exp A - sum T A; softmax is (1/2, 1/4, 1/4) and (1/4, 1/4, 1/2), dA = (Y - T) times the scale, here 1/2.
constexpr auto logits = cr::from_rows({{ln_2, 0.0f, 0.0f}, {0.0f, 0.0f, ln_2}});
constexpr auto logits_t = cr::from_rows({{1.0f, 0.0f, 0.0f}, {0.25f, 0.5f, 0.25f}});
constexpr result<2, 3> fused = {2 * ln_2 - ln_2 + 2 * ln_2 - 0.25f * ln_2,
                                cr::from_rows({{-0.25f, 0.125f, 0.125f}, {0.0f, -0.125f, 0.125f}})};
static_assert(near(loss<cr::softmax_cross_entropy>(logits, logits_t, 0.5f), fused),
              "softmax_cross_entropy: log sum exp A - sum T A and Y - T times the scale");
static_assert(near(loss_in_place<cr::softmax_cross_entropy>(logits, logits_t, 0.5f), fused),
              "softmax_cross_entropy: the gradient over A");
static_assert(near(value<cr::softmax_cross_entropy>(logits, logits_t), fused.sum), "softmax_cross_entropy: the value alone");
static_assert(near(loss<cr::softmax_cross_entropy>(logits, logits_t, 0.5f, 1),
                   {ln_2, cr::from_rows({{-0.25f, 0.125f, 0.125f}, {0.0f, 0.0f, 0.0f}})}),
              "softmax_cross_entropy: one of two rows");
static_assert(
    [] {
        const auto rows = softmax_of_rows(a);
        const auto r = loss<cr::softmax_cross_entropy>(a, std::array<std::uint8_t, 2>{1, 2}, 1.0f);
        const float first[3] = {a(0, 0), a(0, 1), a(0, 2)};
        const float second[3] = {a(1, 0), a(1, 1), a(1, 2)};
        const float sum = cr::numeric::log_sum_exp(first, 3) - a(0, 1) + cr::numeric::log_sum_exp(second, 3) - a(1, 2);
        auto expected = rows;
        expected(0, 1) -= 1;
        expected(1, 2) -= 1;
        return near(r, result<2, 3>{sum, expected});
    }(),
    "softmax_cross_entropy: class indices, against numeric::log_sum_exp and numeric::softmax");
static_assert(loss<cr::softmax_cross_entropy>(cr::from_rows({{1000.0f, 0.0f, 0.0f}, {0.0f, 0.0f, 1000.0f}}),
                                              std::array<std::uint8_t, 2>{1, 0}, 1.0f) ==
                  result<2, 3>{2000.0f, cr::from_rows({{1.0f, -1.0f, 0.0f}, {-1.0f, 0.0f, 1.0f}})},
              "softmax_cross_entropy: logits of 1000 at either end");
static_assert(near(loss<cr::softmax_cross_entropy>(cr::from_rows({{0.0f, 1000.0f, 0.0f}, {-1000.0f, -2000.0f, -1000.0f}}),
                                                   std::array<std::uint8_t, 2>{1, 0}, 1.0f),
                   {ln_2, cr::from_rows({{0.0f, 0.0f, 0.0f}, {-0.5f, 0.0f, 0.5f}})}),
              "softmax_cross_entropy: logits of 1000 in the middle, and all below -1000");

static_assert(near(loss<cr::softmax_cross_entropy>(cr::from_rows({{-1000.0f, -1000.0f, -2000.0f},
                                                                  {-2000.0f, -1000.0f, -1000.0f}}),
                                                   std::array<std::uint8_t, 2>{0, 1}, 1.0f),
                   {2 * ln_2, cr::from_rows({{-0.5f, 0.5f, 0.0f}, {0.0f, -0.5f, 0.5f}})}),
              "softmax_cross_entropy: logits of -1000 before and after one of -2000");

// What a loss takes for a target.
template <class Loss, cr::dim B, cr::dim K, class Target>
constexpr bool accepts(const Target& t, std::size_t filled = B.extent) {
    return cr::accepts<Loss>(target<B, K>(t), filled);
}
template <class Loss>
constexpr bool accepts(const cr::matrix<2, 3>& t, std::size_t filled = 2) {
    return accepts<Loss, 2, 3>(t, filled);
}
constexpr auto rows_of = [](float p, float q, float r) { return cr::from_rows({{0.25f, 0.5f, 0.25f}, {p, q, r}}); };
static_assert(accepts<cr::cross_entropy>(rows_of(0, 1, 0)) && accepts<cr::cross_entropy>(rows_of(0.125f, 0.25f, 0.625f)),
              "targets: probabilities are accepted");
static_assert(accepts<cr::cross_entropy>(rows_of(0.5f, 0.5f, 0.0005f)) && accepts<cr::cross_entropy>(rows_of(0.5f, 0, 0.4995f)),
              "targets: probabilities that sum to 1 within 1e-3 are accepted");
static_assert(!accepts<cr::cross_entropy>(rows_of(0.5f, 0.5f, 0.0015f)) &&
                  !accepts<cr::cross_entropy>(rows_of(0.5f, 0, 0.498f)),
              "targets: probabilities that do not sum to 1 within 1e-3 are refused");
static_assert(!accepts<cr::cross_entropy>(rows_of(1, 0.5f, -0.5f)) && !accepts<cr::cross_entropy>(rows_of(-0.5f, 0.5f, 1)) &&
                  !accepts<cr::cross_entropy>(rows_of(-0.5f, 0, 1.5f)) &&
                  !accepts<cr::cross_entropy>(cr::from_rows({{1.5f, 0.0f, -0.5f}, {0.0f, 1.0f, 0.0f}})),
              "targets: a negative probability is refused, in the first row too");
static_assert(accepts<cr::mean_squared_error>(rows_of(3, -4, 0)) && !accepts<cr::mean_squared_error>(rows_of(3, nan, 0)) &&
                  !accepts<cr::mean_squared_error>(rows_of(inf, 0, 0)) && !accepts<cr::mean_squared_error>(rows_of(0, 0, -inf)),
              "targets: any finite number is accepted where no probabilities are wanted");
static_assert(!accepts<cr::cross_entropy>(rows_of(0.5f, nan, 0.5f)), "targets: a probability that is not a number is refused");
static_assert(accepts<cr::cross_entropy>(rows_of(7, 7, 7), 1) && accepts<cr::mean_squared_error>(rows_of(nan, 7, 7), 1),
              "targets: rows that do not count are not looked at");
static_assert(accepts<cr::cross_entropy, 3, 5>(std::array<std::uint8_t, 3>{4, 0, 3}) &&
                  !accepts<cr::cross_entropy, 3, 5>(std::array<std::uint8_t, 3>{0, 5, 0}) &&
                  !accepts<cr::cross_entropy, 3, 5>(std::array<std::uint8_t, 3>{255, 0, 0}) &&
                  !accepts<cr::cross_entropy, 3, 5>(std::array<std::uint8_t, 3>{0, 0, 9}),
              "targets: class indices below the number of classes are accepted, others refused");
static_assert(accepts<cr::cross_entropy, 2, 1>(std::array<std::uint8_t, 2>{0, 0}) &&
                  !accepts<cr::cross_entropy, 2, 1>(std::array<std::uint8_t, 2>{1, 0}),
              "targets: of one class the index is 0");
static_assert(accepts<cr::cross_entropy, 3, 5>(std::array<std::uint8_t, 3>{4, 0, 9}, 2),
              "targets: class indices that do not count are not looked at");

}  // namespace formulas
