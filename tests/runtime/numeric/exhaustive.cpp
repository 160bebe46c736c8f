// All 2^32 floats through one function of chainrule/numeric, against double precision.
//
//   exhaustive NAME [THREADS [STRIDE]]      NAME: exp decay expm1 log log1p sigmoid tanh sqrt sqrt_digits sin cos
//
// STRIDE, better odd, takes one block of 4096 floats in so many, for a quick look; 1 unless told.
//
// Prints the largest error in units of the last place of the exact result, and where; exit status 0 if it is within the bound
// that the function's docstring states, every NaN is the canonical one, infinities and zeros (with their signs) are exact, what
// is below the smallest normal number is within 2^-126, and vectors of 4 and 8 lanes give the bits of the scalar.
// Build: -O3 -ffp-contract=off. The bounds hold with contraction, too, but for exp, which then reaches 1.04; and a vector may
// then differ from the scalar.

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "chainrule/numeric/exp.hpp"
#include "chainrule/numeric/expm1.hpp"
#include "chainrule/numeric/log.hpp"
#include "chainrule/numeric/log1p.hpp"
#include "chainrule/numeric/sigmoid.hpp"
#include "chainrule/numeric/sin_cos.hpp"
#include "chainrule/numeric/sqrt.hpp"
#include "chainrule/numeric/tanh.hpp"

namespace {

namespace numeric = chainrule::numeric;

#if defined(__AVX2__)
using vector [[gnu::vector_size(32)]] = float;
#else
using vector [[gnu::vector_size(16)]] = float;
#endif
constexpr std::uint64_t lanes = sizeof(vector) / sizeof(float);

struct findings {
    double worst_ulp = 0;
    float worst_at = 0;
    double worst_below_normal = 0;  // in units of 2^-126
    std::uint64_t failures = 0;
    std::uint64_t nans = 0;
};

std::uint32_t bits(float a) { return std::bit_cast<std::uint32_t>(a); }

void fail(findings& f, float a, float y, double exact, const char* why) {
    if (f.failures++ < 10) std::printf("  %a gives %a, exact %a: %s\n", double(a), double(y), exact, why);
}

void check(findings& f, float a, float y, double exact) {
    if (std::isnan(exact)) {
        ++f.nans;
        if (bits(y) != 0x7fc00000u) fail(f, a, y, exact, "not the canonical NaN");
        return;
    }
    if (std::isnan(y)) return fail(f, a, y, exact, "NaN");
    if (std::isinf(exact) || exact == 0) {
        if (bits(y) != bits(static_cast<float>(exact))) fail(f, a, y, exact, "not exact");
        return;
    }
    const double size = std::fabs(exact);
    if (size < 0x1p-126) {
        const double error = std::fabs(double(y) - exact) * 0x1p126;
        if (error > f.worst_below_normal) f.worst_below_normal = error;
        if (error > 1) fail(f, a, y, exact, "more than 2^-126 off");
        return;
    }
    // Beyond the last float an infinity stands for 2^128, the number that would come next.
    double got = double(y);
    if (std::isinf(y)) got = std::copysign(size > 0x1p128 ? size : 0x1p128, got);
    const auto exponent = static_cast<int>((std::bit_cast<std::uint64_t>(size) >> 52) & 0x7ff) - 1023;
    const double ulps = std::bit_cast<double>(static_cast<std::uint64_t>(1023 - (exponent > 127 ? 127 : exponent) + 23) << 52);
    const double error = std::fabs(got - exact) * ulps;
    if (error > f.worst_ulp) {
        f.worst_ulp = error;
        f.worst_at = a;
    }
}

template <class Function>
void sweep(findings& f, std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t i = first; i < last; i += lanes) {
        std::array<float, lanes> a{};
        std::array<float, lanes> y{};
        for (std::uint64_t j = 0; j < lanes; ++j) a[j] = std::bit_cast<float>(static_cast<std::uint32_t>(i + j));
        for (std::uint64_t j = 0; j < lanes; ++j) y[j] = Function::ours(a[j]);
        if constexpr (requires(vector v) { Function::ours(v); }) {
            vector v;
            std::memcpy(&v, a.data(), sizeof v);
            v = Function::ours(v);
            if (std::memcmp(&v, y.data(), sizeof v) != 0) fail(f, a[0], y[0], double(v[0]), "vector and scalar differ");
        }
        for (std::uint64_t j = 0; j < lanes; ++j) check(f, a[j], y[j], Function::exact(double(a[j])));
        if constexpr (requires { Function::parity; }) {  // the other half by symmetry, which is exact
            for (std::uint64_t j = 0; j < lanes; ++j) {
                const float expected = std::isnan(y[j]) ? y[j] : Function::parity * y[j];
                if (bits(Function::ours(-a[j])) != bits(expected))
                    fail(f, -a[j], Function::ours(-a[j]), double(expected), "not symmetric");
            }
        }
    }
}

template <class Function>
int run(const char* name, double bound, unsigned threads, unsigned stride) {
    constexpr std::uint64_t all = std::uint64_t{1} << (requires { Function::parity; } ? 31 : 32);
    constexpr unsigned most = 64;
    threads = threads < 1 ? 1 : threads > most ? most : threads;
    std::array<findings, most> found{};
    std::array<std::thread, most> workers;
    // Interleaved blocks, because whole regions (NaN, saturated) are quick.
    constexpr std::uint64_t block = std::uint64_t{1} << 12;
    for (unsigned t = 0; t < threads; ++t) {
        workers[t] = std::thread([t, threads, stride, &found] {
            for (std::uint64_t i = t * stride * block; i < all; i += threads * stride * block) {
                if constexpr (requires { Function::wanted(i); }) {
                    if (!Function::wanted(i)) continue;
                }
                sweep<Function>(found[t], i, i + block);
            }
        });
    }
    findings total;
    for (unsigned t = 0; t < threads; ++t) {
        workers[t].join();
        total.failures += found[t].failures;
        total.nans += found[t].nans;
        if (found[t].worst_ulp > total.worst_ulp) {
            total.worst_ulp = found[t].worst_ulp;
            total.worst_at = found[t].worst_at;
        }
        if (found[t].worst_below_normal > total.worst_below_normal) total.worst_below_normal = found[t].worst_below_normal;
    }
    const bool good = total.failures == 0 && total.worst_ulp <= bound;
    std::printf("%s: worst %.4f ulp at %a (%.9g), bound %.2f; below normal %.3f of 2^-126; %llu NaNs; %llu failures: %s\n",
                name, total.worst_ulp, double(total.worst_at), double(total.worst_at), bound, total.worst_below_normal,
                static_cast<unsigned long long>(total.nans), static_cast<unsigned long long>(total.failures),
                good ? "good" : "BAD");
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

// One function each: ours over a pack, and the exact one in double; parity 1 if even, -1 if odd.
struct exp_ {
    static auto ours(auto a) { return numeric::exp(a); }
    static double exact(double a) { return std::exp(a); }
};
struct decay_ {  // twice e^-a, as sigmoid and softmax take it: infinite from 2^126.5 on, and below the smallest normal number
                 // not always 0
    template <numeric::Pack V>
    static V ours(V a) {
        using T = numeric::element_t<V>;
        V y = numeric::detail::decay(a);
        if constexpr (chainrule::Scalar<V>) {  // a NaN, which fails, where the operations that saturate give other bits
            const float saturated = numeric::detail::decay_by_saturation<numeric::detail::saturating_in_software>(a);
            if (bits(saturated) != bits(y)) y = numeric::quiet_nan<T>;
        }
        return numeric::select<V>(y == y, y, numeric::broadcast<V>(numeric::quiet_nan<T>));  // which NaN is left open
    }
    // At 126.5 ln 2, as a float, it is infinite or rounded like its neighbours, as the compiler contracts or not.
    static double exact(double a) {
        constexpr double limit = -0x1.5ebb84p6;  // 126.5 ln 2
        const bool is_infinite = a < limit || (a == limit && std::isinf(ours(static_cast<float>(limit))));
        return is_infinite ? HUGE_VAL : 2 * std::exp(-a);
    }
};
struct expm1_ {
    static auto ours(auto a) { return numeric::expm1(a); }
    static double exact(double a) { return std::expm1(a); }
};
struct log_ {
    static auto ours(auto a) { return numeric::log(a); }
    static double exact(double a) { return std::log(a); }
};
struct log1p_ {
    static auto ours(auto a) { return numeric::log1p(a); }
    static double exact(double a) { return std::log1p(a); }
};
struct sigmoid_ {
    static auto ours(auto a) { return numeric::sigmoid(a); }
    static double exact(double a) { return 1 / (1 + std::exp(-a)); }
};
struct tanh_ {
    static constexpr float parity = -1;
    static auto ours(auto a) { return numeric::tanh(a); }
    static double exact(double a) { return std::tanh(a); }
};
struct sqrt_ {
    static auto ours(auto a) { return numeric::sqrt(a); }
    static double exact(double a) { return std::sqrt(a); }
};
struct sqrt_digits_ {  // what runs where there is no instruction; the exponent is halved apart from the digits: a few will do
    static constexpr bool wanted(std::uint64_t i) {
        const std::uint64_t exponent = i >> 23;
        return exponent < 3 || (exponent >= 125 && exponent <= 129) || (exponent >= 253 && exponent <= 256);
    }
    static float ours(float a) {
        return a > 0 && a < numeric::infinity<float> ? numeric::detail::sqrt_digits(a) : numeric::sqrt(a);
    }
    static double exact(double a) { return std::sqrt(a); }
};
struct sin_ {
    static constexpr float parity = -1;
    static float ours(float a) { return numeric::sin(a); }
    static double exact(double a) { return std::sin(a); }
};
struct cos_ {
    static constexpr float parity = 1;
    static float ours(float a) { return numeric::cos(a); }
    static double exact(double a) { return std::cos(a); }
};

}  // namespace

int main(int count, char** arguments) {
    if (count < 2) {
        std::puts("exhaustive NAME [THREADS [STRIDE]]");
        return 2;
    }
    const auto is = [&](const char* name) { return std::strcmp(arguments[1], name) == 0; };
    const unsigned threads = count > 2 ? static_cast<unsigned>(std::atoi(arguments[2])) : 2;
    const unsigned stride = count > 3 && std::atoi(arguments[3]) > 0 ? static_cast<unsigned>(std::atoi(arguments[3])) : 1;
    if (is("exp")) return run<exp_>("exp", 1.0, threads, stride);
    if (is("decay")) return run<decay_>("decay", 2.63, threads, stride);
    if (is("expm1")) return run<expm1_>("expm1", 2.0, threads, stride);
    if (is("log")) return run<log_>("log", 1.0, threads, stride);
    if (is("log1p")) return run<log1p_>("log1p", 1.0, threads, stride);
    if (is("sigmoid")) return run<sigmoid_>("sigmoid", 3.49, threads, stride);
    if (is("tanh")) return run<tanh_>("tanh", 2.6, threads, stride);
    if (is("sqrt")) return run<sqrt_>("sqrt", 0.5, threads, stride);
    if (is("sqrt_digits")) return run<sqrt_digits_>("sqrt_digits", 0.5, threads, stride);
    if (is("sin")) return run<sin_>("sin", 1.7, threads, stride);
    if (is("cos")) return run<cos_>("cos", 1.7, threads, stride);
    std::printf("unknown function %s\n", arguments[1]);
    return 2;
}
