// Frozen layers: what trains beside them trains as it would in the whole network, and they stay as they are.
#include "catch.hpp"

#include <chainrule/chainrule.hpp>
#include <chainrule/report/derivation.hpp>
#include <chainrule/report/summary.hpp>

#include <cmath>
#include <cstring>
#include <iterator>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace cr = chainrule;

constexpr std::size_t rows = 7;

template <cr::policy P>
struct networks {
    // Frozen at the front, in the middle, at the end, and a standardisation alone.
    using front = cr::basic_network<P, cr::frozen<cr::scale_shift<5>>, cr::frozen<cr::dense<5, 6>>, cr::tanh, cr::dense<6, 4>,
                                    cr::sigmoid, cr::dense<4, 3>, cr::softmax>;
    using middle = cr::basic_network<P, cr::scale_shift<5>, cr::dense<5, 6>, cr::tanh, cr::frozen<cr::dense<6, 4>>, cr::sigmoid,
                                     cr::dense<4, 3>, cr::softmax>;
    using islands = cr::basic_network<P, cr::dense<5, 6>, cr::frozen<cr::relu>, cr::frozen<cr::scale_shift<6>>,
                                      cr::dense<6, 4, cr::bias::none>, cr::sigmoid, cr::frozen<cr::dense<4, 3>>, cr::softmax>;
    using standardised =
        cr::basic_network<P, cr::frozen<cr::scale_shift<5>>, cr::dense<5, 9>, cr::tanh, cr::dense<9, 3>, cr::softmax>;
};

template <class Network, class T>
typename Network::template parameters<T> some_parameters(std::uint64_t seed) {
    auto p = cr::initialize<Network, T>(seed);
    cr::numeric::pcg32 generator(seed + 100);
    for (T& value : p.values) value += cr::numeric::uniform(generator, T(-0.25), T(0.25));
    return p;
}

template <class T, std::size_t Rows = rows>
cr::matrix<Rows, 5, T> some_samples(std::uint64_t seed) {
    cr::numeric::pcg32 generator(seed);
    cr::matrix<Rows, 5, T> x{};
    for (T& value : x.values) value = cr::numeric::normal<T>(generator);
    return x;
}

template <std::size_t Rows = rows>
std::array<std::uint8_t, Rows> some_classes(std::size_t seed) {
    std::array<std::uint8_t, Rows> classes{};
    for (std::size_t b = 0; b < Rows; ++b) classes[b] = static_cast<std::uint8_t>((seed + b * b) % 3);
    return classes;
}

// Where the numbers of each layer begin.
template <class Network>
constexpr auto offsets_of = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<std::size_t, Network::depth>{Network::offset(I)...};
}(std::make_index_sequence<Network::depth>{});

// Of each number of the whole network, whether it lies in a frozen layer.
template <class Network>
std::vector<bool> mark_frozen() {
    std::vector<bool> frozen(Network::thawed::parameter_count, false);
    for (std::size_t i = 0; i < Network::depth; ++i) {
        for (std::size_t j = 0; Network::facts[i].frozen && j < Network::facts[i].parameters; ++j) {
            frozen[offsets_of<typename Network::thawed>[i] + j] = true;
        }
    }
    return frozen;
}

// Optimizers in plain loops, over the whole network; the state of frozen numbers moves too, and does no harm.
template <class Optimizer, class T>
struct by_hand;
template <class T>
struct by_hand<cr::sgd, T> {
    static cr::sgd::settings<T> settings() { return {T(0.25)}; }
    void step(std::vector<T>& p, const std::vector<T>& g) {
        for (std::size_t i = 0; i < g.size(); ++i) p[i] -= T(0.25) * g[i];
    }
};
template <class T>
struct by_hand<cr::momentum, T> {
    std::vector<T> v = std::vector<T>(200, T(0));
    static cr::momentum::settings<T> settings() { return {T(0.125), T(0.75)}; }
    void step(std::vector<T>& p, const std::vector<T>& g) {
        for (std::size_t i = 0; i < g.size(); ++i) {
            v[i] = T(0.75) * v[i] + g[i];
            p[i] -= T(0.125) * v[i];
        }
    }
};
template <class T>
struct by_hand<cr::adam, T> {
    std::vector<T> m = std::vector<T>(200, T(0));
    std::vector<T> v = std::vector<T>(200, T(0));
    T c1 = T(0);
    T c2 = T(0);
    static cr::adam::settings<T> settings() { return {.learning_rate = T(0.0625), .beta1 = T(0.75), .beta2 = T(0.875)}; }
    void step(std::vector<T>& p, const std::vector<T>& g) {
        c1 = T(0.75) * c1 + T(0.25);
        c2 = T(0.875) * c2 + T(0.125);
        for (std::size_t i = 0; i < g.size(); ++i) {
            m[i] = T(0.75) * m[i] + T(0.25) * g[i];
            v[i] = T(0.875) * v[i] + T(0.125) * (g[i] * g[i]);
            p[i] -= T(0.0625) / c1 * m[i] / (std::sqrt(v[i] * (T(1) / c2)) + T(1e-8));
        }
    }
};

// The whole network, trained by hand: the gradient from a trainer that moves nothing, and after each step the frozen numbers
// put back.
template <class Network, class Optimizer, class T>
class reference {
public:
    using whole = typename Network::thawed;

    explicit reference(const cr::parameters<whole, T>& p) : p_(p), first_(p) {}

    T step(const cr::matrix<rows, 5, T>& x, const std::array<std::uint8_t, rows>& t, std::size_t filled) {
        cr::trainer<whole, cr::cross_entropy, cr::sgd, rows, T> probe(p_, {T(0)});
        const auto result = probe.step(x, t, filled);
        REQUIRE(result.status == cr::status::ok);
        std::vector<T> values(p_.values.begin(), p_.values.end());
        optimizer_.step(values, {probe.gradient().values.begin(), probe.gradient().values.end()});
        for (std::size_t i = 0; i < values.size(); ++i) p_.values[i] = frozen_[i] ? first_.values[i] : values[i];
        return result.loss;
    }
    const cr::parameters<whole, T>& parameters() const { return p_; }

private:
    cr::parameters<whole, T> p_;
    cr::parameters<whole, T> first_;
    by_hand<Optimizer, T> optimizer_;
    std::vector<bool> frozen_ = mark_frozen<Network>();
};

template <class Network, class Optimizer, class T>
void check_training() {
    const auto base = some_parameters<typename Network::thawed, T>(1);
    const auto before = base;
    const auto settings = by_hand<Optimizer, T>::settings();
    cr::trainer<Network, cr::cross_entropy, Optimizer, rows, T> student(Network::freeze(base), settings);
    reference<Network, Optimizer, T> expected(base);
    bool same = true;
    for (std::size_t step = 0; step < 20; ++step) {
        const auto x = some_samples<T>(step);
        const auto t = some_classes(step);
        const std::size_t filled = step % 5 == 4 ? 3 : rows;  // now and then a batch that is partly filled
        const auto result = student.step(x, t, filled);
        same = same && result.status == cr::status::ok && result.loss == expected.step(x, t, filled);
        same = same && Network::thaw(student.parameters()) == expected.parameters();
    }
    CHECK(same);
    // It did train, and what is frozen did not.
    CHECK_FALSE(student.parameters().values == Network::freeze(before).values);
    CHECK(std::memcmp(&base, &before, sizeof base) == 0);
    CHECK(student.parameters().frozen.numbers == base.values.data());
}

// Every optimizer, both element types and every place of what is frozen under each policy; not all by all, for the compiler's
// sake.
template <cr::policy P>
void check_training_under() {
    check_training<typename networks<P>::front, cr::sgd, double>();
    check_training<typename networks<P>::front, cr::adam, float>();
    check_training<typename networks<P>::middle, cr::momentum, float>();
    check_training<typename networks<P>::islands, cr::adam, double>();
    check_training<typename networks<P>::standardised, cr::sgd, float>();
}

// In a batch of 32 sums run in lanes.
template <class Network, class T, std::size_t Batch>
void check_gradient_of_first_step() {
    using whole = typename Network::thawed;
    const auto base = some_parameters<whole, T>(2);
    cr::trainer<Network, cr::cross_entropy, cr::sgd, Batch, T> part(Network::freeze(base), {T(0.5)});
    cr::trainer<whole, cr::cross_entropy, cr::sgd, Batch, T> all(base, {T(0.5)});
    const auto x = some_samples<T, Batch>(3);
    const auto t = some_classes<Batch>(4);
    const auto a = part.step(x, t);
    const auto b = all.step(x, t);
    REQUIRE(a.status == cr::status::ok);
    CHECK(a.loss == b.loss);
    std::size_t compared = 0;
    for (std::size_t i = 0; i < Network::depth; ++i) {
        if (!Network::facts[i].trainable) continue;
        for (std::size_t j = 0; j < Network::facts[i].parameters; ++j, ++compared) {
            const T from_part = part.gradient().values[offsets_of<Network>[i] + j];
            CHECK(from_part == all.gradient().values[offsets_of<whole>[i] + j]);
            CHECK(part.parameters().values[offsets_of<Network>[i] + j] == all.parameters().values[offsets_of<whole>[i] + j]);
        }
    }
    CHECK(compared == Network::trainable_count);
}

template <cr::policy P>
void check_gradients_of_first_step() {
    using all = networks<P>;
    check_gradient_of_first_step<typename all::front, float, 1>();
    check_gradient_of_first_step<typename all::front, double, 32>();
    check_gradient_of_first_step<typename all::islands, float, 32>();
}

using front = networks<cr::default_policy>::front;
using middle = networks<cr::default_policy>::middle;
using islands = networks<cr::default_policy>::islands;
using whole_front = front::thawed;

}  // namespace

TEST_CASE("the first step has the gradient of the whole network in what trains", "[frozen]") {
    check_gradients_of_first_step<cr::policy::small>();
    check_gradients_of_first_step<cr::policy::fast>();
}

TEST_CASE("training is that of the whole network with the frozen numbers put back after each step", "[frozen]") {
    check_training_under<cr::policy::small>();
    check_training_under<cr::policy::fast>();
}

TEST_CASE("each kind of step moves the same numbers", "[frozen]") {
    const auto base = some_parameters<whole_front, float>(15);
    cr::trainer<front, cr::cross_entropy, cr::momentum, rows> student(front::freeze(base), {0.25f});
    auto without_loss = student;
    auto unchecked = student;
    for (std::size_t step = 0; step < 5; ++step) {
        const auto x = some_samples<float>(step);
        const auto t = some_classes(step);
        REQUIRE(student.step(x, t).status == cr::status::ok);
        REQUIRE(without_loss.step_without_loss(x, t) == cr::status::ok);
        unchecked.step_unchecked(x, t);
    }
    CHECK(without_loss.parameters() == student.parameters());
    CHECK(unchecked.parameters() == student.parameters());
}

TEST_CASE("an accumulated gradient is that of the whole network in what trains", "[frozen]") {
    const auto base = some_parameters<whole_front, float>(5);
    cr::accumulating<cr::trainer<front, cr::cross_entropy, cr::sgd, rows>> part(front::freeze(base), {0.5f});
    cr::accumulating<cr::trainer<whole_front, cr::cross_entropy, cr::sgd, rows>> all(base, {0.5f});
    for (std::size_t i = 0; i < 3; ++i) {
        const auto x = some_samples<float>(i);
        const auto t = some_classes(i);
        CHECK(part.accumulate(x, t).loss == all.accumulate(x, t).loss);
    }
    CHECK(part.gradient().span().size() == 43);
    for (std::size_t i = 0; i < 24; ++i) {
        const auto a = part.gradient().tensor<"3.weight">().data()[i];
        CHECK(a == all.gradient().tensor<"3.weight">().data()[i]);
    }
    REQUIRE(part.update() == cr::status::ok);
    REQUIRE(all.update() == cr::status::ok);
    for (std::size_t i = 0; i < 12; ++i) {
        const auto a = part.parameters().tensor<"5.weight">().data()[i];
        CHECK(a == all.parameters().tensor<"5.weight">().data()[i]);
        CHECK(a != base.tensor<"5.weight">().data()[i]);
    }
}

TEST_CASE("fit and evaluate go through frozen layers", "[frozen]") {
    std::vector<std::array<float, 5>> samples(23);
    std::vector<std::uint8_t> classes(23);
    cr::numeric::pcg32 generator(6);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        for (float& value : samples[i]) value = cr::numeric::normal<float>(generator);
        classes[i] = samples[i][0] > 0 ? 2 : samples[i][1] > 0 ? 1 : 0;
    }
    const cr::data_set<5, std::uint8_t> data{samples.data(), classes.data(), samples.size()};
    const auto base = some_parameters<whole_front, float>(7);
    cr::trainer<front, cr::cross_entropy, cr::adam, 4> student(front::freeze(base), {.learning_rate = 0.05f});
    const auto before = cr::evaluate<cr::cross_entropy>(base, data);
    const auto at_first = cr::evaluate<cr::cross_entropy>(student.parameters(), data);
    CHECK(at_first.loss == before.loss);
    CHECK(at_first.confusion == before.confusion);

    const auto fit = cr::fit(student, data, {.epochs = 40, .seed = 1});
    CHECK(fit.status == cr::status::ok);
    const auto complete = front::thaw(student.parameters());
    const auto after = cr::evaluate<cr::cross_entropy>(student.parameters(), data);
    CHECK(after.status == cr::status::ok);
    CHECK(after.loss < before.loss / 2);
    CHECK(after.loss == cr::evaluate<cr::cross_entropy>(complete, data).loss);
    const auto x = cr::from_rows<1, 5>(samples[3].data());
    CHECK(front::classify(student.parameters(), x).confidence == whole_front::classify(complete, x).confidence);
}

TEST_CASE("frozen numbers are read where they lie", "[frozen]") {
    auto base = some_parameters<whole_front, float>(8);
    cr::trainer<front, cr::cross_entropy, cr::sgd, rows> student(front::freeze(base), {0.25f});
    const auto x = some_samples<float>(9);
    const auto before = front::predict(student.parameters(), x);
    CHECK(before == whole_front::predict(base, x));

    for (const float change : {0.5f, -1.0f}) {
        base.tensor<"1.weight">()(2, 3) += change;
        base.tensor<"0.shift">()(0, 4) += change;
        const auto now = front::predict(student.parameters(), x);
        CHECK_FALSE(now == before);
        CHECK(now == whole_front::predict(base, x));
        CHECK(student.parameters().tensor<"1.weight">()(2, 3) == base.tensor<"1.weight">()(2, 3));
    }
    // The numbers of the layers that train were copied, and are the trainer's own.
    const auto with_own = front::predict(student.parameters(), x);
    base.tensor<"3.weight">()(0, 0) += 1.0f;
    CHECK(front::predict(student.parameters(), x) == with_own);
    CHECK(student.parameters().tensor<"1.weight">().data() == base.tensor<"1.weight">().data());

    // A trainer that was copied reads from the same place, and a step learns from what lies there.
    auto copy = student;
    const auto t = some_classes(1);
    REQUIRE(student.step(x, t).status == cr::status::ok);
    base.tensor<"1.bias">()(0, 0) += 0.5f;
    REQUIRE(copy.step(x, t).status == cr::status::ok);
    CHECK_FALSE(copy.parameters().values == student.parameters().values);
}

TEST_CASE("a step that fails leaves a network with frozen layers as it was", "[frozen]") {
    const auto base = some_parameters<middle::thawed, float>(10);
    cr::trainer<middle, cr::cross_entropy, cr::momentum, rows> student(middle::freeze(base), {0.25f});
    REQUIRE(student.step(some_samples<float>(1), some_classes(1)).status == cr::status::ok);
    const auto snapshot = student;
    auto x = some_samples<float>(2);
    x(3, 2) = std::numeric_limits<float>::infinity();
    CHECK(student.step(x, some_classes(2)).status == cr::status::non_finite_input);
    CHECK(student.parameters() == snapshot.parameters());
    REQUIRE(student.step(some_samples<float>(3), some_classes(3)).status == cr::status::ok);
    CHECK_FALSE(student.parameters() == snapshot.parameters());
    student = snapshot;
    CHECK(student.parameters() == snapshot.parameters());
}

TEST_CASE("to freeze and to thaw give the numbers back", "[frozen]") {
    const auto check = []<class Network, class T>(Network*, T) {
        const auto base = some_parameters<typename Network::thawed, T>(11);
        const auto p = Network::freeze(base);
        CHECK(Network::thaw(p) == base);
        // What trained is in what is thawed, and comes back when that is frozen.
        auto moved = p;
        for (T& value : moved.values) value += T(1);
        const auto complete = Network::thaw(moved);
        CHECK(Network::freeze(complete).values == moved.values);
        const auto frozen = mark_frozen<Network>();
        for (std::size_t i = 0; i < frozen.size(); ++i) {
            CHECK(complete.values[i] == (frozen[i] ? base.values[i] : base.values[i] + T(1)));
        }
    };
    check(static_cast<front*>(nullptr), 0.0f);
    check(static_cast<middle*>(nullptr), 0.0f);
    check(static_cast<islands*>(nullptr), 0.0);
    check(static_cast<networks<cr::policy::small>::standardised*>(nullptr), 0.0);
}

TEST_CASE("the gradient of the input passes through frozen layers", "[frozen]") {
    const auto check = []<class Network>(Network*) {
        using whole = typename Network::thawed;
        const auto base = some_parameters<whole, double>(12);
        const auto p = Network::freeze(base);
        const auto x = some_samples<double>(13);
        cr::matrix<rows, 3, double> dy{};
        cr::numeric::pcg32 generator(14);
        for (double& value : dy.values) value = cr::numeric::normal<double>(generator);
        CHECK(Network::input_gradient(p, x, dy) == whole::input_gradient(base, x, dy));

        // By central differences, of what trains and of the input.
        cr::matrix<rows, 3, double> t{};
        for (std::size_t b = 0; b < rows; ++b) t(b, b % 3) = 1.0;
        const auto deviation = cr::check_gradient<cr::cross_entropy>(p, x, t, 1e-5);
        CHECK(deviation.parameters < 1e-8);
        CHECK(deviation.input < 1e-8);
    };
    check(static_cast<front*>(nullptr));
    check(static_cast<middle*>(nullptr));
    check(static_cast<networks<cr::policy::small>::front*>(nullptr));
    check(static_cast<networks<cr::policy::fast>::middle*>(nullptr));
}

TEST_CASE("the summary counts what is frozen apart", "[frozen]") {
    using head =
        cr::network<cr::frozen<cr::scale_shift<5>>, cr::frozen<cr::dense<5, 4>>, cr::sigmoid, cr::dense<4, 3>, cr::softmax>;
    using head_trainer = cr::trainer<head, cr::cross_entropy, cr::adam, 32, double>;
    std::string text;
    cr::summary<head, double>(std::back_inserter(text));
    // 15 numbers of 8 bytes and a pointer.
    const std::string bytes = std::to_string(15 * 8 + sizeof(void*));
    const std::string table =
        "layer                  output shape  parameters  bytes  multiply-adds\n"
        "0 scale_shift, frozen  (batch, 5)            10     80              5\n"
        "1 dense, frozen        (batch, 4)            24    192             20\n"
        "2 sigmoid              (batch, 4)             0      0              0\n"
        "3 dense                (batch, 3)            15    120             12\n"
        "4 softmax              (batch, 3)             0      0              0\n"
        "\n";
    CHECK(text == table +
                      "parameters                                  15\n"
                      "  trainable                                 15\n"
                      "  not trainable                              0\n"
                      "frozen, read where they lie                 34\n"
                      "parameters, bytes                          " +
                      bytes +
                      "\n"
                      "multiply-adds for one sample                37\n"
                      "workspace of an inference, batch 1, bytes   72\n");

    text.clear();
    cr::summary<head_trainer>(std::back_inserter(text));
    // Two moments of 15 numbers, and 6 numbers of its own; 5 + 4 + 3 activations of 32 rows, and no gradient of the hidden
    // layer.
    CHECK(text == table +
                      "parameters                                   15\n"
                      "  trainable                                  15\n"
                      "  not trainable                               0\n"
                      "frozen, read where they lie                  34\n"
                      "parameters, bytes                           " +
                      bytes +
                      "\n"
                      "multiply-adds for one sample                 37\n"
                      "workspace of an inference, batch 1, bytes    72\n"
                      "\n"
                      "trainer: cross_entropy fused with softmax, adam, batch 32\n"
                      "  parameters, bytes                         " +
                      bytes +
                      "\n"
                      "  gradient, bytes                           120\n"
                      "  optimizer, bytes                          288\n"
                      "  workspace, bytes                         3072\n" +
                      (sizeof(void*) == 8 ? "  other, bytes                               40\n" : "") +
                      "  total, bytes                             " +
                      std::to_string(sizeof(void*) == 8 ? 3648 : 15 * 8 + sizeof(void*) + 120 + 288 + 3072) + "\n");
}

TEST_CASE("the derivation has no gradient of what is frozen", "[frozen]") {
    using head =
        cr::network<cr::frozen<cr::scale_shift<5>>, cr::frozen<cr::dense<5, 4>>, cr::sigmoid, cr::dense<4, 3>, cr::softmax>;
    std::string text;
    cr::derivation<head, cr::cross_entropy, 32>(std::back_inserter(text));
    CHECK(text ==
          "forward\n"
          "  X'     (32, 5) = X * 0.scale + 0.shift\n"
          "  A1     (32, 4) = X' (32, 5) W1 (5, 4) + b1 (1, 4)\n"
          "  Z      (32, 4) = 1 / (1 + exp(-A1))\n"
          "  A2     (32, 3) = Z (32, 4) W2 (4, 3) + b2 (1, 3)\n"
          "  Y      (32, 3) = exp(A2) / sum_k exp(A2)\n"
          "loss, fused with softmax\n"
          "  L      (1, 1)  = cross_entropy(Y (32, 3), T (32, 3)), B = 32, K = 3\n"
          "backward\n"
          "  dL/dA2 (32, 3) = (Y - T) / B\n"
          "  dL/dW2 (4, 3)  = Z^T (4, 32) dL/dA2 (32, 3)\n"
          "  dL/db2 (1, 3)  = 1^T (1, 32) dL/dA2 (32, 3)\n");

    // In the middle it passes through, and is no gradient of W2.
    using through = cr::network<cr::dense<5, 4>, cr::tanh, cr::frozen<cr::dense<4, 2>>>;
    text.clear();
    cr::derivation<through, cr::mean_squared_error, 8>(std::back_inserter(text));
    CHECK(text ==
          "forward\n"
          "  A1     (8, 4) = X (8, 5) W1 (5, 4) + b1 (1, 4)\n"
          "  Z      (8, 4) = tanh(A1)\n"
          "  Y      (8, 2) = Z (8, 4) W2 (4, 2) + b2 (1, 2)\n"
          "loss\n"
          "  L      (1, 1) = mean_squared_error(Y (8, 2), T (8, 2)), B = 8, K = 2\n"
          "backward\n"
          "  dL/dY  (8, 2) = 2 (Y - T) / (B K)\n"
          "  dL/dZ  (8, 4) = dL/dY (8, 2) W2^T (2, 4)\n"
          "  dL/dA1 (8, 4) = dL/dZ * (1 - Z^2)\n"
          "  dL/dW1 (5, 4) = X^T (5, 8) dL/dA1 (8, 4)\n"
          "  dL/db1 (1, 4) = 1^T (1, 8) dL/dA1 (8, 4)\n");
}
