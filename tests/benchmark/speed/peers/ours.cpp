// The library, used as its README has it: a trainer, `predict`, and products in place, as the peers compute theirs.
#include "../cases.hpp"

#include <chainrule/chainrule.hpp>

#include <algorithm>
#include <vector>

namespace speed {
namespace {

namespace cr = chainrule;

template <class Shape>
struct described {
    using middle = std::conditional_t<Shape::activation == activation::sigmoid, cr::sigmoid, cr::relu>;
    using type =
        cr::network<cr::dense<Shape::inputs, Shape::hidden>, middle, cr::dense<Shape::hidden, Shape::outputs>, cr::softmax>;
    using loss = cr::cross_entropy;
};
template <class Shape>
    requires(Shape::loss == loss::squared_error)
struct described<Shape> {
    using type = cr::network<cr::dense<Shape::inputs, Shape::hidden>, cr::sigmoid, cr::dense<Shape::hidden, Shape::outputs>>;
    using loss = cr::mean_squared_error;
};

enum class checks { none, all };

template <checks Checks>
struct ours {
    template <class Shape, std::size_t Batch>
    class network {
        using net = typename described<Shape>::type;
        using trainer = cr::trainer<net, typename described<Shape>::loss, cr::sgd, Batch>;

    public:
        network(const std::vector<float>& parameters, const std::vector<float>& x, const std::vector<float>& t)
            : trainer_(numbers(parameters), {Shape::learning_rate}),
              x_(cr::from_rows<Batch, Shape::inputs>(x.data())),
              t_(cr::from_rows<Batch, Shape::outputs>(t.data())) {}

        template <class Use>
        [[gnu::always_inline]] float one(const float* x, Use use) const {
            const auto y = net::predict(trainer_.parameters(), cr::const_view<1, Shape::inputs>(x));
            return use(y.data());
        }
        template <class Use>
        [[gnu::always_inline]] void predict(Use use) const {
            const auto y = net::predict(trainer_.parameters(), x_);
            use(y.data());
        }
        static constexpr std::size_t place(std::size_t row, std::size_t output) { return output * Batch + row; }

        [[gnu::always_inline]] void step() {
            if constexpr (Checks == checks::none) {
                trainer_.step_unchecked(x_, t_);
            } else {
                const auto result = trainer_.step(x_, t_);
                keep(&result);
            }
        }
        std::vector<float> parameters() const {
            const auto all = trainer_.parameters().span();
            return {all.begin(), all.end()};
        }

    private:
        static cr::parameters<net, float> numbers(const std::vector<float>& from) {
            cr::parameters<net, float> p{};
            std::copy(from.begin(), from.end(), p.values.begin());
            return p;
        }
        // Aligned as the peers' are: a vector that straddles two cache lines takes longer to load.
        alignas(64) trainer trainer_;
        alignas(64) cr::matrix<Batch, Shape::inputs> x_;
        alignas(64) cr::matrix<Batch, Shape::outputs> t_;
    };

    template <std::size_t Batch, std::size_t Width>
    class product {
    public:
        product(const std::vector<float>& a, const std::vector<float>& b) : a_(cr::from_rows<Batch, Width>(a.data())) {
            std::copy(b.begin(), b.end(), b_.values);
        }
        [[gnu::always_inline]] void multiply() { cr::assign(cr::view<Batch, Width>(c_), cr::lazy_product(a_, b_)); }
        float at(std::size_t row, std::size_t column) const { return c_(row, column); }

    private:
        alignas(64) cr::matrix<Batch, Width> a_;
        alignas(64) cr::matrix<Width, Width, float, cr::order::rows> b_;
        alignas(64) cr::matrix<Batch, Width> c_;
    };

    template <class Shape, std::size_t Batch>
    static constexpr bool computes = Checks == checks::none;
    template <class Shape, std::size_t Batch>
    static constexpr bool trains = true;
    template <std::size_t Batch, std::size_t Width>
    static constexpr bool multiplies = Checks == checks::none;
};

}  // namespace

void SPEED_ADD(catalogue& all) {
    adding<ours<checks::none>>(all, SPEED_PEER, "");
    if constexpr (this_group == group::networks && SPEED_WITH_CHECKS) {
        adding<ours<checks::all>>(all, SPEED_PEER ", with checks and loss", "");
    }
}

}  // namespace speed
