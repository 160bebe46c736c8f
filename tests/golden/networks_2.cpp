// Written by make_golden.py: networks 20 to 29.
// clang-format off
#include "agrees.hpp"

namespace golden {

TEST_CASE("golden network 20", "[golden]") {
    using model = network<dense<2, 7>, tanh, dense<7, 3>, relu, dense<3, 8>, softmax, scale_shift<8>, dense<8, 4>, softmax>;
    const record r = read_record("20.txt", model::inputs, model::outputs, 1);
    INFO("network " << r);
    trains_like<model, cross_entropy, sgd, 1, targets::class_indices, training::stepwise>(r);
}

TEST_CASE("golden network 21", "[golden]") {
    using model = network<dense<7, 6>, sigmoid>;
    const record r = read_record("21.txt", model::inputs, model::outputs, 6);
    INFO("network " << r);
    trains_like<model, cross_entropy, momentum, 33, targets::rows, training::stepwise>(r);
}

TEST_CASE("golden network 22", "[golden]") {
    using model = network<scale_shift<8>, dense<8, 6, bias::none>>;
    const record r = read_record("22.txt", model::inputs, model::outputs, 6);
    INFO("network " << r);
    trains_like<model, mean_squared_error, momentum, 3, targets::rows, training::stepwise>(r);
    goes_back_like<model, 3>(r);
}

TEST_CASE("golden network 23", "[golden]") {
    using model = network<dense<9, 6>, scale_shift<6>, sigmoid, dense<6, 5>, relu, dense<5, 2, bias::none>, softmax>;
    const record r = read_record("23.txt", model::inputs, model::outputs, 1);
    INFO("network " << r);
    trains_like<model, mean_squared_error, sgd, 7, targets::class_indices, training::stepwise>(r);
}

TEST_CASE("golden network 24", "[golden]") {
    using model = network<scale_shift<8>, dense<8, 4, bias::none>, relu, dense<4, 6>, sigmoid>;
    const record r = read_record("24.txt", model::inputs, model::outputs, 6);
    INFO("network " << r);
    trains_like<model, mean_squared_error, momentum, 2, targets::rows, training::stepwise>(r);
}

TEST_CASE("golden network 25", "[golden]") {
    using model = network<scale_shift<8>, tanh, dense<8, 4>, softmax, scale_shift<4>, dense<4, 9, bias::none>, scale_shift<9>,
                          sigmoid, dense<9, 3>, softmax, scale_shift<3>>;
    const record r = read_record("25.txt", model::inputs, model::outputs, 1);
    INFO("network " << r);
    trains_like<model, cross_entropy, adam, 2, targets::class_indices, training::accumulated>(r);
    goes_back_like<model, 2>(r);
}

TEST_CASE("golden network 26", "[golden]") {
    using model = network<scale_shift<8>, dense<8, 2>, softmax>;
    const record r = read_record("26.txt", model::inputs, model::outputs, 2);
    INFO("network " << r);
    trains_like<model, cross_entropy, sgd, 16, targets::rows, training::accumulated>(r);
}

TEST_CASE("golden network 27", "[golden]") {
    using model = network<dense<3, 7>, tanh, scale_shift<7>, dense<7, 6, bias::none>, dense<6, 5>, sigmoid, scale_shift<5>>;
    const record r = read_record("27.txt", model::inputs, model::outputs, 5);
    INFO("network " << r);
    trains_like<model, cross_entropy, sgd, 8, targets::rows, training::stepwise>(r);
}

TEST_CASE("golden network 28", "[golden]") {
    using model = network<scale_shift<2>, dense<2, 5, bias::none>, tanh, dense<5, 6, bias::none>, tanh, softmax, dense<6, 4>,
                          softmax, dense<4, 9>, sigmoid>;
    const record r = read_record("28.txt", model::inputs, model::outputs, 9);
    INFO("network " << r);
    trains_like<model, cross_entropy, momentum, 16, targets::rows, training::accumulated>(r);
    goes_back_like<model, 16>(r);
}

TEST_CASE("golden network 29", "[golden]") {
    using model = network<scale_shift<4>, tanh, dense<4, 2>, sigmoid, dense<2, 9>, scale_shift<9>, dense<9, 7>, tanh>;
    const record r = read_record("29.txt", model::inputs, model::outputs, 7);
    INFO("network " << r);
    trains_like<model, mean_squared_error, momentum, 5, targets::rows, training::accumulated>(r);
}

}  // namespace golden
