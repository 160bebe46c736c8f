#include "catch.hpp"
#include "dense_by_columns.hpp"

#include <chainrule/chainrule.hpp>

#include <cstdint>

namespace {

namespace cr = chainrule;

// The derivative of tanh without its square.
struct wrong_tanh : cr::tanh {
    template <cr::dim Batch, cr::dim X, cr::dim Y, cr::Scalar T>
    static constexpr auto backward(cr::const_view<Batch, Y, T> y, cr::const_view<cr::dual(Batch), cr::dual(Y), T> dy) {
        return cr::elementwise([](auto z, auto dz) { return dz * (T(1) - z); }, y, dy);
    }
};

// A correct gradient stays well below; a wrong factor or sign exceeds it by five orders of magnitude.
constexpr double bound = 1e-8;

template <class Loss, class Network, std::size_t Batch>
void check(std::uint64_t seed, bool probabilities = false) {
    cr::numeric::pcg32 generator(seed);
    auto p = cr::initialize<Network, double>(seed, cr::initializers::glorot_normal{});
    for (double& value : p.values) value += 0.25 * cr::numeric::normal<double>(generator);
    cr::matrix<Batch, Network::inputs, double> x{};
    for (double& value : x.values) value = cr::numeric::normal<double>(generator);
    cr::matrix<Batch, Network::outputs, double> t{};
    for (std::size_t b = 0; b < Batch; ++b) {
        double total = 0.0;
        for (std::size_t k = 0; k < Network::outputs; ++k) {
            t(b, k) = probabilities ? cr::numeric::uniform(generator, 0.1, 1.0) : cr::numeric::normal<double>(generator);
            total += t(b, k);
        }
        if (probabilities) {
            for (std::size_t k = 0; k < Network::outputs; ++k) t(b, k) /= total;
        }
    }
    const auto deviation = cr::check_gradient<Loss>(p, x, t, 1e-5);
    CHECK(deviation.parameters < bound);
    CHECK(deviation.input < bound);
}

}  // namespace

TEST_CASE("gradients of networks agree with central differences", "[gradients]") {
    check<cr::cross_entropy, cr::network<cr::dense<5, 4>, cr::sigmoid, cr::dense<4, 3>, cr::softmax>, 6>(1, true);
    check<cr::mean_squared_error, cr::network<cr::dense<5, 4>, cr::tanh, cr::dense<4, 3>>, 6>(2);
    check<cr::mean_squared_error, cr::network<cr::dense<5, 4>, cr::tanh, cr::dense<4, 3>, cr::softmax>, 6>(3);
    check<cr::mean_squared_error, cr::network<cr::dense<5, 7>, cr::relu, cr::dense<7, 6>, cr::relu, cr::dense<6, 2>>, 4>(4);
    check<cr::cross_entropy, cr::network<cr::dense<5, 4>, cr::tanh, cr::dense<4, 3>, cr::sigmoid>, 6>(5, true);
    check<cr::mean_squared_error, cr::network<cr::scale_shift<5>, cr::dense<5, 4, cr::bias::none>, cr::sigmoid>, 33>(6);
    check<cr::cross_entropy, cr::network<cr::dense<5, 4>, cr::softmax, cr::dense<4, 6>, cr::scale_shift<6>, cr::softmax>, 32>(
        7, true);
    // Two in-place layers next to each other: the second must not write over what the first still needs.
    check<cr::mean_squared_error, cr::network<cr::dense<3, 4>, cr::sigmoid, cr::tanh, cr::dense<4, 2>, cr::tanh, cr::sigmoid>,
          5>(8);
    // Extents that are all equal.
    check<cr::cross_entropy, cr::network<cr::dense<4, 4>, cr::sigmoid, cr::dense<4, 4>, cr::softmax>, 4>(9, true);
}

TEST_CASE("gradients of single layers agree with central differences", "[gradients]") {
    const auto good = [](const cr::gradient_deviation<double>& d) { return d.parameters < bound && d.input < bound; };
    CHECK(good(cr::check_layer_gradient<cr::dense<5, 3>>(1)));
    CHECK(good(cr::check_layer_gradient<cr::dense<5, 3, cr::bias::none>>(2)));
    CHECK(good(cr::check_layer_gradient<cr::sigmoid, 6>(3)));
    CHECK(good(cr::check_layer_gradient<cr::tanh, 6>(4)));
    CHECK(good(cr::check_layer_gradient<cr::relu, 6>(5)));
    CHECK(good(cr::check_layer_gradient<cr::softmax, 6>(6)));
    CHECK(good(cr::check_layer_gradient<cr::scale_shift<6>>(7)));
    CHECK(good(cr::check_layer_gradient<cr::sigmoid, 3, 33>(8)));
}

TEST_CASE("gradients of a weight that lies by columns agree with central differences", "[gradients]") {
    const auto good = [](const cr::gradient_deviation<double>& d) { return d.parameters < bound && d.input < bound; };
    CHECK(good(cr::check_layer_gradient<dense_by_columns<5, 4>, 5, 1>(1)));
    CHECK(good(cr::check_layer_gradient<dense_by_columns<5, 4>, 5, 3>(2)));
    CHECK(good(cr::check_layer_gradient<dense_by_columns<5, 4>, 5, 32>(3)));
    CHECK(good(cr::check_layer_gradient<dense_by_columns<19, 23>, 19, 7>(4)));
    CHECK(good(cr::check_layer_gradient<dense_by_columns<6, 6>, 6, 48>(5)));
}

TEST_CASE("gradients of a network that takes raw integers agree with central differences", "[gradients]") {
    using raw = cr::network<cr::scale_shift<2, std::int16_t>, cr::dense<2, 3>, cr::softmax>;
    auto p = cr::initialize<raw, double>(1);
    p.tensor<"0.scale">()(0, 0) = 0.01;
    p.tensor<"0.scale">()(0, 1) = 0.002;
    const cr::matrix<2, 2, std::int16_t> x{{-120, 40, 310, 7}};
    const cr::matrix<2, 3, double> t{{0.5, 0.25, 0.25, 0.125, 0.25, 0.625}};
    CHECK(cr::check_gradient<cr::cross_entropy>(p, x, t, 1e-5).parameters < bound);

    using wrong = cr::network<cr::scale_shift<2, std::int16_t>, cr::dense<2, 3>, wrong_tanh, cr::dense<3, 2>>;
    const auto w = cr::initialize<wrong, double>(1);
    CHECK(
        cr::check_gradient<cr::mean_squared_error>(w, cr::matrix<1, 2, std::int16_t>{{1, 2}}, cr::matrix<1, 2, double>{}, 1e-5)
            .parameters > 1e-3);
}

TEST_CASE("a wrong gradient is found", "[gradients]") { CHECK(cr::check_layer_gradient<wrong_tanh>(1).input > 1e-3); }
