// Chapter 2. A whole training in a constant expression, and the same bits at run time.
#include <chainrule/chainrule.hpp>

#include <fmt/format.h>

#include <array>
#include <cstdint>

namespace {

namespace cr = chainrule;

using network = cr::network<cr::dense<2, 3>, cr::tanh, cr::dense<3, 2>, cr::softmax>;

// Exclusive or: class 1 where the inputs differ. No single layer can tell these apart.
constexpr std::array<std::array<float, 2>, 4> inputs{{{-1, -1}, {-1, 1}, {1, -1}, {1, 1}}};
constexpr std::array<cr::class_index<2>, 4> classes{0, 1, 1, 0};
constexpr cr::data_set<2, cr::class_index<2>> table{inputs.data(), classes.data(), classes.size()};

constexpr network::parameters<> train(std::uint64_t seed) {
    cr::trainer<network, cr::cross_entropy, cr::momentum, 4> student(cr::initialize<network>(seed),
                                                                     {.learning_rate = 0.2f, .momentum = 0.9f});
    const auto result = cr::fit(student, table, {.epochs = 50, .seed = seed});
    return result.status == cr::status::ok ? student.parameters() : network::parameters<>{};
}

// The compiler trains; a program that uses these weights holds 17 numbers and no training.
constexpr std::uint64_t seed = 0;
constexpr auto weights = train(seed);
static_assert(cr::evaluate<cr::cross_entropy>(weights, table).correct == 4);

}  // namespace

int main() {
    const volatile std::uint64_t seed_at_run_time = seed;  // volatile, so that the compiler does not train a second time
    const bool same = train(seed_at_run_time) == weights;

    for (const auto& input : inputs) {
        const auto [index, confidence] = network::classify(weights, cr::from_rows<1, 2>(input.data()));
        fmt::print("{:>2} {:>2}: {}, with probability {:.4f}\n", input[0], input[1], index, confidence);
    }
    fmt::print("trained at run time: {}\n", same ? "the same bits" : "other bits");
    return same ? 0 : 1;
}
