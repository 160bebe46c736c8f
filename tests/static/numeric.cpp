// Proofs about chainrule/numeric: that this compiles is the test. Also compiled for targets that the tests do not run on.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <type_traits>

#include "../runtime/numeric/points.hpp"
#include "chainrule/numeric/arithmetic.hpp"
#include "chainrule/numeric/log_sum_exp.hpp"
#include "chainrule/numeric/softmax.hpp"

namespace {

namespace numeric = chainrule::numeric;
using chainrule::Scalar;

// ---- scalars ----

static_assert(Scalar<float> && Scalar<double>);
static_assert(!Scalar<int> && !Scalar<long double> && !Scalar<const float> && !Scalar<float&>);

using four_floats [[gnu::vector_size(16)]] = float;
using four_ints [[gnu::vector_size(16)]] = int;
static_assert(numeric::Pack<float> && numeric::Pack<double> && numeric::Pack<four_floats>);
static_assert(!numeric::Pack<int> && !numeric::Pack<four_ints> && !numeric::Pack<float*> && !numeric::Pack<float[4]>);
static_assert(std::is_same_v<numeric::element_t<four_floats>, float> && std::is_same_v<numeric::element_t<double>, double>);
static_assert(sizeof(numeric::bits_t<four_floats>) == 16 && sizeof(numeric::bits_t<double>) == 8);

template <Scalar T>
constexpr auto bits_of(T a) {
    return std::bit_cast<typename numeric::format<T>::bits>(a);
}

static_assert(bits_of(numeric::quiet_nan<float>) == 0x7fc00000u && bits_of(numeric::quiet_nan<double>) == 0x7ff8000000000000u);
static_assert(numeric::smallest_normal<float> == 0x1p-126f && numeric::smallest_normal<double> == 0x1p-1022);
static_assert(numeric::infinity<float> > 0x1.fffffep127f && numeric::infinity<double> > 0x1.fffffffffffffp1023);
static_assert(numeric::is_finite(0.0f) && numeric::is_finite(-0x1.fffffep127f) && numeric::is_finite(0x1p-149f));
static_assert(!numeric::is_finite(numeric::infinity<double>) && !numeric::is_finite(numeric::quiet_nan<double>));
static_assert(numeric::is_nan(numeric::quiet_nan<float>) && numeric::is_nan(-numeric::quiet_nan<double>));
static_assert(!numeric::is_nan(numeric::infinity<float>) && !numeric::is_nan(-1.0));

// ---- special values, the same for both types ----

template <Scalar T>
constexpr bool is(T a, T expected) {
    return bits_of(a) == bits_of(expected);
}

template <Scalar T>
constexpr bool special_values_hold() {
    constexpr T inf = numeric::infinity<T>;
    constexpr T nan = numeric::quiet_nan<T>;
    constexpr T other_nan = std::bit_cast<T>(bits_of(nan) | numeric::format<T>::sign | 5);
    constexpr T zero{0}, one{1}, largest = std::bit_cast<T>(bits_of(inf) - 1), least = std::bit_cast<T>(bits_of(zero) + 1);
    using namespace numeric;

    return is(exp(zero), one) && is(exp(-zero), one) && is(exp(inf), inf) && is(exp(-inf), zero) && is(exp(other_nan), nan) &&
           is(exp(largest), inf) && is(exp(-largest), zero) && is(exp(least), one) &&

           is(expm1(zero), zero) && is(expm1(-zero), -zero) && is(expm1(inf), inf) && is(expm1(-inf), -one) &&
           is(expm1(other_nan), nan) && is(expm1(least), least) && is(expm1(-least), -least) && is(expm1(-largest), -one) &&

           is(log(zero), -inf) && is(log(-zero), -inf) && is(log(one), zero) && is(log(inf), inf) && is(log(-one), nan) &&
           is(log(-inf), nan) && is(log(other_nan), nan) && is(log(-least), nan) && is_finite(log(least)) &&

           is(log1p(zero), zero) && is(log1p(-zero), -zero) && is(log1p(-one), -inf) && is(log1p(inf), inf) &&
           is(log1p(T{-2}), nan) && is(log1p(-inf), nan) && is(log1p(other_nan), nan) && is(log1p(least), least) &&

           is(sigmoid(zero), T{0.5}) && is(sigmoid(-zero), T{0.5}) && is(sigmoid(inf), one) && is(sigmoid(-inf), zero) &&
           is(sigmoid(other_nan), nan) && is(sigmoid(largest), one) && is(sigmoid(-largest), zero) &&

           is(tanh(zero), zero) && is(tanh(-zero), -zero) && is(tanh(inf), one) && is(tanh(-inf), -one) &&
           is(tanh(other_nan), nan) && is(tanh(largest), one) && is(tanh(least), least) && is(tanh(-least), -least) &&

           is(sqrt(zero), zero) && is(sqrt(-zero), -zero) && is(sqrt(inf), inf) && is(sqrt(-one), nan) && is(sqrt(-inf), nan) &&
           is(sqrt(other_nan), nan) && is(sqrt(T{4}), T{2}) && is(sqrt(T{2.25}), T{1.5}) && is(sqrt(one), one) &&
           is(sqrt(-least), nan) &&

           is(sin(zero), zero) && is(sin(-zero), -zero) && is(sin(inf), nan) && is(sin(-inf), nan) && is(sin(other_nan), nan) &&
           is(sin(least), least) && is(cos(zero), one) && is(cos(-zero), one) && is(cos(inf), nan) && is(cos(-inf), nan) &&
           is(cos(other_nan), nan) && is(cos(least), one);
}
static_assert(special_values_hold<float>());
static_assert(special_values_hold<double>());

// ---- values ----

// Within 4 ulp of the decimal numbers, which are right to 20 digits.
template <Scalar T>
constexpr bool near(T a, long double exact) {
    const T rounded = static_cast<T>(exact);
    const T difference = a < rounded ? rounded - a : a - rounded;
    const T size = rounded < T{0} ? -rounded : rounded;
    return difference <= size * static_cast<T>(sizeof(T) == 4 ? 0x1p-21 : 0x1p-50);
}

template <Scalar T>
constexpr bool values_hold() {
    return near(numeric::exp(T{1}), 2.71828182845904523536L) && near(numeric::exp(T{-10}), 4.5399929762484851536e-5L) &&
           near(numeric::expm1(T{0.5}), 0.64872127070012814685L) && near(numeric::log(T{10}), 2.3025850929940456840L) &&
           near(numeric::log1p(T{0.25}), 0.22314355131420975577L) && near(numeric::sigmoid(T{2}), 0.88079707797788244406L) &&
           near(numeric::tanh(T{0.5}), 0.46211715726000975850L) && near(numeric::sqrt(T{2}), 1.4142135623730950488L) &&
           near(numeric::sin(T{1}), 0.84147098480789650665L) && near(numeric::cos(T{1}), 0.54030230586813971740L) &&
           near(numeric::sin(T{1024}), -0.15853338004399595260L) && near(numeric::cos(T{1024}), 0.98735361821984829518L);
}
static_assert(values_hold<float>());
static_assert(values_hold<double>());

// A large angle, which needs more digits of pi than a double has: sin(10^22), Muller, Elementary Functions.
static_assert(near(numeric::sin(1e22), -0.85220084976718880177L));
static_assert(near(numeric::cos(1e22), 0.52321478539513894550L));

// ---- the record: every compiler computes these very bits ----

template <class Function>
constexpr bool record_holds = points::fingerprint<Function>(points::arguments<float>()) == points::recorded<Function, float> &&
                              points::fingerprint<Function>(points::arguments<double>()) == points::recorded<Function, double>;
static_assert(record_holds<points::exp>);
static_assert(record_holds<points::expm1>);
static_assert(record_holds<points::log>);
static_assert(record_holds<points::log1p>);
static_assert(record_holds<points::sigmoid>);
static_assert(record_holds<points::tanh>);
static_assert(record_holds<points::sqrt>);
static_assert(record_holds<points::sin>);
static_assert(record_holds<points::cos>);

// ---- softmax and log_sum_exp ----

// Equal logits share equally, whatever their size: e^0 / (4 e^0) = 1/4, and m + log 4.
constexpr bool equal_logits_share_equally() {
    float z[] = {1000.0f, 1000.0f, 1000.0f, 1000.0f};
    const float sum = numeric::log_sum_exp(z, 4);
    numeric::softmax(z, z, 4);
    return z[0] == 0.25f && z[1] == 0.25f && z[2] == 0.25f && z[3] == 0.25f && near(sum, 1001.3862943611198906L);
}
static_assert(equal_logits_share_equally());

template <Scalar T>
constexpr bool infinite_logits_are_defined() {
    constexpr T inf = numeric::infinity<T>;
    constexpr T nan = numeric::quiet_nan<T>;
    const T low[] = {T{1}, -inf, T{1}};
    const T lowest[] = {-inf, -inf, -inf};
    const T high[] = {T{1}, inf, T{1}};
    const T none[] = {T{1}, -nan, inf};
    T y[3] = {};
    numeric::softmax(low, y, 3);
    bool good = is(y[0], T{0.5}) && is(y[1], T{0}) && is(y[2], T{0.5});
    numeric::softmax(high, y, 3);
    good = good && is(y[0], nan) && is(y[1], nan) && is(y[2], nan);
    numeric::softmax(none, y, 3);
    good = good && is(y[0], nan) && is(y[1], nan) && is(y[2], nan);
    return good && is(numeric::log_sum_exp(lowest, 3), -inf) && is(numeric::log_sum_exp(low, 0), -inf) &&
           is(numeric::log_sum_exp(high, 3), inf) && is(numeric::log_sum_exp(none, 3), nan);
}
static_assert(infinite_logits_are_defined<float>());
static_assert(infinite_logits_are_defined<double>());

// ---- random numbers ----

static_assert(std::is_trivially_copyable_v<numeric::pcg32> && sizeof(numeric::pcg32) == 16);

// The first results of O'Neill's own demonstration program, seed 42, stream 54.
constexpr bool pcg32_gives_the_reference() {
    numeric::pcg32 g{42, 54};
    for (const std::uint32_t word : {0xa15c02b7u, 0x7b47f409u, 0xba1d3330u, 0x83d2f293u, 0xbfa4784bu, 0xcbed606eu}) {
        if (g() != word) return false;
    }
    return true;
}
static_assert(pcg32_gives_the_reference());

// From the same six words: a15c02b7 >> 8 = a15c02, and so on; 53 bits are (a15c02b7 >> 5) 2^26 + (7b47f409 >> 6).
constexpr bool uniform_is_the_bits_of_the_generator() {
    numeric::pcg32 g{42, 54};
    numeric::pcg32 h{42, 54};
    return numeric::uniform<float>(g) == 0xa15c02 * 0x1p-24f && numeric::uniform<float>(g) == 0x7b47f4 * 0x1p-24f &&
           numeric::uniform<double>(h) == (0x50ae015 * 0x1p26 + 0x1ed1fd0) * 0x1p-53 &&
           numeric::uniform(h, -1.0, 1.0) == -1 + 2 * ((0x5d0e999 * 0x1p26 + 0x20f4bca) * 0x1p-53);
}
static_assert(uniform_is_the_bits_of_the_generator());

// floor(n word / 2^32): six sides of a die, and every word is its own number below 2^32 - 1 less the one rejected.
constexpr bool below_is_the_upper_word() {
    numeric::pcg32 g{42, 54};
    numeric::pcg32 h{42, 54};
    for (int i = 0; i < 6; ++i) {
        if (numeric::below(g, 6) != static_cast<std::uint32_t>((std::uint64_t{h()} * 6) >> 32)) return false;
    }
    return numeric::below(g, 1) == 0;
}
static_assert(below_is_the_upper_word());

// A generator of 2 results for n = 3: 0 is rejected, since 2^32 mod 3 = 1; the next, 2^31, gives floor(3/2) = 1.
struct two_words {
    std::uint32_t next = 0;
    constexpr std::uint32_t operator()() noexcept {
        const std::uint32_t now = next;
        next = 0x80000000u;
        return now;
    }
};
constexpr bool below_rejects() {
    two_words g;
    return numeric::below(g, 3) == 1;
}
static_assert(below_rejects());

// The ends of what normal can see: u = 2^-24, v = 0 gives sqrt(48 log 2), and u = 1 gives 0.
struct same_word {
    std::uint32_t word;
    constexpr std::uint32_t operator()() const noexcept { return word; }
};
struct then_zero {
    std::uint32_t word;
    constexpr std::uint32_t operator()() noexcept {
        const std::uint32_t now = word;
        word = 0;
        return now;
    }
};
constexpr bool normal_is_bounded() {
    then_zero far{0xffffffffu};
    same_word none{0};
    return near(numeric::normal<float>(far), 5.7681075464035320683L) && numeric::normal<double>(none) == 0;
}
static_assert(normal_is_bounded());

}  // namespace
