// Trains and predicts under both policies and prints a hash of all bits for each case: the same under both, and on every
// machine. A board without vectors takes other paths than the computer at hand, whose output it must repeat.
#include "cases.hpp"
#include "print.hpp"

#include <chainrule/numeric/arithmetic.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>

namespace {

namespace cr = chainrule;
using firmware::print;

// FNV-1a over the bits of numbers that come one by one, the lowest byte of each first.
struct hasher {
    std::uint64_t hash = 0xcbf29ce484222325u;

    template <cr::Scalar T>
    void operator()(T number) {
        const auto word = std::bit_cast<typename cr::numeric::format<T>::bits>(number);
        for (std::size_t byte = 0; byte < sizeof word; ++byte) {
            hash = (hash ^ ((word >> (8 * byte)) & 0xff)) * 0x100000001b3u;
        }
    }
};

template <class Case, cr::policy P>
[[gnu::noinline]] std::uint64_t hash_of() {
    hasher h;
    Case::template run<P>(h);
    return h.hash;
}

/// The function that sigmoid and softmax share, of floats from all over the format: where a machine has operations that
/// saturate it takes them.
struct decay_of_floats {
    template <cr::policy, class Sink>
    static void run(Sink& sink) {
        for (std::uint32_t i = 0; i < 65536; ++i) {
            const float y = cr::numeric::detail::decay(std::bit_cast<float>(i * 65537));
            sink(y == y ? y : cr::numeric::quiet_nan<float>);  // which NaN is the machine's matter
        }
    }
};

bool good = true;

struct print_case {
    template <class Case, class T>
    void operator()(const char* name) const {
        const std::uint64_t small = hash_of<Case, cr::policy::small>();
        const std::uint64_t fast = hash_of<Case, cr::policy::fast>();
        print(firmware::hexadecimal{small}, " ", name, "\n");
        if (small == fast) return;
        print("but ", firmware::hexadecimal{fast}, " under policy::fast\n");
        good = false;
    }
};

}  // namespace

int main() {
    if (!cr::numeric::arithmetic_is_reproducible()) {
        print("the arithmetic is not the one that reproducible results need\n");
        return 2;
    }
    policy_cases::train_on_a_board(print_case{});
    policy_cases::elementwise_extremes(print_case{});
    policy_cases::softmax_extremes(print_case{});
    print_case{}.operator()<decay_of_floats, float>("decay of 65,536 floats");
    return good ? 0 : 1;
}
