#include "catch.hpp"
#include "tiny_training.hpp"

namespace {

// Not inlined into a constant: the arguments come through volatile memory.
template <class Optimizer, class T>
tiny::outcome<T> at_run_time(T learning_rate) {
    volatile T hidden = learning_rate;
    return tiny::train<Optimizer, T>(hidden);
}

template <class Optimizer, class T>
void compare(const tiny::outcome<T>& constant, T learning_rate) {
    const auto run_time = at_run_time<Optimizer, T>(learning_rate);
    REQUIRE(constant.status == tiny::cr::status::ok);
    REQUIRE(run_time.status == tiny::cr::status::ok);
    for (std::size_t i = 0; i < tiny::network::parameter_count; ++i) {
        INFO("parameter " << i);
        CHECK(run_time.parameters.values[i] == constant.parameters.values[i]);
    }
    CHECK(run_time.last_loss == constant.last_loss);
    CHECK(constant.last_loss < constant.first_loss / 4);
}

}  // namespace

TEST_CASE("24 epochs in a constant expression and at run time give the same bits", "[reproduction]") {
    SECTION("float, sgd") {
        constexpr auto constant = tiny::train<tiny::cr::sgd, float>(0.5f);
        compare<tiny::cr::sgd>(constant, 0.5f);
    }
    SECTION("float, momentum") {
        constexpr auto constant = tiny::train<tiny::cr::momentum, float>(0.125f);
        compare<tiny::cr::momentum>(constant, 0.125f);
    }
    SECTION("float, adam") {
        constexpr auto constant = tiny::train<tiny::cr::adam, float>(0.0625f);
        compare<tiny::cr::adam>(constant, 0.0625f);
    }
    SECTION("double, sgd") {
        constexpr auto constant = tiny::train<tiny::cr::sgd, double>(0.5);
        compare<tiny::cr::sgd>(constant, 0.5);
    }
    SECTION("double, adam") {
        constexpr auto constant = tiny::train<tiny::cr::adam, double>(0.0625);
        compare<tiny::cr::adam>(constant, 0.0625);
    }
}

TEST_CASE("the arithmetic of this build is reproducible", "[reproduction]") {
    CHECK(tiny::cr::numeric::arithmetic_is_reproducible());
}
