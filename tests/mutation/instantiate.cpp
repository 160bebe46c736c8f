// Every layer, loss, forward, backward, gradient and Jacobian, on views of elements that are known at run time only: what the
// types refuse is refused here, and no value is asked for. Compiled by mutate.py, with -fsyntax-only.
#include <chainrule/chainrule.hpp>

#include <boost/hana/unpack.hpp>

#include <cstddef>

namespace cr = chainrule;

namespace instantiate {

template <class L, std::size_t B, std::size_t In, std::size_t Out, class... Tensors>
void layer(const float* p, float* q, boost::hana::tuple<Tensors...>*) {
    constexpr cr::dim rows = cr::batch(B);
    constexpr cr::dim x = cr::feature(0, In);
    constexpr cr::dim y = cr::feature(1, Out);
    constexpr cr::dim kept = L::in_place ? y : x;
    const cr::const_view<cr::dual(rows), cr::dual(y)> dy(p);

    cr::assign(cr::view<rows, y>(q),
               L::template forward<rows, x, y, float>(cr::const_view<rows, x>(p), cr::tensor_view<Tensors, 0, float>(p)...));
    cr::assign(
        cr::view<cr::dual(rows), cr::dual(x)>(q),
        L::template backward<rows, x, y, float>(cr::const_view<rows, kept>(p), dy, cr::tensor_view<Tensors, 0, float>(p)...));
    if constexpr (L::trainable && sizeof...(Tensors) > 0) {
        boost::hana::unpack(L::template gradient<rows, x, y, float>(cr::const_view<rows, x>(p), dy),
                            [&](const auto&... expressions) {
                                (cr::assign(cr::gradient_view<Tensors, 0, float>(q), expressions), ...);
                                (cr::accumulate(cr::gradient_view<Tensors, 0, float>(q), expressions), ...);
                            });
    }
    if constexpr (requires { L::template jacobian<x>(cr::const_view<1, y>(p)); }) {
        const cr::matrix<y, cr::dual(x)> j = L::template jacobian<x>(cr::const_view<1, y>(p));
        cr::assign(cr::view<1, cr::dual(x)>(q), cr::lazy_product(cr::const_view<1, cr::dual(y)>(p), j));
    }
}

template <class L, std::size_t B, std::size_t In, std::size_t Out>
void layer(const float* p, float* q) {
    layer<L, B, In, Out>(p, q, static_cast<typename L::tensors*>(nullptr));
}

template <class Loss, std::size_t B, std::size_t K, class Target>
float loss_to(const float* p, float* q, Target t) {
    const cr::const_view<cr::batch(B), cr::feature(0, K)> y(p);
    const float sum = cr::loss_sum<Loss>(y, t, cr::view<cr::dual(cr::batch(B)), cr::dual(cr::feature(0, K))>(q), 1.0f, B);
    return sum + cr::loss_sum<Loss>(y, t, cr::no_gradient{}, 1.0f, B);
}

template <class Loss, std::size_t B, std::size_t K>
float loss(const float* p, float* q, const cr::class_index<K>* indices) {
    const cr::const_view<cr::batch(B), cr::feature(0, K)> t(p);
    const cr::one_hot<cr::batch(B), cr::feature(0, K), float> classes{indices};
    if constexpr (requires { Loss::wants_probabilities; }) {
        if (!cr::accepts<Loss>(t, B) || !cr::accepts<Loss>(classes, B)) return 0;
    }
    return loss_to<Loss, B, K>(p, q, t) + loss_to<Loss, B, K>(p, q, classes);
}

// B rows, In and Out features.
template <std::size_t B, std::size_t In, std::size_t Out>
float all(const float* p, float* q, const cr::class_index<Out>* indices) {
    layer<cr::dense<In, Out>, B, In, Out>(p, q);
    layer<cr::dense<In, Out, cr::bias::none>, B, In, Out>(p, q);
    layer<cr::sigmoid, B, In, In>(p, q);
    layer<cr::tanh, B, In, In>(p, q);
    layer<cr::relu, B, In, In>(p, q);
    layer<cr::softmax, B, In, In>(p, q);
    layer<cr::scale_shift<In>, B, In, In>(p, q);
    return loss<cr::mean_squared_error, B, Out>(p, q, indices) + loss<cr::cross_entropy, B, Out>(p, q, indices) +
           loss<cr::softmax_cross_entropy, B, Out>(p, q, indices);
}

template float all<7, 5, 3>(const float*, float*, const cr::class_index<3>*);
template float all<4, 4, 4>(const float*, float*, const cr::class_index<4>*);

}  // namespace instantiate
