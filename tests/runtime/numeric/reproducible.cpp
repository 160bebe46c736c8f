// One result everywhere: what the machine computes is what the compiler computed, and what is on record, bit for bit.
// Build with -ffp-contract=off.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

#include "../catch.hpp"
#include "chainrule/numeric/arithmetic.hpp"
#include "chainrule/numeric/log_sum_exp.hpp"
#include "chainrule/numeric/softmax.hpp"
#include "points.hpp"

namespace {

namespace numeric = chainrule::numeric;

template <class Function, chainrule::Scalar T>
constexpr std::array<T, points::count> table = [] {
    std::array<T, points::count> y{};
    const auto a = points::arguments<T>();
    for (std::size_t i = 0; i < y.size(); ++i) y[i] = Function::of(a[i]);
    return y;
}();

/// The arguments, made where the compiler cannot compute them.
template <chainrule::Scalar T>
std::array<T, points::count> arguments_at_run_time() {
    const volatile std::uint64_t start = points::seed;
    return points::arguments<T>(start);
}

template <chainrule::Scalar T>
bool same_bits(const T* a, const T* b, std::size_t n) {
    return std::memcmp(a, b, n * sizeof(T)) == 0;
}

template <class Function, chainrule::Scalar T, std::size_t Lanes>
void compare_vectors(const std::array<T, points::count>& a) {
    using vector [[gnu::vector_size(sizeof(T) * Lanes)]] = T;
    if constexpr (requires(vector v) { Function::of(v); }) {
        static_assert(points::count % Lanes == 0);
        for (std::size_t i = 0; i < a.size(); i += Lanes) {
            vector v;
            std::memcpy(&v, &a[i], sizeof v);
            v = Function::of(v);
            T y[Lanes];
            std::memcpy(y, &v, sizeof v);
            INFO(Function::name << " of " << Lanes << " lanes from point " << i);
            CHECK(same_bits(y, &table<Function, T>[i], Lanes));
        }
    }
}

template <chainrule::Scalar T>
void compare() {
    const auto a = arguments_at_run_time<T>();
    points::for_each_function([&]<class Function>() {
        INFO(Function::name << " of " << (sizeof(T) == 4 ? "float" : "double"));
        std::array<T, points::count> y{};
        for (std::size_t i = 0; i < y.size(); ++i) y[i] = Function::of(a[i]);
        for (std::size_t i = 0; i < y.size(); ++i) {
            const T expected = table<Function, T>[i];
            INFO("point " << i << ": " << a[i] << " gives " << y[i] << ", constant expression " << expected);
            CHECK(same_bits(&y[i], &expected, 1));
        }
        CHECK(points::fingerprint<Function>(a) == points::recorded<Function, T>);
#if defined(__AVX512F__)
        compare_vectors<Function, T, 64 / sizeof(T)>(a);
#endif
#if defined(__AVX__)
        compare_vectors<Function, T, 32 / sizeof(T)>(a);
#endif
        compare_vectors<Function, T, 16 / sizeof(T)>(a);
    });
}

/// Twelve logits, their softmax, their log-sum-exp, and as many normal and uniform numbers.
template <chainrule::Scalar T>
constexpr std::array<T, 49> composed(std::uint64_t start) {
    std::array<T, 49> y{};
    numeric::pcg32 g{start, 3};
    for (std::size_t i = 0; i < 12; ++i) y[i] = numeric::normal<T>(g);
    numeric::softmax(y.data(), y.data() + 12, 12);
    y[24] = numeric::log_sum_exp(y.data(), 12);
    for (std::size_t i = 25; i < 37; ++i) y[i] = numeric::uniform<T>(g);
    for (std::size_t i = 37; i < 49; ++i) y[i] = static_cast<T>(numeric::below(g, 1000));
    return y;
}

template <chainrule::Scalar T>
void compare_composed() {
    constexpr auto expected = composed<T>(points::seed);
    const volatile std::uint64_t start = points::seed;
    const auto y = composed<T>(start);
    CHECK(same_bits(y.data(), expected.data(), y.size()));
}

}  // namespace

TEST_CASE("arithmetic is the one that is specified") { REQUIRE(numeric::arithmetic_is_reproducible()); }

TEST_CASE("floats come out of the machine as out of the compiler") { compare<float>(); }

TEST_CASE("doubles come out of the machine as out of the compiler") { compare<double>(); }

TEST_CASE("softmax, log_sum_exp and random numbers come out of the machine as out of the compiler") {
    compare_composed<float>();
    compare_composed<double>();
}

TEST_CASE("the square root in integers is the one of the instruction") {
    numeric::pcg32 g{1};
    for (int i = 0; i < 200000; ++i) {
        const auto single = std::bit_cast<float>(g() & 0x7fffffffu);
        const std::uint64_t high = g() & 0x7fffffffu;
        const auto twice = std::bit_cast<double>((high << 32) | g());
        if (single > 0 && numeric::is_finite(single)) {
            const float y = numeric::sqrt(single);
            if (y != numeric::detail::sqrt_digits(single)) FAIL(single);
        }
        if (twice > 0 && numeric::is_finite(twice)) {
            const double y = numeric::sqrt(twice);
            if (y != numeric::detail::sqrt_digits(twice)) FAIL(twice);
        }
    }
}
