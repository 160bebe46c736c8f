// Forward and backward through the layers of a network, in place in one workspace.
#pragma once

#include <chainrule/algebra/elementwise.hpp>
#include <chainrule/algebra/product.hpp>
#include <chainrule/layers/layer.hpp>
#include <chainrule/network/parameters.hpp>
#include <chainrule/network/plan.hpp>
#include <chainrule/shape/matrix.hpp>

#include <boost/hana/tuple.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace chainrule {

/// Position of tensor `index` among the tensors of its layer.
template <class... Tensors>
[[nodiscard]] consteval std::size_t tensor_offset(std::size_t index) {
    const std::size_t sizes[] = {Tensors::size..., 0};
    std::size_t n = 0;
    for (std::size_t i = 0; i < index; ++i) n += sizes[i];
    return n;
}

/// Calls f with the views of the tensors of layer `Index`.
template <std::size_t Index, class Network, Scalar T, class Function>
[[gnu::always_inline]] constexpr void with_tensors(const parameters<Network, T>& p, Function f) {
    [&]<class... Tensors, std::size_t... J>(boost::hana::tuple<Tensors...>*, std::index_sequence<J...>)
        __attribute__((always_inline)) {
            f(tensor_view<Tensors, Index, T>(p.template layer<Index>() + tensor_offset<Tensors...>(J))...);
        }(static_cast<typename Network::template layer<Index>::tensors*>(nullptr),
          std::make_index_sequence<claims::tensor_count<typename Network::template layer<Index>::tensors>>{});
}

/// Y = layer(X): from the features at place `Index` to those at the next.
template <std::size_t Index, dim Batch, class Network, Scalar T, Element From>
[[gnu::always_inline]] constexpr void apply_layer(const parameters<Network, T>& p, const From* x, T* y) {
    constexpr dim in = Network::features(Index);
    constexpr dim out = Network::features(Index + 1);
    with_tensors<Index>(p, [&](const auto&... w) __attribute__((always_inline)) {
        kernels::compute<Network::policy>(
            view<Batch, out, T>(y),
            Network::template layer<Index>::template forward<Batch, in, out, T>(const_view<Batch, in, From>(x), w...));
    });
}

namespace kernels {

/// Computes the gradients of the tensors of a layer, which lie one after the other from g on, `Each` for each by its function.
/// Those of a weight and the bias below it, X^T dY and 1^T dY, are computed together where there is a way.
template <policy Policy, start Start, class First, class... Rest, Scalar T, class Each, class Expression, class... More>
[[gnu::always_inline]] constexpr void compute_gradients(T* g, Each each, const Expression& expression, const More&... more) {
    if constexpr (lies_by_rows<First> && requires { multiply_and_sum<Policy, Start>(g, expression, more...); }) {
        if (!std::is_constant_evaluated() && ((expression.b == more.b) && ...)) {
            multiply_and_sum<Policy, Start>(g, expression, more...);
            return;
        }
        if constexpr (numeric::native_lanes<T> > 1) {
            // No layer here comes to this at run time, and tiles of vectors would take long to compile.
            multiply_and_sum_in_loops<Start>(g, expression, more...);
            return;
        }
    }
    each(First(g), expression);
    if constexpr (sizeof...(Rest) > 0) {
        compute_gradients<Policy, Start, Rest...>(g + decltype(First(g).span())::extent, each, more...);
    }
}

}  // namespace kernels

/// Where the gradient of the tensors goes: nowhere, over what is there, or on top of it. `write<Offset, Gradients...>` takes
/// the expressions of all tensors of a layer, which begin there among those that train, in the shapes `Gradients`.
struct ignore_gradients {};
template <class Network, Scalar T>
struct assign_gradients {
    T* values;
    template <std::size_t Offset, class... Gradients, class... Expressions>
    [[gnu::always_inline]] constexpr void write(const Expressions&... expressions) const {
        kernels::compute_gradients<Network::policy, kernels::start::zero, Gradients...>(
            values + Offset,
            [](auto dw, const auto& expression)
                __attribute__((always_inline)) { kernels::compute<Network::policy>(dw, expression); },
            expressions...);
    }
};
template <class Network, Scalar T>
struct accumulate_gradients {
    T* values;
    template <std::size_t Offset, class... Gradients, class... Expressions>
    [[gnu::always_inline]] constexpr void write(const Expressions&... expressions) const {
        kernels::compute_gradients<Network::policy, kernels::start::existing, Gradients...>(
            values + Offset,
            [](auto dw, const auto& expression) __attribute__((always_inline)) {
                static_assert(
                    requires { accumulate(dw, expression); },
                    "accumulating: the gradient of a layer must be a product, or have an accumulate(view, expression)");
                if constexpr (requires { accumulate<Network::policy>(dw, expression); }) {
                    accumulate<Network::policy>(dw, expression);
                } else {
                    accumulate(dw, expression);
                }
            },
            expressions...);
    }
};

/// The first `Count` layers of a network over one batch, with gradients down to the features at place `Stop`.
template <class Network, std::size_t Count, std::size_t Stop, dim Batch, Scalar T>
struct pass {
    static constexpr auto plan = plan_training(Network::facts, Count, Stop);

    using input = typename Network::template input_element<T>;

    /// Elements of the workspace.
    static constexpr std::size_t elements = plan.width * Batch.extent;

    /// The features at a place above 0, after `forward`; a view into the workspace.
    template <std::size_t Place>
    [[nodiscard, gnu::always_inline]] static constexpr auto activation(T* workspace) {
        return view<Batch, Network::features(Place), T>(workspace + plan.activation[Place] * Batch.extent);
    }

    /// The gradient with respect to the features at a place, after `backward` has come down to it and before it has passed
    /// on; a view into the workspace.
    template <std::size_t Place>
    [[nodiscard, gnu::always_inline]] static constexpr auto gradient(T* workspace) {
        return view<dual(Batch), dual(Network::features(Place)), T>(workspace + plan.gradient[Place] * Batch.extent);
    }

    /// Left scan of the layers: each activation stays in the workspace for the backward pass.
    ///
    ///   x: Batch x inputs elements, features outermost
    [[gnu::always_inline]] static constexpr void forward(const parameters<Network, T>& p, const input* x, T* workspace) {
        [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
            (apply_layer<I, Batch>(p, before<I>(x, workspace), workspace + plan.activation[I + 1] * Batch.extent), ...);
        }(std::make_index_sequence<Count>{});
    }

    /// Right scan of the layers, from the gradient at place `Count`, which is in the workspace: each takes the gradient shaped
    /// like its output, passes on the one shaped like its input, and gives `sink` those shaped like its tensors.
    template <class Sink>
    [[gnu::always_inline]] static constexpr void backward(const parameters<Network, T>& p, const input* x, T* workspace,
                                                          Sink sink) {
        [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
            (step_back<Count - 1 - I>(p, x, workspace, sink), ...);
        }(std::make_index_sequence<Count>{});
    }

private:
    // What a layer takes: x, or what the layer before gives.
    template <std::size_t Index>
    [[nodiscard, gnu::always_inline]] static constexpr auto before(const input* x, T* workspace) {
        if constexpr (Index == 0) {
            return x;
        } else {
            return static_cast<const T*>(workspace + plan.activation[Index] * Batch.extent);
        }
    }

    template <std::size_t Index, class Sink>
    [[gnu::always_inline]] static constexpr void step_back(const parameters<Network, T>& p, const input* x, T* workspace,
                                                           Sink sink) {
        using layer = typename Network::template layer<Index>;
        constexpr dim in = Network::features(Index);
        constexpr dim out = Network::features(Index + 1);
        const auto* const taken = before<Index>(x, workspace);
        const const_view<Batch, in, std::remove_cvref_t<decltype(*taken)>> given(taken);
        const const_view<dual(Batch), dual(out), T> dy(gradient<Index + 1>(workspace));

        if constexpr (Index >= Stop) {
            with_tensors<Index>(p, [&](const auto&... w) __attribute__((always_inline)) {
                const auto kept = [&]() __attribute__((always_inline)) {
                    if constexpr (layer::in_place) {
                        return const_view<Batch, out, T>(activation<Index + 1>(workspace));
                    } else {
                        return given;
                    }
                }();
                kernels::compute<Network::policy>(gradient<Index>(workspace),
                                                  layer::template backward<Batch, in, out, T>(kept, dy, w...));
            });
        }
        // Last, for the sink may move the parameters.
        if constexpr (layer::trainable && Network::facts[Index].parameters > 0 && !std::is_same_v<Sink, ignore_gradients>) {
            write_gradients<Index>(layer::template gradient<Batch, in, out, T>(given, dy), sink,
                                   static_cast<typename layer::tensors*>(nullptr));
        }
    }

    template <std::size_t Index, class Expressions, class Sink, class... Tensors>
    [[gnu::always_inline]] static constexpr void write_gradients(const Expressions& expressions, Sink sink,
                                                                 boost::hana::tuple<Tensors...>*) {
        kernels::unpack(expressions, [&](const auto&... each) __attribute__((always_inline)) {
            sink.template write<Network::offset(Index), gradient_view<Tensors, Index, T>...>(each...);
        });
    }
};

/// One inference: neighbouring activations in turn at the two ends of a workspace on the stack.
template <class Network, dim Batch, Scalar T>
struct inference {
    static constexpr auto plan = plan_inference(Network::facts);

    /// Y = network(X).
    ///
    ///   x: Batch x inputs elements    y: Batch x outputs elements, features outermost
    [[gnu::always_inline]] static constexpr void run(const parameters<Network, T>* p,
                                                     const typename Network::template input_element<T>* x, T* y) {
        if constexpr (plan.width == 0) {
            run_in<0>(*p, x, y, nullptr);
        } else {
            alignas(alignment<T, (Batch.extent > 1)>) T workspace[plan.width * Batch.extent];
            run_in<0>(*p, x, y, workspace);
        }
    }

private:
    template <std::size_t Index, Element From>
    [[gnu::always_inline]] static constexpr void run_in(const parameters<Network, T>& p, const From* x, T* y, T* workspace) {
        T* const to = plan.is_result[Index + 1] ? y : workspace + plan.activation[Index + 1] * Batch.extent;
        apply_layer<Index, Batch>(p, x, to);
        if constexpr (Index + 1 < Network::depth) run_in<Index + 1>(p, static_cast<const T*>(to), y, workspace);
    }
};

}  // namespace chainrule
