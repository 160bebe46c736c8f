// PyTorch in C++ on one thread: its functions on tensors that are written again and again, without autograd.
#include "../cases.hpp"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <cstdint>
#include <vector>

namespace speed {
namespace {

at::Tensor tensor(const float* from, std::size_t rows, std::size_t columns) {
    const auto size = [](std::size_t s) { return static_cast<std::int64_t>(s); };
    return at::from_blob(const_cast<float*>(from), {size(rows), size(columns)}, at::kFloat).clone();
}

struct torch {
    template <class Shape, std::size_t Batch>
    class network {
        static constexpr std::size_t I = Shape::inputs;
        static constexpr std::size_t H = Shape::hidden;
        static constexpr std::size_t O = Shape::outputs;

    public:
        network(const std::vector<float>& parameters, const std::vector<float>& x, const std::vector<float>& t)
            : w1_(tensor(parameters.data(), I, H)),
              b1_(tensor(parameters.data() + Shape::first, 1, H)),
              w2_(tensor(parameters.data() + Shape::first + H, H, O)),
              b2_(tensor(parameters.data() + Shape::first + H + Shape::second, 1, O)),
              x_(tensor(x.data(), Batch, I)),
              t_(tensor(t.data(), Batch, O)) {}

        template <class Use>
        [[gnu::always_inline]] float one(const float* x, Use use) {
            forward(at::from_blob(const_cast<float*>(x), {1, static_cast<std::int64_t>(I)}, at::kFloat));
            return use(static_cast<const float*>(y_.data_ptr()));
        }
        template <class Use>
        [[gnu::always_inline]] void predict(Use use) {
            forward(x_);
            use(static_cast<const float*>(y_.data_ptr()));
        }
        static constexpr std::size_t place(std::size_t row, std::size_t output) { return row * O + output; }

        void step() {
            forward(x_);
            y_.sub_(t_).mul_(1.0f / static_cast<float>(Batch));
            at::mm_out(dz_, y_, w2_.t());
            if constexpr (Shape::activation == activation::sigmoid) {
                at::sigmoid_backward_out(dz_, dz_, z_);
            } else {
                at::threshold_backward_out(dz_, dz_, z_, 0.0f);
            }
            constexpr float rate = Shape::learning_rate;
            w2_.addmm_(z_.t(), y_, 1.0f, -rate);
            b2_.sub_(at::sum(y_, 0, true), rate);
            w1_.addmm_(x_.t(), dz_, 1.0f, -rate);
            b1_.sub_(at::sum(dz_, 0, true), rate);
        }
        std::vector<float> parameters() const {
            std::vector<float> all;
            for (const at::Tensor& part : {w1_, b1_, w2_, b2_}) {
                const float* const first = static_cast<const float*>(part.data_ptr());
                all.insert(all.end(), first, first + part.numel());
            }
            return all;
        }

    private:
        void forward(const at::Tensor& x) {
            at::addmm_out(z_, b1_, x, w1_);
            if constexpr (Shape::activation == activation::sigmoid) {
                z_.sigmoid_();
            } else {
                z_.relu_();
            }
            at::addmm_out(logits_, b2_, z_, w2_);
            at::_softmax_out(y_, logits_, 1, false);
        }

        at::Tensor w1_, b1_, w2_, b2_, x_, t_;
        at::Tensor z_ = at::empty({0}, at::kFloat);
        at::Tensor dz_ = at::empty({0}, at::kFloat);
        at::Tensor logits_ = at::empty({0}, at::kFloat);
        at::Tensor y_ = at::empty({0}, at::kFloat);
    };

    template <class Shape, std::size_t Batch>
    static constexpr bool computes = this_group != group::caches;
    template <class Shape, std::size_t Batch>
    static constexpr bool trains = Shape::loss == loss::cross_entropy_of_softmax;
    template <std::size_t Batch, std::size_t Width>
    static constexpr bool multiplies = false;
};

}  // namespace

void SPEED_ADD(catalogue& all) {
    at::set_num_threads(1);
    // For the whole program: tensors of this mode must not be written outside of it, and such guards end in the reverse order.
    static const c10::InferenceMode without_autograd;
    adding<torch>(all, "PyTorch", "");
}

}  // namespace speed
