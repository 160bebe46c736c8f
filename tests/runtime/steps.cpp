// The three kinds of step: the same update where the data is good, the same refusals where it is not.
#include "catch.hpp"
#include "dense_by_columns.hpp"

#include <chainrule/chainrule.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace {

namespace cr = chainrule;

template <cr::policy P>
using classifier = cr::basic_network<P, cr::dense<5, 4>, cr::sigmoid, cr::dense<4, 3>, cr::softmax>;
template <cr::policy P>
using larger = cr::basic_network<P, cr::dense<7, 19>, cr::relu, cr::dense<19, 9>, cr::tanh, cr::dense<9, 10>, cr::softmax>;

template <cr::policy P>
using by_columns = cr::basic_network<P, dense_by_columns<7, 40>, cr::relu, dense_by_columns<40, 9>, cr::softmax>;

template <std::size_t Batch, class Network, class T>
struct data {
    cr::matrix<Batch, Network::inputs, T> x{};
    cr::matrix<Batch, Network::outputs, T> t{};
    std::array<cr::class_index<Network::outputs>, Batch> classes{};

    explicit data(std::uint64_t seed) {
        cr::numeric::pcg32 generator(seed);
        for (T& v : x.values) v = cr::numeric::normal<T>(generator);
        for (std::size_t b = 0; b < Batch; ++b) {
            classes[b] = static_cast<cr::class_index<Network::outputs>>(b * b % Network::outputs);
            t(b, (b * b + 1) % Network::outputs) = T(0.75);
            t(b, b * b % Network::outputs) = T(0.25);
        }
    }
};

template <class T>
bool same_bytes(const T& a, const T& b) {
    static_assert(std::is_trivially_copyable_v<T>);
    return std::memcmp(&a, &b, sizeof a) == 0;
}

// 50 steps of each kind, on classes and on rows of probabilities in turn.
template <class Network, class Loss, class Optimizer, std::size_t Batch, class T>
void compare_steps(T learning_rate) {
    using trainer = cr::trainer<Network, Loss, Optimizer, Batch, T>;
    const typename trainer::optimizer_settings settings{.learning_rate = learning_rate};
    trainer checked(cr::initialize<Network, T>(1), settings);
    trainer without_loss = checked;
    trainer unchecked = checked;
    INFO(Optimizer::name << ", " << Network::parameter_count << " parameters, batch " << Batch);
    for (std::uint64_t i = 0; i < 50; ++i) {
        const data<Batch, Network, T> d(i % 5);
        const auto before = checked.parameters();
        if (i % 2 == 0) {
            REQUIRE(checked.step(d.x, d.classes).status == cr::status::ok);
            REQUIRE(without_loss.step_without_loss(d.x, d.classes) == cr::status::ok);
            unchecked.step_unchecked(d.x, d.classes);
        } else {
            REQUIRE(checked.step(d.x, d.t).status == cr::status::ok);
            REQUIRE(without_loss.step_without_loss(d.x, d.t) == cr::status::ok);
            unchecked.step_unchecked(d.x, d.t);
        }
        REQUIRE_FALSE(same_bytes(checked.parameters(), before));
        REQUIRE(same_bytes(checked.parameters(), unchecked.parameters()));
        REQUIRE(same_bytes(checked, without_loss));  // gradient, state and workspace too
    }
}

template <class Network, class T, std::size_t Batch>
void compare_optimizers() {
    compare_steps<Network, cr::cross_entropy, cr::sgd, Batch, T>(T(0.25));
    compare_steps<Network, cr::cross_entropy, cr::momentum, Batch, T>(T(0.125));
    compare_steps<Network, cr::cross_entropy, cr::adam, Batch, T>(T(0.03125));
}

// A layer of one's own may have gradients of the shapes of a weight and its bias that come from different dY.
template <std::size_t Batch, std::size_t In, std::size_t Out, class T>
void check_different_gradients() {
    using network = cr::basic_network<cr::policy::fast, cr::dense<In, Out>>;
    constexpr cr::dim rows = cr::batch(Batch);
    constexpr cr::dim in = network::features(0);
    constexpr cr::dim out = cr::dual(network::features(1));
    cr::numeric::pcg32 generator(1);
    cr::matrix<rows, in, T> x;
    cr::matrix<cr::dual(rows), out, T> dy;
    cr::matrix<cr::dual(rows), out, T> other;
    for (T& v : x.values) v = cr::numeric::normal<T>(generator);
    for (T& v : dy.values) v = cr::numeric::normal<T>(generator);
    for (T& v : other.values) v = cr::numeric::normal<T>(generator);
    const auto dw = cr::lazy_product(cr::transposed(x), dy);
    const auto db = cr::lazy_product(cr::transposed(cr::ones<rows, 1, T>{}), other);
    using weight = cr::view<in, out, T, cr::order::rows>;
    using bias = cr::view<1, out, T>;
    INFO("batch " << Batch << ", " << In << " to " << Out);

    cr::gradients<network, T> expected{};
    cr::assign(weight(expected.values.data()), dw);
    cr::assign(bias(expected.values.data() + In * Out), db);
    cr::gradients<network, T> g{};
    cr::assign_gradients<network, T>{g.values.data()}.template write<0, weight, bias>(dw, db);
    CHECK(g == expected);

    const auto before = cr::initialize<network, T>(1);
    auto p = before;
    cr::optimizer_state<network, T, 0> state;
    const cr::sgd::settings<T> settings{T(0.5)};
    cr::move_by_gradients<cr::sgd::settings<T>, network, T>{settings, p, g, state}.template write<0, weight, bias>(dw, db);
    for (std::size_t i = 0; i < p.values.size(); ++i) {
        REQUIRE(p.values[i] == before.values[i] - T(0.5) * expected.values[i]);
    }
}

enum class kind { with_loss, without_loss };

template <class Trainer, class Target>
cr::status step(kind what, Trainer& t, typename Trainer::samples x, const Target& target,
                std::size_t rows = Trainer::batch_size) {
    return what == kind::with_loss ? t.step(x, target, rows).status : t.step_without_loss(x, target, rows);
}

// Both kinds of checked step refuse it in the same words; not a byte of the trainer changes.
template <class Trainer, class Target>
void check_refused(cr::status expected, const Trainer& good, typename Trainer::samples x, const Target& target,
                   std::size_t rows = Trainer::batch_size) {
    for (const kind what : {kind::with_loss, kind::without_loss}) {
        Trainer t = good;
        CHECK(step(what, t, x, target, rows) == expected);
        CHECK(same_bytes(t, good));
    }
}

// As above for what shows only in the results: gradient and workspace are then of no account, but the next good step is as if
// nothing had been before it.
template <class Trainer, class Target>
void check_no_result(const Trainer& good, typename Trainer::samples x, const Target& target, typename Trainer::samples next_x,
                     const Target& next_target) {
    for (const kind what : {kind::with_loss, kind::without_loss}) {
        Trainer t = good;
        Trainer other = good;
        CHECK(step(what, t, x, target) == cr::status::non_finite_result);
        CHECK(same_bytes(t.parameters(), good.parameters()));
        REQUIRE(step(what, t, next_x, next_target) == cr::status::ok);
        REQUIRE(step(what, other, next_x, next_target) == cr::status::ok);
        CHECK(same_bytes(t, other));
    }
}

}  // namespace

TEMPLATE_TEST_CASE("50 steps of each kind are the same steps, 5-4-3", "[steps]", float, double) {
    compare_optimizers<classifier<cr::policy::small>, TestType, 8>();
    compare_optimizers<classifier<cr::policy::fast>, TestType, 8>();
    compare_optimizers<classifier<cr::policy::fast>, TestType, 1>();  // whose workspace may be on the stack
}

TEST_CASE("50 steps of each kind are the same steps, a larger network", "[steps]") {
    compare_optimizers<larger<cr::policy::small>, float, 33>();
    compare_optimizers<larger<cr::policy::fast>, float, 33>();
    compare_optimizers<larger<cr::policy::fast>, float, 5>();
    compare_optimizers<larger<cr::policy::fast>, float, 1>();
    compare_steps<larger<cr::policy::fast>, cr::mean_squared_error, cr::adam, 32, float>(0.03125f);
}

TEST_CASE("50 steps of each kind are the same steps, weights by columns", "[steps]") {
    compare_steps<by_columns<cr::policy::small>, cr::cross_entropy, cr::adam, 33, float>(0.03125f);
    compare_steps<by_columns<cr::policy::fast>, cr::cross_entropy, cr::adam, 33, float>(0.03125f);
    compare_steps<by_columns<cr::policy::fast>, cr::cross_entropy, cr::momentum, 5, float>(0.125f);
    compare_steps<by_columns<cr::policy::fast>, cr::cross_entropy, cr::sgd, 1, float>(0.25f);
}

TEST_CASE("gradients of the shapes of weight and bias may come from different dY", "[steps]") {
    check_different_gradients<32, 5, 4, float>();
    check_different_gradients<7, 6, 9, float>();
    check_different_gradients<1, 6, 9, float>();
    check_different_gradients<48, 3, 2, double>();
}

TEMPLATE_TEST_CASE("a step without the loss refuses what a step refuses", "[steps]", cr::sgd, cr::momentum, cr::adam) {
    using network = classifier<cr::default_policy>;
    using trainer = cr::trainer<network, cr::cross_entropy, TestType, 4>;
    const typename trainer::optimizer_settings settings{.learning_rate = 0.125f};
    trainer good(cr::initialize<network>(3), settings);
    const data<4, network, float> d(1);
    REQUIRE(good.step(d.x, d.classes).status == cr::status::ok);

    for (const float bad : {cr::numeric::infinity<float>, -cr::numeric::infinity<float>, cr::numeric::quiet_nan<float>}) {
        for (std::size_t i = 0; i < 20; ++i) {
            auto x = d.x;
            x.values[i] = bad;
            check_refused(cr::status::non_finite_input, good, x, d.classes);
            check_refused(cr::status::non_finite_input, good, x, d.t);
        }
        for (std::size_t i = 0; i < 12; ++i) {
            auto t = d.t;
            t.values[i] = bad;
            check_refused(cr::status::bad_target, good, d.x, t);
        }
    }
    auto classes = d.classes;
    classes[3] = 3;
    check_refused(cr::status::bad_target, good, d.x, classes);
    auto t = d.t;
    t(1, 0) += 0.5f;
    check_refused(cr::status::bad_target, good, d.x, t);
    t = d.t;
    t(2, 0) = -1.0f;
    t(2, 1) = 2.0f;
    t(2, 2) = 0.0f;
    check_refused(cr::status::bad_target, good, d.x, t);
    for (const std::size_t rows : {std::size_t{0}, std::size_t{5}}) {
        check_refused(cr::status::bad_row_count, good, d.x, d.classes, rows);
        check_refused(cr::status::bad_row_count, good, d.x, d.t, rows);
    }
}

TEMPLATE_TEST_CASE("a step without the loss refuses results that a step refuses", "[steps]", cr::sgd, cr::momentum, cr::adam) {
    using line = cr::network<cr::dense<2, 1>>;
    using trainer = cr::trainer<line, cr::mean_squared_error, TestType, 3>;
    typename trainer::optimizer_settings settings{.learning_rate = 0.125f};
    const trainer good(cr::initialize<line>(1), settings);
    const auto x = cr::from_rows({{1.0f, 2.0f}, {3.0f, -1.0f}, {0.5f, 0.25f}});
    const cr::matrix<3, 1> t{{1.0f, 2.0f, 3.0f}};
    const cr::matrix<3, 1> far{{3e38f, -3e38f, 3e38f}};

    // The gradient overflows.
    auto large = x;
    for (float& value : large.values) value *= 16;
    check_no_result(good, large, far, x, t);

    // The products of the forward pass overflow.
    for (float& value : large.values) value *= 1e35f;
    const trainer steep({{1e4f, -1e4f, 1.0f}}, settings);
    check_no_result(steep, large, t, x, t);

    // The learning rate makes the update overflow.
    settings.learning_rate = 3e37f;
    const trainer hasty(cr::initialize<line>(1), settings);
    check_no_result(hasty, x, cr::matrix<3, 1>{{100.0f, 200.0f, -300.0f}}, cr::matrix<3, 2>{}, cr::matrix<3, 1>{});
}

TEST_CASE("a loss that overflows where no other number does stops the step that asks for it", "[steps]") {
    using line = cr::network<cr::dense<2, 1>>;
    const cr::trainer<line, cr::mean_squared_error, cr::sgd, 3> good(cr::initialize<line>(1), {0.125f});
    const auto x = cr::from_rows({{1.0f, 2.0f}, {3.0f, -1.0f}, {0.5f, 0.25f}});
    const cr::matrix<3, 1> far{{1e30f, 0.0f, 0.0f}};  // its square is beyond the largest float
    auto with_loss = good;
    CHECK(with_loss.step(x, far).status == cr::status::non_finite_result);
    CHECK(same_bytes(with_loss.parameters(), good.parameters()));
    auto without_loss = good;
    CHECK(without_loss.step_without_loss(x, far) == cr::status::ok);
    CHECK_FALSE(same_bytes(without_loss.parameters(), good.parameters()));
}
