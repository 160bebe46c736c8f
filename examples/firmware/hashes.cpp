// Trains 5-4-3 by each optimizer, in float and in double, and prints a hash of all weights: the same on every machine, by every
// compiler, at every optimisation level.
#include "hash.hpp"
#include "print.hpp"

#include <chainrule/chainrule.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace {

namespace cr = chainrule;
using firmware::print;

using classifier = cr::network<cr::dense<5, 4>, cr::sigmoid, cr::dense<4, 3>, cr::softmax>;

template <class T>
constexpr cr::sgd::settings<T> sgd{.learning_rate = T(0.125)};
template <class T>
constexpr cr::momentum::settings<T> momentum{.learning_rate = T(0.0625)};
template <class T>
constexpr cr::adam::settings<T> adam{.learning_rate = T(0.015625)};

// Trains on batches of random samples whose class is known, and gives the hash of all weights; 0 if a step fails.
template <class Optimizer, std::size_t Batch, class T>
constexpr std::uint64_t trained(int steps, const typename Optimizer::template settings<T>& settings) {
    cr::trainer<classifier, cr::cross_entropy, Optimizer, Batch, T> student(cr::initialize<classifier, T>(1), settings);
    cr::numeric::pcg32 generator(2);
    for (int step = 0; step < steps; ++step) {
        cr::matrix<Batch, classifier::inputs, T> x{};
        std::array<cr::class_index<classifier::outputs>, Batch> t{};
        for (std::size_t b = 0; b < Batch; ++b) {
            for (std::size_t f = 0; f < classifier::inputs; ++f) x(b, f) = cr::numeric::uniform(generator, T(-2), T(2));
            t[b] = x(b, 0) > x(b, 1) ? 0 : x(b, 2) > x(b, 3) ? 1 : 2;
        }
        if (student.step(x, t).status != cr::status::ok) return 0;
    }
    return firmware::hash(student.parameters().span());
}

bool print_hash(const char* scalar, const char* name, std::uint64_t hash) {
    print(scalar, name, firmware::hexadecimal{hash}, "\n");
    return hash != 0;
}

// A few steps, where the compiler has worked out what the machine must find.
template <class Optimizer, class T>
bool print_proof(const char* scalar, const char* name, const typename Optimizer::template settings<T>& settings,
                 std::uint64_t by_compiler) {
    const volatile int steps = 4;  // so that the machine does compute it
    const std::uint64_t by_machine = trained<Optimizer, 8, T>(steps, settings);
    return print_hash(scalar, name, by_machine) && by_machine == by_compiler;
}

template <class T>
bool print_hashes(const char* scalar) {
    // On a vector machine sums over a batch of 32 run in lanes.
    bool good = print_hash(scalar, "1000 steps of 8, sgd       ", trained<cr::sgd, 8, T>(1000, sgd<T>));
    good &= print_hash(scalar, "1000 steps of 8, momentum  ", trained<cr::momentum, 8, T>(1000, momentum<T>));
    good &= print_hash(scalar, "1000 steps of 8, adam      ", trained<cr::adam, 8, T>(1000, adam<T>));
    good &= print_hash(scalar, "100 steps of 32, adam      ", trained<cr::adam, 32, T>(100, adam<T>));
    constexpr std::uint64_t by_compiler[] = {trained<cr::sgd, 8, T>(4, sgd<T>), trained<cr::momentum, 8, T>(4, momentum<T>),
                                             trained<cr::adam, 8, T>(4, adam<T>)};
    good &= print_proof<cr::sgd, T>(scalar, "4 steps of 8, sgd          ", sgd<T>, by_compiler[0]);
    good &= print_proof<cr::momentum, T>(scalar, "4 steps of 8, momentum     ", momentum<T>, by_compiler[1]);
    good &= print_proof<cr::adam, T>(scalar, "4 steps of 8, adam         ", adam<T>, by_compiler[2]);
    return good;
}

}  // namespace

int main() {
    if (!cr::numeric::arithmetic_is_reproducible()) {
        print("the arithmetic is not the one that reproducible results need\n");
        return 2;
    }
    const bool floats = print_hashes<float>("float,  ");
    const bool doubles = print_hashes<double>("double, ");
    return floats && doubles ? 0 : 1;
}
