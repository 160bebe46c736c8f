// Eigen with fixed sizes, compiled once for each way to use it: row or column major in expressions of whole matrices, as its
// manual has them, with products as Eigen chooses to compute them; with lazyProduct() where they are narrow; or that column by
// column, where a batch is contiguous and Eigen 3.4 vectorises what it does not in rowwise() and colwise() expressions.
#define EIGEN_STACK_ALLOCATION_LIMIT 0
#include "../cases.hpp"

#include <Eigen/Core>

#include <vector>

namespace speed {
namespace {

enum class how { rows, columns, column_by_column };
enum class products { chosen, lazy };

template <how How, products Products>
struct eigen {
    static constexpr int order = How == how::rows ? Eigen::RowMajor : Eigen::ColMajor;

    // A row or a column has only one order that Eigen takes.
    template <std::size_t Rows, std::size_t Columns>
    using matrix = Eigen::Matrix<float, static_cast<int>(Rows), static_cast<int>(Columns),
                                 Rows == 1      ? Eigen::RowMajor
                                 : Columns == 1 ? Eigen::ColMajor
                                                : order>;
    template <std::size_t Rows, std::size_t Columns>
    using rows = Eigen::Map<const Eigen::Matrix<float, static_cast<int>(Rows), static_cast<int>(Columns), Eigen::RowMajor>>;

    template <class A, class B>
    [[gnu::always_inline]] static auto times(const A& a, const B& b) {
        if constexpr (Products == products::lazy &&
                      (A::ColsAtCompileTime < 16 || (A::RowsAtCompileTime < 16 && B::ColsAtCompileTime < 16))) {
            return a.lazyProduct(b);
        } else {
            return a * b;
        }
    }

    template <class Shape, std::size_t Batch>
    class network {
        static constexpr std::size_t I = Shape::inputs;
        static constexpr std::size_t H = Shape::hidden;
        static constexpr std::size_t O = Shape::outputs;

    public:
        network(const std::vector<float>& parameters, const std::vector<float>& x, const std::vector<float>& t)
            : w1_(rows<I, H>(parameters.data())),
              w2_(rows<H, O>(parameters.data() + Shape::first + H)),
              b1_(rows<1, H>(parameters.data() + Shape::first)),
              b2_(rows<1, O>(parameters.data() + Shape::first + H + Shape::second)),
              x_(rows<Batch, I>(x.data())),
              t_(rows<Batch, O>(t.data())) {}

        template <class Use>
        [[gnu::always_inline]] float one(const float* x, Use use) const {
            matrix<1, H> z;
            matrix<1, O> y;
            forward(Eigen::Map<const matrix<1, I>>(x), z, y);
            return use(y.data());
        }
        template <class Use>
        [[gnu::always_inline]] void predict(Use use) {
            forward(x_, z_, y_);
            use(y_.data());
        }
        static constexpr std::size_t place(std::size_t row, std::size_t output) {
            return matrix<Batch, O>::IsRowMajor ? row * O + output : output * Batch + row;
        }

        void step() {
            forward(x_, z_, y_);
            constexpr float scale = 1.0f / static_cast<float>(Batch);
            y_ = (y_ - t_) * scale;
            dz_.noalias() = times(y_, w2_.transpose());
            if constexpr (Shape::activation == activation::sigmoid) {
                dz_.array() *= z_.array() * (1.0f - z_.array());
            } else {
                dz_ = (z_.array() > 0.0f).select(dz_, 0.0f);
            }
            w2_.noalias() -= rate_ * times(z_.transpose(), y_);
            b2_.noalias() -= rate_ * y_.colwise().sum();
            w1_.noalias() -= rate_ * times(x_.transpose(), dz_);
            b1_.noalias() -= rate_ * dz_.colwise().sum();
        }
        std::vector<float> parameters() const {
            std::vector<float> all(Shape::count);
            Eigen::Map<Eigen::Matrix<float, I, H, Eigen::RowMajor>>(all.data()) = w1_;
            Eigen::Map<matrix<1, H>>(all.data() + Shape::first) = b1_;
            Eigen::Map<Eigen::Matrix<float, H, O, Eigen::RowMajor>>(all.data() + Shape::first + H) = w2_;
            Eigen::Map<matrix<1, O>>(all.data() + Shape::first + H + Shape::second) = b2_;
            return all;
        }

    private:
        template <class X, class Z, class Y>
        [[gnu::always_inline]] void forward(const X& x, Z& z, Y& y) const {
            z.noalias() = times(x, w1_);
            add(z, b1_);
            if constexpr (Shape::activation == activation::sigmoid) {
                z = z.array().logistic();
            } else {
                z = z.cwiseMax(0.0f);
            }
            y.noalias() = times(z, w2_);
            add(y, b2_);
            softmax(y);
        }
        template <class Y, class Bias>
        [[gnu::always_inline]] static void add(Y& y, const Bias& b) {
            if constexpr (Y::RowsAtCompileTime == 1) {
                y += b;
            } else if constexpr (How == how::column_by_column) {
                for (Eigen::Index k = 0; k < y.cols(); ++k) y.col(k).array() += b(k);
            } else {
                y.rowwise() += b;
            }
        }
        template <class Y>
        [[gnu::always_inline]] static void softmax(Y& y) {
            if constexpr (Y::RowsAtCompileTime == 1) {
                y = (y.array() - y.maxCoeff()).exp();
                y /= y.sum();
            } else if constexpr (How == how::column_by_column) {
                Eigen::Array<float, Y::RowsAtCompileTime, 1> largest = y.col(0);
                for (Eigen::Index k = 1; k < y.cols(); ++k) largest = largest.max(y.col(k).array());
                for (Eigen::Index k = 0; k < y.cols(); ++k) y.col(k) = (y.col(k).array() - largest).exp();
                Eigen::Array<float, Y::RowsAtCompileTime, 1> factor = y.col(0);
                for (Eigen::Index k = 1; k < y.cols(); ++k) factor += y.col(k).array();
                factor = factor.inverse();
                for (Eigen::Index k = 0; k < y.cols(); ++k) y.col(k).array() *= factor;
            } else {
                y.colwise() -= y.rowwise().maxCoeff().eval();
                y = y.array().exp();
                y.array().colwise() /= y.rowwise().sum().eval().array();
            }
        }

        matrix<I, H> w1_;
        matrix<H, O> w2_;
        matrix<1, H> b1_;
        matrix<1, O> b2_;
        matrix<Batch, I> x_;
        matrix<Batch, O> t_;
        matrix<Batch, H> z_;
        matrix<Batch, H> dz_;
        matrix<Batch, O> y_;
        float rate_ = Shape::learning_rate;
    };

    template <std::size_t Batch, std::size_t Width>
    class product {
        // Beyond that a matrix of fixed size has nothing that one of run time lacks.
        static constexpr bool fixed = Width <= 64;
        static constexpr Eigen::Index rows_of_a = static_cast<Eigen::Index>(Batch);
        static constexpr Eigen::Index width = static_cast<Eigen::Index>(Width);
        using any = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, order>;
        using any_row = Eigen::Matrix<float, 1, Eigen::Dynamic>;
        using left = std::conditional_t<fixed, matrix<Batch, Width>, std::conditional_t<Batch == 1, any_row, any>>;
        using right = std::conditional_t<fixed, matrix<Width, Width>, any>;

    public:
        product(const std::vector<float>& a, const std::vector<float>& b)
            : a_(rows<Batch, Width>(a.data())), b_(rows<Width, Width>(b.data())), c_(rows_of_a, width) {}
        [[gnu::always_inline]] void multiply() {
            if constexpr (Products == products::lazy) {
                c_.noalias() = a_.lazyProduct(b_);
            } else {
                c_.noalias() = a_ * b_;
            }
            keep(c_.data());
        }
        float at(std::size_t row, std::size_t column) const {
            return c_(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(column));
        }

    private:
        left a_;
        right b_;
        left c_;
    };

    // Left out is what is never the fastest, for the time it takes to compile: lazy products of wide matrices, and all of them
    // in a network of row major matrices.
    template <class Shape, std::size_t Batch>
    static constexpr bool computes = How == how::column_by_column
                                         ? Batch > 1
                                         : Products == products::chosen || (How == how::columns && Shape::inputs <= 64);
    template <class Shape, std::size_t Batch>
    static constexpr bool trains = computes<Shape, Batch> && Shape::loss == loss::cross_entropy_of_softmax;
    template <std::size_t Batch, std::size_t Width>
    static constexpr bool multiplies = How != how::column_by_column && (Products == products::chosen || Width <= 16);
};

}  // namespace

void SPEED_ADD(catalogue& all) {
    constexpr how way = how::SPEED_HOW;
    constexpr products kind = products::SPEED_PRODUCTS;
    const char* const peer = way == how::column_by_column ? "Eigen by columns"
                             : kind == products::lazy     ? "Eigen, lazy"
                                                          : "Eigen";
    adding<eigen<way, kind>>(all, peer, way == how::rows ? "row major" : "column major");
}

}  // namespace speed
