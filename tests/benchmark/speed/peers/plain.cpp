// Plain loops: arrays of constant extents, one sample after the other, each sum in its natural order, exp of the standard
// library.
#include "../cases.hpp"

#include <cmath>
#include <vector>

namespace speed {
namespace {

struct plain {
    template <class Shape, std::size_t Batch>
    class network {
        static constexpr std::size_t I = Shape::inputs;
        static constexpr std::size_t H = Shape::hidden;
        static constexpr std::size_t O = Shape::outputs;

    public:
        network(const std::vector<float>& parameters, const std::vector<float>& x, const std::vector<float>& t) {
            const float* p = parameters.data();
            for (std::size_t i = 0; i < I; ++i) {
                for (std::size_t h = 0; h < H; ++h) w1_[h][i] = *p++;
            }
            for (float& b : b1_) b = *p++;
            for (std::size_t h = 0; h < H; ++h) {
                for (std::size_t o = 0; o < O; ++o) w2_[o][h] = *p++;
            }
            for (float& b : b2_) b = *p++;
            for (std::size_t r = 0; r < Batch; ++r) {
                for (std::size_t i = 0; i < I; ++i) x_[r][i] = x[r * I + i];
                for (std::size_t o = 0; o < O; ++o) t_[r][o] = t[r * O + o];
            }
        }

        template <class Use>
        [[gnu::always_inline]] float one(const float* x, Use use) const {
            float z[H];
            float y[O];
            forward(x, z, y);
            return use(y);
        }
        template <class Use>
        [[gnu::always_inline]] void predict(Use use) {
            for (std::size_t r = 0; r < Batch; ++r) {
                float z[H];
                forward(x_[r], z, y_[r]);
            }
            use(y_[0]);
        }
        static constexpr std::size_t place(std::size_t row, std::size_t output) { return row * O + output; }

        void step() {
            constexpr float scale =
                Shape::loss == loss::squared_error ? 2.0f / static_cast<float>(Batch * O) : 1.0f / static_cast<float>(Batch);
            float dw1[H][I] = {};
            float db1[H] = {};
            float dw2[O][H] = {};
            float db2[O] = {};
            for (std::size_t r = 0; r < Batch; ++r) {
                float z[H];
                float dz[H];
                float y[O];
                forward(x_[r], z, y);
                for (std::size_t o = 0; o < O; ++o) {
                    y[o] = (y[o] - t_[r][o]) * scale;
                    db2[o] += y[o];
                    for (std::size_t h = 0; h < H; ++h) dw2[o][h] += y[o] * z[h];
                }
                for (std::size_t h = 0; h < H; ++h) {
                    float sum = 0.0f;
                    for (std::size_t o = 0; o < O; ++o) sum += y[o] * w2_[o][h];
                    if constexpr (Shape::activation == activation::sigmoid) {
                        dz[h] = sum * z[h] * (1.0f - z[h]);
                    } else {
                        dz[h] = z[h] > 0.0f ? sum : 0.0f;
                    }
                    db1[h] += dz[h];
                    for (std::size_t i = 0; i < I; ++i) dw1[h][i] += dz[h] * x_[r][i];
                }
            }
            for (std::size_t h = 0; h < H; ++h) {
                for (std::size_t i = 0; i < I; ++i) w1_[h][i] -= rate_ * dw1[h][i];
                b1_[h] -= rate_ * db1[h];
            }
            for (std::size_t o = 0; o < O; ++o) {
                for (std::size_t h = 0; h < H; ++h) w2_[o][h] -= rate_ * dw2[o][h];
                b2_[o] -= rate_ * db2[o];
            }
        }
        std::vector<float> parameters() const {
            std::vector<float> all;
            for (std::size_t i = 0; i < I; ++i) {
                for (std::size_t h = 0; h < H; ++h) all.push_back(w1_[h][i]);
            }
            all.insert(all.end(), b1_, b1_ + H);
            for (std::size_t h = 0; h < H; ++h) {
                for (std::size_t o = 0; o < O; ++o) all.push_back(w2_[o][h]);
            }
            all.insert(all.end(), b2_, b2_ + O);
            return all;
        }

    private:
        [[gnu::always_inline]] void forward(const float* x, float* z, float* y) const {
            for (std::size_t h = 0; h < H; ++h) {
                float sum = b1_[h];
                for (std::size_t i = 0; i < I; ++i) sum += w1_[h][i] * x[i];
                if constexpr (Shape::activation == activation::sigmoid) {
                    z[h] = 1.0f / (1.0f + std::exp(-sum));
                } else {
                    z[h] = sum > 0.0f ? sum : 0.0f;
                }
            }
            for (std::size_t o = 0; o < O; ++o) {
                y[o] = b2_[o];
                for (std::size_t h = 0; h < H; ++h) y[o] += w2_[o][h] * z[h];
            }
            if constexpr (Shape::loss == loss::cross_entropy_of_softmax) {
                float largest = y[0];
                for (std::size_t o = 1; o < O; ++o) largest = y[o] > largest ? y[o] : largest;
                float sum = 0.0f;
                for (std::size_t o = 0; o < O; ++o) sum += y[o] = std::exp(y[o] - largest);
                for (std::size_t o = 0; o < O; ++o) y[o] /= sum;
            }
        }

        float w1_[H][I];
        float b1_[H];
        float w2_[O][H];
        float b2_[O];
        float x_[Batch][I];
        float t_[Batch][O];
        float y_[Batch][O];
        float rate_ = Shape::learning_rate;
    };

    template <std::size_t Batch, std::size_t Width>
    class product {
    public:
        product(const std::vector<float>& a, const std::vector<float>& b) {
            for (std::size_t r = 0; r < Batch; ++r) {
                for (std::size_t k = 0; k < Width; ++k) a_[r][k] = a[r * Width + k];
            }
            for (std::size_t k = 0; k < Width; ++k) {
                for (std::size_t c = 0; c < Width; ++c) b_[c][k] = b[k * Width + c];
            }
        }
        [[gnu::always_inline]] void multiply() {
            for (std::size_t r = 0; r < Batch; ++r) {
                for (std::size_t c = 0; c < Width; ++c) {
                    float sum = 0.0f;
                    for (std::size_t k = 0; k < Width; ++k) sum += a_[r][k] * b_[c][k];
                    c_[r][c] = sum;
                }
            }
        }
        float at(std::size_t row, std::size_t column) const { return c_[row][column]; }

    private:
        float a_[Batch][Width];
        float b_[Width][Width];
        float c_[Batch][Width];
    };

    template <class Shape, std::size_t Batch>
    static constexpr bool computes = true;
    template <class Shape, std::size_t Batch>
    static constexpr bool trains = true;
    // Beyond that one call takes a tenth of a second.
    template <std::size_t Batch, std::size_t Width>
    static constexpr bool multiplies = Batch * Width * Width <= 256 * 256 * 256;
};

}  // namespace

void SPEED_ADD(catalogue& all) { adding<plain>(all, "plain loops", ""); }

}  // namespace speed
