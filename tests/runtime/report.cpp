// The reports, word by word; and that a derivation follows the types of the expressions, by layers that are wrong on purpose.

#include "catch.hpp"
#include "report_texts.hpp"

#include <chainrule/report/derivation.hpp>
#include <chainrule/report/summary.hpp>

#include <boost/hana/tuple.hpp>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

namespace {

namespace cr = chainrule;
namespace hana = boost::hana;
using cr::dim;
using cr::Scalar;

template <class Network, class Loss, std::size_t Batch>
std::string derivation_of() {
    std::string s;
    cr::derivation<Network, Loss, Batch>(std::back_inserter(s));
    return s;
}

template <class... Arguments>
std::string summary_of() {
    std::string s;
    cr::summary<Arguments...>(std::back_inserter(s));
    return s;
}

/// The line of a text that begins with this name, without its indentation and the blanks that align it.
std::string line(const std::string& text, const std::string& name) {
    const std::size_t begin = text.find("\n  " + name + " ");
    if (begin == std::string::npos) return "no line";
    std::string found;
    for (const char c : text.substr(begin + 3, text.find('\n', begin + 1) - begin - 3)) {
        if (c != ' ' || found.back() != ' ') found += c;
    }
    return found;
}

template <class... Layers>
std::string derivation_of_two_rows() {
    return derivation_of<cr::network<Layers...>, cr::mean_squared_error, 2>();
}

/// `dense` without a bias, and with a weight gradient 1^T dY of the right shape where it is wrong.
template <bool IsWrong>
struct product_layer {
    static constexpr const char* name = "product_layer";
    static constexpr std::size_t inputs = 3;
    static constexpr std::size_t outputs = 4;
    static constexpr bool in_place = false;
    static constexpr bool trainable = true;
    using tensors = hana::tuple<cr::tensor<"weight", dual(cr::input(3)), cr::output(4), cr::order::rows>>;

    template <dim Batch, dim X, dim Y, Scalar T>
    static constexpr auto forward(cr::const_view<Batch, X, T> x, cr::const_view<dual(X), Y, T, cr::order::rows> w) {
        return cr::lazy_product(x, w);
    }
    template <dim Batch, dim X, dim Y, Scalar T>
    static constexpr auto backward(cr::const_view<Batch, X, T>, cr::const_view<dual(Batch), dual(Y), T> dy,
                                   cr::const_view<dual(X), Y, T, cr::order::rows> w) {
        return cr::lazy_product(dy, transposed(w));
    }
    template <dim Batch, dim X, dim Y, Scalar T>
    static constexpr auto gradient(cr::const_view<Batch, X, T> x, cr::const_view<dual(Batch), dual(Y), T> dy) {
        if constexpr (IsWrong) {
            return hana::make_tuple(cr::lazy_product(transposed(cr::ones<Batch, X, T>{}), dy));
        } else {
            return hana::make_tuple(cr::lazy_product(transposed(x), dy));
        }
    }
};

/// Two tensors of one shape, and a row that is no tensor.
struct pair_layer {
    static constexpr const char* name = "pair_layer";
    static constexpr std::size_t inputs = 3;
    static constexpr std::size_t outputs = 4;
    static constexpr bool in_place = false;
    static constexpr bool trainable = true;
    using tensors = hana::tuple<cr::tensor<"left", dual(cr::input(3)), cr::output(4), cr::order::rows>,
                                cr::tensor<"right", dual(cr::input(3)), cr::output(4), cr::order::rows>>;

    template <dim Batch, dim X, dim Y, Scalar T>
    static constexpr auto forward(cr::const_view<Batch, X, T> x, cr::const_view<dual(X), Y, T, cr::order::rows> left,
                                  cr::const_view<dual(X), Y, T, cr::order::rows> right) {
        return cr::lazy_product(x, left) + cr::const_view<1, Y, T>(right.data());
    }
    template <dim Batch, dim X, dim Y, Scalar T>
    static constexpr auto backward(cr::const_view<Batch, X, T>, cr::const_view<dual(Batch), dual(Y), T> dy,
                                   cr::const_view<dual(X), Y, T, cr::order::rows>,
                                   cr::const_view<dual(X), Y, T, cr::order::rows> right) {
        return cr::lazy_product(dy, transposed(right));
    }
    template <dim Batch, dim X, dim Y, Scalar T>
    static constexpr auto gradient(cr::const_view<Batch, X, T> x, cr::const_view<dual(Batch), dual(Y), T> dy) {
        const auto dw = cr::lazy_product(transposed(x), dy);
        return hana::make_tuple(dw, dw);
    }
};

/// Rectifier with a slope that trains, whose expressions are its own.
struct sloped {
    template <dim R, dim C, Scalar T>
    struct forward_of {
        const T* x;
        const T* slope;
    };
    template <Scalar T>
    struct gradient_of {};

    static constexpr const char* name = "sloped";
    static constexpr bool in_place = false;
    static constexpr bool trainable = true;
    using tensors = hana::tuple<cr::tensor<"slope", 1, 1>>;

    template <dim Batch, dim X, dim Y, Scalar T>
    static constexpr auto forward(cr::const_view<Batch, X, T> x, cr::const_view<1, 1, T> slope) {
        return forward_of<Batch, Y, T>{x.data(), slope.data()};
    }
    template <dim Batch, dim X, dim Y, Scalar T>
    static constexpr auto backward(cr::const_view<Batch, X, T> x, cr::const_view<dual(Batch), dual(Y), T>,
                                   cr::const_view<1, 1, T> slope) {
        return forward_of<dual(Batch), dual(X), T>{x.data(), slope.data()};
    }
    template <dim Batch, dim X, dim Y, Scalar T>
    static constexpr auto gradient(cr::const_view<Batch, X, T>, cr::const_view<dual(Batch), dual(Y), T>) {
        return hana::make_tuple(gradient_of<T>{});
    }

    template <dim R, dim C, Scalar T>
    friend constexpr void assign(cr::view<R, C, T>, const forward_of<R, C, T>&) {}
    template <Scalar T>
    friend constexpr void assign(cr::view<1, 1, T>, const gradient_of<T>&) {}
};

struct sloped_with_formula : sloped {
    static constexpr const char* forward_formula = "X where X > 0, else slope * X";
};

/// The formula is that of the sigmoid, the expression is not: it takes dY for Y.
struct wrong_sigmoid : cr::sigmoid {
    template <dim Batch, dim X, dim Y, Scalar T>
    static constexpr auto backward(cr::const_view<Batch, Y, T>, cr::const_view<dual(Batch), dual(Y), T> dy) {
        return cr::elementwise([](auto z, auto dz) { return dz * z * (T(1) - z); }, dy, dy);
    }
};

/// The expressions are those of the sigmoid, over X, and over Y and dY; the formulas may not be.
template <cr::text Forward, cr::text Backward>
struct quoted_sigmoid : cr::sigmoid {
    static constexpr const char* forward_formula = Forward.characters;
    static constexpr const char* backward_formula = Backward.characters;
};

/// The formula is that of a sigmoid of steeper slope, the expression does without its tensor; backward has a matrix too many.
struct idle_sigmoid {
    static constexpr const char* name = "idle_sigmoid";
    static constexpr const char* forward_formula = "1 / (1 + exp(-slope * X))";
    static constexpr const char* backward_formula = "dY * Y * (1 - Y)";
    static constexpr bool in_place = true;
    static constexpr bool trainable = false;
    using tensors = hana::tuple<cr::tensor<"slope", 1, 1>>;

    template <dim Batch, dim X, dim Y, Scalar T>
    static constexpr auto forward(cr::const_view<Batch, X, T> x, cr::const_view<1, 1, T>) {
        return cr::sigmoid::forward<Batch, X, Y, T>(x);
    }
    template <dim Batch, dim X, dim Y, Scalar T>
    static constexpr auto backward(cr::const_view<Batch, Y, T> y, cr::const_view<dual(Batch), dual(Y), T> dy,
                                   cr::const_view<1, 1, T>) {
        const cr::const_view<dual(Batch), dual(X), T> dx(dy.data());
        return cr::elementwise([](auto z, auto dz, auto) { return dz * z * (T(1) - z); }, y, dy, dx);
    }
};

struct misquoted_scale_shift : cr::scale_shift<4> {
    static constexpr const char* forward_formula = "X * scale";
    static constexpr const char* backward_formula = "Y * scale";
};

}  // namespace

TEST_CASE("summary and derivation of 5-4-3") {
    using report_texts::classifier;
    CHECK(summary_of<classifier>() == report_texts::summary);
    CHECK(summary_of<report_texts::classifier_trainer>() == report_texts::trainer_summary);
    CHECK(derivation_of<classifier, cr::cross_entropy, 32>() == report_texts::derivation);
}

TEST_CASE("a report returns the iterator past its text") {
    using report_texts::classifier;
    char page[4096] = {};
    char* const middle = cr::summary<classifier>(static_cast<char*>(page));
    char* const end = cr::derivation<classifier, cr::cross_entropy, 32>(middle);
    CHECK(std::string(page, end) == std::string(report_texts::summary) + std::string(report_texts::derivation));
}

TEST_CASE("summary of a network with tensors that do not train") {
    using network = cr::network<cr::scale_shift<5>, cr::dense<5, 12, cr::bias::none>, cr::relu, cr::dense<12, 3>>;
    std::string s;
    cr::summary<network, double, 1, 7>(std::back_inserter(s));
    // 60 = 5 * 12, 39 = 12 * 3 + 3; the input in other units and the 12 hidden values are stored side by side: 17 * 8 bytes.
    CHECK(s ==
          "layer          output shape  parameters  bytes  multiply-adds\n"
          "0 scale_shift  (batch, 5)            10     80              5\n"
          "1 dense        (batch, 12)           60    480             60\n"
          "2 relu         (batch, 12)            0      0              0\n"
          "3 dense        (batch, 3)            39    312             36\n"
          "\n"
          "parameters                                 109\n"
          "  trainable                                 99\n"
          "  not trainable                             10\n"
          "parameters, bytes                          872\n"
          "multiply-adds for one sample               101\n"
          "workspace of an inference, batch 1, bytes  136\n"
          "workspace of an inference, batch 7, bytes  952\n");
}

TEST_CASE("summary of a trainer says what else it holds") {
    using trainer = cr::trainer<report_texts::classifier, cr::mean_squared_error, cr::sgd, 1>;
    const std::string alone = summary_of<trainer>();
    const std::string gathering = summary_of<cr::accumulating<trainer>>();
    // Workspace, not fused: 4 + 3 activations, a buffer of 3 for the gradient of the prediction, which softmax still needs, and
    // one of 4 for that of the hidden values; 4 bytes each.
    const std::string parts =
        "trainer: mean_squared_error, sgd, batch 1\n"
        "  parameters, bytes                        156\n"
        "  gradient, bytes                          156\n"
        "  optimizer, bytes                           4\n"
        "  workspace, bytes                          56\n";
    CHECK(alone.substr(alone.find("trainer")) == parts + "  total, bytes                             372\n");
    CHECK(gathering.substr(gathering.find("trainer")) == parts +
                                                             "  other, bytes                               4\n"
                                                             "  total, bytes                             376\n");
}

TEST_CASE("derivation of 5-4-3 where the loss is not fused") {
    CHECK(derivation_of<report_texts::classifier, cr::mean_squared_error, 32>() ==
          "forward\n"
          "  A1     (32, 4) = X (32, 5) W1 (5, 4) + b1 (1, 4)\n"
          "  Z      (32, 4) = 1 / (1 + exp(-A1))\n"
          "  A2     (32, 3) = Z (32, 4) W2 (4, 3) + b2 (1, 3)\n"
          "  Y      (32, 3) = exp(A2) / sum_k exp(A2)\n"
          "loss\n"
          "  L      (1, 1)  = mean_squared_error(Y (32, 3), T (32, 3)), B = 32, K = 3\n"
          "backward\n"
          "  dL/dY  (32, 3) = 2 (Y - T) / (B K)\n"
          "  dL/dA2 (32, 3) = Y * (dL/dY - sum_k dL/dY * Y)\n"
          "  dL/dW2 (4, 3)  = Z^T (4, 32) dL/dA2 (32, 3)\n"
          "  dL/db2 (1, 3)  = 1^T (1, 32) dL/dA2 (32, 3)\n"
          "  dL/dZ  (32, 4) = dL/dA2 (32, 3) W2^T (3, 4)\n"
          "  dL/dA1 (32, 4) = dL/dZ * Z * (1 - Z)\n"
          "  dL/dW1 (5, 4)  = X^T (5, 32) dL/dA1 (32, 4)\n"
          "  dL/db1 (1, 4)  = 1^T (1, 32) dL/dA1 (32, 4)\n");
}

TEST_CASE("derivation of a deeper network stops at the first layer that trains") {
    using network = cr::network<cr::scale_shift<5>, cr::dense<5, 8, cr::bias::none>, cr::relu, cr::dense<8, 6>, cr::tanh,
                                cr::scale_shift<6>, cr::dense<6, 3>>;
    CHECK(derivation_of<network, cr::mean_squared_error, 7>() ==
          "forward\n"
          "  X'      (7, 5) = X * 0.scale + 0.shift\n"
          "  A1      (7, 8) = X' (7, 5) W1 (5, 8)\n"
          "  Z1      (7, 8) = max(A1, 0)\n"
          "  A2      (7, 6) = Z1 (7, 8) W2 (8, 6) + b2 (1, 6)\n"
          "  Z2      (7, 6) = tanh(A2)\n"
          "  Z2'     (7, 6) = Z2 * 5.scale + 5.shift\n"
          "  Y       (7, 3) = Z2' (7, 6) W3 (6, 3) + b3 (1, 3)\n"
          "loss\n"
          "  L       (1, 1) = mean_squared_error(Y (7, 3), T (7, 3)), B = 7, K = 3\n"
          "backward\n"
          "  dL/dY   (7, 3) = 2 (Y - T) / (B K)\n"
          "  dL/dW3  (6, 3) = Z2'^T (6, 7) dL/dY (7, 3)\n"
          "  dL/db3  (1, 3) = 1^T (1, 7) dL/dY (7, 3)\n"
          "  dL/dZ2' (7, 6) = dL/dY (7, 3) W3^T (3, 6)\n"
          "  dL/dZ2  (7, 6) = dL/dZ2' * 5.scale\n"
          "  dL/dA2  (7, 6) = dL/dZ2 * (1 - Z2^2)\n"
          "  dL/dW2  (8, 6) = Z1^T (8, 7) dL/dA2 (7, 6)\n"
          "  dL/db2  (1, 6) = 1^T (1, 7) dL/dA2 (7, 6)\n"
          "  dL/dZ1  (7, 8) = dL/dA2 (7, 6) W2^T (6, 8)\n"
          "  dL/dA1  (7, 8) = dL/dZ1 where Z1 > 0, else 0\n"
          "  dL/dW1  (5, 8) = X'^T (5, 7) dL/dA1 (7, 8)\n");
}

TEST_CASE("derivation of a network that takes raw integers") {
    using network = cr::network<cr::scale_shift<2, std::int16_t>, cr::dense<2, 3>, cr::softmax>;
    CHECK(derivation_of<network, cr::cross_entropy, 4>() ==
          "forward\n"
          "  X'     (4, 2) = X * 0.scale + 0.shift\n"
          "  A1     (4, 3) = X' (4, 2) W1 (2, 3) + b1 (1, 3)\n"
          "  Y      (4, 3) = exp(A1) / sum_k exp(A1)\n"
          "loss, fused with softmax\n"
          "  L      (1, 1) = cross_entropy(Y (4, 3), T (4, 3)), B = 4, K = 3\n"
          "backward\n"
          "  dL/dA1 (4, 3) = (Y - T) / B\n"
          "  dL/dW1 (2, 3) = X'^T (2, 4) dL/dA1 (4, 3)\n"
          "  dL/db1 (1, 3) = 1^T (1, 4) dL/dA1 (4, 3)\n");
}

TEST_CASE("names do not depend on extents") {
    using network = cr::network<cr::dense<4, 4>, cr::sigmoid, cr::dense<4, 4>, cr::softmax>;
    const std::string s = derivation_of<network, cr::cross_entropy, 4>();
    CHECK(line(s, "A2") == "A2 (4, 4) = Z (4, 4) W2 (4, 4) + b2 (1, 4)");
    CHECK(line(s, "dL/dW2") == "dL/dW2 (4, 4) = Z^T (4, 4) dL/dA2 (4, 4)");
    CHECK(line(s, "dL/db2") == "dL/db2 (1, 4) = 1^T (1, 4) dL/dA2 (4, 4)");
    CHECK(line(s, "dL/dZ") == "dL/dZ (4, 4) = dL/dA2 (4, 4) W2^T (4, 4)");
    CHECK(line(s, "dL/dA1") == "dL/dA1 (4, 4) = dL/dZ * Z * (1 - Z)");
    CHECK(line(s, "dL/dW1") == "dL/dW1 (4, 4) = X^T (4, 4) dL/dA1 (4, 4)");
}

TEST_CASE("another product of the same shape changes its line and no other") {
    const std::string right = derivation_of_two_rows<product_layer<false>, cr::tanh>();
    CHECK(right == derivation_of_two_rows<cr::dense<3, 4, cr::bias::none>, cr::tanh>());

    const std::string before = "= X^T (3, 2) dL/dA1 (2, 4)";
    std::string wrong = right;
    wrong.replace(wrong.find(before), before.size(), "= 1^T (3, 2) dL/dA1 (2, 4)");
    CHECK(derivation_of_two_rows<product_layer<true>, cr::tanh>() == wrong);
}

TEST_CASE("a formula is printed only where it speaks of the matrices that the expression has") {
    const std::string wrong = derivation_of_two_rows<cr::dense<3, 4>, wrong_sigmoid>();
    CHECK(line(wrong, "Y") == "Y (2, 4) = 1 / (1 + exp(-A1))");
    CHECK(line(wrong, "dL/dA1") == "dL/dA1 (2, 4) = elementwise(dL/dY (2, 4), dL/dY (2, 4))");

    // Y for X; X beside Y and dY; dY forgotten; Y forgotten.
    const auto quoted = []<cr::text Forward, cr::text Backward>() {
        return derivation_of_two_rows<cr::dense<3, 4>, quoted_sigmoid<Forward, Backward>>();
    };
    CHECK(line(quoted.operator()<"f(X)", "f(Y, dY)">(), "Y") == "Y (2, 4) = f(A1)");
    CHECK(line(quoted.operator()<"f(Y)", "f(Y, dY)">(), "Y") == "Y (2, 4) = elementwise(A1 (2, 4))");
    CHECK(line(quoted.operator()<"f(X)", "f(Y, dY)">(), "dL/dA1") == "dL/dA1 (2, 4) = f(Y, dL/dY)");
    const std::string operands = "dL/dA1 (2, 4) = elementwise(Y (2, 4), dL/dY (2, 4))";
    CHECK(line(quoted.operator()<"f(X)", "f(X, Y, dY)">(), "dL/dA1") == operands);
    CHECK(line(quoted.operator()<"f(X)", "f(Y)">(), "dL/dA1") == operands);
    CHECK(line(quoted.operator()<"f(X)", "f(dY)">(), "dL/dA1") == operands);

    const std::string idle = derivation_of_two_rows<cr::dense<3, 4>, idle_sigmoid>();
    CHECK(line(idle, "Y") == "Y (2, 4) = elementwise(A1 (2, 4))");
    CHECK(line(idle, "dL/dA1") == "dL/dA1 (2, 4) = elementwise(Y (2, 4), dL/dY (2, 4), dL/dA1 (2, 4))");

    const std::string scaled = derivation_of_two_rows<cr::dense<3, 4>, misquoted_scale_shift>();
    CHECK(line(scaled, "Y") == "Y (2, 4) = A1 (2, 4) * row + row");
    CHECK(line(scaled, "dL/dA1") == "dL/dA1 (2, 4) = dL/dY (2, 4) * row");
}

TEST_CASE("tensors and expressions of a user's layer") {
    const std::string pair = derivation_of_two_rows<cr::dense<5, 3>, pair_layer>();
    CHECK(line(pair, "Y") == "Y (2, 4) = A1 (2, 3) 1.left or 1.right (3, 4) + ? (1, 4)");
    CHECK(line(pair, "dL/d1.left") == "dL/d1.left (3, 4) = A1^T (3, 2) dL/dY (2, 4)");
    CHECK(line(pair, "dL/d1.right") == "dL/d1.right (3, 4) = A1^T (3, 2) dL/dY (2, 4)");
    CHECK(line(pair, "dL/dA1") == "dL/dA1 (2, 3) = dL/dY (2, 4) 1.left^T or 1.right^T (4, 3)");

    const std::string own = derivation_of_two_rows<cr::dense<5, 3>, sloped, cr::dense<3, 4>>();
    CHECK(line(own, "Z") == "Z (2, 3) = sloped::forward(A1 (2, 3), 1.slope (1, 1))");
    CHECK(line(own, "dL/d1.slope") == "dL/d1.slope (1, 1) = sloped::gradient(A1 (2, 3), dL/dZ (2, 3))");
    CHECK(line(own, "dL/dA1") == "dL/dA1 (2, 3) = sloped::backward(A1 (2, 3), dL/dZ (2, 3), 1.slope (1, 1))");

    const std::string formula = derivation_of_two_rows<cr::dense<5, 3>, sloped_with_formula, cr::dense<3, 4>>();
    CHECK(line(formula, "Z") == "Z (2, 3) = A1 where A1 > 0, else 1.slope * A1");
}
