// Counts every allocation of the program while it trains and predicts.
#include "catch.hpp"

#include <chainrule/chainrule.hpp>

#include <cstdlib>
#include <new>

namespace {

std::size_t allocations = 0;

}  // namespace

// Not inlined: g++ 12 would take the free below for the wrong partner of an inlined new.
[[gnu::noinline]] void* operator new(std::size_t size) {
    ++allocations;
    if (void* p = std::malloc(size)) return p;
    throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    ++allocations;
    return std::malloc(size);
}
[[gnu::noinline]] void operator delete(void* p) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete(void* p, std::size_t) noexcept { std::free(p); }

namespace {

namespace cr = chainrule;

template <class Optimizer>
std::size_t allocations_of_training(typename Optimizer::template settings<float> settings) {
    using network = cr::network<cr::scale_shift<5>, cr::dense<5, 4>, cr::sigmoid, cr::dense<4, 3>, cr::softmax>;
    cr::accumulating<cr::trainer<network, cr::cross_entropy, Optimizer, 32>> trainer(cr::initialize<network>(1), settings);
    std::array<std::array<float, 5>, 64> samples{};
    std::array<std::uint8_t, 64> classes{};
    cr::numeric::pcg32 generator(1);
    for (std::size_t i = 0; i < 64; ++i) {
        classes[i] = static_cast<std::uint8_t>(i % 3);
        for (float& value : samples[i]) value = cr::numeric::normal<float>(generator) + (i % 3 == 1 ? 2.0f : 0.0f);
    }
    cr::matrix<32, 5> x{};
    for (std::size_t i = 0; i < 160; ++i) x.values[i] = samples[i % 64][i % 5];
    std::array<std::uint8_t, 32> t{};

    const std::size_t before = allocations;
    bool ok = true;
    for (int i = 0; i < 10000; ++i) ok = trainer.step(x, t).status == cr::status::ok && ok;
    ok = trainer.accumulate(x, t).status == cr::status::ok && trainer.update() == cr::status::ok && ok;
    const cr::data_set<5, std::uint8_t> data{samples.data(), classes.data(), 64};
    ok = cr::fit(trainer, data, {.epochs = 3}).status == cr::status::ok && ok;
    ok = cr::evaluate<cr::cross_entropy>(trainer.parameters(), data).status == cr::status::ok && ok;
    const std::size_t counted = allocations - before;
    REQUIRE(ok);
    return counted;
}

}  // namespace

TEST_CASE("10,000 steps, a fit and an evaluation allocate nothing", "[allocation]") {
    const std::size_t before = allocations;
    ::operator delete(::operator new(1));
    const std::size_t counted = allocations - before;
    REQUIRE(counted == 1);  // the counter counts

    CHECK(allocations_of_training<cr::sgd>({0.1f}) == 0);
    CHECK(allocations_of_training<cr::momentum>({0.1f}) == 0);
    CHECK(allocations_of_training<cr::adam>({}) == 0);
}
