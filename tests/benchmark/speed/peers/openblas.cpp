// OpenBLAS on one thread, row major: gemm for batches, gemv and ger for one sample; the rest are loops of constant extents.
#include "../cases.hpp"

#include <cblas.h>

#include <cmath>
#include <vector>

namespace speed {
namespace {

// Which of the two orders that BLAS takes a product is asked for in.
enum class major { row, column };

template <major Order>
struct blas {
    template <class Shape, std::size_t Batch>
    class network {
        static constexpr std::size_t I = Shape::inputs;
        static constexpr std::size_t H = Shape::hidden;
        static constexpr std::size_t O = Shape::outputs;

    public:
        network(const std::vector<float>& parameters, const std::vector<float>& x, const std::vector<float>& t) {
            const float* p = parameters.data();
            for (float* const numbers : {w1_, b1_, w2_, b2_}) {
                const std::size_t size = numbers == w1_ ? I * H : numbers == b1_ ? H : numbers == w2_ ? H * O : O;
                for (std::size_t i = 0; i < size; ++i) numbers[i] = *p++;
            }
            for (std::size_t i = 0; i < Batch * I; ++i) x_[i] = x[i];
            for (std::size_t i = 0; i < Batch * O; ++i) t_[i] = t[i];
        }

        template <class Use>
        [[gnu::always_inline]] float one(const float* x, Use use) {
            static_assert(Batch == 1);
            forward(x);
            return use(y_);
        }
        template <class Use>
        [[gnu::always_inline]] void predict(Use use) {
            forward(x_);
            use(y_);
        }
        static constexpr std::size_t place(std::size_t row, std::size_t output) { return row * O + output; }

        void step() {
            forward(x_);
            constexpr float scale = 1.0f / static_cast<float>(Batch);
            for (std::size_t i = 0; i < Batch * O; ++i) y_[i] = (y_[i] - t_[i]) * scale;
            if constexpr (Batch == 1) {
                cblas_sgemv(CblasRowMajor, CblasNoTrans, H, O, 1.0f, w2_, O, y_, 1, 0.0f, dz_, 1);
            } else {
                cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, Batch, H, O, 1.0f, y_, O, w2_, O, 0.0f, dz_, H);
            }
            for (std::size_t i = 0; i < Batch * H; ++i) {
                if constexpr (Shape::activation == activation::sigmoid) {
                    dz_[i] *= z_[i] * (1.0f - z_[i]);
                } else {
                    dz_[i] = z_[i] > 0.0f ? dz_[i] : 0.0f;
                }
            }
            move<H, O>(z_, y_, w2_, b2_);
            move<I, H>(x_, dz_, w1_, b1_);
        }
        std::vector<float> parameters() const {
            std::vector<float> all(w1_, w1_ + I * H);
            all.insert(all.end(), b1_, b1_ + H);
            all.insert(all.end(), w2_, w2_ + H * O);
            all.insert(all.end(), b2_, b2_ + O);
            return all;
        }

    private:
        template <std::size_t From, std::size_t To>
        [[gnu::always_inline]] static void affine(const float* x, const float* w, const float* b, float* y) {
            for (std::size_t r = 0; r < Batch; ++r) {
                for (std::size_t c = 0; c < To; ++c) y[r * To + c] = b[c];
            }
            if constexpr (Batch == 1) {
                cblas_sgemv(CblasRowMajor, CblasTrans, From, To, 1.0f, w, To, x, 1, 1.0f, y, 1);
            } else {
                cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, Batch, To, From, 1.0f, x, From, w, To, 1.0f, y, To);
            }
        }
        template <std::size_t From, std::size_t To>
        [[gnu::always_inline]] void move(const float* x, const float* dy, float* w, float* b) const {
            if constexpr (Batch == 1) {
                cblas_sger(CblasRowMajor, From, To, -rate_, x, 1, dy, 1, w, To);
            } else {
                cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, From, To, Batch, -rate_, x, From, dy, To, 1.0f, w, To);
            }
            float sum[To] = {};
            for (std::size_t r = 0; r < Batch; ++r) {
                for (std::size_t c = 0; c < To; ++c) sum[c] += dy[r * To + c];
            }
            for (std::size_t c = 0; c < To; ++c) b[c] -= rate_ * sum[c];
        }
        [[gnu::always_inline]] void forward(const float* x) {
            affine<I, H>(x, w1_, b1_, z_);
            for (std::size_t i = 0; i < Batch * H; ++i) {
                if constexpr (Shape::activation == activation::sigmoid) {
                    z_[i] = 1.0f / (1.0f + std::exp(-z_[i]));
                } else {
                    z_[i] = z_[i] > 0.0f ? z_[i] : 0.0f;
                }
            }
            affine<H, O>(z_, w2_, b2_, y_);
            for (float* y = y_; y != y_ + Batch * O; y += O) {
                float largest = y[0];
                for (std::size_t o = 1; o < O; ++o) largest = y[o] > largest ? y[o] : largest;
                float sum = 0.0f;
                for (std::size_t o = 0; o < O; ++o) sum += y[o] = std::exp(y[o] - largest);
                const float factor = 1.0f / sum;
                for (std::size_t o = 0; o < O; ++o) y[o] *= factor;
            }
        }

        alignas(64) float w1_[I * H];
        alignas(64) float b1_[H];
        alignas(64) float w2_[H * O];
        alignas(64) float b2_[O];
        alignas(64) float x_[Batch * I];
        alignas(64) float t_[Batch * O];
        alignas(64) float z_[Batch * H];
        alignas(64) float dz_[Batch * H];
        alignas(64) float y_[Batch * O];
        float rate_ = Shape::learning_rate;
    };

    template <std::size_t Batch, std::size_t Width>
    class product {
        static constexpr bool rows = Order == major::row;
        static constexpr CBLAS_ORDER order = rows ? CblasRowMajor : CblasColMajor;

    public:
        product(const std::vector<float>& a, const std::vector<float>& b) {
            for (std::size_t r = 0; r < Batch; ++r) {
                for (std::size_t c = 0; c < Width; ++c) a_[rows ? r * Width + c : c * Batch + r] = a[r * Width + c];
            }
            for (std::size_t r = 0; r < Width; ++r) {
                for (std::size_t c = 0; c < Width; ++c) b_[rows ? r * Width + c : c * Width + r] = b[r * Width + c];
            }
        }
        [[gnu::always_inline]] void multiply() {
            if constexpr (Batch == 1) {
                cblas_sgemv(order, CblasTrans, Width, Width, 1.0f, b_, Width, a_, 1, 0.0f, c_, 1);
            } else {
                cblas_sgemm(order, CblasNoTrans, CblasNoTrans, Batch, Width, Width, 1.0f, a_, rows ? Width : Batch, b_, Width,
                            0.0f, c_, rows ? Width : Batch);
            }
        }
        float at(std::size_t row, std::size_t column) const { return c_[rows ? row * Width + column : column * Batch + row]; }

    private:
        alignas(64) float a_[Batch * Width];
        alignas(64) float b_[Width * Width];
        alignas(64) float c_[Batch * Width];
    };

    template <class Shape, std::size_t Batch>
    static constexpr bool computes = Order == major::row;
    template <class Shape, std::size_t Batch>
    static constexpr bool trains = Order == major::row && Shape::loss == loss::cross_entropy_of_softmax;
    template <std::size_t Batch, std::size_t Width>
    static constexpr bool multiplies = true;
};

}  // namespace

void SPEED_ADD(catalogue& all) {
    openblas_set_num_threads(1);
    adding<blas<major::row>>(all, "OpenBLAS", "row major");
    adding<blas<major::column>>(all, "OpenBLAS", "column major");
}

}  // namespace speed
