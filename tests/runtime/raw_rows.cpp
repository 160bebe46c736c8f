// Rows of raw integers, as a converter gives them: to the bits of the same numbers as float or double.
#include "catch.hpp"

#include <chainrule/chainrule.hpp>

#include <boost/hana/tuple.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace {

namespace cr = chainrule;

template <cr::policy P>
using real = cr::basic_network<P, cr::scale_shift<5>, cr::dense<5, 4>, cr::tanh, cr::dense<4, 3>, cr::softmax>;
template <cr::policy P, class Sample>
using raw = cr::basic_network<P, cr::scale_shift<5, Sample>, cr::dense<5, 4>, cr::tanh, cr::dense<4, 3>, cr::softmax>;
template <cr::policy P, class Sample>
using head = cr::basic_network<P, cr::frozen<cr::scale_shift<5, Sample>>, cr::frozen<cr::dense<5, 4>>, cr::tanh,
                               cr::dense<4, 3>, cr::softmax>;

template <class Sample, cr::Scalar T>
struct rows {
    static constexpr std::size_t count = 23;
    std::array<std::array<Sample, 5>, count> samples{};
    std::array<std::array<T, 5>, count> as_scalars{};
    std::array<std::uint8_t, count> classes{};

    // Over the whole range, with both its ends.
    rows() {
        using range = std::numeric_limits<Sample>;
        cr::numeric::pcg32 generator(1);
        for (std::size_t i = 0; i < count; ++i) {
            for (std::size_t f = 0; f < 5; ++f) {
                samples[i][f] = i == 0 ? range::min() : i == 1 ? range::max() : static_cast<Sample>(generator());
                as_scalars[i][f] = static_cast<T>(samples[i][f]);
            }
            classes[i] = samples[i][0] > samples[i][1] ? 2 : samples[i][2] > samples[i][3] ? 1 : 0;
        }
    }
    template <std::size_t Batch>
    auto of_samples(std::size_t first) const {
        return cr::from_rows<Batch, 5>(samples[first].data());
    }
    template <std::size_t Batch>
    auto of_scalars(std::size_t first) const {
        return cr::from_rows<Batch, 5>(as_scalars[first].data());
    }
    template <std::size_t Batch>
    auto of_classes(std::size_t first) const {
        std::array<std::uint8_t, Batch> t{};
        for (std::size_t b = 0; b < Batch; ++b) t[b] = classes[first + b];
        return t;
    }
};

// Numbers for a range of integers, none of which is a power of two.
template <cr::policy P, class Sample, class T>
auto some_parameters() {
    auto p = cr::initialize<real<P>, T>(3);
    const T most = static_cast<T>(std::numeric_limits<Sample>::max());
    for (std::size_t f = 0; f < 5; ++f) {
        p.template tensor<"0.scale">()(0, f) = T(3) / most / static_cast<T>(f + 1);
        p.template tensor<"0.shift">()(0, f) = static_cast<T>(f) / T(7) - T(1.1);
    }
    return p;
}

template <cr::policy P, class Sample, class T>
void check_inference() {
    using real_network = real<P>;
    using raw_network = raw<P, Sample>;
    const rows<Sample, T> data;
    const auto p = some_parameters<P, Sample, T>();
    const typename raw_network::template parameters<T> raw_p{p.values};

    CHECK(raw_network::predict(raw_p, data.template of_samples<1>(0)) ==
          real_network::predict(p, data.template of_scalars<1>(0)));
    const auto y = raw_network::predict(raw_p, data.template of_samples<23>(0));
    CHECK(y == real_network::predict(p, data.template of_scalars<23>(0)));
    CHECK_FALSE(y(0, 0) == y(1, 0));
    for (std::size_t i = 0; i < data.count; ++i) {
        const auto a = raw_network::classify(raw_p, data.template of_samples<1>(i));
        const auto b = real_network::classify(p, data.template of_scalars<1>(i));
        CHECK(a.index == b.index);
        CHECK(a.confidence == b.confidence);
    }

    cr::matrix<7, 3, T> dy{};
    cr::numeric::pcg32 generator(4);
    for (T& value : dy.values) value = cr::numeric::normal<T>(generator);
    CHECK(raw_network::input_gradient(raw_p, data.template of_samples<7>(3), dy) ==
          real_network::input_gradient(p, data.template of_scalars<7>(3), dy));

    using targets = cr::data_set<5, std::uint8_t, Sample>;
    using real_targets = cr::data_set<5, std::uint8_t, T>;
    const auto a = cr::evaluate<cr::cross_entropy>(raw_p, targets{data.samples.data(), data.classes.data(), data.count});
    const auto b = cr::evaluate<cr::cross_entropy>(p, real_targets{data.as_scalars.data(), data.classes.data(), data.count});
    CHECK(a.status == cr::status::ok);
    CHECK(a.rows == data.count);
    CHECK(a.loss == b.loss);
    CHECK(a.confusion == b.confusion);
}

template <cr::policy P, class Sample, class T>
void check_training() {
    using real_network = real<P>;
    using raw_network = raw<P, Sample>;
    const rows<Sample, T> data;
    const auto p = some_parameters<P, Sample, T>();
    const typename raw_network::template parameters<T> raw_p{p.values};
    const cr::adam::settings<T> settings{.learning_rate = T(0.03)};

    cr::accumulating<cr::trainer<raw_network, cr::cross_entropy, cr::adam, 4, T>> by_raw(raw_p, settings);
    cr::accumulating<cr::trainer<real_network, cr::cross_entropy, cr::adam, 4, T>> by_real(p, settings);
    const auto same_parameters = [&] { return by_raw.parameters().values == by_real.parameters().values; };
    for (std::size_t first = 0; first < 16; first += 4) {
        const std::size_t filled = first == 8 ? 3 : 4;
        const auto t = data.template of_classes<4>(first);
        const auto a = by_raw.step(data.template of_samples<4>(first), t, filled);
        const auto b = by_real.step(data.template of_scalars<4>(first), t, filled);
        CHECK(a.status == cr::status::ok);
        CHECK(a.loss == b.loss);
        CHECK(same_parameters());
    }
    cr::matrix<4, 3, T> soft{};
    for (std::size_t b = 0; b < 4; ++b) {
        soft(b, 0) = T(0.25);
        soft(b, b % 2 + 1) = T(0.75);
    }
    CHECK(by_raw.step(data.template of_samples<4>(5), soft).loss == by_real.step(data.template of_scalars<4>(5), soft).loss);
    for (std::size_t first = 0; first < 12; first += 4) {
        const auto t = data.template of_classes<4>(first);
        const auto a = by_raw.accumulate(data.template of_samples<4>(first), t);
        CHECK(a.status == cr::status::ok);
        CHECK(a.loss == by_real.accumulate(data.template of_scalars<4>(first), t).loss);
        CHECK(by_raw.gradient().values == by_real.gradient().values);
    }
    CHECK(by_raw.update() == cr::status::ok);
    CHECK(by_real.update() == cr::status::ok);
    CHECK(same_parameters());

    const cr::data_set<5, std::uint8_t, Sample> all{data.samples.data(), data.classes.data(), data.count};
    const cr::data_set<5, std::uint8_t, T> all_real{data.as_scalars.data(), data.classes.data(), data.count};
    const auto a = cr::fit(by_raw, all, {.epochs = 5, .seed = 2});
    const auto b = cr::fit(by_real, all_real, {.epochs = 5, .seed = 2});
    CHECK(a.status == cr::status::ok);
    CHECK(a.epochs == 5);
    CHECK(a.loss == b.loss);
    CHECK(same_parameters());
    CHECK_FALSE(by_raw.parameters().values == p.values);
}

// Each integer under both policies: double under the one, float under the other.
template <class Sample>
void check_all() {
    check_inference<cr::policy::small, Sample, double>();
    check_inference<cr::policy::fast, Sample, float>();
    check_training<cr::policy::small, Sample, double>();
    check_training<cr::policy::fast, Sample, float>();
}

// A layer of one's own that takes raw numbers and trains, Y = X / 128 + b; or the same of floats.
template <class Input>
struct offset_of {
    static constexpr const char* name = "offset";
    static constexpr std::size_t inputs = 3;
    static constexpr std::size_t outputs = 3;
    static constexpr bool in_place = false;
    static constexpr bool trainable = true;
    using tensors = boost::hana::tuple<cr::tensor<"bias", 1, cr::output(3)>>;

    template <cr::Scalar T>
    using input_element = std::conditional_t<std::is_void_v<Input>, T, Input>;
    template <cr::Scalar T>
    static constexpr T scale[3] = {T(1) / 128, T(1) / 128, T(1) / 128};

    template <cr::dim Batch, cr::dim X, cr::dim Y, cr::Scalar T>
    static constexpr auto forward(cr::const_view<Batch, X, input_element<T>> x, cr::const_view<1, Y, T> b) {
        return cr::scaled_rows(x, cr::const_view<1, Y, T>(&scale<T>[0]), b);
    }
    template <cr::dim Batch, cr::dim X, cr::dim Y, cr::Scalar T>
    static constexpr auto backward(cr::const_view<Batch, X, input_element<T>>,
                                   cr::const_view<cr::dual(Batch), cr::dual(Y), T> dy, cr::const_view<1, Y, T>) {
        return cr::elementwise([](auto d) { return d * T(0.0078125); }, dy);
    }
    template <cr::dim Batch, cr::dim X, cr::dim Y, cr::Scalar T>
    static constexpr auto gradient(cr::const_view<Batch, X, input_element<T>>,
                                   cr::const_view<cr::dual(Batch), cr::dual(Y), T> dy) {
        return boost::hana::make_tuple(cr::lazy_product(cr::transposed(cr::ones<Batch, 1, T>{}), dy));
    }
};

}  // namespace

TEST_CASE("rows of int8", "[raw]") { check_all<std::int8_t>(); }
TEST_CASE("rows of uint8", "[raw]") { check_all<std::uint8_t>(); }
TEST_CASE("rows of int16", "[raw]") { check_all<std::int16_t>(); }
TEST_CASE("rows of uint16", "[raw]") { check_all<std::uint16_t>(); }

TEST_CASE("steps without loss and unchecked take raw rows", "[raw]") {
    constexpr cr::policy P = cr::default_policy;
    using raw_network = raw<P, std::int16_t>;
    const rows<std::int16_t, float> data;
    const auto p = some_parameters<P, std::int16_t, float>();
    cr::trainer<raw_network, cr::cross_entropy, cr::sgd, 4> student(raw_network::parameters<>{p.values}, {0.25f});
    auto without_loss = student;
    auto unchecked = student;
    for (std::size_t first = 0; first < 20; first += 4) {
        const auto x = data.of_samples<4>(first);
        const auto t = data.of_classes<4>(first);
        REQUIRE(student.step(x, t).status == cr::status::ok);
        REQUIRE(without_loss.step_without_loss(x, t) == cr::status::ok);
        unchecked.step_unchecked(x, t);
    }
    CHECK(without_loss.parameters() == student.parameters());
    CHECK(unchecked.parameters() == student.parameters());
}

TEST_CASE("a frozen standardisation takes raw rows", "[raw]") {
    const auto check = []<cr::policy P>(std::integral_constant<cr::policy, P>) {
        using raw_head = head<P, std::int16_t>;
        const rows<std::int16_t, float> data;
        const auto p = some_parameters<P, std::int16_t, float>();
        const typename raw_head::thawed::template parameters<> base{p.values};
        cr::trainer<raw_head, cr::cross_entropy, cr::sgd, 4> part(raw_head::freeze(base), {0.25f});
        cr::trainer<real<P>, cr::cross_entropy, cr::sgd, 4> all(p, {0.25f});
        const auto t = data.of_classes<4>(0);
        const auto a = part.step(data.of_samples<4>(0), t);
        CHECK(a.status == cr::status::ok);
        CHECK(a.loss == all.step(data.of_scalars<4>(0), t).loss);
        for (std::size_t i = 0; i < 12; ++i) {
            const float weight = part.parameters().template tensor<"3.weight">().data()[i];
            CHECK(weight == all.parameters().template tensor<"3.weight">().data()[i]);
            CHECK(weight != p.template tensor<"3.weight">().data()[i]);
        }
    };
    check(std::integral_constant<cr::policy, cr::policy::small>{});
    check(std::integral_constant<cr::policy, cr::policy::fast>{});
}

TEST_CASE("a layer of one's own takes raw rows and trains", "[raw]") {
    using of_bytes = cr::network<offset_of<std::uint8_t>, cr::dense<3, 2>, cr::softmax>;
    using of_floats = cr::network<offset_of<void>, cr::dense<3, 2>, cr::softmax>;
    const cr::matrix<4, 3, std::uint8_t> bytes{{0, 17, 255, 128, 3, 99, 201, 64, 77, 250, 8, 31}};
    cr::matrix<4, 3> floats{};
    for (std::size_t i = 0; i < 12; ++i) floats.values[i] = static_cast<float>(bytes.values[i]);
    const std::array<std::uint8_t, 4> classes{1, 0, 0, 1};

    const auto p = cr::initialize<of_bytes>(1);
    const of_floats::parameters<> q{p.values};
    CHECK(of_bytes::predict(p, bytes) == of_floats::predict(q, floats));
    const cr::matrix<4, 2> dy{{0.5f, -1.0f, 0.25f, 2.0f, -0.75f, 1.0f, 0.125f, -2.0f}};
    CHECK(of_bytes::input_gradient(p, bytes, dy) == of_floats::input_gradient(q, floats, dy));

    cr::trainer<of_bytes, cr::cross_entropy, cr::sgd, 4> student(p, {.learning_rate = 0.5f});
    cr::trainer<of_floats, cr::cross_entropy, cr::sgd, 4> other(q, {.learning_rate = 0.5f});
    for (int i = 0; i < 3; ++i) {
        const auto step = student.step(bytes, classes);
        CHECK(step.status == cr::status::ok);
        CHECK(step.loss == other.step(floats, classes).loss);
    }
    CHECK(student.parameters().values == other.parameters().values);
    CHECK(student.parameters().tensor<"0.bias">()(0, 0) != 0.0f);
}
