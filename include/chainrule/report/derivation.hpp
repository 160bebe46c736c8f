// The derivation of a network, as the types of its forward and backward pass state it.
#pragma once

#include <chainrule/algebra/elementwise.hpp>
#include <chainrule/algebra/product.hpp>
#include <chainrule/algebra/scaled_rows.hpp>
#include <chainrule/layers/layer.hpp>
#include <chainrule/network/network.hpp>
#include <chainrule/network/pass.hpp>
#include <chainrule/report/writer.hpp>
#include <chainrule/shape/matrix.hpp>
#include <chainrule/training/turn.hpp>

#include <boost/hana/tuple.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

namespace chainrule {

namespace report {

/// The shape of a matrix in an expression, as its type has it.
struct shape {
    dim rows;
    dim columns;
    bool is_ones = false;

    friend constexpr bool operator==(const shape&, const shape&) = default;
};

template <class Matrix>
struct shape_in;
template <dim R, dim C, Element T, order O, storage S>
struct shape_in<matrix<R, C, T, O, S>> {
    static constexpr shape value{R, C, S == storage::ones};
};
template <class Matrix>
inline constexpr shape shape_of = shape_in<Matrix>::value;

[[nodiscard]] constexpr shape transposed(shape m) { return {m.columns, m.rows, m.is_ones}; }
[[nodiscard]] constexpr shape dual(shape m) { return {chainrule::dual(m.rows), chainrule::dual(m.columns), m.is_ones}; }

/// The features at a place of the network, and their name.
///
///   X              the input; X', X'', ... after layers that are not products
///   A1, A2, ...    what the products give, counted from the input
///   Z1, Z1', ...   what other layers make of A1; Z where there is only one
///   Y              the prediction
struct place_name {
    dim features{0};
    char letter = 'X';
    std::size_t number = 0;  // 0: without
    std::size_t primes = 0;
    std::size_t product = 0;  // products up to here
};

/// A tensor of a layer, with the network's axes.
struct tensor_name {
    shape value;
    std::string_view name;
};

/// All that has a name where a layer is evaluated.
struct scope {
    dim batch{0};
    std::span<const place_name> places;
    std::span<const tensor_name> tensors;
    std::string_view layer;
    std::size_t index = 0;
    bool is_product = false;

    [[nodiscard]] constexpr shape x() const { return {batch, places[index].features}; }
    [[nodiscard]] constexpr shape y() const { return {batch, places[index + 1].features}; }
};

constexpr void write_shape(writer& w, shape m) {
    w.put('(');
    w.put(m.rows.extent);
    w.put(", ");
    w.put(m.columns.extent);
    w.put(')');
}

constexpr void write_place(writer& w, const place_name& p) {
    w.put(p.letter);
    if (p.number > 0) w.put(p.number);
    w.repeat('\'', p.primes);
}

/// W2 and b2 for the weight and the bias of the second product; the name with the layer's index, 0.scale, for other tensors.
constexpr void write_tensor(writer& w, const scope& s, const tensor_name& t) {
    if (s.is_product && (t.name == "weight" || t.name == "bias")) {
        w.put(t.name == "weight" ? 'W' : 'b');
        w.put(s.places[s.index + 1].product);
    } else {
        w.put(s.index);
        w.put('.');
        w.put(t.name);
    }
}

/// The name of the matrix that has this shape: the axes tell the features at one place from those at all others, a value from
/// its gradient, and a matrix from its transpose. Tensors that have the same shape are all named.
constexpr void write_name(writer& w, const scope& s, shape m) {
    if (m.is_ones) {
        const bool is_row = m.columns.along == axis::batch || (m.rows == dim(1) && m.columns != dim(1));
        w.put(is_row ? "1^T" : "1");
        return;
    }
    for (const place_name& p : s.places) {
        const shape value{s.batch, p.features};
        if (m == value || m == transposed(value)) {
            write_place(w, p);
            w.put(m == value ? "" : "^T");
            return;
        }
        if (m == dual(value) || m == transposed(dual(value))) {
            const bool as_it_is = m == dual(value);
            w.put(as_it_is ? "dL/d" : "(dL/d");
            write_place(w, p);
            w.put(as_it_is ? "" : ")^T");
            return;
        }
    }
    std::size_t found = 0;
    for (const tensor_name& t : s.tensors) {
        if (m != t.value && m != transposed(t.value)) continue;
        if (found++ > 0) w.put(" or ");
        write_tensor(w, s, t);
        w.put(m == t.value ? "" : "^T");
    }
    if (found == 0) w.put('?');
}

/// Behind a name in a cell of its own, which it ends: the shape of the result and the sign of equality.
constexpr void write_result_shape(writer& w, shape m) {
    w.fill(0);
    w.put(' ');
    w.cell();
    write_shape(w, m);
    w.fill(1);
    w.put(" = ");
}

constexpr void write_operand(writer& w, const scope& s, shape m) {
    write_name(w, s, m);
    w.put(' ');
    write_shape(w, m);
}

constexpr void write_operands(writer& w, const scope& s, std::span<const shape> operands) {
    w.put('(');
    for (std::size_t i = 0; i < operands.size(); ++i) {
        if (i > 0) w.put(", ");
        write_operand(w, s, operands[i]);
    }
    w.put(')');
}

/// Calls f(word, is_name) for the words of a formula: names, and what stands between them.
template <class Function>
constexpr void for_words(std::string_view formula, Function f) {
    const auto in_name = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    };
    while (!formula.empty()) {
        const bool is_name = in_name(formula.front());
        std::size_t n = 1;
        while (n < formula.size() && in_name(formula[n]) == is_name) ++n;
        f(formula.substr(0, n), is_name);
        formula.remove_prefix(n);
    }
}

[[nodiscard]] constexpr bool mentions(std::string_view formula, std::string_view name) {
    bool found = false;
    for_words(formula, [&](std::string_view word, bool is_name) { found = found || (is_name && word == name); });
    return found;
}

/// A formula with the names of the network in place of X, Y, dY and the names of the layer's tensors.
constexpr void write_formula(writer& w, const scope& s, std::string_view formula) {
    for_words(formula, [&](std::string_view word, bool) {
        if (word == "X") return write_name(w, s, s.x());
        if (word == "Y") return write_name(w, s, s.y());
        if (word == "dY") return write_name(w, s, dual(s.y()));
        for (const tensor_name& t : s.tensors) {
            if (word == t.name) return write_tensor(w, s, t);
        }
        w.put(word);
    });
}

/// A formula speaks of the matrices that an expression has, of X, Y and dY and of no other.
[[nodiscard]] constexpr bool speaks_of(std::string_view formula, const scope& s, std::span<const shape> operands) {
    const auto agree = [&](std::string_view name, shape m) {
        return mentions(formula, name) == (std::find(operands.begin(), operands.end(), m) != operands.end());
    };
    const auto known = [&](shape m) { return m == s.x() || m == s.y() || m == dual(s.y()); };
    return agree("X", s.x()) && agree("Y", s.y()) && agree("dY", dual(s.y())) &&
           std::all_of(operands.begin(), operands.end(), known);
}

[[nodiscard]] constexpr std::size_t tensors_in(std::string_view formula, const scope& s) {
    std::size_t n = 0;
    for (const tensor_name& t : s.tensors) n += mentions(formula, t.name) ? 1u : 0u;
    return n;
}

/// An expression in words, from its type. `operands` are what the layer's function was given, for an expression whose type
/// does not say more; so is the formula, which a layer may offer for what is not a product.
template <class Expression>
struct term {
    static constexpr bool is_product = false;

    static constexpr void write(writer& w, const scope& s, std::string_view function, std::string_view formula,
                                std::span<const shape> operands) {
        if (!formula.empty()) return write_formula(w, s, formula);
        w.put(s.layer);
        w.put("::");
        w.put(function);
        write_operands(w, s, operands);
    }
};

template <dim Rows, dim Inner, dim Columns, Scalar T, order OA, storage SA, order OB, storage SB>
struct term<product_of<Rows, Inner, Columns, T, OA, SA, OB, SB>> {
    static constexpr bool is_product = true;
    static constexpr shape result{Rows, Columns};

    static constexpr void write(writer& w, const scope& s, std::string_view, std::string_view, std::span<const shape>) {
        using product = product_of<Rows, Inner, Columns, T, OA, SA, OB, SB>;
        write_operand(w, s, shape_of<typename product::left>);
        w.put(' ');
        write_operand(w, s, shape_of<typename product::right>);
    }
};

template <class Product, Scalar T>
struct term<affine_of<Product, T>> {
    static constexpr bool is_product = true;
    static constexpr shape result = term<Product>::result;

    static constexpr void write(writer& w, const scope& s, std::string_view function, std::string_view formula,
                                std::span<const shape> operands) {
        term<Product>::write(w, s, function, formula, operands);
        w.put(" + ");
        write_operand(w, s, {dim(1), result.columns});
    }
};

template <class Function, class... Matrices>
struct term<elementwise_of<Function, Matrices...>> {
    static constexpr bool is_product = false;

    static constexpr void write(writer& w, const scope& s, std::string_view, std::string_view formula, std::span<const shape>) {
        const std::array<shape, sizeof...(Matrices)> operands{shape_of<Matrices>...};
        if (!formula.empty() && speaks_of(formula, s, operands) && tensors_in(formula, s) == 0) {
            return write_formula(w, s, formula);
        }
        w.put("elementwise");
        write_operands(w, s, operands);
    }
};

template <dim R, dim C, Scalar T, bool Shifted, Element From>
struct term<scaled_rows_of<R, C, T, Shifted, From>> {
    static constexpr bool is_product = false;

    static constexpr void write(writer& w, const scope& s, std::string_view, std::string_view formula, std::span<const shape>) {
        const std::array<shape, 1> operands{shape{R, C}};
        if (!formula.empty() && speaks_of(formula, s, operands) && tensors_in(formula, s) == (Shifted ? 2 : 1)) {
            return write_formula(w, s, formula);
        }
        write_operand(w, s, {R, C});
        w.put(Shifted ? " * row + row" : " * row");
    }
};

/// The expressions of the layer at `Index`, called as `apply_layer` and `pass::backward` call it.
template <class Network, std::size_t Index, dim Batch, Scalar T,
          class Tensors = typename Network::template layer<Index>::tensors>
struct evaluated;

template <class Network, std::size_t Index, dim Batch, Scalar T, class... Tensors>
struct evaluated<Network, Index, Batch, T, boost::hana::tuple<Tensors...>> {
    using layer = typename Network::template layer<Index>;
    static constexpr dim in = Network::features(Index);
    static constexpr dim out = Network::features(Index + 1);

    using x = const_view<Batch, in, input_element<layer, T>>;
    using y = const_view<Batch, out, T>;
    using dy = const_view<dual(Batch), dual(out), T>;
    using kept = std::conditional_t<layer::in_place, y, x>;

    using forward = decltype(layer::template forward<Batch, in, out, T>(std::declval<x>(),
                                                                        std::declval<tensor_view<Tensors, Index, T>>()...));
    using backward = decltype(layer::template backward<Batch, in, out, T>(std::declval<kept>(), std::declval<dy>(),
                                                                          std::declval<tensor_view<Tensors, Index, T>>()...));

    static constexpr bool trains = layer::trainable && Network::facts[Index].parameters > 0;

    static constexpr std::array<tensor_name, sizeof...(Tensors)> tensors{
        tensor_name{shape_of<tensor_view<Tensors, Index, T>>, Tensors::name}...};

    static consteval std::string_view forward_formula() {
        if constexpr (requires { layer::forward_formula; }) return layer::forward_formula;
        return {};
    }
    static consteval std::string_view backward_formula() {
        if constexpr (requires { layer::backward_formula; }) return layer::backward_formula;
        return {};
    }

    static constexpr void write_forward(writer& w, const scope& s) {
        const std::array<shape, 1 + sizeof...(Tensors)> operands{shape_of<x>, shape_of<tensor_view<Tensors, Index, T>>...};
        w.put("  ");
        w.cell();
        write_name(w, s, s.y());
        write_line<forward>(w, s, s.y(), "forward", forward_formula(), operands);
    }

    static constexpr void write_gradients(writer& w, const scope& s) {
        using expressions = decltype(layer::template gradient<Batch, in, out, T>(std::declval<x>(), std::declval<dy>()));
        const tensor_name* tensor = tensors.data();
        const auto write = [&]<class Expression>(shape assigned) {
            const std::array<shape, 2> operands{shape_of<x>, shape_of<dy>};
            w.put("  ");
            w.cell();
            w.put("dL/d");
            write_tensor(w, s, *tensor++);
            write_line<Expression>(w, s, assigned, "gradient", {}, operands);
        };
        [&]<class... Expressions>(boost::hana::tuple<Expressions...>*) {
            (write.template operator()<Expressions>(shape_of<gradient_view<Tensors, Index, T>>), ...);
        }(static_cast<expressions*>(nullptr));
    }

    static constexpr void write_backward(writer& w, const scope& s) {
        const std::array<shape, 2 + sizeof...(Tensors)> operands{shape_of<kept>, shape_of<dy>,
                                                                 shape_of<tensor_view<Tensors, Index, T>>...};
        w.put("  ");
        w.cell();
        write_name(w, s, dual(s.x()));
        write_line<backward>(w, s, dual(s.x()), "backward", backward_formula(), operands);
    }

private:
    /// The shape of the result and the expression, behind the name of the result.
    template <class Expression>
    static constexpr void write_line(writer& w, const scope& s, shape result, std::string_view function,
                                     std::string_view formula, std::span<const shape> operands) {
        if constexpr (term<Expression>::is_product) result = term<Expression>::result;
        write_result_shape(w, result);
        term<Expression>::write(w, s, function, formula, operands);
        w.put('\n');
    }
};

/// The names of the features at all places: where a layer is a product, and where not, its forward expression says.
template <class Network, dim Batch, Scalar T, std::size_t... I>
[[nodiscard]] consteval std::array<place_name, Network::depth + 1> name_places(std::index_sequence<I...>) {
    constexpr std::array<bool, Network::depth> is_product{
        term<typename evaluated<Network, I, Batch, T>::forward>::is_product...};
    std::array<place_name, Network::depth + 1> names{};
    names[0].features = Network::features(0);
    std::size_t activations = 0;
    for (std::size_t i = 0; i < Network::depth; ++i) {
        const place_name& before = names[i];
        place_name& name = names[i + 1];
        name = before;
        if (is_product[i]) {
            ++name.product;
            name.letter = 'A';
            name.number = name.product;
            name.primes = 0;
        } else if (before.letter == 'A') {
            name.letter = 'Z';
        } else {
            ++name.primes;
        }
        if (name.letter == 'Z' && i + 1 < Network::depth) ++activations;
    }
    ((names[I + 1].features = Network::features(I + 1)), ...);
    for (place_name& name : names) {
        if (name.letter == 'Z' && activations == 1) name.number = 0;
    }
    names[Network::depth].letter = 'Y';
    names[Network::depth].number = 0;
    names[Network::depth].primes = 0;
    return names;
}

template <class Network, class Loss, std::size_t Batch, Scalar T>
struct derivation_text {
    static constexpr void write(writer& w) {
        w.put("forward\n");
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (at<I>::write_forward(w, scope_at<I>()), ...);
        }(std::make_index_sequence<Network::depth>{});
        write_loss(w);
        w.put("backward\n");
        write_loss_gradient(w);
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (write_back<meeting::layers - 1 - I>(w), ...);
        }(std::make_index_sequence<meeting::layers>{});
    }

private:
    using meeting = turn<Network, Loss>;
    static constexpr dim rows = batch(Batch);
    using training = pass<Network, meeting::layers, Network::lowest_gradient, rows, T>;
    template <std::size_t Index>
    using at = evaluated<Network, Index, rows, T>;

    static constexpr auto places = name_places<Network, rows, T>(std::make_index_sequence<Network::depth>{});

    template <std::size_t Index>
    static constexpr scope scope_at() {
        return {rows, places, at<Index>::tensors, at<Index>::layer::name, Index, term<typename at<Index>::forward>::is_product};
    }

    static constexpr void write_loss(writer& w) {
        const shape y{rows, Network::features(Network::depth)};
        w.put(meeting::fused ? "loss, fused with softmax\n  " : "loss\n  ");
        w.cell();
        w.put('L');
        write_result_shape(w, {dim(1), dim(1)});
        w.put(Loss::name);
        w.put("(Y ");
        write_shape(w, y);
        w.put(", T ");
        write_shape(w, y);
        w.put("), B = ");
        w.put(Batch);
        w.put(", K = ");
        w.put(Network::outputs);
        w.put('\n');
    }

    static constexpr void write_loss_gradient(writer& w) {
        w.put("  ");
        w.cell();
        w.put("dL/d");
        write_place(w, places[meeting::layers]);
        write_result_shape(w, shape_of<decltype(training::template gradient<meeting::layers>(std::declval<T*>()))>);
        if constexpr (requires { meeting::loss::gradient_formula; }) {
            w.put(meeting::loss::gradient_formula);
        } else {
            w.put(meeting::loss::name);
            w.put("::rows(Y, T)");
        }
        w.put('\n');
    }

    /// What `pass::backward` evaluates in this layer, under the same conditions.
    template <std::size_t Index>
    static constexpr void write_back(writer& w) {
        if constexpr (at<Index>::trains) at<Index>::write_gradients(w, scope_at<Index>());
        if constexpr (Index >= Network::lowest_gradient) at<Index>::write_backward(w, scope_at<Index>());
    }
};

}  // namespace report

/// Writes the derivation of a network and a loss, `derivation<Network, Loss, Batch>(out)`, line by line: the forward pass, the
/// loss, and what `pass::backward` evaluates in training, layer by layer from the last.
///
///   out: an output iterator of char    return the iterator past the text, which ends with a new line
///
/// Each product, with its operands and their shapes, is read from the type of the expression that the layer gives. Names of
/// features are those of `report::place_name`; W1 and b1 are the weight and the bias of the product A1, and other tensors have
/// their name in the network. A layer that is not a product may offer a `forward_formula` and a `backward_formula` in X, Y, dY
/// and the names of its tensors; where the formula speaks of other matrices than the expression has, the latter are printed.
template <class Network, class Loss, std::size_t Batch, Scalar T = float, std::output_iterator<char> Out>
constexpr Out derivation(Out out) {
    return std::ranges::copy(report::composed<report::derivation_text<Network, Loss, Batch, T>>, std::move(out)).out;
}

}  // namespace chainrule
