// The double functions of chainrule/numeric against MPFR.
//
//   double_mpfr NAME [POINTS]      NAME: exp decay expm1 log log1p sigmoid tanh sqrt sin cos; POINTS: 10000000 unless told
//
// Points: every edge with its neighbours, both signs; then in turn log-uniform over all exponents, uniform over the range
// where the function does its work, near its thresholds, near one, near zero, and (sin, cos) the doubles nearest to multiples
// of pi / 2. Prints the largest error in units of the last place and where; exit status 0 if it is within the docstring's
// bound. Link: -lmpfr -lgmp.

#include <mpfr.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <initializer_list>

#include "chainrule/numeric/exp.hpp"
#include "chainrule/numeric/expm1.hpp"
#include "chainrule/numeric/log.hpp"
#include "chainrule/numeric/log1p.hpp"
#include "chainrule/numeric/random.hpp"
#include "chainrule/numeric/sigmoid.hpp"
#include "chainrule/numeric/sin_cos.hpp"
#include "chainrule/numeric/sqrt.hpp"
#include "chainrule/numeric/tanh.hpp"

namespace {

namespace numeric = chainrule::numeric;

constexpr mpfr_prec_t precision = 96;  // MPFR rounds correctly; 43 digits more than a double's are exact enough

struct function {
    const char* name;
    double bound;
    double (*ours)(double);
    int (*exact)(mpfr_t, const mpfr_t, mpfr_rnd_t);
    double low, high;     // where the function does its work
    double threshold[2];  // where it overflows, saturates or has a pole
};

double decay(double a) {
    const double y = numeric::detail::decay(a);
    return std::isnan(y) ? numeric::quiet_nan<double> : y;  // which NaN is left open
}

// Twice e^-a, as sigmoid and softmax take it: infinite from 2^1022.5 on.
int exact_decay(mpfr_t y, const mpfr_t a, mpfr_rnd_t rnd) {
    if (mpfr_cmp_d(a, -708.74299212254397) < 0) {
        mpfr_set_inf(y, 1);
        return 0;
    }
    mpfr_neg(y, a, rnd);
    const int inexact = mpfr_exp(y, y, rnd);
    mpfr_mul_2ui(y, y, 1, rnd);
    return inexact;
}

int exact_sigmoid(mpfr_t y, const mpfr_t a, mpfr_rnd_t rnd) {
    mpfr_neg(y, a, rnd);
    mpfr_exp(y, y, rnd);
    mpfr_add_ui(y, y, 1, rnd);
    return mpfr_ui_div(y, 1, y, rnd);
}

double sqrt_digits(double a) {
    return a > 0 && a < numeric::infinity<double> ? numeric::detail::sqrt_digits(a) : numeric::sqrt(a);
}

const function functions[] = {
    {"exp", 1.02, numeric::exp<double>, mpfr_exp, -708, 709.7, {709.782712893384, -708.396418532264}},
    {"decay", 1.3, decay, exact_decay, -708.7, 709, {-708.74299212254397, 709.43613830547410}},
    {"expm1", 2.0, numeric::expm1<double>, mpfr_expm1, -40, 709.7, {709.782712893384, -37.4}},
    {"log", 1.0, numeric::log<double>, mpfr_log, 0, 10, {1, 0.70710678118654752}},
    {"log1p", 1.0, numeric::log1p<double>, mpfr_log1p, -1, 10, {-1, 0.41421356237309503}},
    {"sigmoid", 2.6, numeric::sigmoid<double>, exact_sigmoid, -708, 40, {-708.396418532264, 36.7}},
    {"tanh", 2.6, numeric::tanh<double>, mpfr_tanh, -20, 20, {19.06, 0.17328679513998632}},
    {"sqrt", 0.5, numeric::sqrt<double>, mpfr_sqrt, 0, 10, {1, 4}},
    {"sqrt_digits", 0.5, sqrt_digits, mpfr_sqrt, 0, 10, {1, 4}},
    {"sin", 1.7, numeric::sin<double>, mpfr_sin, -30, 30, {0.78539816339744828, 3.1415926535897931}},
    {"cos", 1.7, numeric::cos<double>, mpfr_cos, -30, 30, {0.78539816339744828, 1.5707963267948966}},
};

struct checker {
    const function& f;
    mpfr_t a, y, difference;
    double worst = 0, worst_at = 0, worst_below_normal = 0;
    unsigned long failures = 0;

    explicit checker(const function& g) : f{g} {
        mpfr_init2(a, 53);
        mpfr_init2(y, precision);
        mpfr_init2(difference, precision);
    }
    ~checker() {
        mpfr_clear(a);
        mpfr_clear(y);
        mpfr_clear(difference);
    }
    checker(const checker&) = delete;
    checker& operator=(const checker&) = delete;

    void fail(double x, double got, const char* why) {
        if (failures++ < 10) std::printf("  %a gives %a, exact %a: %s\n", x, got, mpfr_get_d(y, MPFR_RNDN), why);
    }

    void check(double x) {
        const double got = f.ours(x);
        mpfr_set_d(a, x, MPFR_RNDN);
        f.exact(y, a, MPFR_RNDN);
        if (std::isnan(x) || mpfr_nan_p(y)) {
            if (std::bit_cast<std::uint64_t>(got) != 0x7ff8000000000000u) fail(x, got, "not the canonical NaN");
            return;
        }
        if (std::isnan(got)) return fail(x, got, "NaN");
        if (mpfr_inf_p(y) || mpfr_zero_p(y)) {
            // log(-0) apart, where MPFR agrees as well: signs of zero and infinity are to be exact.
            const double exact = mpfr_get_d(y, MPFR_RNDN);
            if (std::bit_cast<std::uint64_t>(got) != std::bit_cast<std::uint64_t>(exact)) fail(x, got, "not exact");
            return;
        }
        const mpfr_exp_t exponent = mpfr_get_exp(y) - 1;  // 2^exponent <= |y| < 2^(exponent + 1)
        if (std::isinf(got)) {                            // stands for 2^1024
            if (exponent >= 1024 && std::signbit(got) == (mpfr_sgn(y) < 0)) return;
            mpfr_set_si_2exp(difference, got < 0 ? -1 : 1, 1024, MPFR_RNDN);
            mpfr_sub(difference, difference, y, MPFR_RNDN);
        } else {
            mpfr_sub_d(difference, y, got, MPFR_RNDN);
        }
        mpfr_abs(difference, difference, MPFR_RNDN);
        if (exponent < -1022) {
            mpfr_mul_2si(difference, difference, 1022, MPFR_RNDN);
            const double error = mpfr_get_d(difference, MPFR_RNDN);
            if (error > worst_below_normal) worst_below_normal = error;
            if (error > 1) fail(x, got, "more than 2^-1022 off");
            return;
        }
        mpfr_mul_2si(difference, difference, 52 - (exponent > 1023 ? 1023 : exponent), MPFR_RNDN);
        const double error = mpfr_get_d(difference, MPFR_RNDN);
        if (error > worst) {
            worst = error;
            worst_at = x;
        }
    }

    void check_around(double x) {
        for (const double s : {x, -x}) {
            check(s);
            double up = s, down = s;
            for (int i = 0; i < 20; ++i) {
                up = std::nextafter(up, HUGE_VAL);
                down = std::nextafter(down, -HUGE_VAL);
                check(up);
                check(down);
            }
        }
    }
};

int run(const function& f, unsigned long points) {
    checker c{f};
    for (const double x : {0.0,
                           0x1p-1074,
                           0x1p-1023,
                           0x1p-1022,
                           0x1p-60,
                           0x1p-55,
                           0x1p-54,
                           0x1p-53,
                           0x1p-30,
                           0x1p-28,
                           0x1p-27,
                           0.1,
                           0.34657359027997264,
                           0.5,
                           0.69314718055994529,
                           0.70710678118654752,
                           0.78539816339744828,
                           1.0,
                           1.0397207708399179,
                           1.4142135623730951,
                           1.5707963267948966,
                           2.0,
                           3.1415926535897931,
                           10.0,
                           20.0,
                           40.0,
                           708.0,
                           709.0,
                           745.13321910194122,
                           1024.0,
                           0x1p52,
                           0x1p53,
                           0x1p1023,
                           1.7976931348623157e308,
                           HUGE_VAL,
                           f.threshold[0],
                           f.threshold[1]}) {
        c.check_around(x);
    }
    for (const std::uint64_t nan : {0x7ff8000000000000u, 0xfff8000000000000u, 0x7ff8000000000123u, 0xffffffffffffffffu}) {
        c.check(std::bit_cast<double>(nan));
    }
    // From Muller, Elementary Functions: the double that is nearest to a multiple of pi / 2.
    c.check_around(6381956970095103.0 * 0x1p797);

    numeric::pcg32 g{2026, 7};
    const auto random_bits = [&] {
        const std::uint64_t high = g();
        return (high << 32) | g();
    };
    for (unsigned long i = 0; i < points; ++i) {
        double x = 0;
        switch (i % 8) {
            case 0: x = std::bit_cast<double>(random_bits()); break;
            case 1:
            case 2:
            case 3: x = numeric::uniform(g, f.low, f.high); break;
            case 4: {
                const double t = f.threshold[g() & 1];
                x = t + t * numeric::uniform(g, -1.0, 1.0) * std::ldexp(1.0, -static_cast<int>(numeric::below(g, 50)));
                break;
            }
            case 5: x = 1 + std::ldexp(numeric::uniform(g, -1.0, 1.0), -static_cast<int>(numeric::below(g, 52))); break;
            case 6: x = std::ldexp(numeric::uniform(g, -1.0, 1.0), -static_cast<int>(numeric::below(g, 64))); break;
            default:
                // Near a multiple of ln 2 / 2 or of pi / 2, where the reduced argument is at its ends, or cancels.
                x = static_cast<double>(static_cast<std::int32_t>(numeric::below(g, 4096)) - 2048) *
                    ((g() & 1) != 0 ? 0.34657359027997264 : 1.5707963267948966);
                if ((g() & 1) != 0) x = std::nextafter(x, HUGE_VAL);
                break;
        }
        c.check(x);
    }
    const bool good = c.failures == 0 && c.worst <= f.bound;
    std::printf("%s: worst %.4f ulp at %a (%.17g), bound %.2f; below normal %.3f of 2^-1022; %lu failures: %s\n", f.name,
                c.worst, c.worst_at, c.worst_at, f.bound, c.worst_below_normal, c.failures, good ? "good" : "BAD");
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace

int main(int count, char** arguments) {
    const unsigned long points = count > 2 ? std::strtoul(arguments[2], nullptr, 10) : 10'000'000ul;
    for (const function& f : functions) {
        if (count > 1 && std::strcmp(arguments[1], f.name) == 0) return run(f, points);
    }
    std::puts("double_mpfr NAME [POINTS], NAME one of");
    for (const function& f : functions) std::printf("  %s\n", f.name);
    return 2;
}
