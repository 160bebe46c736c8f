// Written by make_golden.py: networks 30 to 39.
// clang-format off
#include "agrees.hpp"

namespace golden {

TEST_CASE("golden network 30", "[golden]") {
    using model = network<dense<5, 3>, tanh, dense<3, 8>, relu, dense<8, 2>, relu>;
    const record r = read_record("30.txt", model::inputs, model::outputs, 2);
    INFO("network " << r);
    trains_like<model, mean_squared_error, sgd, 48, targets::rows, training::stepwise>(r);
}

TEST_CASE("golden network 31", "[golden]") {
    using model = network<scale_shift<9>, dense<9, 2>, softmax, scale_shift<2>>;
    const record r = read_record("31.txt", model::inputs, model::outputs, 1);
    INFO("network " << r);
    trains_like<model, cross_entropy, momentum, 16, targets::class_indices, training::stepwise>(r);
    goes_back_like<model, 16>(r);
}

TEST_CASE("golden network 32", "[golden]") {
    using model = network<dense<4, 8, bias::none>, scale_shift<8>, relu, dense<8, 2>, sigmoid, dense<2, 6>, scale_shift<6>>;
    const record r = read_record("32.txt", model::inputs, model::outputs, 1);
    INFO("network " << r);
    trains_like<model, mean_squared_error, momentum, 5, targets::class_indices, training::stepwise>(r);
}

TEST_CASE("golden network 33", "[golden]") {
    using model = network<dense<9, 4, bias::none>>;
    const record r = read_record("33.txt", model::inputs, model::outputs, 4);
    INFO("network " << r);
    trains_like<model, mean_squared_error, adam, 3, targets::rows, training::stepwise>(r);
}

TEST_CASE("golden network 34", "[golden]") {
    using model = network<scale_shift<3>, tanh, dense<3, 4>, dense<4, 5>, scale_shift<5>, relu, dense<5, 9, bias::none>,
                          softmax>;
    const record r = read_record("34.txt", model::inputs, model::outputs, 9);
    INFO("network " << r);
    trains_like<model, cross_entropy, momentum, 8, targets::rows, training::stepwise>(r);
    goes_back_like<model, 8>(r);
}

TEST_CASE("golden network 35", "[golden]") {
    using model = network<dense<5, 4>, scale_shift<4>, dense<4, 3>, softmax>;
    const record r = read_record("35.txt", model::inputs, model::outputs, 1);
    INFO("network " << r);
    trains_like<model, cross_entropy, sgd, 48, targets::class_indices, training::stepwise>(r);
}

TEST_CASE("golden network 36", "[golden]") {
    using model = network<dense<9, 8>, relu, dense<8, 3>, softmax>;
    const record r = read_record("36.txt", model::inputs, model::outputs, 3);
    INFO("network " << r);
    trains_like<model, mean_squared_error, adam, 1, targets::rows, training::stepwise>(r);
}

TEST_CASE("golden network 37", "[golden]") {
    using model = network<scale_shift<3>, dense<3, 7, bias::none>, tanh, dense<7, 5, bias::none>, sigmoid>;
    const record r = read_record("37.txt", model::inputs, model::outputs, 5);
    INFO("network " << r);
    trains_like<model, mean_squared_error, adam, 32, targets::rows, training::accumulated>(r);
    goes_back_like<model, 32>(r);
}

TEST_CASE("golden network 38", "[golden]") {
    using model = network<dense<3, 7>, relu, dense<7, 4, bias::none>, scale_shift<4>, sigmoid, dense<4, 9>, softmax>;
    const record r = read_record("38.txt", model::inputs, model::outputs, 9);
    INFO("network " << r);
    trains_like<model, cross_entropy, adam, 1, targets::rows, training::accumulated>(r);
}

TEST_CASE("golden network 39", "[golden]") {
    using model = network<scale_shift<8>, tanh, dense<8, 7, bias::none>, tanh>;
    const record r = read_record("39.txt", model::inputs, model::outputs, 1);
    INFO("network " << r);
    trains_like<model, mean_squared_error, sgd, 1, targets::class_indices, training::accumulated>(r);
}

}  // namespace golden
