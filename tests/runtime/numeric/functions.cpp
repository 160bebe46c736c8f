// What the functions of chainrule/numeric promise beyond single values: identities, order, and agreement with the standard
// library.

#include <bit>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <limits>

#include "../catch.hpp"
#include "chainrule/numeric/log_sum_exp.hpp"
#include "chainrule/numeric/softmax.hpp"
#include "points.hpp"

namespace {

namespace numeric = chainrule::numeric;

/// |y - exact| in units of the last place of T at `exact`.
template <chainrule::Scalar T>
double ulps(T y, long double exact) {
    const int exponent = std::ilogb(exact);
    return static_cast<double>(std::abs(static_cast<long double>(y) - exact) *
                               std::ldexp(1.0L, std::numeric_limits<T>::digits - 1 - exponent));
}

template <chainrule::Scalar T>
double worst(T (*ours)(T), long double (*exact)(long double), T low, T high) {
    numeric::pcg32 g{7};
    double w = 0;
    for (int i = 0; i < 100000; ++i) {
        const T a = numeric::uniform(g, low, high);
        const long double e = exact(static_cast<long double>(a));
        const double error = ulps(ours(a), e);
        if (error > w) w = error;
    }
    return w;
}

long double exact_sigmoid(long double a) { return 1 / (1 + std::exp(-a)); }

}  // namespace

// The quick form of exhaustive.cpp and double_mpfr.cpp, over the ranges that a network meets.
TEMPLATE_TEST_CASE("functions are within their bounds of the standard library's long double", "", float, double) {
    using T = TestType;
    CHECK(worst<T>(numeric::exp, std::exp, T{-80}, T{80}) <= 1.0);
    CHECK(worst<T>(numeric::exp, std::exp, T{-1}, T{1}) <= 1.0);
    CHECK(worst<T>(numeric::expm1, std::expm1, T{-2}, T{2}) <= 2.0);
    CHECK(worst<T>(numeric::log, std::log, T{0}, T{4}) <= 1.0);
    CHECK(worst<T>(numeric::log1p, std::log1p, T{-1}, T{2}) <= 1.0);
    CHECK(worst<T>(numeric::log1p, std::log1p, static_cast<T>(-0.01), static_cast<T>(0.01)) <= 1.0);
    CHECK(worst<T>(numeric::expm1, std::expm1, static_cast<T>(-0.01), static_cast<T>(0.01)) <= 1.0);
    CHECK(worst<T>(numeric::tanh, std::tanh, static_cast<T>(-0.01), static_cast<T>(0.01)) <= 2.6);
    CHECK(worst<T>(numeric::sigmoid, exact_sigmoid, T{-40}, T{40}) <= (sizeof(T) == 4 ? 3.49 : 2.6));
    CHECK(worst<T>(numeric::tanh, std::tanh, T{-4}, T{4}) <= 2.6);
    CHECK(worst<T>(numeric::sqrt, std::sqrt, T{0}, T{4}) <= 0.5005);  // a double's half-way is a long double's noise
    CHECK(worst<T>(numeric::sin, std::sin, T{-10}, T{10}) <= 1.6);
    CHECK(worst<T>(numeric::cos, std::cos, T{-10}, T{10}) <= 1.6);
}

TEMPLATE_TEST_CASE("odd functions are odd and even ones even, bit for bit", "", float, double) {
    using T = TestType;
    using bits = typename numeric::format<T>::bits;
    numeric::pcg32 g{11};
    for (int i = 0; i < 100000; ++i) {
        const T a = numeric::uniform(g, T{-50}, T{50});
        if (std::bit_cast<bits>(numeric::tanh(-a)) != std::bit_cast<bits>(-numeric::tanh(a))) FAIL(a);
        if (std::bit_cast<bits>(numeric::sin(-a)) != std::bit_cast<bits>(-numeric::sin(a))) FAIL(a);
        if (std::bit_cast<bits>(numeric::cos(-a)) != std::bit_cast<bits>(numeric::cos(a))) FAIL(a);
    }
}

TEMPLATE_TEST_CASE("results stay within their ranges", "", float, double) {
    using T = TestType;
    for (const T a : points::arguments<T>()) {
        if (a != a) continue;
        CHECK((numeric::sigmoid(a) >= T{0} && numeric::sigmoid(a) <= T{1}));
        CHECK((numeric::tanh(a) >= T{-1} && numeric::tanh(a) <= T{1}));
        CHECK(numeric::exp(a) >= T{0});
        if (numeric::is_finite(a)) {
            CHECK((numeric::sin(a) >= T{-1} && numeric::sin(a) <= T{1}));
            CHECK((numeric::cos(a) >= T{-1} && numeric::cos(a) <= T{1}));
        }
    }
}

TEMPLATE_TEST_CASE("softmax is a distribution, unmoved by a common shift that is exact", "", float, double) {
    using T = TestType;
    numeric::pcg32 g{13};
    for (int round = 0; round < 1000; ++round) {
        T z[7], shifted[7], y[7];
        // Multiples of 2^-10 below 16: adding 64 loses nothing.
        for (int i = 0; i < 7; ++i) {
            z[i] = static_cast<T>(numeric::below(g, 16384)) * static_cast<T>(0x1p-10);
            shifted[i] = z[i] + T{64};
        }
        numeric::softmax(z, y, 7);
        numeric::softmax(shifted, shifted, 7);
        T sum{0};
        for (int i = 0; i < 7; ++i) {
            sum += y[i];
            REQUIRE(y[i] == shifted[i]);
        }
        REQUIRE(std::abs(sum - T{1}) <= 4 * std::numeric_limits<T>::epsilon());
        // log y[i] = z[i] - log_sum_exp(z)
        const T total = numeric::log_sum_exp(z, 7);
        for (int i = 0; i < 7; ++i)
            REQUIRE(std::abs(numeric::log(y[i]) - (z[i] - total)) <= 40 * std::numeric_limits<T>::epsilon());
    }
}
