// Written by make_golden.py: networks 10 to 19.
// clang-format off
#include "agrees.hpp"

namespace golden {

TEST_CASE("golden network 10", "[golden]") {
    using model = network<dense<9, 6>, scale_shift<6>, dense<6, 4>, softmax>;
    const record r = read_record("10.txt", model::inputs, model::outputs, 4);
    INFO("network " << r);
    trains_like<model, cross_entropy, momentum, 32, targets::rows, training::stepwise>(r);
    goes_back_like<model, 32>(r);
}

TEST_CASE("golden network 11", "[golden]") {
    using model = network<dense<7, 8, bias::none>, softmax, dense<8, 6>, softmax>;
    const record r = read_record("11.txt", model::inputs, model::outputs, 1);
    INFO("network " << r);
    trains_like<model, cross_entropy, sgd, 2, targets::class_indices, training::stepwise>(r);
}

TEST_CASE("golden network 12", "[golden]") {
    using model = network<dense<8, 2, bias::none>, tanh, softmax, dense<2, 9>, sigmoid>;
    const record r = read_record("12.txt", model::inputs, model::outputs, 9);
    INFO("network " << r);
    trains_like<model, mean_squared_error, momentum, 7, targets::rows, training::stepwise>(r);
}

TEST_CASE("golden network 13", "[golden]") {
    using model = network<dense<9, 6>, tanh>;
    const record r = read_record("13.txt", model::inputs, model::outputs, 1);
    INFO("network " << r);
    trains_like<model, mean_squared_error, adam, 33, targets::class_indices, training::stepwise>(r);
    goes_back_like<model, 33>(r);
}

TEST_CASE("golden network 14", "[golden]") {
    using model = network<dense<2, 3>, scale_shift<3>, relu, dense<3, 4, bias::none>, dense<4, 5, bias::none>, softmax,
                          scale_shift<5>>;
    const record r = read_record("14.txt", model::inputs, model::outputs, 1);
    INFO("network " << r);
    trains_like<model, cross_entropy, adam, 16, targets::class_indices, training::accumulated>(r);
}

TEST_CASE("golden network 15", "[golden]") {
    using model = network<dense<2, 9>, sigmoid, dense<9, 6, bias::none>, sigmoid, scale_shift<6>>;
    const record r = read_record("15.txt", model::inputs, model::outputs, 6);
    INFO("network " << r);
    trains_like<model, cross_entropy, sgd, 33, targets::rows, training::stepwise>(r);
}

TEST_CASE("golden network 16", "[golden]") {
    using model = network<dense<2, 6, bias::none>, sigmoid, dense<6, 4>, tanh, dense<4, 9>, softmax>;
    const record r = read_record("16.txt", model::inputs, model::outputs, 9);
    INFO("network " << r);
    trains_like<model, cross_entropy, adam, 32, targets::rows, training::accumulated>(r);
    goes_back_like<model, 32>(r);
}

TEST_CASE("golden network 17", "[golden]") {
    using model = network<scale_shift<3>, dense<3, 9>, relu>;
    const record r = read_record("17.txt", model::inputs, model::outputs, 9);
    INFO("network " << r);
    trains_like<model, mean_squared_error, adam, 2, targets::rows, training::accumulated>(r);
}

TEST_CASE("golden network 18", "[golden]") {
    using model = network<scale_shift<4>, dense<4, 2>, scale_shift<2>>;
    const record r = read_record("18.txt", model::inputs, model::outputs, 2);
    INFO("network " << r);
    trains_like<model, mean_squared_error, sgd, 5, targets::rows, training::stepwise>(r);
}

TEST_CASE("golden network 19", "[golden]") {
    using model = network<dense<9, 2, bias::none>, tanh, scale_shift<2>, dense<2, 7>, softmax>;
    const record r = read_record("19.txt", model::inputs, model::outputs, 7);
    INFO("network " << r);
    trains_like<model, cross_entropy, sgd, 33, targets::rows, training::accumulated>(r);
    goes_back_like<model, 33>(r);
}

}  // namespace golden
