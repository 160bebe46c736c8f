#include "model.hpp"

#include <bit>
#include <cstdio>

namespace {

bool same_bits(const result& a, const result& b) {
    bool same = true;
    for (std::size_t i = 0; i < a.parameters.size(); ++i) {
        same &= std::bit_cast<std::uint32_t>(a.parameters[i]) == std::bit_cast<std::uint32_t>(b.parameters[i]);
    }
    for (std::size_t i = 0; i < a.prediction.size(); ++i) {
        same &= std::bit_cast<std::uint32_t>(a.prediction[i]) == std::bit_cast<std::uint32_t>(b.prediction[i]);
    }
    return same;
}

int failures = 0;
void check(bool good, const char* what) {
    if (good) return;
    std::printf("failed: %s\n", what);
    ++failures;
}

}  // namespace

int main() {
    const weights start = chainrule::initialize<classifier>(3).values;
    const result here = train(start, 20);
    const result size = train_for_size(start, 20);
    const result speed = train_for_speed(start, 20);
    const result machine = train_for_this_machine(start, 20);
    check(here.parameters != start, "training moves the parameters");

    check(size.small_code && size.policy == chainrule::policy::small, "-Os asks for the small policy");
    check(!speed.small_code && speed.policy == chainrule::policy::fast, "-O3 asks for the fast policy");
    check(machine.policy == chainrule::policy::fast && here.policy == chainrule::policy::fast,
          "so do -O0 and -O3 -march=native");

    check(same_bits(here, size), "the bits of -Os");
    check(same_bits(here, speed), "the bits of -O3");
    check(same_bits(here, machine), "the bits of -O3 -march=native");

    // From one to the other, three times: what each starts from is what the one before it made.
    const result alone = train(train(train(start, 5).parameters, 5).parameters, 5);
    const result in_turn = train_for_speed(train_for_size(train_for_this_machine(start, 5).parameters, 5).parameters, 5);
    check(same_bits(alone, in_turn), "parameters that go from one translation unit to the other");
    check(!same_bits(alone, here), "a start anew, which forgets the moments, is another training");
    return failures == 0 ? 0 : 1;
}
