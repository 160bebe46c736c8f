// FANN: networks of full connections whose activations end in what it has; softmax is added by hand, and training is that of a
// squared error on linear outputs, the nearest that it offers.
#include "../cases.hpp"

#include <floatfann.h>

#include <cmath>
#include <cstring>
#include <utility>
#include <vector>

namespace speed {
namespace {

enum class training_by { batches, samples };

template <training_by By>
struct by_fann {
    template <class Shape, std::size_t Batch>
    class network {
        static constexpr std::size_t I = Shape::inputs;
        static constexpr std::size_t H = Shape::hidden;
        static constexpr std::size_t O = Shape::outputs;

    public:
        network(const std::vector<float>& parameters, const std::vector<float>& x, const std::vector<float>& t)
            : fann_(fann_create_standard(3, unsigned{I}, unsigned{H}, unsigned{O})),
              data_(fann_create_train(unsigned{Batch}, unsigned{I}, unsigned{O})) {
            fann_set_activation_function_hidden(fann_, FANN_SIGMOID);
            fann_set_activation_steepness_hidden(fann_, 0.5f);  // FANN's sigmoid has a factor 2
            fann_set_activation_function_output(fann_, FANN_LINEAR);
            fann_set_activation_steepness_output(fann_, 1.0f);
            fann_set_train_error_function(fann_, FANN_ERRORFUNC_LINEAR);
            fann_set_training_algorithm(fann_, By == training_by::batches ? FANN_TRAIN_BATCH : FANN_TRAIN_INCREMENTAL);
            fann_set_learning_rate(fann_, rate);

            std::vector<fann_connection> connections = read();
            for (fann_connection& c : connections) c.weight = parameters[position(c)];
            fann_set_weight_array(fann_, connections.data(), static_cast<unsigned>(connections.size()));
            for (std::size_t r = 0; r < Batch; ++r) {
                std::memcpy(data_->input[r], x.data() + r * I, I * sizeof(float));
                std::memcpy(data_->output[r], t.data() + r * O, O * sizeof(float));
            }
        }
        network(const network&) = delete;
        network& operator=(const network&) = delete;
        ~network() {
            fann_destroy_train(data_);
            fann_destroy(fann_);
        }

        template <class Use>
        [[gnu::always_inline]] float one(const float* x, Use use) {
            float y[O];
            forward(x, y);
            return use(y);
        }
        template <class Use>
        [[gnu::always_inline]] void predict(Use use) {
            for (std::size_t r = 0; r < Batch; ++r) forward(data_->input[r], y_ + r * O);
            use(y_);
        }
        static constexpr std::size_t place(std::size_t row, std::size_t output) { return row * O + output; }

        void step() {
            if constexpr (By == training_by::batches) {
                fann_train_epoch(fann_, data_);
            } else {
                static_assert(Batch == 1);
                fann_train(fann_, data_->input[0], data_->output[0]);
            }
        }
        std::vector<float> parameters() const {
            std::vector<float> all(Shape::count);
            for (const fann_connection& c : read()) all[position(c)] = c.weight;
            return all;
        }

    private:
        // The gradient of FANN is that of half the sum over the outputs, ours that of their mean.
        static constexpr float rate = Shape::learning_rate * 2.0f / static_cast<float>(O);

        // FANN numbers neurons layer by layer, each but the last followed by its bias.
        static std::size_t position(const fann_connection& c) {
            if (c.to_neuron < I + 1 + H + 1) {
                const std::size_t to = c.to_neuron - (I + 1);
                return c.from_neuron == I ? Shape::first + to : c.from_neuron * H + to;
            }
            const std::size_t to = c.to_neuron - (I + 1 + H + 1);
            const std::size_t from = c.from_neuron - (I + 1);
            return from == H ? Shape::first + H + Shape::second + to : Shape::first + H + from * O + to;
        }
        std::vector<fann_connection> read() const {
            std::vector<fann_connection> connections(fann_get_total_connections(fann_));
            fann_get_connection_array(fann_, connections.data());
            return connections;
        }
        [[gnu::always_inline]] void forward(const float* x, float* y) {
            const float* const logits = fann_run(fann_, const_cast<float*>(x));
            float largest = logits[0];
            for (std::size_t o = 1; o < O; ++o) largest = logits[o] > largest ? logits[o] : largest;
            float sum = 0.0f;
            for (std::size_t o = 0; o < O; ++o) sum += y[o] = std::exp(logits[o] - largest);
            for (std::size_t o = 0; o < O; ++o) y[o] /= sum;
        }

        fann* fann_;
        fann_train_data* data_;
        float y_[Batch * O];
    };

    template <class Shape, std::size_t Batch>
    static constexpr bool computes = By == training_by::batches && Shape::activation == activation::sigmoid;
    template <class Shape, std::size_t Batch>
    static constexpr bool trains = Shape::loss == loss::squared_error && (By == training_by::batches || Batch == 1);
    template <std::size_t Batch, std::size_t Width>
    static constexpr bool multiplies = false;
};

}  // namespace

void SPEED_ADD(catalogue& all) {
    adding<by_fann<training_by::batches>>(all, "FANN", "batches");
    adding<by_fann<training_by::samples>>(all, "FANN", "samples");
}

}  // namespace speed
