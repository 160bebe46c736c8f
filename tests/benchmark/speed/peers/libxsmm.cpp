// libxsmm: kernels dispatched when the subject is made; it gives products, the rest are loops of constant extents.
#include "../cases.hpp"

#include <libxsmm.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace speed {
namespace {

// C = A B or C += A B, column major.
class kernel {
public:
    kernel(std::size_t m, std::size_t n, std::size_t k, std::size_t lda, std::size_t ldb, std::size_t ldc, float beta,
           bool b_transposed = false) {
        const auto size = [](std::size_t s) { return static_cast<libxsmm_blasint>(s); };
        const libxsmm_blasint a = size(lda);
        const libxsmm_blasint b = size(ldb);
        const libxsmm_blasint c = size(ldc);
        const float alpha = 1.0f;
        const int flags = b_transposed ? LIBXSMM_GEMM_FLAG_TRANS_B : LIBXSMM_GEMM_FLAG_NONE;
        run_ = libxsmm_smmdispatch(size(m), size(n), size(k), &a, &b, &c, &alpha, &beta, &flags, nullptr);
        if (run_ == nullptr) {
            std::fprintf(stderr, "libxsmm has no kernel for %zu %zu %zu\n", m, n, k);
            std::exit(1);
        }
    }
    [[gnu::always_inline]] void operator()(const float* a, const float* b, float* c) const { run_(a, b, c); }

private:
    libxsmm_smmfunction run_;
};

// Which axis of a batch is contiguous: its samples or the features of one sample.
enum class contiguous { features, samples };

template <contiguous Contiguous>
struct xsmm {
    static constexpr bool features = Contiguous == contiguous::features;

    template <class Shape, std::size_t Batch>
    class network {
        static constexpr std::size_t I = Shape::inputs;
        static constexpr std::size_t H = Shape::hidden;
        static constexpr std::size_t O = Shape::outputs;

        // Position of (row, column) of a (Batch, Width) matrix, and of (from, to) of weights (From, To).
        template <std::size_t Width>
        static constexpr std::size_t at(std::size_t r, std::size_t c) {
            return features ? r * Width + c : c * Batch + r;
        }
        template <std::size_t From, std::size_t To>
        static constexpr std::size_t weight(std::size_t from, std::size_t to) {
            return features ? from * To + to : to * From + from;
        }

    public:
        network(const std::vector<float>& parameters, const std::vector<float>& x, const std::vector<float>& t) {
            const float* p = parameters.data();
            for (std::size_t i = 0; i < I; ++i) {
                for (std::size_t h = 0; h < H; ++h) w1_[weight<I, H>(i, h)] = *p++;
            }
            for (std::size_t h = 0; h < H; ++h) b1_[h] = *p++;
            for (std::size_t h = 0; h < H; ++h) {
                for (std::size_t o = 0; o < O; ++o) w2_[weight<H, O>(h, o)] = *p++;
            }
            for (std::size_t o = 0; o < O; ++o) b2_[o] = *p++;
            for (std::size_t r = 0; r < Batch; ++r) {
                for (std::size_t i = 0; i < I; ++i) x_[at<I>(r, i)] = x[r * I + i];
                for (std::size_t o = 0; o < O; ++o) t_[at<O>(r, o)] = t[r * O + o];
            }
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
        static constexpr std::size_t place(std::size_t row, std::size_t output) { return at<O>(row, output); }

        void step() {
            forward(x_);
            constexpr float scale = 1.0f / static_cast<float>(Batch);
            for (std::size_t i = 0; i < Batch * O; ++i) y_[i] = (y_[i] - t_[i]) * scale;

            if constexpr (features) {
                for (std::size_t h = 0; h < H; ++h) {
                    for (std::size_t o = 0; o < O; ++o) turned_[o * H + h] = w2_[h * O + o];
                }
                times_w2_turned_(turned_, y_, dz_);
            } else {
                times_w2_turned_(y_, w2_, dz_);
            }
            for (std::size_t i = 0; i < Batch * H; ++i) {
                if constexpr (Shape::activation == activation::sigmoid) {
                    dz_[i] *= z_[i] * (1.0f - z_[i]);
                } else {
                    dz_[i] = z_[i] > 0.0f ? dz_[i] : 0.0f;
                }
            }

            // The kernels know no factor, so the rate goes into what they take, and they add to the weights where those lie.
            for (std::size_t i = 0; i < Batch * O; ++i) y_[i] *= -rate_;
            for (std::size_t i = 0; i < Batch * H; ++i) dz_[i] *= -rate_;
            if constexpr (features) {
                move_w2_(y_, z_, w2_);
                move_w1_(dz_, x_, w1_);
            } else {
                turn<H>(z_);
                move_w2_(turned_, y_, w2_);
                turn<I>(x_);
                move_w1_(turned_, dz_, w1_);
            }
            add_sums<O>(y_, b2_);
            add_sums<H>(dz_, b1_);
        }
        std::vector<float> parameters() const {
            std::vector<float> all;
            for (std::size_t i = 0; i < I; ++i) {
                for (std::size_t h = 0; h < H; ++h) all.push_back(w1_[weight<I, H>(i, h)]);
            }
            all.insert(all.end(), b1_, b1_ + H);
            for (std::size_t h = 0; h < H; ++h) {
                for (std::size_t o = 0; o < O; ++o) all.push_back(w2_[weight<H, O>(h, o)]);
            }
            all.insert(all.end(), b2_, b2_ + O);
            return all;
        }

    private:
        template <std::size_t Width>
        [[gnu::always_inline]] static void fill(float* y, const float* bias) {
            if constexpr (features) {
                for (std::size_t r = 0; r < Batch; ++r) {
                    for (std::size_t c = 0; c < Width; ++c) y[r * Width + c] = bias[c];
                }
            } else {
                for (std::size_t c = 0; c < Width; ++c) {
                    for (std::size_t r = 0; r < Batch; ++r) y[c * Batch + r] = bias[c];
                }
            }
        }
        template <std::size_t Width>
        [[gnu::always_inline]] void turn(const float* x) {
            for (std::size_t c = 0; c < Width; ++c) {
                for (std::size_t r = 0; r < Batch; ++r) turned_[r * Width + c] = x[c * Batch + r];
            }
        }
        template <std::size_t Width>
        [[gnu::always_inline]] static void add_sums(const float* dy, float* bias) {
            if constexpr (features) {
                float sum[Width] = {};
                for (std::size_t r = 0; r < Batch; ++r) {
                    for (std::size_t c = 0; c < Width; ++c) sum[c] += dy[r * Width + c];
                }
                for (std::size_t c = 0; c < Width; ++c) bias[c] += sum[c];
            } else {
                // Eight partial sums, which the compiler may keep in a vector.
                for (std::size_t c = 0; c < Width; ++c) {
                    float sum[8] = {};
                    std::size_t r = 0;
                    for (; r + 8 <= Batch; r += 8) {
                        for (std::size_t l = 0; l < 8; ++l) sum[l] += dy[c * Batch + r + l];
                    }
                    for (; r < Batch; ++r) sum[0] += dy[c * Batch + r];
                    bias[c] += ((sum[0] + sum[1]) + (sum[2] + sum[3])) + ((sum[4] + sum[5]) + (sum[6] + sum[7]));
                }
            }
        }
        [[gnu::always_inline]] void forward(const float* x) {
            fill<H>(z_, b1_);
            if constexpr (features) {
                times_w1_(w1_, x, z_);
            } else {
                times_w1_(x, w1_, z_);
            }
            for (std::size_t i = 0; i < Batch * H; ++i) {
                if constexpr (Shape::activation == activation::sigmoid) {
                    z_[i] = 1.0f / (1.0f + std::exp(-z_[i]));
                } else {
                    z_[i] = z_[i] > 0.0f ? z_[i] : 0.0f;
                }
            }
            fill<O>(y_, b2_);
            if constexpr (features) {
                times_w2_(w2_, z_, y_);
            } else {
                times_w2_(z_, w2_, y_);
            }
            for (std::size_t r = 0; r < Batch; ++r) {
                float largest = y_[at<O>(r, 0)];
                for (std::size_t o = 1; o < O; ++o) largest = y_[at<O>(r, o)] > largest ? y_[at<O>(r, o)] : largest;
                float sum = 0.0f;
                for (std::size_t o = 0; o < O; ++o) sum += y_[at<O>(r, o)] = std::exp(y_[at<O>(r, o)] - largest);
                const float factor = 1.0f / sum;
                for (std::size_t o = 0; o < O; ++o) y_[at<O>(r, o)] *= factor;
            }
        }

        // What a training step turns around: the second weights, or the batch.
        static constexpr std::size_t widest = I > H ? I : H;
        alignas(64) float turned_[features ? H * O : Batch * widest];
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
        kernel times_w1_ = features ? kernel(H, Batch, I, H, I, H, 1.0f) : kernel(Batch, H, I, Batch, I, Batch, 1.0f);
        kernel times_w2_ = features ? kernel(O, Batch, H, O, H, O, 1.0f) : kernel(Batch, O, H, Batch, H, Batch, 1.0f);
        kernel times_w2_turned_ =
            features ? kernel(H, Batch, O, H, O, H, 0.0f) : kernel(Batch, H, O, Batch, H, Batch, 0.0f, true);
        kernel move_w2_ = features ? kernel(O, H, Batch, O, H, O, 1.0f, true) : kernel(H, O, Batch, H, Batch, H, 1.0f);
        kernel move_w1_ = features ? kernel(H, I, Batch, H, I, H, 1.0f, true) : kernel(I, H, Batch, I, Batch, I, 1.0f);
    };

    template <std::size_t Batch, std::size_t Width>
    class product {
    public:
        product(const std::vector<float>& a, const std::vector<float>& b) {
            for (std::size_t r = 0; r < Batch; ++r) {
                for (std::size_t c = 0; c < Width; ++c) a_[features ? r * Width + c : c * Batch + r] = a[r * Width + c];
            }
            for (std::size_t r = 0; r < Width; ++r) {
                for (std::size_t c = 0; c < Width; ++c) b_[features ? r * Width + c : c * Width + r] = b[r * Width + c];
            }
        }
        [[gnu::always_inline]] void multiply() {
            if constexpr (features) {
                multiply_(b_, a_, c_);
            } else {
                multiply_(a_, b_, c_);
            }
        }
        float at(std::size_t row, std::size_t column) const {
            return c_[features ? row * Width + column : column * Batch + row];
        }

    private:
        alignas(64) float a_[Batch * Width];
        alignas(64) float b_[Width * Width];
        alignas(64) float c_[Batch * Width];
        kernel multiply_ = features ? kernel(Width, Batch, Width, Width, Width, Width, 0.0f)
                                    : kernel(Batch, Width, Width, Batch, Width, Batch, 0.0f);
    };

    // With one sample there is only one order of a batch; the variants differ in the order of the weights.
    template <class Shape, std::size_t Batch>
    static constexpr bool computes = true;
    template <class Shape, std::size_t Batch>
    static constexpr bool trains = Shape::loss == loss::cross_entropy_of_softmax;
    template <std::size_t Batch, std::size_t Width>
    static constexpr bool multiplies = true;
};

}  // namespace

void SPEED_ADD(catalogue& all) {
    libxsmm_init();
    adding<xsmm<contiguous::features>>(all, "libxsmm", "features contiguous");
    adding<xsmm<contiguous::samples>>(all, "libxsmm", "samples contiguous");
}

}  // namespace speed
