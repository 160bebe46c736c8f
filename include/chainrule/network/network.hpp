// A network: a left scan of its layers forward, a right scan of the same layers backward.
#pragma once

#include <chainrule/algebra/elementwise.hpp>
#include <chainrule/layers/frozen.hpp>
#include <chainrule/layers/layer.hpp>
#include <chainrule/network/parameters.hpp>
#include <chainrule/network/pass.hpp>
#include <chainrule/network/plan.hpp>
#include <chainrule/shape/matrix.hpp>

#include <boost/hana/tuple.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

namespace chainrule {

/// Features out of layer `Index` equal features into layer `Index + 1`.
template <std::size_t Index, std::size_t Gives, std::size_t Takes>
concept AdjacentLayersAgree = (Gives == Takes);

namespace claims {

template <class L>
consteval bool layer() {
    static_assert(LayerHasName<L>, "layer: it lacks `static constexpr const char* name`");
    static_assert(
        LayerSaysWhatItKeeps<L>,
        "layer: it lacks `static constexpr bool in_place`, or is in place and does not give as many features as it takes");
    static_assert(LayerSaysWhetherItTrains<L>, "layer: it lacks `static constexpr bool trainable`");
    static_assert(LayerNamesItsTensors<L>, "layer: it lacks `using tensors = boost::hana::tuple<tensor<...>...>`");
    if constexpr (LayerNamesItsTensors<L>) {
        static_assert(LayerKeepsWhatItsGradientNeeds<L>,
                      "layer: with tensors that train it cannot be in place, for their gradient needs its input");
        static_assert(LayerOverwritesNoFactor<L>,
                      "layer: with a product it cannot be in place, for it would overwrite its factors");
        static_assert(LayerGoesForward<L>, "layer: it lacks a `forward` that gives what can be assigned to y (Batch, Y)");
        static_assert(LayerGoesBackward<L>, "layer: it lacks a `backward` that gives what can be assigned to dx (Batch*, X*)");
        static_assert(LayerHasGradient<L>, "layer: it lacks a `gradient` that gives one expression for each of its tensors");
    }
    return true;
}

template <std::size_t Index, std::size_t Gives, std::size_t Takes>
consteval bool adjacent() {
    static_assert(AdjacentLayersAgree<Index, Gives, Takes>,
                  "network: a layer must take as many features as the layer before it gives");
    return true;
}

template <class Tensors>
inline constexpr std::size_t tensor_elements = 0;
template <class... Tensors>
inline constexpr std::size_t tensor_elements<boost::hana::tuple<Tensors...>> = (std::size_t{0} + ... + Tensors::size);

}  // namespace claims

/// A name like "0.weight" taken apart: the layer, and where its name in the layer begins; without a number and a dot, no layer
/// has that index.
struct tensor_name {
    std::size_t layer;
    std::size_t begin;
};
[[nodiscard]] constexpr tensor_name parse_tensor_name(const char* name) {
    std::size_t layer = 0;
    std::size_t i = 0;
    for (; name[i] >= '0' && name[i] <= '9' && i < 9; ++i) layer = 10 * layer + static_cast<std::size_t>(name[i] - '0');
    return i > 0 && name[i] == '.' ? tensor_name{layer, i + 1} : tensor_name{static_cast<std::size_t>(-1), 0};
}

/// The class that a network gives the largest value, and that value.
template <Scalar T>
struct classification {
    std::size_t index;
    T confidence;
};

/// A network of layers, Y = L_n(... L_1(X)): an empty description, whose parameters are data.
///
///   X (Batch, inputs)    Y (Batch, outputs)
///
/// `network<layers...>` is the one whose policy follows the compiler's options.
///
/// Error: "network: a layer must take as many features as the layer before it gives", with the index of the layer before and
/// both numbers; or what a layer lacks.
template <policy Policy, class First, class... Rest>
struct basic_network {
    static constexpr chainrule::policy policy = Policy;

    static constexpr std::size_t depth = 1 + sizeof...(Rest);

    using layers = boost::hana::tuple<First, Rest...>;
    template <std::size_t Index>
    using layer = std::remove_cvref_t<decltype(std::declval<layers>()[boost::hana::size_c<Index>])>;

    static_assert((claims::layer<First>() && ... && claims::layer<Rest>()));
    static_assert((std::is_same_v<chainrule::input_element<Rest, float>, float> && ... && true),
                  "network: only the first layer can take raw integers");
    static_assert(DeclaresExtents<First>, "network: the first layer must say how many features it takes");

    static constexpr std::size_t inputs = First::inputs;

private:
    template <std::size_t... I>
    static consteval auto find_facts(std::index_sequence<I...>) {
        std::array<layer_facts, depth> found{};
        std::size_t width = inputs;
        const auto add = [&]<std::size_t Index, class L>() {
            found[Index] = {width,
                            width,
                            L::in_place,
                            L::trainable,
                            thawed_layer<L>::is_frozen,
                            claims::tensor_elements<typename L::tensors>,
                            claims::of<L, typename L::tensors>::multiply_adds()};
            if constexpr (DeclaresExtents<L>) {
                found[Index].inputs = L::inputs;
                found[Index].outputs = L::outputs;
            }
            width = found[Index].outputs;
        };
        (add.template operator()<I, layer<I>>(), ...);
        return found;
    }

public:
    static constexpr std::array<layer_facts, depth> facts = find_facts(std::make_index_sequence<depth>{});

private:
    template <std::size_t... I>
    static consteval bool adjacent_layers_agree(std::index_sequence<I...>) {
        return (claims::adjacent<I, facts[I].outputs, facts[I + 1].inputs>() && ... && true);
    }
    static_assert(adjacent_layers_agree(std::make_index_sequence<depth - 1>{}));

    // Numbers of the first `index` layers, of those that train, are fixed, or are frozen.
    static consteval std::size_t count(bool trainable, bool frozen, std::size_t index) {
        std::size_t n = 0;
        for (std::size_t i = 0; i < index; ++i) {
            n += facts[i].trainable == trainable && facts[i].frozen == frozen ? facts[i].parameters : 0;
        }
        return n;
    }
    static consteval std::size_t first_trainable_layer() {
        for (std::size_t i = 0; i < depth; ++i) {
            if (facts[i].trainable && facts[i].parameters > 0) return i;
        }
        return depth;
    }

public:
    static constexpr std::size_t outputs = facts[depth - 1].outputs;

    /// Numbers that train; all parameters, which are these and the fixed ones of layers like `scale_shift`; and beside the
    /// parameters those of frozen layers.
    static constexpr std::size_t trainable_count = count(true, false, depth);
    static constexpr std::size_t parameter_count = trainable_count + count(false, false, depth);
    static constexpr std::size_t frozen_count = count(false, true, depth);

    /// The network without `frozen`, whose parameters the frozen layers read.
    using thawed = basic_network<Policy, typename thawed_layer<First>::type, typename thawed_layer<Rest>::type...>;

    /// Multiplications followed by an addition in one inference of one sample, as the types of what the layers compute say.
    static constexpr std::size_t multiply_adds = [] {
        std::size_t n = 0;
        for (const layer_facts& f : facts) n += f.multiply_adds;
        return n;
    }();

    /// The elements of X: T, or what a first layer of raw integers takes.
    template <Scalar T = float>
    using input_element = chainrule::input_element<First, T>;

    template <Scalar T = float>
    using parameters = chainrule::parameters<basic_network, T>;
    template <Scalar T = float>
    using gradients = chainrule::gradients<basic_network, T>;

    /// The features at a place: place 0 is the input, place i + 1 the output of layer i.
    [[nodiscard]] static consteval dim features(std::size_t place) {
        return feature(place, place == 0 ? inputs : facts[place - 1].outputs);
    }

    /// Position of the first number of a layer among the parameters; of a frozen one, among those of the thawed network.
    [[nodiscard]] static consteval std::size_t offset(std::size_t index) {
        if (facts[index].frozen) return thawed::offset(index);
        return (facts[index].trainable ? 0 : trainable_count) + count(facts[index].trainable, false, index);
    }

private:
    template <class Network, std::size_t... I>
    static consteval std::array<std::size_t, depth> offsets(std::index_sequence<I...>) {
        return {Network::offset(I)...};
    }
    static constexpr std::array<std::size_t, depth> offset_of = offsets<basic_network>(std::make_index_sequence<depth>{});
    static constexpr std::array<std::size_t, depth> thawed_offset_of = offsets<thawed>(std::make_index_sequence<depth>{});

    template <class Tensor, std::size_t Place, std::size_t Offset>
    struct found_tensor {
        static constexpr dim rows = placed(Tensor::rows, Place);
        static constexpr dim columns = placed(Tensor::columns, Place);
        static constexpr order elements = Tensor::elements;
        static constexpr std::size_t offset = Offset;
        static constexpr std::size_t layer = Place;
    };

    template <text Name>
    static consteval auto find() {
        constexpr tensor_name name = parse_tensor_name(Name.characters);
        static_assert(name.layer < depth, "network: no tensor has this name");
        using found = decltype(find_in<Name, name, offset(name.layer)>(typename layer<name.layer>::tensors{}));
        static_assert(!std::is_void_v<found>, "network: no tensor has this name");
        return std::type_identity<found>{};
    }

    template <text Name, tensor_name Parsed, std::size_t Offset, class Tensor, class... More>
    static consteval auto find_in(boost::hana::tuple<Tensor, More...>) {
        if constexpr (same_text(Name.characters + Parsed.begin, Tensor::name)) {
            return found_tensor<Tensor, Parsed.layer, Offset>{};
        } else {
            return find_in<Name, Parsed, Offset + Tensor::size>(boost::hana::tuple<More...>{});
        }
    }
    template <text Name, tensor_name Parsed, std::size_t Offset>
    static consteval void find_in(boost::hana::tuple<>) {}

public:
    /// The lowest place whose gradient training needs: the output of the first layer that trains.
    static constexpr std::size_t lowest_gradient = first_trainable_layer() + 1;

    /// Bytes of workspace that a prediction takes on the stack, beside input and result.
    template <std::size_t Batch, Scalar T = float>
    static constexpr std::size_t inference_bytes = plan_inference(facts).width * Batch * sizeof(T);

    /// Bytes of workspace that forward and backward take through all layers, down to the first that trains; a trainer that
    /// fuses loss and softmax may take less, see `sizeof` of it.
    template <std::size_t Batch, Scalar T = float>
    static constexpr std::size_t training_bytes = plan_training(facts, depth, lowest_gradient).width * Batch * sizeof(T);

    /// The tensor of a name like "0.weight": its layer's index, a dot, its name in the layer; with its place among the numbers.
    template <text Name>
    using named = typename decltype(find<Name>())::type;

    /// Parameters whose frozen layers read `from`, which must live as long as they do, and whose other layers start from it.
    ///
    ///   from: parameters of the network without `frozen`, in flash for example
    ///
    /// The only way to parameters of a network with frozen layers: made otherwise they have nothing to read.
    template <Scalar T>
    [[nodiscard]] static constexpr chainrule::parameters<basic_network, T> freeze(
        const chainrule::parameters<thawed, T>& from) {
        chainrule::parameters<basic_network, T> p{};
        if constexpr (frozen_count > 0) p.frozen.numbers = from.values.data();
        for (std::size_t i = 0; i < depth; ++i) {
            if (facts[i].frozen) continue;
            for (std::size_t j = 0; j < facts[i].parameters; ++j)
                p.values[offset_of[i] + j] = from.values[thawed_offset_of[i] + j];
        }
        return p;
    }
    template <Scalar T>
    static void freeze(const chainrule::parameters<thawed, T>&& from) = delete;  // frozen layers would read what is gone

    /// The parameters of the network without `frozen`, complete; copies.
    template <Scalar T>
    [[nodiscard]] static constexpr chainrule::parameters<thawed, T> thaw(const chainrule::parameters<basic_network, T>& p) {
        chainrule::parameters<thawed, T> complete{};
        for (std::size_t i = 0; i < depth; ++i) {
            const T* from = p.values.data();
            std::size_t at = offset_of[i];
            if constexpr (frozen_count > 0) {
                if (facts[i].frozen) {
                    from = p.frozen.numbers;
                    at = thawed_offset_of[i];
                }
            }
            for (std::size_t j = 0; j < facts[i].parameters; ++j) complete.values[thawed_offset_of[i] + j] = from[at + j];
        }
        return complete;
    }

    /// Prediction, Y = network(X), for any batch size with the same parameters.
    ///
    ///   X (Batch, inputs)    return Y (Batch, outputs)
    ///
    /// Error: an X of another width, or parameters of another network, do not compile; the message names both shapes.
    template <dim Batch, Scalar T, storage S>
    [[nodiscard]] static constexpr matrix<Batch, outputs, T> predict(
        const chainrule::parameters<basic_network, T>& p, const matrix<Batch, inputs, input_element<T>, order::columns, S>& x) {
        matrix<Batch, outputs, T> y;
        using all = inference<basic_network, batch(Batch.extent), T>;
        kernels::run<Policy>([](auto... a) __attribute__((always_inline)) { all::run(a...); }, &p, x.data(), y.values);
        return y;
    }

    /// The class of one sample, argmax_k Y_k, and its value, which after softmax is its probability; the first of equals.
    ///
    ///   x (1, inputs)    return index below outputs, and confidence
    ///
    /// A prediction that is not a number gives confidence NaN.
    template <Scalar T, storage S>
    [[nodiscard]] static constexpr classification<T> classify(const chainrule::parameters<basic_network, T>& p,
                                                              const matrix<1, inputs, input_element<T>, order::columns, S>& x) {
        const auto y = predict(p, x);
        classification<T> best{0, y(0, 0)};
        for (std::size_t k = 1; k < outputs; ++k) {
            if (y(0, k) > best.confidence || numeric::is_nan(y(0, k))) best = {k, y(0, k)};
        }
        return best;
    }

    /// Gradient with respect to the input, dX = dY (dY/dX), from the gradient dY of any function of the prediction.
    ///
    ///   X (Batch, inputs)    dY (Batch, outputs)    return dX (Batch, inputs)
    template <dim Batch, Scalar T, storage SX, storage SY>
    [[nodiscard]] static constexpr matrix<Batch, inputs, T> input_gradient(
        const chainrule::parameters<basic_network, T>& p, const matrix<Batch, inputs, input_element<T>, order::columns, SX>& x,
        const matrix<Batch, outputs, T, order::columns, SY>& dy) {
        using all = pass<basic_network, depth, 0, batch(Batch.extent), T>;
        T workspace[all::elements]{};
        all::forward(p, x.data(), workspace);
        const auto dy_there = all::template gradient<depth>(workspace);
        for (std::size_t i = 0; i < Batch.extent * outputs; ++i) dy_there.data()[i] = dy.data()[i];
        all::backward(p, x.data(), workspace, ignore_gradients{});
        matrix<Batch, inputs, T> dx{};
        for (std::size_t i = 0; i < Batch.extent * inputs; ++i) dx.values[i] = all::template gradient<0>(workspace).data()[i];
        return dx;
    }
};

/// A network of layers under the policy that the compiler's options ask for.
template <class... Layers>
using network = basic_network<default_policy, Layers...>;

}  // namespace chainrule
