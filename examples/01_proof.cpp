// Chapter 1. The compiler checks the shapes, then the numbers: a step of training, worked by hand and proved.
#include <chainrule/chainrule.hpp>

#include <fmt/format.h>

#include <array>

namespace {

namespace cr = chainrule;

// A network is a type. Its layers must fit: with dense<3, 3> in the second place this would not compile.
using classifier = cr::network<cr::dense<5, 4>, cr::sigmoid, cr::dense<4, 3>, cr::softmax>;

static_assert(classifier::inputs == 5 && classifier::outputs == 3);
static_assert(classifier::parameter_count == (5 * 4 + 4) + (4 * 3 + 3));
static_assert(sizeof(classifier::parameters<>) == 39 * sizeof(float));

// What training takes is known too: nothing is allocated, ever.
static_assert(sizeof(cr::trainer<classifier, cr::cross_entropy, cr::sgd, 1>) <= 400);

// Fit t = 2x with one weight and one bias, both zero; x = (1, 2), t = (2, 4); L = 1/B sum (Y - t)^2, B = 2.
//   Y = 0    dY = 2/B (Y - t) = (-2, -4)    L = 10
//   dw = x . dY = -10    db = -6      learning rate 1/8: w = 10/8, b = 6/8
using line = cr::network<cr::dense<1, 1>>;
constexpr cr::matrix<2, 1> x{{1.0f, 2.0f}};
constexpr cr::matrix<2, 1> t{{2.0f, 4.0f}};

constexpr std::array<float, 3> loss_weight_and_bias_after_one_step() {
    cr::trainer<line, cr::mean_squared_error, cr::sgd, 2> student(line::parameters<>{}, {.learning_rate = 0.125f});
    const auto step = student.step(x, t);
    return {step.loss, student.parameters().tensor<"0.weight">()(0, 0), student.parameters().tensor<"0.bias">()(0, 0)};
}

constexpr auto after_one_step = loss_weight_and_bias_after_one_step();
static_assert(after_one_step == std::array{10.0f, 1.25f, 0.75f});

}  // namespace

int main() {
    fmt::print("after one step: loss {}, weight {}, bias {}, as proved\n", after_one_step[0], after_one_step[1],
               after_one_step[2]);
    return 0;
}
