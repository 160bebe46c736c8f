// The cases, over what each peer gives: a class template of networks and one of products.
#pragma once

#include "data.hpp"
#include "subject.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <numeric>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace speed {

// A Network<Shape, Batch> of a peer is made from parameters and from Batch rows of samples and targets; it has
//   one(x, use)    predicts one sample, gives use(pointer to its outputs)
//   predict(use)   predicts the batch, calls use(pointer to its outputs), of which place(row, output) is the position
//   step()         moves the parameters by the gradient of the loss over the batch
//   parameters()   in the order of Shape::parameters
// A Product<Batch, Width> is made from the rows of A (Batch, Width) and B (Width, Width); it has
//   multiply()     C = A B
//   at(row, column)  of C
// All lies in the order that suits the peer, and was put there before the clock runs.

/// One sample at a time, each waiting for the one before: an output decides which of two samples comes next.
template <class Network, class Shape>
class latency : public subject {
public:
    void run(std::size_t times) override {
        const float* x = samples_.data();
        for (; times > 0; --times) {
            const float first = network_.one(x, [](const float* y) __attribute__((always_inline)) {
                const float y0 = y[0];  // before the memory behind it counts as changed, or it would be read back from there
                keep(y);
                return y0;
            });
            std::uint32_t bits;
            std::memcpy(&bits, &first, sizeof bits);
            asm volatile("" : "+r"(bits));
            x = samples_.data() + (bits & 1u) * Shape::inputs;
        }
    }
    std::vector<std::vector<float>> result() override { return outputs_of(network_, samples_); }

    static std::vector<std::vector<float>> outputs_of(Network& network, const std::vector<float>& samples) {
        std::vector<float> outputs;
        for (std::size_t at = 0; at < samples.size(); at += Shape::inputs) {
            network.one(samples.data() + at, [&](const float* y) {
                outputs.insert(outputs.end(), y, y + Shape::outputs);
                return y[0];
            });
        }
        return {outputs};
    }

private:
    std::vector<float> samples_ = Shape::samples(2);
    Network network_{Shape::parameters(), Shape::samples(1), Shape::targets(1)};
};

/// One sample at a time, independent of each other.
template <class Network, class Shape>
class throughput : public subject {
public:
    void run(std::size_t times) override {
        for (std::size_t i = 0; i < times; ++i) {
            network_.one(samples_.data() + i % rows * Shape::inputs, [](const float* y) __attribute__((always_inline)) {
                keep(y);
                return y[0];
            });
        }
    }
    std::vector<std::vector<float>> result() override { return latency<Network, Shape>::outputs_of(network_, samples_); }

private:
    static constexpr std::size_t rows = 8;
    std::vector<float> samples_ = Shape::samples(rows);
    Network network_{Shape::parameters(), Shape::samples(1), Shape::targets(1)};
};

/// A batch of samples.
template <class Network, class Shape, std::size_t Batch>
class prediction : public subject {
public:
    void run(std::size_t times) override {
        for (; times > 0; --times) network_.predict([](const float* y) __attribute__((always_inline)) { keep(y); });
    }
    std::vector<std::vector<float>> result() override {
        std::vector<float> rows;
        network_.predict([&](const float* y) {
            for (std::size_t r = 0; r < Batch; ++r) {
                for (std::size_t o = 0; o < Shape::outputs; ++o) rows.push_back(y[Network::place(r, o)]);
            }
        });
        return {rows};
    }

private:
    Network network_{Shape::parameters(), Shape::samples(Batch), Shape::targets(Batch)};
};

/// A step of training: forward, backward, sgd; no value of the loss, no checks.
template <class Network, class Shape, std::size_t Batch>
class training : public subject {
public:
    void reset() override { network_ = std::make_unique<Network>(Shape::parameters(), samples_, targets_); }
    void run(std::size_t times) override {
        Network& network = *network_;
        for (; times > 0; --times) {
            network.step();
            keep(&network);
        }
    }
    /// How far each tensor moved.
    std::vector<std::vector<float>> result() override {
        reset();
        run(8);
        std::vector<float> now = network_->parameters();
        const std::vector<float> before = Shape::parameters();
        for (std::size_t i = 0; i < now.size(); ++i) now[i] -= before[i];
        std::vector<std::vector<float>> tensors;
        auto from = now.begin();
        for (const std::size_t size : {Shape::first, Shape::hidden, Shape::second, Shape::outputs}) {
            tensors.emplace_back(from, from + static_cast<std::ptrdiff_t>(size));
            from += static_cast<std::ptrdiff_t>(size);
        }
        return tensors;
    }

private:
    std::vector<float> samples_ = Shape::samples(Batch);
    std::vector<float> targets_ = Shape::targets(Batch);
    std::unique_ptr<Network> network_ = std::make_unique<Network>(Shape::parameters(), samples_, targets_);
};

/// A product (Batch, Width)(Width, Width).
template <class Product, std::size_t Batch, std::size_t Width>
class multiplication : public subject {
public:
    void run(std::size_t times) override {
        Product& product = *product_;
        for (; times > 0; --times) {
            product.multiply();
            keep(&product);
        }
    }
    std::vector<std::vector<float>> result() override {
        run(1);
        std::vector<float> rows;
        for (std::size_t r = 0; r < Batch; ++r) {
            for (std::size_t c = 0; c < Width; ++c) rows.push_back(product_->at(r, c));
        }
        return {rows};
    }

private:
    std::unique_ptr<Product> product_ =
        std::make_unique<Product>(uniform(21, Batch* Width, -1.0f, 1.0f), uniform(22, Width* Width, -1.0f, 1.0f));
};

/// Many networks of one shape, each with its own parameters, visited one after the other in an order that no prefetcher
/// knows; together they are larger than the second-level cache.
template <class Network, class Shape, std::size_t Count>
class visiting : public subject {
public:
    visiting() {
        for (std::size_t i = 0; i < Count; ++i) {
            networks_.push_back(std::make_unique<Network>(Shape::parameters(i), Shape::samples(1), Shape::targets(1)));
        }
        order_.resize(Count);
        std::iota(order_.begin(), order_.end(), std::size_t{0});
        const std::vector<float> choice = uniform(31, Count, 0.0f, 1.0f);
        for (std::size_t i = Count - 1; i > 0; --i) {
            std::swap(order_[i], order_[static_cast<std::size_t>(choice[i] * static_cast<float>(i))]);
        }
    }
    void run(std::size_t times) override {
        for (; times > 0; --times) {
            networks_[order_[next_]]->one(samples_.data(), [](const float* y) __attribute__((always_inline)) {
                keep(y);
                return y[0];
            });
            next_ = next_ + 1 == Count ? 0 : next_ + 1;
        }
    }
    std::vector<std::vector<float>> result() override {
        std::vector<std::vector<float>> all;
        for (std::size_t i = 0; i < Count; i += Count / 16) {
            all.push_back(latency<Network, Shape>::outputs_of(*networks_[i], samples_).front());
        }
        return all;
    }

private:
    std::vector<float> samples_ = Shape::samples(1);
    std::vector<std::unique_ptr<Network>> networks_;
    std::vector<std::size_t> order_;
    std::size_t next_ = 0;
};

/// Networks of many shapes, one sample through each in turn: their code competes for the instruction cache.
template <class Peer, class... Shapes>
class assortment : public subject {
public:
    void run(std::size_t times) override {
        for (; times > 0; --times) {
            each([](auto& network, const float* x) __attribute__((always_inline)) {
                network.one(x, [](const float* y) __attribute__((always_inline)) {
                    keep(y);
                    return y[0];
                });
            });
        }
    }
    std::vector<std::vector<float>> result() override {
        std::vector<std::vector<float>> all;
        each([&](auto& network, const float* x) {
            network.one(x, [&](const float* y) {
                all.emplace_back(y, y + std::remove_cvref_t<decltype(network)>::outputs);
                return y[0];
            });
        });
        return all;
    }

private:
    template <class Shape>
    struct member {
        static constexpr std::size_t outputs = Shape::outputs;
        typename Peer::template network<Shape, 1> network{Shape::parameters(), Shape::samples(1), Shape::targets(1)};
        std::vector<float> sample = Shape::samples(1);
        template <class Use>
        [[gnu::noinline]] void one(const float* x, Use use) {
            network.one(x, use);
        }
    };
    template <class Function>
    [[gnu::always_inline]] void each(Function f) {
        std::apply([&](auto&... m) __attribute__((always_inline)) { (f(m, m.sample.data()), ...); }, members_);
    }
    std::tuple<member<Shapes>...> members_;
};

/// Which cases a program has; its sources are compiled with SPEED_GROUP defined as one of these.
enum class group { networks, steps, products, batches, caches };
inline constexpr group this_group = group::SPEED_GROUP;

using extents = std::index_sequence<4, 8, 16, 32, 64, 128, 256, 512, 1024>;

template <class Function, std::size_t... N>
void for_each(std::index_sequence<N...>, Function f) {
    (f.template operator()<N>(), ...);
}

// A Peer has `template <class Shape, std::size_t Batch> class network`, `template <std::size_t Batch, std::size_t Width> class
// product`, and says with `computes<Shape, Batch>` and `multiplies<Batch, Width>` which of them it takes part with.
template <class Peer>
class adding {
public:
    adding(catalogue& all, const std::string& peer, const std::string& variant) : all_(all), peer_(peer), variant_(variant) {
        if constexpr (this_group == group::networks) {
            inferences<S>("S");
            predictions<S, 256>("S");
            inferences<M>("M");
            inferences<L>("L");
            for_each(std::index_sequence<1, 32, 256>{}, [this]<std::size_t Batch>() { this->template steps<S, Batch>("S"); });
            steps<M, 32>("M");
            steps<L, 32>("L");
        } else if constexpr (this_group == group::steps) {
            for_each(std::index_sequence<1, 256>{}, [this]<std::size_t Batch>() {
                this->template steps<M, Batch>("M");
                this->template steps<L, Batch>("L");
            });
            for_each(std::index_sequence<1, 32, 256>{},
                     [this]<std::size_t Batch>() { this->template steps<squared_S, Batch>("S_squared"); });
        } else if constexpr (this_group == group::products) {
            for_each(extents{}, [this]<std::size_t Width>() {
                this->template products<1, Width>();
                this->template products<32, Width>();
                this->template products<256, Width>();
            });
        } else if constexpr (this_group == group::batches) {
            for_each(std::index_sequence<4, 16, 64, 1024>{}, [this]<std::size_t Batch>() {  // more than the programs above have
                this->template steps<S, Batch>("S");
                this->template products<Batch, 64>();
            });
        } else {
            caches();
        }
    }

private:
    template <class Shape>
    void inferences(const std::string& name) {
        if constexpr (Peer::template computes<Shape, 1>) {
            using network = typename Peer::template network<Shape, 1>;
            all_.add<latency<network, Shape>>(name + "_infer_latency", peer_, variant_);
            all_.add<throughput<network, Shape>>(name + "_infer_throughput", peer_, variant_);
        }
    }
    template <class Shape, std::size_t Batch>
    void predictions(const std::string& name) {
        if constexpr (Peer::template computes<Shape, Batch>) {
            using network = typename Peer::template network<Shape, Batch>;
            all_.add<prediction<network, Shape, Batch>>(name + "_infer_" + std::to_string(Batch), peer_, variant_);
        }
    }
    template <class Shape, std::size_t Batch>
    void steps(const std::string& name) {
        if constexpr (Peer::template trains<Shape, Batch>) {
            using network = typename Peer::template network<Shape, Batch>;
            all_.add<training<network, Shape, Batch>>(name + "_step_" + std::to_string(Batch), peer_, variant_);
        }
    }
    template <std::size_t Batch, std::size_t Width>
    void products() {
        if constexpr (Peer::template multiplies<Batch, Width>) {
            using product = typename Peer::template product<Batch, Width>;
            all_.add<multiplication<product, Batch, Width>>("product_" + std::to_string(Width) + "_" + std::to_string(Batch),
                                                            peer_, variant_);
        }
    }
    void caches() {
        if constexpr (Peer::template computes<S, 1>) {
            all_.add<visiting<typename Peer::template network<S, 1>, S, 16384>>("S_infer_many", peer_, variant_);
        }
        if constexpr (Peer::template computes<M, 1>) {
            all_.add<visiting<typename Peer::template network<M, 1>, M, 512>>("M_infer_many", peer_, variant_);
            assort(std::make_index_sequence<16>{});
        }
    }
    template <std::size_t... I>
    void assort(std::index_sequence<I...>) {
        all_.add<assortment<Peer, shape<5, 4 + I, 3, activation::sigmoid>...>>("shapes_infer_many", peer_, variant_);
    }

    catalogue& all_;
    std::string peer_;
    std::string variant_;
};

}  // namespace speed
