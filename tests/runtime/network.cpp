#include "catch.hpp"

#include <chainrule/chainrule.hpp>

#include <boost/hana/tuple.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace {

namespace cr = chainrule;

using classifier = cr::network<cr::dense<5, 4>, cr::sigmoid, cr::dense<4, 3>, cr::softmax>;
using standardised = cr::network<cr::scale_shift<6>, cr::dense<6, 4, cr::bias::none>, cr::relu, cr::dense<4, 2>, cr::tanh>;

// Y = X W^T, with W (Out, In*) as other libraries have it.
template <std::size_t In, std::size_t Out>
struct outputs_in_rows {
    static constexpr const char* name = "outputs_in_rows";
    static constexpr std::size_t inputs = In;
    static constexpr std::size_t outputs = Out;
    static constexpr bool in_place = false;
    static constexpr bool trainable = true;
    using tensors = boost::hana::tuple<cr::tensor<"weight", cr::output(Out), cr::dual(cr::input(In)), cr::order::rows>>;

    template <cr::dim Batch, cr::dim X, cr::dim Y, cr::Scalar T>
    static constexpr auto forward(cr::const_view<Batch, X, T> x, cr::const_view<Y, cr::dual(X), T, cr::order::rows> w) {
        return cr::lazy_product(x, cr::transposed(w));
    }
    template <cr::dim Batch, cr::dim X, cr::dim Y, cr::Scalar T>
    static constexpr auto backward(cr::const_view<Batch, X, T>, cr::const_view<cr::dual(Batch), cr::dual(Y), T> dy,
                                   cr::const_view<Y, cr::dual(X), T, cr::order::rows> w) {
        return cr::lazy_product(dy, w);
    }
    template <cr::dim Batch, cr::dim X, cr::dim Y, cr::Scalar T>
    static constexpr auto gradient(cr::const_view<Batch, X, T> x, cr::const_view<cr::dual(Batch), cr::dual(Y), T> dy) {
        return boost::hana::make_tuple(cr::lazy_product(cr::transposed(dy), x));
    }
};

template <std::size_t R, std::size_t C, class T = float>
cr::matrix<R, C, T> random_matrix(std::uint64_t seed) {
    cr::numeric::pcg32 generator(seed);
    cr::matrix<R, C, T> m{};
    for (T& value : m.values) value = cr::numeric::normal<T>(generator);
    return m;
}

// Forward pass in double precision with the standard library's functions, one sample.
std::array<double, 3> reference(const classifier::parameters<>& p, const float* x, std::size_t stride) {
    double hidden[4];
    for (std::size_t o = 0; o < 4; ++o) {
        double a = double(p.tensor<"0.bias">()(0, o));
        for (std::size_t i = 0; i < 5; ++i) a += double(x[i * stride]) * double(p.tensor<"0.weight">()(i, o));
        hidden[o] = 1.0 / (1.0 + std::exp(-a));
    }
    std::array<double, 3> y{};
    double total = 0.0;
    for (std::size_t o = 0; o < 3; ++o) {
        double a = double(p.tensor<"2.bias">()(0, o));
        for (std::size_t i = 0; i < 4; ++i) a += hidden[i] * double(p.tensor<"2.weight">()(i, o));
        y[o] = std::exp(a);
        total += y[o];
    }
    for (double& value : y) value /= total;
    return y;
}

template <std::size_t B>
void check_batch(const classifier::parameters<>& p) {
    const auto x = random_matrix<B, 5>(B);
    const auto y = classifier::predict(p, x);
    for (std::size_t b = 0; b < B; ++b) {
        const auto expected = reference(p, x.values + b, B);
        cr::matrix<1, 5> sample{};
        for (std::size_t f = 0; f < 5; ++f) sample(0, f) = x(b, f);
        const auto alone = classifier::predict(p, sample);
        for (std::size_t k = 0; k < 3; ++k) {
            CHECK(double(y(b, k)) == Approx(expected[k]).epsilon(2e-6));
            CHECK(alone(0, k) == y(b, k));
        }
    }
}

}  // namespace

TEST_CASE("a prediction is the formula, for any batch with the same parameters", "[network]") {
    const auto p = cr::initialize<classifier>(3);
    check_batch<1>(p);
    check_batch<2>(p);
    check_batch<7>(p);
    check_batch<32>(p);
    check_batch<37>(p);
}

TEST_CASE("a class is the largest prediction, the first of equals", "[network]") {
    classifier::parameters<> p{};
    p.tensor<"2.bias">()(0, 1) = 1.0f;
    const auto found = classifier::classify(p, cr::matrix<1, 5>{});
    CHECK(found.index == 1);
    CHECK(double(found.confidence) == Approx(std::exp(1.0) / (std::exp(1.0) + 2.0)).epsilon(1e-6));
    CHECK(classifier::classify(classifier::parameters<>{}, cr::matrix<1, 5>{}).index == 0);

    p.tensor<"2.bias">()(0, 2) = std::numeric_limits<float>::quiet_NaN();
    CHECK(std::isnan(classifier::classify(p, cr::matrix<1, 5>{}).confidence));
}

TEST_CASE("predictions are finite for logits of 1e4", "[network]") {
    classifier::parameters<> p{};
    p.tensor<"2.bias">()(0, 0) = 1e4f;
    p.tensor<"2.bias">()(0, 1) = -1e4f;
    const auto y = classifier::predict(p, cr::matrix<1, 5>{});
    CHECK(y(0, 0) == 1.0f);
    CHECK(y(0, 1) == 0.0f);
    CHECK(y(0, 2) == 0.0f);
}

TEST_CASE("tensors are found by name and lie one after the other", "[network]") {
    standardised::parameters<> p{};
    for (std::size_t i = 0; i < p.values.size(); ++i) p.values[i] = static_cast<float>(i);
    static_assert(standardised::trainable_count == 24 + 8 + 2);
    static_assert(standardised::parameter_count == 24 + 8 + 2 + 12);
    CHECK(p.tensor<"1.weight">()(0, 1) == 1.0f);
    CHECK(p.tensor<"1.weight">()(1, 0) == 4.0f);
    CHECK(p.tensor<"3.weight">()(3, 1) == 31.0f);
    CHECK(p.tensor<"3.bias">()(0, 1) == 33.0f);
    CHECK(p.tensor<"0.scale">()(0, 0) == 34.0f);
    CHECK(p.tensor<"0.shift">()(0, 5) == 45.0f);
    CHECK(p.span().size() == 46);
    CHECK(p.tensor<"3.weight">().span().size() == 8);
    CHECK(p.tensor<"3.weight">().span()[7] == 31.0f);
    p.tensor<"0.shift">()(0, 5) = -1.0f;
    CHECK(p.span()[45] == -1.0f);
}

TEST_CASE("parameters are plain data", "[network]") {
    static_assert(std::is_trivially_copyable_v<classifier::parameters<>>);
    static_assert(std::is_standard_layout_v<classifier::parameters<>>);
    static_assert(sizeof(classifier::parameters<>) == 39 * sizeof(float));
    static_assert(sizeof(cr::matrix<5, 4>) == 80);
    static_assert(std::is_empty_v<classifier>);
    const auto p = cr::initialize<classifier>(1);
    classifier::parameters<> copy{};
    std::memcpy(&copy, &p, sizeof p);
    CHECK(copy == p);
}

TEST_CASE("the gradient with respect to the input agrees with differences", "[network]") {
    const auto p = cr::initialize<classifier, double>(5);
    auto x = random_matrix<3, 5, double>(8);
    const auto dy = random_matrix<3, 3, double>(9);
    const auto dx = classifier::input_gradient(p, x, dy);
    const auto value = [&] {
        const auto y = classifier::predict(p, x);
        double sum = 0.0;
        for (std::size_t i = 0; i < 9; ++i) sum += y.values[i] * dy.values[i];
        return sum;
    };
    for (std::size_t i = 0; i < 15; ++i) {
        const double middle = x.values[i];
        x.values[i] = middle + 1e-5;
        const double above = value();
        x.values[i] = middle - 1e-5;
        const double below = value();
        x.values[i] = middle;
        CHECK(dx.values[i] == Approx((above - below) / 2e-5).epsilon(1e-7).margin(1e-9));
    }
}

TEST_CASE("initialisers have the spread of their formulas, and suit the activation", "[network]") {
    using wide = cr::network<cr::dense<60, 40>, cr::relu, cr::dense<40, 50>, cr::tanh>;
    const auto spread = [](const auto& tensor, std::size_t n) {
        double sum = 0.0;
        double largest = 0.0;
        for (std::size_t i = 0; i < n; ++i) {
            const double v = double(tensor.data()[i]);
            sum += v * v;
            largest = std::max(largest, std::abs(v));
        }
        return std::pair{std::sqrt(sum / double(n)), largest};
    };
    const auto by_default = cr::initialize<wide>(1);
    const auto [he, he_largest] = spread(by_default.tensor<"0.weight">(), 2400);
    CHECK(he == Approx(std::sqrt(2.0 / 60)).epsilon(0.05));
    CHECK(he_largest <= std::sqrt(6.0 / 60));
    CHECK(he_largest > 0.98 * std::sqrt(6.0 / 60));
    const auto [glorot, glorot_largest] = spread(by_default.tensor<"2.weight">(), 2000);
    CHECK(glorot == Approx(std::sqrt(2.0 / 90)).epsilon(0.05));
    CHECK(glorot_largest <= std::sqrt(6.0 / 90));
    for (std::size_t i = 0; i < 40; ++i) CHECK(by_default.tensor<"0.bias">()(0, i) == 0.0f);

    const auto he_normal = cr::initialize<wide, float>(2, cr::initializers::he_normal{});
    CHECK(spread(he_normal.tensor<"2.weight">(), 2000).first == Approx(std::sqrt(2.0 / 40)).epsilon(0.05));
    CHECK(spread(he_normal.tensor<"2.weight">(), 2000).second > std::sqrt(6.0 / 40));
    const auto glorot_normal = cr::initialize<wide, float>(2, cr::initializers::glorot_normal{});
    CHECK(spread(glorot_normal.tensor<"0.weight">(), 2400).first == Approx(std::sqrt(2.0 / 100)).epsilon(0.05));

    CHECK(cr::initialize<wide>(1) == by_default);
    CHECK_FALSE(cr::initialize<wide>(2) == by_default);
    CHECK(cr::initialize<standardised>(1).tensor<"0.scale">()(0, 3) == 1.0f);
    CHECK(cr::initialize<standardised>(1).tensor<"0.shift">()(0, 3) == 0.0f);
}

TEST_CASE("initialisers tell inputs from outputs where a weight has its outputs in rows", "[network]") {
    using narrowing = cr::network<outputs_in_rows<384, 4>, cr::relu>;
    float largest = 0.0f;
    for (const float v : cr::initialize<narrowing>(1).values) largest = std::max(largest, std::abs(v));
    CHECK(largest <= std::sqrt(6.0f / 384));
    CHECK(largest > 0.98f * std::sqrt(6.0f / 384));
}

TEST_CASE("what a network costs is constant", "[network]") {
    static_assert(classifier::parameter_count == 39);
    static_assert(classifier::multiply_adds == 5 * 4 + 4 * 3);
    // Of a layer of one's own too, which does not say it: the type of its product does.
    static_assert(cr::network<outputs_in_rows<7, 4>, cr::relu, cr::scale_shift<4>>::multiply_adds == 7 * 4 + 4);
    static_assert(classifier::inference_bytes<1> == 4 * sizeof(float));
    using deep = cr::network<cr::dense<7, 9>, cr::relu, cr::dense<9, 6>, cr::relu, cr::dense<6, 8>, cr::relu, cr::dense<8, 2>>;
    // The pairs of neighbours that are stored: 9 + 6, 6 + 8.
    static_assert(deep::inference_bytes<1> == 15 * sizeof(float));
    // 9 + 6 + 8 + 2 for activations, then the gradients of 8 and 6 wide inputs in the first buffer and the second, and that of
    // 9 in the first again.
    static_assert(cr::pass<deep, 7, deep::lowest_gradient, cr::batch(1), float>::elements == 25 + 9 + 6);
    static_assert(deep::training_bytes<3> == 3 * (25 + 9 + 6) * sizeof(float));
    const auto p = cr::initialize<deep>(4);
    const auto y = deep::predict(p, random_matrix<2, 7>(1));
    CHECK(std::isfinite(y(1, 1)));
}
