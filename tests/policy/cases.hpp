// What networks compute under a policy, down to the bits: for the tests on the computer at hand, which compare every one of
// them, and for those on a board, where a hash must do.
#pragma once

#include <chainrule/chainrule.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

namespace policy_cases {

namespace cr = chainrule;

// Networks of pairwise different sizes: every layer, softmax last, in the middle and not at all, no bias, one feature, extents
// on both sides of 4, 8, 16 and 32.
template <cr::policy P>
using five_four_three = cr::basic_network<P, cr::dense<5, 4>, cr::sigmoid, cr::dense<4, 3>, cr::softmax>;
template <cr::policy P>
using many_classes = cr::basic_network<P, cr::dense<11, 19>, cr::relu, cr::dense<19, 17>, cr::softmax>;
template <cr::policy P>
using standardised =
    cr::basic_network<P, cr::scale_shift<7>, cr::dense<7, 9, cr::bias::none>, cr::tanh, cr::dense<9, 2>, cr::scale_shift<2>>;
template <cr::policy P>
using softmax_inside = cr::basic_network<P, cr::dense<3, 6>, cr::softmax, cr::dense<6, 10>, cr::sigmoid>;
template <cr::policy P>
using one_feature = cr::basic_network<P, cr::dense<1, 8>, cr::tanh, cr::dense<8, 1>, cr::softmax, cr::dense<1, 5>, cr::softmax>;
template <cr::policy P>
using deep = cr::basic_network<P, cr::dense<8, 12>, cr::sigmoid, cr::dense<12, 33, cr::bias::none>, cr::relu, cr::dense<33, 13>,
                               cr::tanh, cr::dense<13, 4>, cr::softmax>;
template <cr::policy P>
using broad = cr::basic_network<P, cr::dense<31, 34>, cr::tanh, cr::dense<34, 3>, cr::softmax>;
template <cr::policy P>
using two_activations = cr::basic_network<P, cr::dense<2, 16>, cr::relu, cr::sigmoid, cr::dense<16, 7>, cr::tanh, cr::softmax>;

/// `cross_entropy` that is not fused with a softmax before it.
struct plain_cross_entropy {
    static constexpr const char* name = "plain cross_entropy";
    static constexpr const char* gradient_formula = cr::cross_entropy::gradient_formula;
    static constexpr bool wants_probabilities = true;

    template <cr::policy Policy, cr::numeric::Pack V, std::size_t K, class... Arguments>
    [[nodiscard, gnu::always_inline]] static constexpr V rows(Arguments... arguments) {
        return cr::cross_entropy::rows<Policy, V, K>(arguments...);
    }
};

template <class Optimizer, cr::Scalar T>
constexpr typename Optimizer::template settings<T> settings() {
    return {.learning_rate = T(0.0625)};
}

template <std::size_t Batch, class Network, class Loss, cr::Scalar T>
struct data {
    cr::matrix<Batch, Network::inputs, T> x{};
    cr::matrix<Batch, Network::outputs, T> t{};
    cr::matrix<Batch, Network::outputs, T> dy{};
    std::array<cr::class_index<Network::outputs>, Batch> classes{};

    constexpr explicit data(cr::numeric::pcg32& generator) {
        for (T& v : x.values) v = cr::numeric::normal<T>(generator);
        for (T& v : dy.values) v = cr::numeric::normal<T>(generator);
        for (std::size_t b = 0; b < Batch; ++b) {
            classes[b] = static_cast<cr::class_index<Network::outputs>>(
                cr::numeric::below(generator, static_cast<std::uint32_t>(Network::outputs)));
            // Rows of probabilities, some of them 0.
            T total = T(0);
            for (std::size_t k = 0; k < Network::outputs; ++k) {
                t(b, k) = k == 0 ? T(1) : static_cast<T>(cr::numeric::below(generator, 4));
                total += t(b, k);
            }
            for (std::size_t k = 0; k < Network::outputs; ++k) t(b, k) /= total;
        }
    }
};

template <class Network, cr::Scalar T>
constexpr cr::parameters<Network, T> some_parameters(std::uint64_t seed) {
    auto p = cr::initialize<Network, T>(seed);
    cr::numeric::pcg32 generator(seed + 1);
    for (T& v : p.values) v += cr::numeric::uniform(generator, T(-0.25), T(0.25));
    return p;
}

template <bool First, class A, class B>
constexpr const auto& one_of(const A& a, const B& b) {
    if constexpr (First) {
        return a;
    } else {
        return b;
    }
}

/// What a network and its trainers do with one batch size: forward, backward and steps; and, by optimizer, steps without checks
/// (sgd), steps without the loss (momentum) or gathered updates (adam). Each number goes to `sink`.
template <template <cr::policy> class Network, class Loss, class Optimizer, std::size_t Batch, cr::Scalar T>
struct training {
    template <cr::policy P, class Sink>
    static constexpr void run(Sink& sink) {
        using network = Network<P>;
        using trainer = cr::trainer<network, Loss, Optimizer, Batch, T>;
        cr::numeric::pcg32 generator(Batch);
        const auto p = some_parameters<network, T>(Batch + 1);
        const auto optimizer = settings<Optimizer, T>();
        const auto put = [&sink](const auto& numbers) {
            for (const T v : numbers) sink(v);
        };
        const auto put_result = [&sink](cr::step_result<T> r) {
            sink(r.loss);
            sink(static_cast<T>(r.status));
        };

        trainer stepping(p, optimizer);
        std::conditional_t<std::is_same_v<Optimizer, cr::adam>, cr::accumulating<trainer>, trainer> other_way(p, optimizer);
        for (int i = 0; i < 2; ++i) {
            const data<Batch, network, Loss, T> d(generator);
            constexpr std::size_t part = (Batch + 1) / 2;

            put(network::predict(stepping.parameters(), d.x).values);
            put(network::input_gradient(stepping.parameters(), d.x, d.dy).values);

            // Odd batches step on rows of probabilities and even ones on classes; what does not step alike, the other way
            // round.
            const auto& t = one_of < Batch % 2 == 1 > (d.t, d.classes);
            const auto& other = one_of < Batch % 2 == 0 > (d.t, d.classes);
            put_result(stepping.step(d.x, t));
            put(stepping.gradient().values);
            put(stepping.parameters().values);
            put_result(stepping.step(d.x, t, part));
            put(stepping.parameters().values);

            if constexpr (std::is_same_v<Optimizer, cr::sgd>) {
                other_way.step_unchecked(d.x, other);
                put(other_way.parameters().values);
            } else if constexpr (std::is_same_v<Optimizer, cr::momentum>) {
                sink(static_cast<T>(other_way.step_without_loss(d.x, t, part)));
                put(other_way.gradient().values);
                put(other_way.parameters().values);
            } else {
                put_result(other_way.accumulate(d.x, other));
                put_result(other_way.accumulate(d.x, other, part));
                put(other_way.gradient().values);
                sink(static_cast<T>(other_way.update()));
                put(other_way.parameters().values);
            }
        }
    }
};

/// Numbers on both sides of every limit of exp, tanh and log, then the infinities and NaNs.
template <cr::Scalar T>
constexpr auto extremes() {
    namespace numeric = cr::numeric;
    using bits = typename numeric::format<T>::bits;
    constexpr bool single = sizeof(T) == 4;
    constexpr T far = numeric::detail::decay_limits<T>::far;
    return std::array{T(0),
                      T(1),
                      T(-3.5),
                      T(17),
                      T(0x1p-30),
                      T(-20.5),
                      T(single ? 86.5 : 707.5),
                      T(single ? -87.25 : -708.25),
                      T(single ? 87.625 : 708.75),
                      T(single ? 87.75 : 709.0),
                      T(single ? 88.125 : 709.25),
                      far,
                      -far,
                      std::bit_cast<T>(static_cast<bits>(std::bit_cast<bits>(far) + 1)),
                      -std::bit_cast<T>(static_cast<bits>(std::bit_cast<bits>(far) + 1)),
                      T(single ? 88.75 : 709.8125),
                      T(single ? -88.8125 : -709.875),
                      T(single ? 103.0 : 745.0),
                      T(-1e4),
                      T(1e30),
                      T(-1e30),
                      T(single ? 0x1p120 : 0x1p1000),
                      -numeric::infinity<T>,
                      numeric::infinity<T>,
                      numeric::quiet_nan<T>,
                      std::bit_cast<T>(static_cast<bits>(numeric::format<T>::quiet_nan | numeric::format<T>::sign | 5))};
}
/// Those of them that a constant expression takes as logits: the difference of two is never a NaN or an overflow.
inline constexpr std::size_t proved_extremes = 23;
inline constexpr std::size_t all_extremes = 26;

/// A layer without tensors on `Rounds` batches of random extremes, the first `Among` of them: forward.
template <class Layer, std::size_t Batch, std::size_t Features, cr::Scalar T, std::size_t Among, std::size_t Rounds>
struct forward_of_extremes {
    static constexpr cr::dim rows = cr::batch(Batch);
    static constexpr cr::dim in = cr::feature(0, Features);
    static constexpr cr::dim out = cr::feature(1, Features);

    template <cr::policy P, class Sink>
    static constexpr void run(Sink& sink) {
        constexpr auto values = extremes<T>();
        cr::numeric::pcg32 generator(Batch + Features);
        for (std::size_t round = 0; round < Rounds; ++round) {
            // In some batches most numbers are ordinary, so that rows with one extreme are among them, and rows without.
            const std::uint32_t ordinary = static_cast<std::uint32_t>(round % 4) * 4;
            cr::matrix<rows, in, T> x{};
            for (T& v : x.values) {
                v = cr::numeric::below(generator, 13) < ordinary
                        ? cr::numeric::normal<T>(generator)
                        : values[cr::numeric::below(generator, static_cast<std::uint32_t>(Among))];
            }
            cr::matrix<rows, out, T> y{};
            cr::kernels::run<P>(
                [](const T* from, T* to) __attribute__((always_inline)) {
                    cr::kernels::compute<P>(cr::view<rows, out, T>(to),
                                            Layer::template forward<rows, in, out, T>(cr::const_view<rows, in, T>(from)));
                },
                static_cast<const T*>(x.values), static_cast<T*>(y.values));
            for (const T v : y.values) sink(v == v ? v : cr::numeric::quiet_nan<T>);  // which NaN is the machine's matter
        }
    }
};

/// Calls f<Case, T>(name) for cases of `training`, in four parts. Each network meets the smallest batch, one with a rest beside
/// the vectors of a machine, one in lanes where there is room for it, every optimizer, and double.
template <class F>
void train_five_four_three(F f) {
    f.template operator()<training<five_four_three, cr::cross_entropy, cr::sgd, 1, float>, float>(
        "5-4-3, cross_entropy, sgd, batch 1, float");
    f.template operator()<training<five_four_three, cr::cross_entropy, cr::momentum, 2, float>, float>(
        "5-4-3, cross_entropy, momentum, batch 2, float");
    f.template operator()<training<five_four_three, cr::cross_entropy, cr::adam, 7, float>, float>(
        "5-4-3, cross_entropy, adam, batch 7, float");
    f.template operator()<training<five_four_three, cr::cross_entropy, cr::sgd, 8, float>, float>(
        "5-4-3, cross_entropy, sgd, batch 8, float");
    f.template operator()<training<five_four_three, cr::cross_entropy, cr::momentum, 32, float>, float>(
        "5-4-3, cross_entropy, momentum, batch 32, float");
    f.template operator()<training<five_four_three, cr::cross_entropy, cr::adam, 33, float>, float>(
        "5-4-3, cross_entropy, adam, batch 33, float");
    f.template operator()<training<five_four_three, cr::cross_entropy, cr::sgd, 48, float>, float>(
        "5-4-3, cross_entropy, sgd, batch 48, float");
    f.template operator()<training<five_four_three, cr::cross_entropy, cr::adam, 1, double>, double>(
        "5-4-3, cross_entropy, adam, batch 1, double");
    f.template operator()<training<five_four_three, cr::cross_entropy, cr::sgd, 7, double>, double>(
        "5-4-3, cross_entropy, sgd, batch 7, double");
    f.template operator()<training<five_four_three, cr::cross_entropy, cr::momentum, 48, double>, double>(
        "5-4-3, cross_entropy, momentum, batch 48, double");
    f.template operator()<training<five_four_three, cr::mean_squared_error, cr::adam, 8, float>, float>(
        "5-4-3, mean_squared_error, adam, batch 8, float");
    f.template operator()<training<five_four_three, cr::mean_squared_error, cr::sgd, 33, float>, float>(
        "5-4-3, mean_squared_error, sgd, batch 33, float");
}
template <class F>
void train_wide_networks(F f) {
    f.template operator()<training<many_classes, cr::cross_entropy, cr::adam, 1, float>, float>(
        "many classes, cross_entropy, adam, batch 1, float");
    f.template operator()<training<many_classes, cr::cross_entropy, cr::sgd, 2, float>, float>(
        "many classes, cross_entropy, sgd, batch 2, float");
    f.template operator()<training<many_classes, cr::cross_entropy, cr::adam, 8, float>, float>(
        "many classes, cross_entropy, adam, batch 8, float");
    f.template operator()<training<many_classes, cr::cross_entropy, cr::sgd, 7, double>, double>(
        "many classes, cross_entropy, sgd, batch 7, double");
    f.template operator()<training<deep, cr::cross_entropy, cr::momentum, 1, float>, float>(
        "deep, cross_entropy, momentum, batch 1, float");
    f.template operator()<training<deep, cr::cross_entropy, cr::adam, 33, float>, float>(
        "deep, cross_entropy, adam, batch 33, float");
    f.template operator()<training<broad, cr::cross_entropy, cr::sgd, 48, float>, float>(
        "broad, cross_entropy, sgd, batch 48, float");
}
template <class F>
void train_other_layers(F f) {
    f.template operator()<training<standardised, cr::mean_squared_error, cr::momentum, 1, float>, float>(
        "standardised, mean_squared_error, momentum, batch 1, float");
    f.template operator()<training<standardised, cr::mean_squared_error, cr::sgd, 7, float>, float>(
        "standardised, mean_squared_error, sgd, batch 7, float");
    f.template operator()<training<standardised, cr::mean_squared_error, cr::adam, 33, float>, float>(
        "standardised, mean_squared_error, adam, batch 33, float");
    f.template operator()<training<standardised, cr::mean_squared_error, cr::momentum, 32, double>, double>(
        "standardised, mean_squared_error, momentum, batch 32, double");
    f.template operator()<training<softmax_inside, cr::cross_entropy, cr::adam, 2, float>, float>(
        "softmax inside, cross_entropy, adam, batch 2, float");
    f.template operator()<training<softmax_inside, cr::cross_entropy, cr::momentum, 32, float>, float>(
        "softmax inside, cross_entropy, momentum, batch 32, float");
    f.template operator()<training<softmax_inside, cr::cross_entropy, cr::adam, 7, double>, double>(
        "softmax inside, cross_entropy, adam, batch 7, double");
}
template <class F>
void train_other_losses(F f) {
    f.template operator()<training<one_feature, cr::cross_entropy, cr::sgd, 1, float>, float>(
        "one feature, cross_entropy, sgd, batch 1, float");
    f.template operator()<training<one_feature, cr::cross_entropy, cr::adam, 7, float>, float>(
        "one feature, cross_entropy, adam, batch 7, float");
    f.template operator()<training<one_feature, cr::cross_entropy, cr::momentum, 32, double>, double>(
        "one feature, cross_entropy, momentum, batch 32, double");
    f.template operator()<training<two_activations, plain_cross_entropy, cr::sgd, 2, float>, float>(
        "two activations, plain_cross_entropy, sgd, batch 2, float");
    f.template operator()<training<two_activations, plain_cross_entropy, cr::momentum, 7, float>, float>(
        "two activations, plain_cross_entropy, momentum, batch 7, float");
    f.template operator()<training<two_activations, plain_cross_entropy, cr::adam, 32, float>, float>(
        "two activations, plain_cross_entropy, adam, batch 32, float");
    f.template operator()<training<two_activations, plain_cross_entropy, cr::sgd, 33, double>, double>(
        "two activations, plain_cross_entropy, sgd, batch 33, double");
    f.template operator()<training<two_activations, cr::mean_squared_error, cr::adam, 48, float>, float>(
        "two activations, mean_squared_error, adam, batch 48, float");
}

/// A few of them for a board, whose compiler would take long over all.
template <class F>
void train_on_a_board(F f) {
    f.template operator()<training<five_four_three, cr::cross_entropy, cr::sgd, 1, float>, float>(
        "5-4-3, cross_entropy, sgd, batch 1, float");
    f.template operator()<training<five_four_three, cr::cross_entropy, cr::adam, 7, double>, double>(
        "5-4-3, cross_entropy, adam, batch 7, double");
    f.template operator()<training<five_four_three, cr::cross_entropy, cr::momentum, 32, float>, float>(
        "5-4-3, cross_entropy, momentum, batch 32, float");
    f.template operator()<training<many_classes, cr::cross_entropy, cr::sgd, 2, float>, float>(
        "many classes, cross_entropy, sgd, batch 2, float");
    f.template operator()<training<standardised, cr::mean_squared_error, cr::adam, 33, float>, float>(
        "standardised, mean_squared_error, adam, batch 33, float");
    f.template operator()<training<softmax_inside, cr::cross_entropy, cr::adam, 2, float>, float>(
        "softmax inside, cross_entropy, adam, batch 2, float");
    f.template operator()<training<one_feature, cr::cross_entropy, cr::sgd, 1, float>, float>(
        "one feature, cross_entropy, sgd, batch 1, float");
    f.template operator()<training<two_activations, plain_cross_entropy, cr::momentum, 7, float>, float>(
        "two activations, plain_cross_entropy, momentum, batch 7, float");
}

/// Likewise for the extremes: whole groups of four, a rest, and more features than are written out.
template <class F>
void elementwise_extremes(F f) {
    f.template operator()<forward_of_extremes<cr::sigmoid, 1, 4, float, all_extremes, 400>, float>(
        "sigmoid of extremes, batch 1, 4 features, float");
    f.template operator()<forward_of_extremes<cr::sigmoid, 33, 3, float, all_extremes, 400>, float>(
        "sigmoid of extremes, batch 33, 3 features, float");
    f.template operator()<forward_of_extremes<cr::sigmoid, 7, 1, double, all_extremes, 400>, double>(
        "sigmoid of extremes, batch 7, 1 features, double");
    f.template operator()<forward_of_extremes<cr::tanh, 1, 4, float, all_extremes, 400>, float>(
        "tanh of extremes, batch 1, 4 features, float");
    f.template operator()<forward_of_extremes<cr::tanh, 33, 3, float, all_extremes, 400>, float>(
        "tanh of extremes, batch 33, 3 features, float");
    f.template operator()<forward_of_extremes<cr::tanh, 7, 1, double, all_extremes, 400>, double>(
        "tanh of extremes, batch 7, 1 features, double");
    f.template operator()<forward_of_extremes<cr::relu, 1, 4, float, all_extremes, 400>, float>(
        "relu of extremes, batch 1, 4 features, float");
    f.template operator()<forward_of_extremes<cr::relu, 33, 3, float, all_extremes, 400>, float>(
        "relu of extremes, batch 33, 3 features, float");
    f.template operator()<forward_of_extremes<cr::relu, 7, 1, double, all_extremes, 400>, double>(
        "relu of extremes, batch 7, 1 features, double");
}
template <class F>
void softmax_extremes(F f) {
    f.template operator()<forward_of_extremes<cr::softmax, 1, 1, float, all_extremes, 400>, float>(
        "softmax of extremes, batch 1, 1 features, float");
    f.template operator()<forward_of_extremes<cr::softmax, 1, 2, float, all_extremes, 400>, float>(
        "softmax of extremes, batch 1, 2 features, float");
    f.template operator()<forward_of_extremes<cr::softmax, 1, 3, float, all_extremes, 400>, float>(
        "softmax of extremes, batch 1, 3 features, float");
    f.template operator()<forward_of_extremes<cr::softmax, 1, 4, float, all_extremes, 400>, float>(
        "softmax of extremes, batch 1, 4 features, float");
    f.template operator()<forward_of_extremes<cr::softmax, 1, 5, float, all_extremes, 400>, float>(
        "softmax of extremes, batch 1, 5 features, float");
    f.template operator()<forward_of_extremes<cr::softmax, 7, 3, float, all_extremes, 400>, float>(
        "softmax of extremes, batch 7, 3 features, float");
    f.template operator()<forward_of_extremes<cr::softmax, 32, 4, float, all_extremes, 400>, float>(
        "softmax of extremes, batch 32, 4 features, float");
    f.template operator()<forward_of_extremes<cr::softmax, 33, 9, float, all_extremes, 400>, float>(
        "softmax of extremes, batch 33, 9 features, float");
    f.template operator()<forward_of_extremes<cr::softmax, 8, 17, float, all_extremes, 400>, float>(
        "softmax of extremes, batch 8, 17 features, float");
    f.template operator()<forward_of_extremes<cr::softmax, 1, 3, double, all_extremes, 400>, double>(
        "softmax of extremes, batch 1, 3 features, double");
    f.template operator()<forward_of_extremes<cr::softmax, 7, 4, double, all_extremes, 400>, double>(
        "softmax of extremes, batch 7, 4 features, double");
    f.template operator()<forward_of_extremes<cr::softmax, 5, 9, double, all_extremes, 400>, double>(
        "softmax of extremes, batch 5, 9 features, double");
}

}  // namespace policy_cases
