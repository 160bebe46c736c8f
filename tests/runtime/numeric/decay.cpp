// 2 e^-a as sigmoid and softmax take it, numeric::detail::decay, and what it is beyond its limits; the same bits for a scalar,
// a vector, with limits or with a branch, several at once, and by the operations of a machine that saturates.
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

#include "../catch.hpp"
#include "chainrule/numeric/beside.hpp"
#include "chainrule/numeric/exp.hpp"
#include "chainrule/numeric/pack.hpp"
#include "chainrule/numeric/random.hpp"

namespace {

namespace numeric = chainrule::numeric;

template <class T>
using bits_of = typename numeric::format<T>::bits;

/// The same bits, or two NaNs.
template <class T>
bool same(T a, T b) {
    return std::bit_cast<bits_of<T>>(a) == std::bit_cast<bits_of<T>>(b) || (a != a && b != b);
}

template <std::size_t Bytes, class T>
void check_vector(const T* a, const T* expected) {
    using vector [[gnu::vector_size(Bytes)]] = T;
    vector v;
    std::memcpy(&v, a, sizeof v);
    const vector y = numeric::detail::decay(v);
    vector alone = y;
    if constexpr (Bytes <= 16) alone = numeric::detail::decay_within_limits(numeric::detail::limited_decay_alone(v));
    bool distances = true;
    for (std::size_t i = 0; i < Bytes / sizeof(T); ++i) distances = distances && !(a[i] < 0);
    const vector of_distance = distances ? numeric::detail::decay_of_distance(v) : y;
    const vector in_row = distances ? numeric::detail::decay_of_distance_in_row<false>(v) : y;
    const vector in_row_alone = distances ? numeric::detail::decay_of_distance_in_row<true>(v) : y;
    for (std::size_t i = 0; i < Bytes / sizeof(T); ++i) {
        if (!same(T(y[i]), expected[i])) FAIL("a vector of " << Bytes << " bytes from " << a[0] << " on");
        if (!same(T(alone[i]), expected[i])) FAIL("one vector of " << Bytes << " bytes from " << a[0] << " on");
        if (!same(T(of_distance[i]), expected[i])) FAIL("distances, " << Bytes << " bytes from " << a[0] << " on");
        if (!same(T(in_row[i]), expected[i])) FAIL("distances in a row, " << Bytes << " bytes from " << a[0] << " on");
        if (!same(T(in_row_alone[i]), expected[i])) FAIL("distances in a row, alone, from " << a[0] << " on");
    }
}

template <std::size_t Count, class T>
void check_side_by_side(const T* a, const T* expected) {
    constexpr std::size_t lanes = 16 / sizeof(T);
    using vector = numeric::packed<T, lanes>;
    vector v[Count];
    // From the first on again where there are no more.
    for (std::size_t i = 0; i < Count; ++i) std::memcpy(&v[i], a + i % (8 / lanes) * lanes, sizeof v[i]);
    using all = numeric::side_by_side<vector, Count>;
    numeric::split(v, numeric::detail::decay(numeric::joined<all>(v)));
    for (std::size_t i = 0; i < Count * lanes; ++i) {
        if (!same(T(v[i / lanes][i % lanes]), expected[i % 8])) FAIL(Count << " side by side from " << a[0] << " on");
    }
}

/// decay of each number, in every way there is: all must agree.
template <class T>
std::array<T, 8> decay(const std::array<T, 8>& a) {
    std::array<T, 8> y{};
    for (std::size_t i = 0; i < 8; ++i) y[i] = numeric::detail::decay(a[i]);
    check_vector<16>(a.data(), y.data());
    check_vector<16>(a.data() + 4, y.data() + 4);
    check_side_by_side<2>(a.data(), y.data());
    check_side_by_side<3>(a.data(), y.data());
    check_side_by_side<5>(a.data(), y.data());
#ifdef __AVX__
    check_vector<32>(a.data(), y.data());
#endif
    if constexpr (sizeof(T) == 4) {
        using machine = numeric::detail::saturating_in_software;
        for (std::size_t i = 0; i < 8; ++i) {
            const float saturated = numeric::detail::decay_by_saturation<machine>(a[i]);
            if (!same(saturated, y[i])) FAIL("by saturation, " << a[i] << ": " << saturated << ", not " << y[i]);
        }
    }
    constexpr T limit = numeric::detail::decay_limits<T>::far;
    for (std::size_t i = 0; i < 8; i += 4) {
        T at_once[4];
        bool normal = true;
        for (std::size_t j = i; j < i + 4; ++j) normal = normal && a[j] <= limit && a[j] >= -limit;
        numeric::detail::decay_each(at_once, a.data() + i, normal, std::make_index_sequence<4>{});
        for (std::size_t j = 0; j < 4; ++j) {
            if (!same(at_once[j], y[i + j])) FAIL("four at once, " << a[i + j] << ": " << at_once[j] << ", not " << y[i + j]);
        }
    }
    return y;
}

/// What decay promises.
template <class T>
bool is_promised(T a, T y) {
    constexpr bool single = sizeof(T) == 4;
    if (a != a) return y != y;
    // Where it becomes 0 and infinite, known to a few units in the last place of a.
    constexpr long double ln2 = 0.693147180559945309417232L;
    constexpr long double zero_from = (single ? 127.5L : 1023.5L) * ln2;
    constexpr long double infinite_to = -(single ? 126.5L : 1022.5L) * ln2;
    constexpr long double slack = single ? 4e-5L : 1e-12L;
    const auto exact_a = static_cast<long double>(a);
    const bool is_zero = same(y, T(0));
    const bool is_infinite = same(y, numeric::infinity<T>);
    if (is_zero || exact_a > zero_from + slack) return is_zero && exact_a > zero_from - slack;
    if (is_infinite || exact_a < infinite_to - slack) return is_infinite && exact_a < infinite_to + slack;

    const long double exact = 2 * std::exp(-exact_a);
    const long double error = std::abs(static_cast<long double>(y) - exact);
    const auto smallest = static_cast<long double>(numeric::smallest_normal<T>);
    const long double normal = exact < smallest ? smallest : exact;
    return error <= (single ? 2.63L * 0x1p-23L : 1.31L * 0x1p-52L) * std::exp2(std::floor(std::log2(normal)));
}

template <class T>
void check(const std::array<T, 8>& a) {
    const auto y = decay(a);
    for (std::size_t i = 0; i < 8; ++i) {
        if (!is_promised(a[i], y[i])) FAIL(a[i] << " gives " << y[i]);
    }
}

template <class T>
void check_with_both_signs(const std::array<T, 8>& a) {
    auto b = a;
    for (T& v : b) v = -v;
    check(a);
    check(b);
}

}  // namespace

TEST_CASE("decay of floats is what it promises") {
    std::array<float, 8> a{};
    std::size_t i = 0;
    const auto add = [&](std::uint32_t bits) {
        a[i++] = std::bit_cast<float>(bits);
        if (i < 8) return;
        check_with_both_signs(a);
        i = 0;
    };
    // Every 499th float, and all from 86 to 90, where everything ends. 499 is odd, so all low bits occur.
    for (std::uint32_t bits = 0; bits < 0x7f800000u; bits += 499) add(bits);
    for (std::uint32_t bits = std::bit_cast<std::uint32_t>(86.0f); bits < std::bit_cast<std::uint32_t>(90.0f); ++bits)
        add(bits);
    while (i != 0) add(0);
}

TEST_CASE("decay of doubles is what it promises") {
    numeric::pcg32 g{3};
    constexpr double ln2 = 0.69314718055994531;
    for (int round = 0; round < 60000; ++round) {
        std::array<double, 8> a{};
        for (std::size_t i = 0; i < 8; ++i) {
            const double u = numeric::uniform(g, -1.0, 1.0);
            const double centre[] = {0, 0, 0, 708.5, 1022.5 * ln2, 1023.5 * ln2, 709.75, 0};
            const double spread[] = {1, 40, 708, 1, 1e-11, 1e-11, 1, 1e300};
            a[i] = centre[i] + spread[i] * u;
        }
        check_with_both_signs(a);
    }
}

TEMPLATE_TEST_CASE("decay of infinities, NaNs and zeros", "", float, double) {
    using T = TestType;
    constexpr T inf = numeric::infinity<T>;
    const T other_nan = std::bit_cast<T>(static_cast<bits_of<T>>(numeric::format<T>::quiet_nan | numeric::format<T>::sign | 9));
    const auto y = decay(std::array{inf, -inf, numeric::quiet_nan<T>, other_nan, T(0), -T(0), T(1e30), T(-1e30)});
    CHECK(same(y[0], T(0)));
    CHECK(same(y[1], inf));
    CHECK(y[2] != y[2]);
    CHECK(y[3] != y[3]);
    CHECK(same(y[4], T(2)));
    CHECK(same(y[5], T(2)));
    CHECK(same(y[6], T(0)));
    CHECK(same(y[7], inf));
    static_assert(numeric::detail::decay(T(0)) == numeric::detail::decay_of_zero<T> && numeric::detail::decay(inf) == T(0));
    static_assert(numeric::detail::decay(-inf) == inf);
}
