#include "policies.hpp"

namespace {

namespace pc = policy_cases;
namespace cr = chainrule;

// Bits that a constant expression works out, for as few batches as it takes to hold every extreme.
template <class T, std::size_t Count>
struct fixed_recorder {
    std::array<T, Count> values{};
    std::size_t used = 0;
    constexpr void operator()(T value) { values[used++] = value; }
};

template <class Layer, std::size_t Batch, std::size_t Features, class T>
struct proved {
    static constexpr std::size_t rounds = 16;
    using what = pc::forward_of_extremes<Layer, Batch, Features, T, pc::proved_extremes, rounds>;

    template <cr::policy P>
    static constexpr auto by_compiler = [] {
        fixed_recorder<T, Batch * Features * rounds> r;
        what::template run<P>(r);
        return r;
    }();

    static void compare() {
        policies::compare<what, T>();
        const auto by_machine = policies::record<what, cr::policy::small, T>();
        const auto check = [&](const auto& values) {
            REQUIRE(values.size() == by_machine.size());
            for (std::size_t i = 0; i < values.size(); ++i) {
                INFO(Layer::name << ", batch " << Batch << ", " << Features << " features, number " << i << ": " << values[i]);
                REQUIRE(std::bit_cast<typename cr::numeric::format<T>::bits>(values[i]) == by_machine[i]);
            }
        };
        check(by_compiler<cr::policy::small>.values);
        check(by_compiler<cr::policy::fast>.values);
    }
};

template <class T>
void compare_with_the_compiler() {
    proved<cr::softmax, 1, 3, T>::compare();
    proved<cr::softmax, 7, 4, T>::compare();
    proved<cr::softmax, 17, 9, T>::compare();
    proved<cr::sigmoid, 7, 5, T>::compare();
    proved<cr::tanh, 7, 5, T>::compare();
    proved<cr::relu, 7, 5, T>::compare();
}

// Softmax of one row, under a policy, in every row of a batch.
template <cr::policy P, class T, std::size_t Batch, std::size_t K>
void check_softmax(const std::array<T, K>& logits, const std::array<T, K>& expected) {
    constexpr cr::dim rows = cr::batch(Batch);
    constexpr cr::dim in = cr::feature(0, K);
    constexpr cr::dim out = cr::feature(1, K);
    for (std::size_t at = 0; at < Batch; ++at) {
        cr::matrix<rows, in, T> x{};
        for (std::size_t k = 0; k < K; ++k) x(at, k) = logits[k];
        cr::matrix<rows, out, T> y{};
        cr::kernels::compute<P>(cr::view<rows, out, T>(y),
                                cr::softmax::forward<rows, in, out, T>(cr::const_view<rows, in, T>(x)));
        for (std::size_t k = 0; k < K; ++k) {
            INFO("row " << at << " of " << Batch << ", class " << k << ": " << y(at, k));
            using bits = typename cr::numeric::format<T>::bits;
            const bool both_no_numbers = y(at, k) != y(at, k) && expected[k] != expected[k];  // which NaN is left open
            REQUIRE((both_no_numbers || std::bit_cast<bits>(y(at, k)) == std::bit_cast<bits>(expected[k])));
        }
        if (Batch > 1) REQUIRE(y(at == 0 ? 1 : 0, 0) == T(1) / T(K));
    }
}

template <class T>
void check_softmax_everywhere(const auto& logits, const auto& expected) {
    check_softmax<cr::policy::small, T, 1>(logits, expected);
    check_softmax<cr::policy::fast, T, 1>(logits, expected);
    check_softmax<cr::policy::small, T, 19>(logits, expected);
    check_softmax<cr::policy::fast, T, 19>(logits, expected);
}

// The order of `row_sum`, written down once more in the plainest way.
template <class T, std::size_t K>
T sum_of_row(const std::array<T, K>& terms) {
    constexpr std::size_t lanes = K < 8 ? 1 : 4;
    T sums[lanes];
    for (std::size_t l = 0; l < lanes; ++l) {
        sums[l] = terms[l];
        for (std::size_t k = l + lanes; k < K; k += lanes) sums[l] += terms[k];
    }
    if constexpr (lanes == 1) return sums[0];
    return (sums[0] + sums[2]) + (sums[1] + sums[3]);
}

template <class T, std::size_t K>
void check_sum_of_row() {
    cr::numeric::pcg32 generator(K);
    for (int round = 0; round < 20; ++round) {
        std::array<T, K> logits{};
        for (T& logit : logits) logit = cr::numeric::normal<T>(generator);
        T largest = logits[0];
        for (const T logit : logits) largest = logit > largest ? logit : largest;
        std::array<T, K> expected{};
        for (std::size_t k = 0; k < K; ++k) expected[k] = cr::numeric::detail::decay(largest - logits[k]);
        const T share = T(1) / sum_of_row(expected);
        for (T& probability : expected) probability *= share;
        check_softmax_everywhere<T>(logits, expected);
    }
}

}  // namespace

TEST_CASE("numbers beyond every limit go through the layers to the same bits under both policies", "[policies]") {
    pc::elementwise_extremes(policies::compare_case{});
    pc::softmax_extremes(policies::compare_case{});
}

TEST_CASE("numbers beyond every limit go through the layers as in a constant expression", "[policies]") {
    compare_with_the_compiler<float>();
    compare_with_the_compiler<double>();
}

TEMPLATE_TEST_CASE("softmax of logits without bounds, by hand", "[policies]", float, double) {
    using T = TestType;
    constexpr T inf = cr::numeric::infinity<T>;
    constexpr T nan = cr::numeric::quiet_nan<T>;
    constexpr T other_nan = std::bit_cast<T>(cr::numeric::format<T>::quiet_nan | cr::numeric::format<T>::sign | 77);
    constexpr T huge = T(1e30);

    check_softmax_everywhere<T>(std::array{huge, -huge, T(0)}, std::array{T(1), T(0), T(0)});
    check_softmax_everywhere<T>(std::array{T(5), -inf, T(5), -inf}, std::array{T(0.5), T(0), T(0.5), T(0)});
    check_softmax_everywhere<T>(std::array{-inf, T(-3), -inf, -inf, T(-3)}, std::array{T(0), T(0.5), T(0), T(0), T(0.5)});
    check_softmax_everywhere<T>(std::array{huge, huge}, std::array{T(0.5), T(0.5)});
    // The shares of infinities, of nothing, and of what is no number are no numbers.
    check_softmax_everywhere<T>(std::array{T(1), inf, T(2)}, std::array{nan, nan, nan});
    check_softmax_everywhere<T>(std::array{inf, inf}, std::array{nan, nan});
    check_softmax_everywhere<T>(std::array{-inf, -inf, -inf}, std::array{nan, nan, nan});
    check_softmax_everywhere<T>(std::array{nan, T(1), T(2)}, std::array{nan, nan, nan});
    check_softmax_everywhere<T>(std::array{T(1), T(2), other_nan}, std::array{nan, nan, nan});
    check_softmax_everywhere<T>(std::array{T(1), other_nan, -huge, -inf, T(0)}, std::array{nan, nan, nan, nan, nan});
}

TEMPLATE_TEST_CASE("softmax adds up a row in an order that its length fixes", "[policies]", float, double) {
    [&]<std::size_t... K>(std::index_sequence<K...>) {
        (check_sum_of_row<TestType, K>(), ...);
    }(std::index_sequence<2, 7, 8, 9, 10, 11, 12, 13, 16, 22, 35, 61, 64, 65>{});
}
