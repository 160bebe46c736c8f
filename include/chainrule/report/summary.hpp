// What a network and its trainer hold, as a table.
#pragma once

#include <chainrule/network/network.hpp>
#include <chainrule/report/writer.hpp>
#include <chainrule/training/accumulating.hpp>
#include <chainrule/training/trainer.hpp>
#include <chainrule/training/turn.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string_view>
#include <type_traits>
#include <utility>

namespace chainrule {

namespace report {

namespace column {
enum : std::size_t { layer, shape, parameters, bytes, multiply_adds, total_name, total };
}

constexpr void write_total(writer& w, std::string_view name, std::size_t value) {
    w.cell();
    w.put(name);
    w.fill(column::total_name);
    w.put("  ");
    w.right(column::total, value);
    w.put('\n');
}

template <std::size_t Batch>
constexpr void write_inference(writer& w, std::size_t size) {
    w.cell();
    w.put("workspace of an inference, batch ");
    w.put(Batch);
    w.put(", bytes");
    w.fill(column::total_name);
    w.put("  ");
    w.right(column::total, size);
    w.put('\n');
}

template <class Network, Scalar T, std::size_t... Batch>
struct summary_text {
    static constexpr void write(writer& w) {
        w.cell();
        w.put("layer");
        w.fill(column::layer);
        w.put("  ");
        w.cell();
        w.put("output shape");
        w.fill(column::shape);
        w.put("  ");
        w.right(column::parameters, "parameters");
        w.put("  ");
        w.right(column::bytes, "bytes");
        w.put("  ");
        w.right(column::multiply_adds, "multiply-adds");
        w.put('\n');
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (write_layer(w, I, Network::template layer<I>::name), ...);
        }(std::make_index_sequence<Network::depth>{});
        w.put('\n');
        write_total(w, "parameters", Network::parameter_count);
        write_total(w, "  trainable", Network::trainable_count);
        write_total(w, "  not trainable", Network::parameter_count - Network::trainable_count);
        if constexpr (Network::frozen_count > 0) write_total(w, "frozen, read where they lie", Network::frozen_count);
        write_total(w, "parameters, bytes", sizeof(typename Network::template parameters<T>));
        write_total(w, "multiply-adds for one sample", Network::multiply_adds);
        (write_inference<Batch>(w, Network::template inference_bytes<Batch, T>), ...);
    }

private:
    static constexpr void write_layer(writer& w, std::size_t index, std::string_view name) {
        const layer_facts& facts = Network::facts[index];
        w.cell();
        w.put(index);
        w.put(' ');
        w.put(name);
        if (facts.frozen) w.put(", frozen");
        w.fill(column::layer);
        w.put("  ");
        w.cell();
        w.put("(batch, ");
        w.put(facts.outputs);
        w.put(')');
        w.fill(column::shape);
        w.put("  ");
        w.right(column::parameters, facts.parameters);
        w.put("  ");
        w.right(column::bytes, facts.parameters * sizeof(T));
        w.put("  ");
        w.right(column::multiply_adds, facts.multiply_adds);
        w.put('\n');
    }
};

/// The trainer's own members, which it protects, by their sizes.
template <class Training>
struct sizes_inside : Training {
    static constexpr std::size_t parameters = sizeof(sizes_inside::parameters_);
    static constexpr std::size_t gradient = sizeof(sizes_inside::gradient_);
    static constexpr std::size_t state = std::is_empty_v<decltype(sizes_inside::state_)> ? 0 : sizeof(sizes_inside::state_);
    static constexpr std::size_t optimizer = sizeof(sizes_inside::optimizer_) + state;
    static constexpr std::size_t workspace = sizeof(sizes_inside::workspace_);
    static constexpr std::size_t rest = sizeof(Training) - parameters - gradient - optimizer - workspace;
};

template <class Trainer>
struct facts_of;
template <class Network, class Loss, class Optimizer, std::size_t Batch, Scalar T>
struct facts_of<trainer<Network, Loss, Optimizer, Batch, T>> {
    using table = summary_text<Network, T, 1>;

    static constexpr void write(writer& w) {
        w.put("\ntrainer: ");
        w.put(Loss::name);
        if (turn<Network, Loss>::fused) w.put(" fused with softmax");
        w.put(", ");
        w.put(Optimizer::name);
        w.put(", batch ");
        w.put(Batch);
        w.put('\n');
    }
};

/// The `trainer` that a type is, or that gathers in it.
template <class Network, class Loss, class Optimizer, std::size_t Batch, Scalar T>
facts_of<trainer<Network, Loss, Optimizer, Batch, T>> facts_through(const trainer<Network, Loss, Optimizer, Batch, T>*);
template <class Gathering>
facts_of<Gathering> facts_through(const accumulating<Gathering>*);

template <class Training>
struct training_summary_text {
    static constexpr void write(writer& w) {
        using facts = decltype(facts_through(std::declval<const Training*>()));
        using sizes = sizes_inside<Training>;
        facts::table::write(w);
        facts::write(w);
        write_total(w, "  parameters, bytes", sizes::parameters);
        write_total(w, "  gradient, bytes", sizes::gradient);
        write_total(w, "  optimizer, bytes", sizes::optimizer);
        write_total(w, "  workspace, bytes", sizes::workspace);
        if (sizes::rest > 0) write_total(w, "  other, bytes", sizes::rest);
        write_total(w, "  total, bytes", sizeof(Training));
    }
};

}  // namespace report

/// A `trainer`, or one that gathers gradients, `accumulating<trainer<...>>`.
template <class T>
concept Trainer = requires(const T* t) { report::facts_through(t); };

/// Writes a table of the layers of a network, `summary<Network>(out)`: output shape, parameters, their bytes as T, and
/// multiply-adds for one sample; then the totals, and the workspace that an inference takes for each size of batch given.
///
///   out: an output iterator of char    return the iterator past the text, which ends with a new line
template <class Network, Scalar T = float, std::size_t... Batch, std::output_iterator<char> Out>
    requires(!Trainer<Network>)
constexpr Out summary(Out out) {
    if constexpr (sizeof...(Batch) == 0) {
        return std::ranges::copy(report::composed<report::summary_text<Network, T, 1>>, std::move(out)).out;
    } else {
        return std::ranges::copy(report::composed<report::summary_text<Network, T, Batch...>>, std::move(out)).out;
    }
}

/// The same for the network of a trainer, `summary<trainer<...>>(out)`, and what the trainer's bytes hold.
template <Trainer Training, std::output_iterator<char> Out>
constexpr Out summary(Out out) {
    return std::ranges::copy(report::composed<report::training_summary_text<Training>>, std::move(out)).out;
}

}  // namespace chainrule
