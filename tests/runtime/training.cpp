#include "catch.hpp"

#include <chainrule/chainrule.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

namespace cr = chainrule;

using classifier = cr::network<cr::dense<5, 4>, cr::sigmoid, cr::dense<4, 3>, cr::softmax>;
template <std::size_t Batch, class Optimizer = cr::sgd, class Loss = cr::cross_entropy, class T = float>
using trainer = cr::trainer<classifier, Loss, Optimizer, Batch, T>;

template <std::size_t R, std::size_t C, class T = float>
cr::matrix<R, C, T> random_matrix(std::uint64_t seed) {
    cr::numeric::pcg32 generator(seed);
    cr::matrix<R, C, T> m{};
    for (T& value : m.values) value = cr::numeric::normal<T>(generator);
    return m;
}

template <std::size_t Batch, class Index = std::uint8_t>
std::array<Index, Batch> some_classes() {
    std::array<Index, Batch> classes{};
    for (std::size_t b = 0; b < Batch; ++b) classes[b] = static_cast<Index>((b * b + b / 2) % 3);
    return classes;
}

template <std::size_t Batch, class T = float>
cr::matrix<Batch, 3, T> one_hot_rows(const std::array<std::uint8_t, Batch>& classes) {
    cr::matrix<Batch, 3, T> t{};
    for (std::size_t b = 0; b < Batch; ++b) t(b, classes[b]) = T(1);
    return t;
}

const float infinity = std::numeric_limits<float>::infinity();
const float not_a_number = std::numeric_limits<float>::quiet_NaN();

// All bytes of a trainer that a failed step must leave alone.
template <class Trainer>
void check_unchanged(const Trainer& before, const Trainer& after) {
    CHECK(before.parameters() == after.parameters());
    CHECK(before.learning_rate() == after.learning_rate());
}

}  // namespace

TEST_CASE("memory of a trainer is a constant", "[training]") {
    static_assert(sizeof(trainer<1>) == 360);
    static_assert(sizeof(trainer<8>) == 668);
    static_assert(sizeof(trainer<32>) == (sizeof(void*) == 8 ? 1728 : 1724));
    static_assert(std::is_trivially_copyable_v<trainer<32, cr::adam>>);
    static_assert(std::is_trivially_copyable_v<cr::accumulating<trainer<1>>>);
    // A step through the base would pass over what is gathered.
    static_assert(!std::is_convertible_v<cr::accumulating<trainer<1>>&, trainer<1>&>);
    SUCCEED();
}

TEMPLATE_TEST_CASE_SIG("one-hot rows and class indices are the same target", "[training]", ((std::size_t B), B), 1, 7, 48) {
    const auto x = random_matrix<B, 5>(1);
    const auto classes = some_classes<B>();
    trainer<B> by_index(cr::initialize<classifier>(1), {0.5f});
    trainer<B> by_row(cr::initialize<classifier>(1), {0.5f});
    const auto a = by_index.step(x, classes);
    const auto b = by_row.step(x, one_hot_rows(classes));
    CHECK(a.status == cr::status::ok);
    CHECK(b.status == cr::status::ok);
    CHECK(a.loss == b.loss);
    CHECK(by_index.parameters() == by_row.parameters());
}

TEST_CASE("the fused and the unfused cross-entropy agree", "[training]") {
    // A softmax that the trainer does not know: the loss then follows it unfused.
    struct plain_softmax : cr::softmax {};
    using unfused_network = cr::network<cr::dense<5, 4>, cr::sigmoid, cr::dense<4, 3>, plain_softmax>;
    static_assert(cr::turn<classifier, cr::cross_entropy>::fused);
    static_assert(!cr::turn<unfused_network, cr::cross_entropy>::fused);
    static_assert(!cr::turn<classifier, cr::mean_squared_error>::fused);

    const auto p = cr::initialize<classifier, double>(2);
    cr::trainer<classifier, cr::cross_entropy, cr::sgd, 6, double> fused(p, {0.5});
    cr::trainer<unfused_network, cr::cross_entropy, cr::sgd, 6, double> unfused({p.values}, {0.5});
    const auto x = random_matrix<6, 5, double>(2);
    const auto classes = some_classes<6>();
    for (int i = 0; i < 5; ++i) {
        const auto a = fused.step(x, classes);
        const auto b = unfused.step(x, classes);
        REQUIRE(a.status == cr::status::ok);
        REQUIRE(b.status == cr::status::ok);
        CHECK(a.loss == Approx(b.loss).epsilon(1e-14));
        for (std::size_t k = 0; k < 39; ++k) {
            CHECK(fused.gradient().values[k] == Approx(unfused.gradient().values[k]).epsilon(1e-12).margin(1e-15));
        }
    }
}

TEST_CASE("a network without softmax may train on its logits", "[training]") {
    using logits = cr::network<cr::dense<5, 4>, cr::sigmoid, cr::dense<4, 3>>;
    const auto x = random_matrix<7, 5>(1);
    const auto t = one_hot_rows(some_classes<7>());
    cr::trainer<logits, cr::softmax_cross_entropy, cr::sgd, 7> on_logits({cr::initialize<classifier>(1).values}, {0.5f});
    trainer<7> on_probabilities(cr::initialize<classifier>(1), {0.5f});
    CHECK(on_logits.step(x, t).loss == on_probabilities.step(x, t).loss);
    CHECK(on_logits.parameters().values == on_probabilities.parameters().values);
}

TEST_CASE("the fused loss is finite for logits of 1e4", "[training]") {
    classifier::parameters<> p{};
    p.tensor<"2.bias">()(0, 0) = 1e4f;
    trainer<1> t(p, {0.25f});
    const auto result = t.step(cr::matrix<1, 5>{}, std::array<std::uint8_t, 1>{2});
    CHECK(result.status == cr::status::ok);
    CHECK(result.loss == 1e4f);
    CHECK(t.gradient().tensor<"2.bias">()(0, 0) == 1.0f);
    CHECK(t.gradient().tensor<"2.bias">()(0, 2) == -1.0f);
}

TEST_CASE("a step refuses what it cannot use and changes nothing", "[training]") {
    trainer<4, cr::adam> t(cr::initialize<classifier>(3), {.learning_rate = 0.125f});
    const auto x = random_matrix<4, 5>(3);
    const auto classes = some_classes<4>();
    REQUIRE(t.step(x, classes).status == cr::status::ok);
    const auto before = t;

    for (const float bad : {infinity, -infinity, not_a_number}) {
        for (std::size_t i = 0; i < 20; ++i) {
            auto broken = x;
            broken.values[i] = bad;
            CHECK(t.step(broken, classes).status == cr::status::non_finite_input);
        }
        auto target = one_hot_rows(classes);
        target(2, 1) = bad;
        CHECK(t.step(x, target).status == cr::status::bad_target);
    }
    auto three = classes;
    three[3] = 3;
    CHECK(t.step(x, three).status == cr::status::bad_target);
    auto target = one_hot_rows(classes);
    target(1, 0) += 0.5f;
    CHECK(t.step(x, target).status == cr::status::bad_target);
    target = one_hot_rows(classes);
    target(1, 0) -= 1.0f;
    target(1, 1) += 1.0f;
    target(1, 2) += 1.0f;
    CHECK(t.step(x, target).status == cr::status::bad_target);
    CHECK(t.step(x, classes, 0).status == cr::status::bad_row_count);
    CHECK(t.step(x, classes, 5).status == cr::status::bad_row_count);
    check_unchanged(before, t);

    // Neither moments nor corrections moved: the next good step is that of the copy.
    auto copy = before;
    REQUIRE(t.step(x, classes).status == cr::status::ok);
    REQUIRE(copy.step(x, classes).status == cr::status::ok);
    CHECK(t.parameters() == copy.parameters());
}

// 21 rows are packs of several widths and one by one.
TEST_CASE("a number that cannot be used is found at every place", "[training]") {
    constexpr std::size_t rows = 21;
    const auto x = random_matrix<rows, 5>(4);
    const auto target = one_hot_rows(some_classes<rows>());
    trainer<rows> by_entropy(cr::initialize<classifier>(3), {0.125f});
    trainer<rows, cr::sgd, cr::mean_squared_error> by_squares(cr::initialize<classifier>(3), {0.125f});
    const auto before = by_entropy;
    for (const float bad : {infinity, -infinity, not_a_number}) {
        for (std::size_t i = 0; i < rows * 5; ++i) {
            auto broken = x;
            broken.values[i] = bad;
            CHECK(by_entropy.step(broken, target).status == cr::status::non_finite_input);
        }
        for (std::size_t i = 0; i < rows * 3; ++i) {
            auto broken = target;
            broken.values[i] = bad;
            CHECK(by_entropy.step(x, broken).status == cr::status::bad_target);
            CHECK(by_squares.step(x, broken).status == cr::status::bad_target);
        }
    }
    for (std::size_t b = 0; b < rows; ++b) {
        for (std::size_t k = 0; k < 3; ++k) {
            auto negative = target;
            negative(b, k) -= 0.25f;
            negative(b, (k + 1) % 3) += 0.25f;
            const bool is_negative = target(b, k) == 0.0f;
            CHECK((cr::accepts<cr::cross_entropy>(cr::const_view<cr::batch(rows), cr::dim{3}>(negative.data()), rows) ==
                   !is_negative));
            auto too_much = target;
            too_much(b, k) += 0.002f;
            CHECK(by_entropy.step(x, too_much).status == cr::status::bad_target);
            // Below the rows that count, everything goes.
            const auto view = cr::const_view<cr::batch(rows), cr::dim{3}>(too_much.data());
            CHECK(cr::accepts<cr::cross_entropy>(view, b));
            CHECK(!cr::accepts<cr::cross_entropy>(view, b + 1));
        }
    }
    // Rows that are no probabilities, although some of their numbers, or their sum, would be.
    for (std::size_t b = 0; b < rows; ++b) {
        for (const auto& row :
             {std::array{2.0f, -1.0f, 0.0f}, std::array{3e38f, 3e38f, 0.0f}, std::array{1.0f, infinity, -infinity},
              std::array{-3e38f, -3e38f, 1.0f}, std::array{0.0f, 0.0f, 0.0f}}) {
            auto broken = target;
            for (std::size_t k = 0; k < 3; ++k) broken(b, k) = row[k];
            CHECK(by_entropy.step(x, broken).status == cr::status::bad_target);
        }
        const auto classes = some_classes<rows>();
        for (const std::uint8_t none : std::array<std::uint8_t, 4>{3, 4, 128, 255}) {
            auto broken = classes;
            broken[b] = none;
            CHECK(by_entropy.step(x, broken).status == cr::status::bad_target);
            const cr::one_hot<cr::batch(rows), cr::dim{3}, float> view{broken.data()};
            CHECK(cr::accepts<cr::cross_entropy>(view, b));
            CHECK(!cr::accepts<cr::cross_entropy>(view, b + 1));
        }
    }
    check_unchanged(before, by_entropy);
    CHECK(by_entropy.step(x, target).status == cr::status::ok);
    CHECK(by_squares.step(x, target).status == cr::status::ok);
}

TEMPLATE_TEST_CASE("indices of every size are one-hot rows in every lane", "[training]", (std::pair<float, std::uint8_t>),
                   (std::pair<float, std::uint16_t>), (std::pair<float, std::uint32_t>), (std::pair<double, std::uint8_t>),
                   (std::pair<double, std::uint16_t>), (std::pair<double, std::uint32_t>)) {
    using scalar = typename TestType::first_type;
    using index = typename TestType::second_type;
    using pack = cr::numeric::packed<scalar, cr::numeric::native_lanes<scalar>>;
    constexpr std::size_t lanes = cr::numeric::lanes<pack>;
    // Bytes that are all different, so that none can stand for another.
    std::array<index, lanes> indices{};
    for (std::size_t l = 0; l < lanes; ++l) {
        for (std::size_t byte = 0; byte < sizeof(index); ++byte) {
            indices[l] =
                static_cast<index>(indices[l] | static_cast<index>(static_cast<index>(16 * (byte + 1) + l) << (8 * byte)));
        }
    }
    indices[lanes - 1] = static_cast<index>(-1);
    const cr::one_hot_pack<pack, index> rows{indices.data()};
    for (const index k : indices) {
        const pack column = rows(k);
        for (std::size_t l = 0; l < lanes; ++l) CHECK(column[l] == (indices[l] == k ? scalar(1) : scalar(0)));
    }
    const pack none = rows(7);
    for (std::size_t l = 0; l < lanes; ++l) CHECK(none[l] == scalar(0));
}

TEMPLATE_TEST_CASE("an update finds what is not finite at every place, and then changes nothing", "[training]", cr::sgd,
                   cr::adam) {
    using settings = typename TestType::template settings<float>;
    const auto parameters = cr::initialize<classifier>(3);
    cr::gradients<classifier, float> gradient{};
    for (std::size_t i = 0; i < gradient.values.size(); ++i) gradient.values[i] = 0.25f * static_cast<float>(i) - 3.0f;
    for (std::size_t i = 0; i < gradient.values.size(); ++i) {
        for (const float bad : {infinity, -infinity, not_a_number}) {
            auto p = parameters;
            auto broken = gradient;
            broken.values[i] = bad;
            settings optimizer{.learning_rate = 0.125f};
            cr::optimizer_state<classifier, float, settings::slots> state{};
            CHECK(!cr::update(optimizer, p, broken, state));
            CHECK(p == parameters);
            CHECK(cr::update(optimizer, p, gradient, state));
            CHECK(p != parameters);
        }
    }
}

TEST_CASE("a result that is not finite changes nothing", "[training]") {
    using line = cr::network<cr::dense<2, 1>>;
    const auto x = cr::from_rows({{1.0f, 2.0f}, {3.0f, -1.0f}, {0.5f, 0.25f}});
    const cr::matrix<3, 1> far{{3e19f, 3e19f, 3e19f}};

    SECTION("the loss") {
        cr::trainer<line, cr::mean_squared_error, cr::sgd, 3> t(cr::initialize<line>(1), {0.1f});
        const auto before = t;
        const auto result = t.step(x, cr::matrix<3, 1>{{1e30f, 0.0f, 0.0f}});
        CHECK(result.status == cr::status::non_finite_result);
        check_unchanged(before, t);
    }
    SECTION("the loss, from a parameter that is no number") {
        const auto check = [](auto t, const auto& samples, const auto& classes) {
            const auto good = t.parameters();
            for (std::size_t i = 0; i < good.values.size(); ++i) {
                auto bad = good;
                bad.values[i] = not_a_number;
                t.set_parameters(bad);
                const auto by_class = t.step(samples, classes);
                CHECK(by_class.status == cr::status::non_finite_result);
                CHECK(std::isnan(by_class.loss));
                CHECK(std::isnan(t.step(samples, one_hot_rows(classes)).loss));
            }
        };
        check(trainer<1>(cr::initialize<classifier>(1), {0.5f}), random_matrix<1, 5>(1), some_classes<1>());
        check(trainer<7>(cr::initialize<classifier>(1), {0.5f}), random_matrix<7, 5>(1), some_classes<7>());
        check(trainer<48>(cr::initialize<classifier>(1), {0.5f}), random_matrix<48, 5>(1), some_classes<48>());
    }
    SECTION("the update, by a learning rate that is too large") {
        cr::trainer<line, cr::mean_squared_error, cr::sgd, 3> t(cr::initialize<line>(1), {1e20f});
        const auto before = t;
        const auto result = t.step(x, far);
        CHECK(std::isfinite(result.loss) == false);
        CHECK(t.step(x, cr::matrix<3, 1>{{3e18f, 3e18f, 3e18f}}).status == cr::status::non_finite_result);
        check_unchanged(before, t);
    }
    SECTION("the state of adam, whose second moment overflows before its parameters do") {
        cr::trainer<line, cr::mean_squared_error, cr::adam, 3> t(cr::initialize<line>(1), {.beta2 = 0.5f});
        const auto before = t;
        // Gradients near 2^65: their squares exceed the largest float.
        const auto result =
            t.step(cr::from_rows({{8.0f, 8.0f}, {8.0f, 8.0f}, {8.0f, 8.0f}}), cr::matrix<3, 1>{{1e19f, 1e19f, 1e19f}});
        CHECK(std::isfinite(result.loss));
        CHECK(result.status == cr::status::non_finite_result);
        check_unchanged(before, t);
    }
    SECTION("the state of momentum") {
        cr::trainer<line, cr::mean_squared_error, cr::momentum, 3> t(cr::initialize<line>(1), {.learning_rate = 0.0f});
        // The parameters stay where they are, and the velocity would grow past the largest float in the end.
        const cr::matrix<3, 1> target{{1e19f, 1e19f, 1e19f}};
        auto big = x;
        for (float& value : big.values) value = 2e18f;
        cr::status last = cr::status::ok;
        for (int i = 0; i < 3000 && last == cr::status::ok; ++i) last = t.step(big, target).status;
        CHECK(last == cr::status::non_finite_result);
        CHECK(t.parameters() == cr::initialize<line>(1));
    }
}

TEST_CASE("a partly filled batch is the batch of its rows", "[training]") {
    const auto x = random_matrix<5, 5>(7);
    const auto classes = some_classes<5>();
    cr::matrix<8, 5> padded{};
    std::array<std::uint8_t, 8> padded_classes{};
    padded_classes.fill(255);  // not a class: must not be looked at
    for (std::size_t b = 0; b < 5; ++b) {
        padded_classes[b] = classes[b];
        for (std::size_t f = 0; f < 5; ++f) padded(b, f) = x(b, f);
    }
    for (std::size_t f = 0; f < 5; ++f) padded(6, f) = 100.0f;

    trainer<5> exact(cr::initialize<classifier>(4), {0.5f});
    trainer<8> partly(cr::initialize<classifier>(4), {0.5f});
    const auto a = exact.step(x, classes);
    const auto b = partly.step(padded, padded_classes, 5);
    REQUIRE(a.status == cr::status::ok);
    REQUIRE(b.status == cr::status::ok);
    CHECK(a.loss == b.loss);
    CHECK(exact.parameters() == partly.parameters());
}

TEST_CASE("gradients gathered over calls make one update", "[training]") {
    const auto x = random_matrix<12, 5, double>(7);
    const auto classes = some_classes<12>();
    const auto p = cr::initialize<classifier, double>(4);
    trainer<12, cr::momentum, cr::cross_entropy, double> at_once(p, {.learning_rate = 0.5});
    cr::accumulating<trainer<1, cr::momentum, cr::cross_entropy, double>> one_by_one(p, {.learning_rate = 0.5});

    for (int repeat = 0; repeat < 3; ++repeat) {
        CHECK(one_by_one.update() == cr::status::nothing_to_update);
        const auto whole = at_once.step(x, classes);
        double loss = 0.0;
        for (std::size_t b = 0; b < 12; ++b) {
            cr::matrix<1, 5, double> sample{};
            for (std::size_t f = 0; f < 5; ++f) sample(0, f) = x(b, f);
            const auto result = one_by_one.accumulate(sample, std::array<std::uint8_t, 1>{classes[b]});
            REQUIRE(result.status == cr::status::ok);
            loss += result.loss / 12;
        }
        CHECK(one_by_one.pending_rows() == 12);
        CHECK(one_by_one.step(cr::matrix<1, 5, double>{}, std::array<std::uint8_t, 1>{0}).status ==
              cr::status::gradient_pending);
        REQUIRE(one_by_one.update() == cr::status::ok);
        CHECK(one_by_one.pending_rows() == 0);
        CHECK(loss == Approx(whole.loss).epsilon(1e-13));
        for (std::size_t i = 0; i < 39; ++i) {
            CHECK(one_by_one.parameters().values[i] == Approx(at_once.parameters().values[i]).epsilon(1e-13));
        }
    }

    // A refused row leaves what is gathered as it was; a step after an update is a plain step.
    const cr::matrix<1, 5, double> sample{{1, 2, 3, 4, 5}};
    auto plain = one_by_one;
    REQUIRE(one_by_one.accumulate(sample, std::array<std::uint8_t, 1>{1}).status == cr::status::ok);
    const auto gathered = one_by_one.gradient();
    CHECK(one_by_one.accumulate(sample, std::array<std::uint8_t, 1>{9}).status == cr::status::bad_target);
    CHECK(one_by_one.gradient() == gathered);
    CHECK(one_by_one.pending_rows() == 1);
    one_by_one.forget();
    REQUIRE(one_by_one.step(sample, std::array<std::uint8_t, 1>{1}).status == cr::status::ok);
    REQUIRE(plain.step(sample, std::array<std::uint8_t, 1>{1}).status == cr::status::ok);
    CHECK(one_by_one.parameters() == plain.parameters());
}

TEST_CASE("a copy is a snapshot", "[training]") {
    trainer<6, cr::adam> t(cr::initialize<classifier>(9), {});
    const auto x = random_matrix<6, 5>(7);
    const auto classes = some_classes<6>();
    REQUIRE(t.step(x, classes).status == cr::status::ok);
    const auto snapshot = t;
    for (int i = 0; i < 3; ++i) REQUIRE(t.step(x, classes).status == cr::status::ok);
    const auto later = t.parameters();
    t = snapshot;
    for (int i = 0; i < 3; ++i) REQUIRE(t.step(x, classes).status == cr::status::ok);
    CHECK(t.parameters() == later);
}

TEST_CASE("the learning rate can be set while training", "[training]") {
    trainer<6> t(cr::initialize<classifier>(9), {0.5f});
    const auto x = random_matrix<6, 5>(7);
    const auto before = t.parameters();
    t.set_learning_rate(0.0f);
    REQUIRE(t.step(x, some_classes<6>()).status == cr::status::ok);
    CHECK(t.parameters() == before);
    t.set_learning_rate(0.25f);
    CHECK(t.learning_rate() == 0.25f);
    REQUIRE(t.step(x, some_classes<6>()).status == cr::status::ok);
    for (std::size_t i = 0; i < 39; ++i) {
        CHECK(t.parameters().values[i] == before.values[i] - 0.25f * t.gradient().values[i]);
    }
}

TEST_CASE("parameters can be set while training, and the state of the optimizer stays", "[training]") {
    trainer<4, cr::momentum> t(cr::initialize<classifier>(1), {.learning_rate = 0.25f});
    CHECK(t.step(random_matrix<4, 5>(2), some_classes<4>()).status == cr::status::ok);
    auto other = t;
    const auto elsewhere = cr::initialize<classifier>(3);
    other.set_parameters(elsewhere);
    CHECK(other.parameters() == elsewhere);
    other.set_parameters(t.parameters());
    check_unchanged(t, other);
}

TEST_CASE("numbers that do not train stay, and are computed with", "[training]") {
    using network = cr::network<cr::scale_shift<5>, cr::dense<5, 3>, cr::softmax>;
    auto p = cr::initialize<network>(1);
    for (std::size_t f = 0; f < 5; ++f) {
        p.tensor<"0.scale">()(0, f) = 0.5f;
        p.tensor<"0.shift">()(0, f) = -1.0f;
    }
    cr::trainer<network, cr::cross_entropy, cr::sgd, 6> t(p, {0.5f});
    const auto x = random_matrix<6, 5>(1);
    REQUIRE(t.step(x, some_classes<6>()).status == cr::status::ok);
    for (std::size_t f = 0; f < 5; ++f) {
        CHECK(t.parameters().tensor<"0.scale">()(0, f) == 0.5f);
        CHECK(t.parameters().tensor<"0.shift">()(0, f) == -1.0f);
    }
    // The same step on samples that were standardised outside.
    using inner = cr::network<cr::dense<5, 3>, cr::softmax>;
    cr::trainer<inner, cr::cross_entropy, cr::sgd, 6> outside(cr::initialize<inner>(1), {0.5f});
    auto standardised = x;
    for (float& value : standardised.values) value = value * 0.5f - 1.0f;
    REQUIRE(outside.step(standardised, some_classes<6>()).status == cr::status::ok);
    for (std::size_t i = 0; i < 18; ++i) CHECK(t.parameters().values[i] == outside.parameters().values[i]);
}

TEST_CASE("an order visits every row once and depends on its seed", "[training]") {
    for (const std::uint32_t size : {1u, 2u, 3u, 5u, 64u, 333u, 1000u}) {
        std::vector<int> seen(size, 0);
        const cr::permutation order(size, 7, 1);
        for (std::uint32_t i = 0; i < size; ++i) {
            REQUIRE(order(i) < size);
            ++seen[order(i)];
        }
        for (const int count : seen) REQUIRE(count == 1);
    }
    int same = 0;
    const cr::permutation a(1000, 7, 1);
    const cr::permutation b(1000, 8, 1);
    const cr::permutation c(1000, 7, 2);
    for (std::uint32_t i = 0; i < 1000; ++i) same += (a(i) == b(i)) + (a(i) == c(i)) + (b(i) == c(i)) + (a(i) == i);
    CHECK(same < 20);  // 4 are expected of unrelated orders

    // Every row comes first equally often: 4000 seeds over 5 rows, 800 each with a deviation of 25.
    std::array<int, 5> first{};
    for (std::uint64_t seed = 0; seed < 4000; ++seed) ++first[cr::permutation(5, seed)(0)];
    for (const int count : first) CHECK(std::abs(count - 800) < 130);
}

TEST_CASE("fit stops when it is told, and when a row is bad", "[training]") {
    std::array<std::array<float, 5>, 10> samples{};
    std::array<std::uint8_t, 10> classes{};
    cr::numeric::pcg32 generator(1);
    for (std::size_t i = 0; i < 10; ++i) {
        classes[i] = static_cast<std::uint8_t>(i % 3);
        for (float& value : samples[i]) value = cr::numeric::normal<float>(generator);
    }
    const cr::data_set<5, std::uint8_t> data{samples.data(), classes.data(), 10};
    trainer<4> t(cr::initialize<classifier>(1), {0.25f});

    const auto stopped = cr::fit(t, data, {.epochs = 50, .seed = 3}, [](const auto& report) { return report.epochs < 7; });
    CHECK(stopped.epochs == 7);
    CHECK(stopped.status == cr::status::ok);

    trainer<4> again(cr::initialize<classifier>(1), {0.25f});
    CHECK(cr::fit(again, data, {.epochs = 7, .seed = 3}).loss == stopped.loss);
    CHECK(again.parameters() == t.parameters());
    trainer<4> other(cr::initialize<classifier>(1), {0.25f});
    CHECK(cr::fit(other, data, {.epochs = 7, .seed = 4}).status == cr::status::ok);
    CHECK_FALSE(other.parameters() == t.parameters());

    classes[6] = 3;
    const auto refused = cr::fit(t, data, {.epochs = 2});
    CHECK(refused.status == cr::status::bad_target);
    CHECK(refused.epochs == 0);
    CHECK(cr::fit(t, cr::data_set<5, std::uint8_t>{samples.data(), classes.data(), 0}, {}).status == cr::status::bad_row_count);
}

TEST_CASE("evaluate counts what classify says, and the mean loss", "[training]") {
    std::array<std::array<float, 5>, 25> samples{};
    std::array<std::uint8_t, 25> classes{};
    std::array<std::array<float, 3>, 25> rows{};
    cr::numeric::pcg32 generator(2);
    for (std::size_t i = 0; i < 25; ++i) {
        classes[i] = static_cast<std::uint8_t>(i % 3);
        rows[i][i % 3] = 1.0f;
        for (float& value : samples[i]) value = cr::numeric::normal<float>(generator);
    }
    const auto p = cr::initialize<classifier>(6);
    const cr::data_set<5, std::uint8_t> data{samples.data(), classes.data(), 25};
    const auto found = cr::evaluate<cr::cross_entropy>(p, data);
    std::array<std::array<std::uint32_t, 3>, 3> confusion{};
    double loss = 0.0;
    std::size_t correct = 0;
    for (std::size_t i = 0; i < 25; ++i) {
        cr::matrix<1, 5> sample{};
        for (std::size_t f = 0; f < 5; ++f) sample(0, f) = samples[i][f];
        const auto y = classifier::predict(p, sample);
        const std::size_t predicted = classifier::classify(p, sample).index;
        ++confusion[classes[i]][predicted];
        if (predicted == classes[i]) ++correct;
        loss -= std::log(double(y(0, classes[i]))) / 25;
    }
    CHECK(found.status == cr::status::ok);
    CHECK(found.rows == 25);
    CHECK(found.correct == correct);
    CHECK(found.confusion == confusion);
    CHECK(double(found.loss) == Approx(loss).epsilon(1e-6));
    CHECK(double(found.accuracy()) == Approx(double(correct) / 25));

    const auto by_rows =
        cr::evaluate<cr::cross_entropy>(p, cr::data_set<5, std::array<float, 3>>{samples.data(), rows.data(), 25});
    CHECK(by_rows.loss == found.loss);
    CHECK(by_rows.confusion == confusion);

    samples[4][0] = infinity;
    const auto broken = cr::evaluate<cr::cross_entropy>(p, data);
    CHECK(broken.status == cr::status::non_finite_input);
    CHECK(broken.rows == 4);
    CHECK(cr::evaluate<cr::cross_entropy>(p, cr::data_set<5, std::uint8_t>{samples.data(), classes.data(), 0}).status ==
          cr::status::bad_row_count);
}

TEST_CASE("the mean loss of many rows is as exact as that of few", "[training]") {
    using line = cr::network<cr::dense<1, 1>>;
    constexpr std::size_t count = 1'000'000;
    const std::vector<std::array<float, 1>> samples(count, {0.0f});
    const std::vector<std::array<float, 1>> targets(count, {0.3162f});
    const cr::data_set<1, std::array<float, 1>> data{samples.data(), targets.data(), count};
    const line::parameters<> zeros{};
    const auto found = cr::evaluate<cr::mean_squared_error>(zeros, data);
    CHECK(found.status == cr::status::ok);
    CHECK(found.rows == count);
    CHECK(found.loss == Approx(0.3162f * 0.3162f).epsilon(1e-6));

    cr::trainer<line, cr::mean_squared_error, cr::sgd, 1> idle(zeros, {.learning_rate = 0.0f});
    const auto fitted = cr::fit(idle, data, {});
    CHECK(fitted.status == cr::status::ok);
    CHECK(fitted.loss == Approx(0.3162f * 0.3162f).epsilon(1e-6));
}

// A single loss that is infinite: in a constant expression too, which adds no infinities.
constexpr cr::status evaluated_with_infinite_loss() {
    using certain = cr::network<cr::dense<1, 2>>;
    const certain::parameters<> p{{0.0f, 0.0f, 0.0f, 1.0f}};
    const std::array<std::array<float, 1>, 1> samples{};
    const std::array<std::uint8_t, 1> classes{};
    return cr::evaluate<cr::cross_entropy>(p, cr::data_set<1, std::uint8_t>{samples.data(), classes.data(), 1}).status;
}
static_assert(evaluated_with_infinite_loss() == cr::status::non_finite_result);

TEST_CASE("a learning rate that was forgotten is noticed", "[training]") {
    const auto step_of = [](auto trainer) {
        const auto before = trainer.parameters().values;
        const auto status = trainer.step(cr::matrix<2, 5>{}, std::array<std::uint8_t, 2>{0, 1}).status;
        CHECK(trainer.parameters().values == before);
        return status;
    };
    const auto p = cr::initialize<classifier>(1);
    CHECK(step_of(cr::trainer<classifier, cr::cross_entropy, cr::sgd, 2>(p, {})) == cr::status::non_finite_result);
    CHECK(step_of(cr::trainer<classifier, cr::cross_entropy, cr::momentum, 2>(p, {.momentum = 0.5f})) ==
          cr::status::non_finite_result);
    const cr::trainer<classifier, cr::cross_entropy, cr::adam, 2> with_default(p, {});
    CHECK(with_default.learning_rate() == 0.001f);
}

TEST_CASE("losses that have no finite sum are no result", "[training]") {
    using line = cr::network<cr::dense<1, 1>>;
    const std::array<std::array<float, 1>, 2> samples{};
    const std::array<std::array<float, 1>, 2> targets{{{1.5e19f}, {1.5e19f}}};
    const cr::data_set<1, std::array<float, 1>> data{samples.data(), targets.data(), 2};
    const line::parameters<> zeros{};
    const auto found = cr::evaluate<cr::mean_squared_error>(zeros, data);
    CHECK(found.status == cr::status::non_finite_result);
    CHECK(found.rows == 1);
    CHECK(found.loss == 1.5e19f * 1.5e19f);

    cr::trainer<line, cr::mean_squared_error, cr::sgd, 1> idle(zeros, {.learning_rate = 0.0f});
    const auto fitted = cr::fit(idle, data, {.epochs = 3});
    CHECK(fitted.status == cr::status::non_finite_result);
    CHECK(fitted.epochs == 0);
}

TEST_CASE("where targets are no classes there is no matrix of them", "[training]") {
    using wide = cr::network<cr::dense<2, 1500>>;
    const std::array<std::array<float, 2>, 3> samples{};
    const std::vector<std::array<float, 1500>> targets(3);
    const cr::data_set<2, std::array<float, 1500>> rows{samples.data(), targets.data(), 3};
    const auto p = cr::initialize<wide>(1);
    const auto found = cr::evaluate<cr::mean_squared_error>(p, rows);
    static_assert(std::is_same_v<decltype(found), const cr::evaluation<0, float>>);
    CHECK(found.status == cr::status::ok);
    CHECK(found.rows == 3);

    using classes = cr::data_set<2, cr::class_index<1500>>;
    static_assert(std::is_same_v<decltype(cr::evaluate<cr::mean_squared_error>(p, std::declval<classes>())),
                                 cr::evaluation<1500, float>>);
    static_assert(std::is_same_v<decltype(cr::evaluate<cr::cross_entropy>(p, rows)), cr::evaluation<1500, float>>);
}

TEST_CASE("statuses have words", "[training]") {
    for (int s = 0; s <= int(cr::status::nothing_to_update); ++s) {
        CHECK(std::string(cr::to_string(static_cast<cr::status>(s))).size() >= 2);
    }
}
