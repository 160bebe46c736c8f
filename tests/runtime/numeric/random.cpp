// The distributions of chainrule/numeric/random.hpp. The bits are proved in tests/static/numeric.cpp; here is what they add up
// to. Every limit is five standard deviations or the 10^-6 quantile, and the seeds are fixed: these tests do not fail by
// chance.

#include <cmath>
#include <cstdint>

#include "../catch.hpp"
#include "chainrule/numeric/random.hpp"

namespace {

namespace numeric = chainrule::numeric;

/// Sum over n cells of (seen - expected)^2 / expected.
template <std::size_t N>
double chi_squared(const std::uint32_t (&seen)[N], double expected) {
    double sum = 0;
    for (const std::uint32_t s : seen) sum += (s - expected) * (s - expected) / expected;
    return sum;
}

double normal_distribution(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }

}  // namespace

TEMPLATE_TEST_CASE("uniform fills [0, 1) evenly", "", float, double) {
    using T = TestType;
    numeric::pcg32 g{1, 2};
    std::uint32_t seen[100] = {};
    for (int i = 0; i < 1000000; ++i) {
        const T u = numeric::uniform<T>(g);
        REQUIRE((u >= T{0} && u < T{1}));
        ++seen[static_cast<int>(u * 100)];
    }
    CHECK(chi_squared(seen, 10000) < 178);  // 99 degrees of freedom
    CHECK(chi_squared(seen, 10000) > 45);   // nor too even to be random
}

TEMPLATE_TEST_CASE("uniform between limits stays between them", "", float, double) {
    using T = TestType;
    numeric::pcg32 g{3};
    double sum = 0;
    for (int i = 0; i < 100000; ++i) {
        const T u = numeric::uniform(g, T{-3}, T{5});
        REQUIRE((u >= T{-3} && u <= T{5}));
        sum += static_cast<double>(u);
    }
    CHECK(std::abs(sum / 100000 - 1) < 5 * (8 / std::sqrt(12.0)) / std::sqrt(100000.0));
}

TEMPLATE_TEST_CASE("normal has the moments and the distribution of a standard normal", "", float, double) {
    using T = TestType;
    numeric::pcg32 g{5, 6};
    constexpr int n = 1000000;
    std::uint32_t seen[50] = {};
    double m1 = 0, m2 = 0, m3 = 0, m4 = 0;
    for (int i = 0; i < n; ++i) {
        const auto x = static_cast<double>(numeric::normal<T>(g));
        REQUIRE(std::abs(x) < 9);
        m1 += x;
        m2 += x * x;
        m3 += x * x * x;
        m4 += x * x * x * x;
        ++seen[static_cast<int>(normal_distribution(x) * 50)];
    }
    CHECK(std::abs(m1 / n) < 5 / std::sqrt(double{n}));
    CHECK(std::abs(m2 / n - 1) < 5 * std::sqrt(2.0 / n));
    CHECK(std::abs(m3 / n) < 5 * std::sqrt(15.0 / n));
    CHECK(std::abs(m4 / n - 3) < 5 * std::sqrt(96.0 / n));
    CHECK(chi_squared(seen, n / 50.0) < 110);  // 49 degrees of freedom
}

TEST_CASE("below is even, also where 2^32 is no multiple") {
    numeric::pcg32 g{8};
    std::uint32_t seen[7] = {};
    for (int i = 0; i < 700000; ++i) {
        const std::uint32_t k = numeric::below(g, 7);
        REQUIRE(k < 7);
        ++seen[k];
    }
    CHECK(chi_squared(seen, 100000) < 38.3);  // 6 degrees of freedom

    // n = 3 * 2^30: without rejection the numbers 2 mod 3 would come half as often as they should.
    std::uint32_t thirds[3] = {};
    for (int i = 0; i < 300000; ++i) ++thirds[numeric::below(g, 3u << 30) % 3];
    CHECK(chi_squared(thirds, 100000) < 27.7);  // 2 degrees of freedom
}

TEST_CASE("streams and seeds differ, copies agree") {
    numeric::pcg32 a{1, 1}, b{1, 2}, c{2, 1};
    const numeric::pcg32 start = a;
    int same_stream = 0, same_seed = 0;
    for (int i = 0; i < 1000; ++i) {
        const std::uint32_t word = a();
        same_stream += word == b();
        same_seed += word == c();
    }
    CHECK(same_stream < 3);
    CHECK(same_seed < 3);
    numeric::pcg32 again = start;
    for (int i = 0; i < 1000; ++i) (void)again();
    CHECK(again == a);
}
