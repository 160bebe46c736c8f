// Trains 5-4-3 by each optimizer, in float and in double, and prints a hash of all weights: the same on every machine, by every
// compiler, at every optimisation level, under both policies.
#include "hash.hpp"
#include "print.hpp"

#include <chainrule/chainrule.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace {

namespace cr = chainrule;
using firmware::print;

template <cr::policy Policy>
using classifier = cr::basic_network<Policy, cr::dense<5, 4>, cr::sigmoid, cr::dense<4, 3>, cr::softmax>;

template <class T>
constexpr cr::sgd::settings<T> sgd{.learning_rate = T(0.125)};
template <class T>
constexpr cr::momentum::settings<T> momentum{.learning_rate = T(0.0625)};
template <class T>
constexpr cr::adam::settings<T> adam{.learning_rate = T(0.015625)};

// Trains on batches of random samples whose class is known, and gives the hash of all weights; 0 if a step fails.
template <cr::policy Policy, class Optimizer, std::size_t Batch, class T>
constexpr std::uint64_t trained(int steps, const typename Optimizer::template settings<T>& settings) {
    using network = classifier<Policy>;
    cr::trainer<network, cr::cross_entropy, Optimizer, Batch, T> student(cr::initialize<network, T>(1), settings);
    cr::numeric::pcg32 generator(2);
    for (int step = 0; step < steps; ++step) {
        cr::matrix<Batch, network::inputs, T> x{};
        std::array<cr::class_index<network::outputs>, Batch> t{};
        for (std::size_t b = 0; b < Batch; ++b) {
            for (std::size_t f = 0; f < network::inputs; ++f) x(b, f) = cr::numeric::uniform(generator, T(-2), T(2));
            t[b] = x(b, 0) > x(b, 1) ? 0 : x(b, 2) > x(b, 3) ? 1 : 2;
        }
        if (student.step(x, t).status != cr::status::ok) return 0;
    }
    return firmware::hash(student.parameters().span());
}

// The hash that both policies find, in one line; or 0, and both in that line.
template <class Optimizer, std::size_t Batch, class T>
std::uint64_t print_hash(const char* scalar, const char* name, int steps,
                         const typename Optimizer::template settings<T>& settings) {
    const std::uint64_t small = trained<cr::policy::small, Optimizer, Batch, T>(steps, settings);
    const std::uint64_t fast = trained<cr::policy::fast, Optimizer, Batch, T>(steps, settings);
    print(scalar, name, firmware::hexadecimal{small});
    if (small != fast) print(" but fast ", firmware::hexadecimal{fast});
    print("\n");
    return small == fast ? small : 0;
}

// A few steps, where the compiler has worked out what the machine must find.
template <class Optimizer, class T>
bool print_proof(const char* scalar, const char* name, const typename Optimizer::template settings<T>& settings,
                 std::uint64_t by_compiler) {
    const volatile int steps = 4;  // so that the machine does compute it
    return print_hash<Optimizer, 8, T>(scalar, name, steps, settings) == by_compiler && by_compiler != 0;
}

template <class T>
bool print_hashes(const char* scalar) {
    // On a vector machine sums over a batch of 32 run in lanes.
    bool good = print_hash<cr::sgd, 8, T>(scalar, "1000 steps of 8, sgd       ", 1000, sgd<T>) != 0;
    good &= print_hash<cr::momentum, 8, T>(scalar, "1000 steps of 8, momentum  ", 1000, momentum<T>) != 0;
    good &= print_hash<cr::adam, 8, T>(scalar, "1000 steps of 8, adam      ", 1000, adam<T>) != 0;
    good &= print_hash<cr::adam, 32, T>(scalar, "100 steps of 32, adam      ", 100, adam<T>) != 0;
    constexpr cr::policy either = cr::policy::small;
    constexpr std::uint64_t by_compiler[] = {trained<either, cr::sgd, 8, T>(4, sgd<T>),
                                             trained<either, cr::momentum, 8, T>(4, momentum<T>),
                                             trained<either, cr::adam, 8, T>(4, adam<T>)};
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
