// Written by make_golden.py: networks 0 to 9.
// clang-format off
#include "agrees.hpp"

namespace golden {

TEST_CASE("golden network 00", "[golden]") {
    using model = network<scale_shift<7>, tanh, dense<7, 3>, relu, dense<3, 2>>;
    const record r = read_record("00.txt", model::inputs, model::outputs, 2);
    INFO("network " << r);
    trains_like<model, mean_squared_error, adam, 8, targets::rows, training::stepwise>(r);
}

TEST_CASE("golden network 01", "[golden]") {
    using model = network<dense<9, 7>, softmax>;
    const record r = read_record("01.txt", model::inputs, model::outputs, 7);
    INFO("network " << r);
    trains_like<model, cross_entropy, sgd, 3, targets::rows, training::stepwise>(r);
    goes_back_like<model, 3>(r);
}

TEST_CASE("golden network 02", "[golden]") {
    using model = network<dense<6, 5, bias::none>, softmax>;
    const record r = read_record("02.txt", model::inputs, model::outputs, 5);
    INFO("network " << r);
    trains_like<model, cross_entropy, momentum, 7, targets::rows, training::stepwise>(r);
}

TEST_CASE("golden network 03", "[golden]") {
    using model = network<scale_shift<3>, dense<3, 6, bias::none>, sigmoid, dense<6, 8>, sigmoid>;
    const record r = read_record("03.txt", model::inputs, model::outputs, 8);
    INFO("network " << r);
    trains_like<model, cross_entropy, sgd, 32, targets::rows, training::accumulated>(r);
}

TEST_CASE("golden network 04", "[golden]") {
    using model = network<scale_shift<3>, tanh, dense<3, 6>, softmax, scale_shift<6>, dense<6, 8>, softmax, dense<8, 2>,
                          scale_shift<2>, dense<2, 9, bias::none>, softmax>;
    const record r = read_record("04.txt", model::inputs, model::outputs, 1);
    INFO("network " << r);
    trains_like<model, cross_entropy, adam, 48, targets::class_indices, training::stepwise>(r);
    goes_back_like<model, 48>(r);
}

TEST_CASE("golden network 05", "[golden]") {
    using model = network<dense<4, 5, bias::none>, tanh, dense<5, 6, bias::none>, tanh, dense<6, 9, bias::none>, relu,
                          dense<9, 7>, softmax>;
    const record r = read_record("05.txt", model::inputs, model::outputs, 7);
    INFO("network " << r);
    trains_like<model, cross_entropy, momentum, 8, targets::rows, training::stepwise>(r);
}

TEST_CASE("golden network 06", "[golden]") {
    using model = network<scale_shift<4>, dense<4, 2, bias::none>, dense<2, 5>, sigmoid, dense<5, 8>, softmax>;
    const record r = read_record("06.txt", model::inputs, model::outputs, 8);
    INFO("network " << r);
    trains_like<model, cross_entropy, sgd, 48, targets::rows, training::stepwise>(r);
}

TEST_CASE("golden network 07", "[golden]") {
    using model = network<scale_shift<9>, dense<9, 6>, tanh, softmax, dense<6, 2, bias::none>, tanh, scale_shift<2>,
                          dense<2, 3>, scale_shift<3>, relu, dense<3, 7>, softmax>;
    const record r = read_record("07.txt", model::inputs, model::outputs, 1);
    INFO("network " << r);
    trains_like<model, cross_entropy, momentum, 5, targets::class_indices, training::accumulated>(r);
    goes_back_like<model, 5>(r);
}

TEST_CASE("golden network 08", "[golden]") {
    using model = network<dense<2, 3>, scale_shift<3>, sigmoid, dense<3, 5, bias::none>, softmax>;
    const record r = read_record("08.txt", model::inputs, model::outputs, 5);
    INFO("network " << r);
    trains_like<model, cross_entropy, adam, 7, targets::rows, training::accumulated>(r);
}

TEST_CASE("golden network 09", "[golden]") {
    using model = network<dense<2, 7>, softmax>;
    const record r = read_record("09.txt", model::inputs, model::outputs, 7);
    INFO("network " << r);
    trains_like<model, mean_squared_error, adam, 3, targets::rows, training::stepwise>(r);
}

}  // namespace golden
