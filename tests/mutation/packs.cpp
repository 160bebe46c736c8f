// A constant expression works on one element after the other; a machine works on packs of them. Here the machine's results are
// compared, bit by bit, with those of constant expressions, which tests/static/formulas.cpp proves.
#include <chainrule/chainrule.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>

namespace cr = chainrule;

namespace {

// 19 rows: packs and a rest; 32 rows: the 16 lanes of a sum.
template <std::size_t B>
struct data {
    cr::matrix<B, 3> y{};
    cr::matrix<B, 3> t{};
    std::array<std::uint8_t, B> classes{};
};
template <std::size_t B>
constexpr data<B> numbers() {
    data<B> d;
    for (std::size_t b = 0; b < B; ++b) {
        d.classes[b] = static_cast<std::uint8_t>(b * b % 3);
        for (std::size_t k = 0; k < 3; ++k) {
            d.y(b, k) = static_cast<float>(1 + (5 * b + 3 * k) % 16) / 16;
            d.t(b, k) = static_cast<float>(1 + k) / 6;
        }
    }
    return d;
}

template <std::size_t B>
struct result {
    float sum = 0;
    cr::matrix<B, 3> dy{};

    friend constexpr bool operator==(const result&, const result&) = default;
};

template <class Loss, std::size_t B>
constexpr std::array<result<B>, 3> losses(const data<B>& d, std::size_t filled) {
    constexpr cr::dim rows = cr::batch(B);
    constexpr cr::dim features = cr::feature(0, 3);
    using gradient = cr::view<cr::dual(rows), cr::dual(features)>;
    const cr::const_view<rows, features> y(d.y.data());
    const cr::const_view<rows, features> t(d.t.data());
    const cr::one_hot<rows, features, float> classes{d.classes.data()};

    std::array<result<B>, 3> r{};
    r[0].sum = cr::loss_sum<Loss>(y, t, gradient(r[0].dy.data()), 0.125f, filled);
    r[1].sum = cr::loss_sum<Loss>(y, classes, gradient(r[1].dy.data()), 0.125f, filled);
    r[2].sum = cr::loss_sum<Loss>(y, classes, cr::no_gradient{}, 0.125f, filled);
    return r;
}

int failures = 0;

template <class Loss, std::size_t B, std::size_t Filled>
void compare(const char* what) {
    static constexpr auto proved = losses<Loss, B>(numbers<B>(), Filled);
    const data<B> d = numbers<B>();
    if (losses<Loss, B>(d, Filled) == proved) return;
    std::printf("failed: packs: %s, %zu of %zu rows\n", what, Filled, B);
    ++failures;
}

template <class Loss>
void compare_all(const char* what) {
    compare<Loss, 19, 19>(what);
    compare<Loss, 19, 6>(what);
    compare<Loss, 32, 32>(what);
    compare<Loss, 32, 13>(what);
    compare<Loss, 32, 31>(what);
}

// Not a constant expression: -scale T / Y is a division by 0 there.
void compare_zero_probability() {
    data<1> d;
    d.y = {{0, 0.5f, 0.5f}};
    d.classes = {0};
    const float first = losses<cr::cross_entropy>(d, 1)[1].dy(0, 0);
    if (first == -cr::numeric::infinity<float>) return;
    std::printf("failed: cross_entropy: a probability of 0 where the target is not 0 has an infinite gradient\n");
    ++failures;
}

}  // namespace

int main() {
    compare_zero_probability();
    compare_all<cr::mean_squared_error>("mean_squared_error");
    compare_all<cr::cross_entropy>("cross_entropy");
    compare_all<cr::softmax_cross_entropy>("softmax_cross_entropy");
    return failures == 0 ? 0 : 1;
}
