// Rows 1 to 11 of the backward pass of a 5-4-3 network with sigmoid, softmax and cross-entropy: the shape of each row is the
// type of the result, its value is worked out by hand in numbers that are exact in binary.
#include <chainrule/chainrule.hpp>

namespace cr = chainrule;

namespace derivation {

constexpr cr::dim rows = cr::batch(2);
constexpr cr::dim x_axis = cr::feature(0, 5);
constexpr cr::dim a1_axis = cr::feature(1, 4);
constexpr cr::dim z_axis = cr::feature(2, 4);
constexpr cr::dim a2_axis = cr::feature(3, 3);
constexpr cr::dim y_axis = cr::feature(4, 3);

using x_type = cr::matrix<rows, x_axis>;
using z_type = cr::matrix<rows, z_axis>;
using y_type = cr::matrix<rows, y_axis>;
using w2_type = cr::matrix<cr::dual(z_axis), a2_axis, float, cr::order::rows>;
using dy_type = cr::matrix<cr::dual(rows), cr::dual(y_axis)>;
using da2_type = cr::matrix<cr::dual(rows), cr::dual(a2_axis)>;
using dz_type = cr::matrix<cr::dual(rows), cr::dual(z_axis)>;
using da1_type = cr::matrix<cr::dual(rows), cr::dual(a1_axis)>;

// Rows of numbers under the axes of the type M.
template <class M, std::size_t R, std::size_t C>
constexpr M from(const float (&numbers)[R][C]) {
    M m{};
    for (std::size_t r = 0; r < R; ++r) {
        for (std::size_t c = 0; c < C; ++c) m(r, c) = numbers[r][c];
    }
    return m;
}

// One row of a matrix, as a matrix.
template <cr::dim R, cr::dim C>
constexpr cr::matrix<1, C> row(const cr::matrix<R, C>& m, std::size_t r) {
    cr::matrix<1, C> one{};
    for (std::size_t c = 0; c < C.extent; ++c) one(0, c) = m(r, c);
    return one;
}

constexpr auto y = from<y_type>({{1.0f / 2, 1.0f / 4, 1.0f / 4}, {1.0f / 4, 1.0f / 4, 1.0f / 2}});
constexpr auto t = from<y_type>({{1, 0, 0}, {0, 1, 0}});

// Row 1: dL/dY = -(1/B) T / Y; in the first row -(1/2) 1 / (1/2) = -1, in the second -(1/2) 1 / (1/4) = -2.
constexpr dy_type row1 = [] {
    dy_type dy{};
    (void)cr::loss_sum<cr::cross_entropy>(cr::const_view<rows, y_axis>(y), cr::const_view<rows, y_axis>(t),
                                          cr::view<cr::dual(rows), cr::dual(y_axis)>(dy), 1.0f / 2, 2);
    return dy;
}();
static_assert(row1 == from<dy_type>({{-1, 0, 0}, {0, -2, 0}}));

// Row 2: the softmax Jacobian of the first row, y = (1/2, 1/4, 1/4): y_i (1 - y_i) on the diagonal, -y_i y_j off it.
using softmax_jacobian = cr::matrix<y_axis, cr::dual(a2_axis)>;
constexpr softmax_jacobian row2 = cr::softmax::jacobian<a2_axis>(row(y, 0));
static_assert(row2 == from<softmax_jacobian>({{4.0f / 16, -2.0f / 16, -2.0f / 16},
                                              {-2.0f / 16, 3.0f / 16, -1.0f / 16},
                                              {-2.0f / 16, -1.0f / 16, 3.0f / 16}}));

// With three classes the diagonal is also y_i (y_j + y_k).
static_assert(row2(0, 0) == y(0, 0) * (y(0, 1) + y(0, 2)));
static_assert(row2(1, 1) == y(0, 1) * (y(0, 0) + y(0, 2)));
static_assert(row2(2, 2) == y(0, 2) * (y(0, 0) + y(0, 1)));

// Row 3: dL/da2 of one row = (1, 3)(3, 3); (-1, 0, 0) times the Jacobian is its first row negated.
using da2_row = cr::matrix<1, cr::dual(a2_axis)>;
constexpr da2_row row3 = cr::product(row(row1, 0), row2);
constexpr da2_row row3_second = cr::product(row(row1, 1), cr::softmax::jacobian<a2_axis>(row(y, 1)));
static_assert(row3 == from<da2_row>({{-1.0f / 4, 1.0f / 8, 1.0f / 8}}));

// Row 4: dL/dA2 = (Y - T) / B, the short way, equal to the long way through rows 1 to 3.
constexpr da2_type row4 = from<da2_type>({{-1.0f / 4, 1.0f / 8, 1.0f / 8}, {1.0f / 8, -3.0f / 8, 1.0f / 4}});
static_assert(cr::scaled(1.0f / 2, cr::difference(y, t)).values[0] == row4.values[0]);
static_assert([] {
    for (std::size_t b = 0; b < 2; ++b) {
        for (std::size_t k = 0; k < 3; ++k) {
            if (row4(b, k) != (y(b, k) - t(b, k)) / 2) return false;
        }
    }
    return true;
}());
static_assert(row3 == row(row4, 0));
static_assert(row3_second == row(row4, 1));

// Also as the library evaluates them: the backward pass of softmax from row 1, and the fused loss from logits. exp(-ln 2) and
// exp(-2 ln 2) round to 1/2 and 1/4, so the probabilities are those of y.
constexpr da2_type unfused =
    cr::evaluate<cr::dual(rows), cr::dual(a2_axis), float>(cr::softmax::backward<rows, a2_axis, y_axis, float>(y, row1));
static_assert(unfused == row4);

constexpr float ln_2 = 0.693147181f;
constexpr auto logits = from<cr::matrix<rows, a2_axis>>({{ln_2, 0, 0}, {0, 0, ln_2}});
constexpr da2_type fused = [] {
    da2_type da{};
    (void)cr::loss_sum<cr::softmax_cross_entropy>(cr::const_view<rows, a2_axis>(logits),
                                                  cr::const_view<rows, a2_axis>(t.values),
                                                  cr::view<cr::dual(rows), cr::dual(a2_axis)>(da), 1.0f / 2, 2);
    return da;
}();
static_assert(fused == row4);

// Row 5: dL/db2 = 1^T dL/dA2, the sums of its columns: -1/4 + 1/8, 1/8 - 3/8, 1/8 + 1/4.
constexpr cr::matrix<1, cr::dual(a2_axis)> row5 = cr::product(cr::transposed(cr::ones<rows, 1>{}), row4);
static_assert(row5 == from<da2_row>({{-1.0f / 8, -1.0f / 4, 3.0f / 8}}));

// Row 6: dL/dW2 = Z^T dL/dA2; element (j, k) is z_0j da_0k + z_1j da_1k.
constexpr auto z = from<z_type>({{1.0f / 2, 1.0f / 4, 3.0f / 4, 1.0f / 8}, {1.0f / 4, 1.0f / 2, 1.0f / 2, 3.0f / 4}});
using dw2_type = cr::matrix<z_axis, cr::dual(a2_axis)>;
constexpr dw2_type row6 = cr::product(cr::transposed(z), row4);
static_assert(row6 == from<dw2_type>({{-3.0f / 32, -1.0f / 32, 4.0f / 32},
                                      {0.0f / 32, -5.0f / 32, 5.0f / 32},
                                      {-4.0f / 32, -3.0f / 32, 7.0f / 32},
                                      {4.0f / 64, -17.0f / 64, 13.0f / 64}}));

// Row 7: dL/dZ = dL/dA2 W2^T; element (b, j) is the sum over k of da_bk w_jk.
constexpr auto w2 = from<w2_type>({{1, 2, 0}, {0, 1, -1}, {2, 0, 1}, {-2, 1, 4}});
constexpr dz_type row7 = cr::product(row4, cr::transposed(w2));
static_assert(row7 == from<dz_type>({{0, 0, -3.0f / 8, 9.0f / 8}, {-5.0f / 8, -5.0f / 8, 1.0f / 2, 3.0f / 8}}));

// Row 8: the sigmoid Jacobian of the first row, diag(z_j (1 - z_j)).
using sigmoid_jacobian = cr::matrix<z_axis, cr::dual(a1_axis)>;
constexpr sigmoid_jacobian row8 = cr::sigmoid::jacobian<a1_axis>(row(z, 0));
static_assert(row8 ==
              from<sigmoid_jacobian>({{1.0f / 4, 0, 0, 0}, {0, 3.0f / 16, 0, 0}, {0, 0, 3.0f / 16, 0}, {0, 0, 0, 7.0f / 64}}));

// Row 9: dL/dA1 = dL/dZ * Z * (1 - Z), elementwise, equal to the products of rows 7 and 8.
constexpr da1_type row9 =
    cr::evaluate<cr::dual(rows), cr::dual(a1_axis), float>(cr::sigmoid::backward<rows, a1_axis, z_axis, float>(z, row7));
static_assert(row9 == from<da1_type>({{0, 0, -9.0f / 128, 63.0f / 512}, {-15.0f / 128, -5.0f / 32, 1.0f / 8, 9.0f / 128}}));
static_assert(row(row9, 0) == cr::product(row(row7, 0), row8));
static_assert(row(row9, 1) == cr::product(row(row7, 1), cr::sigmoid::jacobian<a1_axis>(row(z, 1))));

// Row 10: dL/db1 = 1^T dL/dA1, the sums of its columns.
using db1_type = cr::matrix<1, cr::dual(a1_axis)>;
constexpr db1_type row10 = cr::product(cr::transposed(cr::ones<rows, 1>{}), row9);
static_assert(row10 == from<db1_type>({{-15.0f / 128, -5.0f / 32, 7.0f / 128, 99.0f / 512}}));

// Row 11: dL/dW1 = X^T dL/dA1; element (i, j) is x_0i da_0j + x_1i da_1j.
constexpr auto x = from<x_type>({{1, 0, 2, -1, 4}, {0, 1, 1, 2, -2}});
using dw1_type = cr::matrix<x_axis, cr::dual(a1_axis)>;
constexpr dw1_type row11 = cr::product(cr::transposed(x), row9);
static_assert(row11 == from<dw1_type>({{0, 0, -9.0f / 128, 63.0f / 512},
                                       {-15.0f / 128, -5.0f / 32, 1.0f / 8, 9.0f / 128},
                                       {-15.0f / 128, -5.0f / 32, -2.0f / 128, 81.0f / 256},
                                       {-30.0f / 128, -5.0f / 16, 41.0f / 128, 9.0f / 512},
                                       {30.0f / 128, 5.0f / 16, -68.0f / 128, 180.0f / 512}}));

}  // namespace derivation

// The whole step of the trainer, in place in its workspace, has the bits of the same formulas by value.
namespace whole_step {

using namespace derivation;
using network = cr::network<cr::dense<5, 4>, cr::sigmoid, cr::dense<4, 3>, cr::softmax>;

constexpr auto parameters = cr::initialize<network>(7);
constexpr auto samples = cr::from_rows({{1.0f, 0.5f, -2.0f, 0.25f, 3.0f}, {-1.0f, 2.0f, 0.75f, 1.5f, -0.5f}});
constexpr std::array<std::uint8_t, 2> classes = {2, 0};

constexpr auto trained = [] {
    cr::trainer<network, cr::cross_entropy, cr::sgd, 2> trainer(parameters, {0.5f});
    const auto result = trainer.step(samples, classes);
    return result.status == cr::status::ok ? trainer : decltype(trainer)(parameters, {0.0f});
}();

// What a step refuses at run time it refuses in a constant expression.
constexpr cr::status status_with(float input) {
    cr::trainer<network, cr::cross_entropy, cr::sgd, 2> trainer(parameters, {0.5f});
    auto x = samples;
    x(1, 3) = input;
    return trainer.step(x, classes).status;
}
static_assert(status_with(1.5f) == cr::status::ok);
static_assert(status_with(cr::numeric::infinity<float>) == cr::status::non_finite_input);
static_assert(status_with(-cr::numeric::infinity<float>) == cr::status::non_finite_input);
static_assert(status_with(cr::numeric::quiet_nan<float>) == cr::status::non_finite_input);

constexpr auto inputs = cr::with_axes<rows, x_axis>(samples);
constexpr auto w1 = parameters.tensor<"0.weight">();
constexpr auto b1 = parameters.tensor<"0.bias">();
constexpr auto weights2 = parameters.tensor<"2.weight">();
constexpr auto b2 = parameters.tensor<"2.bias">();

constexpr auto a1 = cr::evaluate<rows, a1_axis, float>(cr::lazy_product(inputs, w1) + b1);
constexpr auto hidden = cr::evaluate<rows, z_axis, float>(cr::sigmoid::forward<rows, a1_axis, z_axis, float>(a1));
constexpr auto a2 = cr::evaluate<rows, a2_axis, float>(cr::lazy_product(hidden, weights2) + b2);
constexpr auto prediction = cr::evaluate<rows, y_axis, float>(cr::softmax::forward<rows, a2_axis, y_axis, float>(a2));
static_assert(network::predict(parameters, samples).values[5] == prediction.values[5]);

constexpr da2_type da2 = [] {
    da2_type d{};
    for (std::size_t b = 0; b < 2; ++b) {
        for (std::size_t k = 0; k < 3; ++k) d(b, k) = (prediction(b, k) - (classes[b] == k ? 1.0f : 0.0f)) / 2;
    }
    return d;
}();
constexpr cr::matrix<1, cr::dual(a2_axis)> db2 = cr::product(cr::transposed(cr::ones<rows, 1>{}), da2);
constexpr cr::matrix<z_axis, cr::dual(a2_axis)> dw2 = cr::product(cr::transposed(hidden), da2);
constexpr dz_type dz = cr::product(da2, cr::transposed(weights2));
constexpr da1_type da1 =
    cr::evaluate<cr::dual(rows), cr::dual(a1_axis), float>(cr::sigmoid::backward<rows, a1_axis, z_axis, float>(hidden, dz));
constexpr cr::matrix<1, cr::dual(a1_axis)> db1 = cr::product(cr::transposed(cr::ones<rows, 1>{}), da1);
constexpr cr::matrix<x_axis, cr::dual(a1_axis)> dw1 = cr::product(cr::transposed(inputs), da1);

template <class A, class B, std::size_t R, std::size_t C>
constexpr bool same(const A& a, const B& b) {
    for (std::size_t r = 0; r < R; ++r) {
        for (std::size_t c = 0; c < C; ++c) {
            if (a(r, c) != b(r, c)) return false;
        }
    }
    return true;
}
template <cr::dim R, cr::dim C, cr::order OA, cr::storage SA, cr::order OB, cr::storage SB>
constexpr bool equal(const cr::matrix<R, C, float, OA, SA>& a, const cr::matrix<R, C, float, OB, SB>& b) {
    return same<decltype(a), decltype(b), R.extent, C.extent>(a, b);
}

static_assert(equal(trained.gradient().tensor<"0.weight">(), dw1));
static_assert(equal(trained.gradient().tensor<"0.bias">(), db1));
static_assert(equal(trained.gradient().tensor<"2.weight">(), dw2));
static_assert(equal(trained.gradient().tensor<"2.bias">(), db2));

static_assert([] {
    for (std::size_t i = 0; i < network::trainable_count; ++i) {
        if (trained.parameters().values[i] != parameters.values[i] - 0.5f * trained.gradient().values[i]) return false;
    }
    return true;
}());

}  // namespace whole_step
