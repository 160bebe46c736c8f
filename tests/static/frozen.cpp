// Frozen layers and raw rows in constant expressions: no gradient of what is frozen is stored or computed, its numbers are read
// where they lie, and integers give the bits of the same numbers as float.
#include <chainrule/chainrule.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace cr = chainrule;

namespace frozen_layers {

using whole = cr::network<cr::scale_shift<5>, cr::dense<5, 4>, cr::sigmoid, cr::dense<4, 3>, cr::softmax>;
using head =
    cr::network<cr::frozen<cr::scale_shift<5>>, cr::frozen<cr::dense<5, 4>>, cr::sigmoid, cr::dense<4, 3>, cr::softmax>;
using middle = cr::network<cr::dense<5, 4>, cr::sigmoid, cr::frozen<cr::dense<4, 4>>, cr::tanh, cr::dense<4, 3>, cr::softmax>;

// What is counted.
static_assert(std::is_same_v<head::thawed, whole>);
static_assert(std::is_same_v<whole::thawed, whole>);
static_assert(whole::thaw(cr::initialize<whole>(7)) == cr::initialize<whole>(7));
static_assert(head::policy == whole::policy);
static_assert(std::is_same_v<cr::basic_network<cr::policy::small, cr::frozen<cr::dense<5, 4>>, cr::dense<4, 3>>::thawed,
                             cr::basic_network<cr::policy::small, cr::dense<5, 4>, cr::dense<4, 3>>>);
static_assert(head::trainable_count == 15 && head::parameter_count == 15 && head::frozen_count == 34);
static_assert(whole::trainable_count == 39 && whole::parameter_count == 49 && whole::frozen_count == 0);
static_assert(middle::trainable_count == 39 && middle::parameter_count == 39 && middle::frozen_count == 20);
// Where they lie: of a frozen layer, among the numbers of the thawed network.
static_assert(head::offset(0) == 39 && head::offset(1) == 0 && head::offset(3) == 0);
static_assert(middle::offset(0) == 0 && middle::offset(2) == 24 && middle::offset(4) == 24);
static_assert(middle::thawed::offset(4) == 44);
static_assert(head::multiply_adds == whole::multiply_adds);
static_assert(head::inference_bytes<8> == whole::inference_bytes<8>);

// What is stored.
template <class T>
inline constexpr std::size_t with_pointer(std::size_t count) {
    constexpr std::size_t pointer = sizeof(const T*);
    return (count * sizeof(T) + pointer - 1) / pointer * pointer + pointer;
}
template <class T>
constexpr bool stores_what_trains() {
    static_assert(sizeof(whole::parameters<T>) == 49 * sizeof(T), "a network with nothing frozen has no pointer");
    static_assert(sizeof(head::parameters<T>) == with_pointer<T>(15));
    static_assert(sizeof(head::gradients<T>) == 15 * sizeof(T));
    static_assert(sizeof(cr::optimizer_state<head, T, 2>) == 30 * sizeof(T));
    static_assert(std::is_trivially_copyable_v<head::parameters<T>>);
    static_assert(std::is_standard_layout_v<head::parameters<T>>);
    return true;
}
static_assert(stores_what_trains<float>() && stores_what_trains<double>());

// No gradient of a hidden layer behind which nothing trains: 4 numbers a row less.
static_assert(whole::lowest_gradient == 2 && head::lowest_gradient == 4 && middle::lowest_gradient == 1);
static_assert(whole::training_bytes<8> - head::training_bytes<8> == 4 * 8 * sizeof(float));
// In the middle the gradient must pass.
static_assert(middle::training_bytes<8> == middle::thawed::training_bytes<8>);

template <class Network, class Optimizer>
using trainer_of_8 = cr::trainer<Network, cr::cross_entropy, Optimizer, 8>;
// Beside the parameters: gradient 15 and 39 numbers; of adam 6 settings and 2 numbers each; per row 5 + 4 + 3 activations, and
// in the whole network a gradient of 4.
static_assert(sizeof(trainer_of_8<head, cr::adam>) == with_pointer<float>(15) + (15 + 6 + 30 + 8 * 12 + 1) / 2 * 2 * 4);
static_assert(sizeof(trainer_of_8<whole, cr::adam>) == (49 + 39 + 6 + 78 + 8 * 16) * 4);
static_assert(sizeof(trainer_of_8<head, cr::adam>) < 7 * sizeof(trainer_of_8<whole, cr::adam>) / 10);
static_assert(std::is_trivially_copyable_v<trainer_of_8<head, cr::adam>>);

// A frozen layer is a layer, of the same extents, that does not train.
static_assert(cr::Layer<cr::frozen<cr::dense<5, 4>>> && cr::Layer<cr::frozen<cr::scale_shift<5>>> &&
              cr::Layer<cr::frozen<cr::sigmoid>>);
static_assert(!cr::frozen<cr::dense<5, 4>>::trainable && cr::frozen<cr::dense<5, 4>>::inputs == 5);
static_assert(cr::network<cr::frozen<cr::dense<5, 4>>, cr::frozen<cr::sigmoid>, cr::dense<4, 3>>::frozen_count == 24);

// A frozen tensor is read only, also of parameters that are not constant; the others are as ever.
template <cr::text Name, class Parameters>
using tensor_of = decltype(std::declval<Parameters&>().template tensor<Name>());
static_assert(std::is_same_v<tensor_of<"1.weight", head::parameters<>>, tensor_of<"1.weight", const whole::parameters<>>>);
static_assert(std::is_same_v<tensor_of<"0.scale", head::parameters<>>, tensor_of<"0.scale", const whole::parameters<>>>);
static_assert(std::is_same_v<tensor_of<"3.weight", head::parameters<>>, tensor_of<"3.weight", whole::parameters<>>>);
static_assert(!std::is_same_v<tensor_of<"1.weight", whole::parameters<>>, tensor_of<"1.weight", const whole::parameters<>>>);

// Nothing is frozen from a temporary, which would be gone.
template <class Network, class From>
concept Freezes = requires(From&& from) { Network::freeze(std::forward<From>(from)); };
static_assert(Freezes<head, const whole::parameters<>&> && Freezes<head, whole::parameters<>&>);
static_assert(!Freezes<head, whole::parameters<>> && !Freezes<head, const whole::parameters<>>);
static_assert(!Freezes<head, const middle::thawed::parameters<>&>);

constexpr whole::parameters<> base = [] {
    auto p = cr::initialize<whole>(3);
    for (std::size_t f = 0; f < 5; ++f) {
        p.tensor<"0.scale">()(0, f) = 0.5f + 0.25f * static_cast<float>(f);
        p.tensor<"0.shift">()(0, f) = 0.125f - static_cast<float>(f);
    }
    return p;
}();

// Round trip, without a copy of what is frozen.
static_assert(head::thaw(head::freeze(base)) == base);
static_assert(whole::freeze(base) == base);
static_assert(head::freeze(base).frozen.numbers == base.values.data());
constexpr auto frozen_base = head::freeze(base);
static_assert(frozen_base.tensor<"1.weight">().data() == base.tensor<"1.weight">().data());
static_assert(frozen_base.tensor<"0.shift">().data() == base.tensor<"0.shift">().data());
static_assert(frozen_base.tensor<"3.weight">().data() != base.tensor<"3.weight">().data());
static_assert(frozen_base.tensor<"3.bias">()(0, 2) == base.tensor<"3.bias">()(0, 2));

constexpr cr::matrix<2, 5> x = {{1.0f, -2.0f, 0.5f, 0.25f, -1.5f, 3.0f, 0.75f, 0.0f, 2.0f, -1.0f}};
constexpr std::array<std::uint8_t, 2> t = {2, 0};
static_assert(head::predict(frozen_base, x) == whole::predict(base, x));
constexpr cr::matrix<2, 3> dy = {{1.0f, 0.5f, -1.0f, 2.0f, 0.25f, 3.0f}};
static_assert(head::input_gradient(frozen_base, x, dy) == whole::input_gradient(base, x, dy));

// One step has the gradient of the whole network in the tensors that train, and moves them as that does.
template <class Network, class Parameters>
constexpr auto stepped(const Parameters& p) {
    cr::trainer<Network, cr::cross_entropy, cr::adam, 2> student(p, {.learning_rate = 0.01f});
    (void)student.step(x, t);
    return student;
}
constexpr auto moved_head = stepped<head>(frozen_base);
constexpr auto moved_whole = stepped<whole>(base);
template <cr::text Name>
constexpr bool same_tensor() {
    for (std::size_t i = 0; i < moved_head.parameters().tensor<Name>().span().size(); ++i) {
        if (moved_head.parameters().tensor<Name>().data()[i] != moved_whole.parameters().tensor<Name>().data()[i] ||
            moved_head.gradient().tensor<Name>().data()[i] != moved_whole.gradient().tensor<Name>().data()[i] ||
            moved_head.parameters().tensor<Name>().data()[i] == base.tensor<Name>().data()[i]) {
            return false;
        }
    }
    return true;
}
static_assert(same_tensor<"3.weight">() && same_tensor<"3.bias">());
static_assert(moved_head.parameters().tensor<"1.weight">().data() == base.tensor<"1.weight">().data());

// The gradient that passes through a frozen layer agrees with central differences, and so does that of the input.
template <class Network>
constexpr bool gradient_agrees() {
    using thawed = typename Network::thawed;
    auto from = cr::initialize<thawed, double>(4);
    for (std::size_t i = 0; i < thawed::parameter_count; ++i) from.values[i] += 0.125;
    const auto p = Network::freeze(from);
    const cr::matrix<1, 2, double> sample = {{0.5, -1.25}};
    const cr::matrix<1, 2, double> target = {{0.25, 0.75}};
    const auto deviation = cr::check_gradient<cr::mean_squared_error>(p, sample, target, 1e-5);
    return deviation.parameters < 1e-8 && deviation.input < 1e-8;
}
static_assert(gradient_agrees<cr::network<cr::dense<2, 2>, cr::frozen<cr::dense<2, 2>>, cr::dense<2, 2>>>());
static_assert(gradient_agrees<cr::network<cr::frozen<cr::dense<2, 2>>, cr::sigmoid, cr::dense<2, 2>>>());
static_assert(gradient_agrees<cr::network<cr::dense<2, 2>, cr::frozen<cr::scale_shift<2>>>>());

}  // namespace frozen_layers

namespace raw_rows {

template <class Sample>
using raw = cr::network<cr::scale_shift<3, Sample>, cr::dense<3, 2>, cr::sigmoid>;
using real = cr::network<cr::scale_shift<3>, cr::dense<3, 2>, cr::sigmoid>;

static_assert(cr::Raw<std::int8_t> && cr::Raw<std::uint8_t> && cr::Raw<std::int16_t> && cr::Raw<std::uint16_t>);
static_assert(!cr::Raw<std::int32_t> && !cr::Raw<std::uint32_t> && !cr::Raw<bool> && !cr::Raw<char> && !cr::Raw<float>);
static_assert(cr::Element<std::int16_t> && cr::Element<float> && cr::Element<double> && !cr::Element<int>);
static_assert(!cr::Scalar<std::int16_t>);
static_assert(std::is_same_v<raw<std::int16_t>::input_element<double>, std::int16_t>);
static_assert(std::is_same_v<real::input_element<double>, double>);
static_assert(
    std::is_same_v<cr::network<cr::frozen<cr::scale_shift<3, std::uint8_t>>, cr::dense<3, 2>>::input_element<>, std::uint8_t>);
static_assert(cr::Layer<cr::scale_shift<3, std::int8_t>>);

// The numbers of a network do not depend on what it takes, nor does its trainer; what it takes has its own size.
static_assert(sizeof(raw<std::int8_t>::parameters<>) == sizeof(real::parameters<>));
static_assert(sizeof(cr::trainer<raw<std::uint8_t>, cr::mean_squared_error, cr::sgd, 4>) ==
              sizeof(cr::trainer<real, cr::mean_squared_error, cr::sgd, 4>));
static_assert(sizeof(cr::matrix<4, 3, std::int16_t>) == 24 && sizeof(cr::matrix<4, 3, std::uint8_t>) == 12);

// The ends of the range and its middle, to the bits of the same numbers as float.
template <class Sample>
constexpr bool predicts_as_float(Sample least, Sample most) {
    const auto p = [] {
        auto q = cr::initialize<real>(7);
        for (std::size_t f = 0; f < 3; ++f) {
            q.tensor<"0.scale">()(0, f) = 1.0f / 3.0f / static_cast<float>(1 + 1000 * f);
            q.tensor<"0.shift">()(0, f) = 0.1f * static_cast<float>(f);
        }
        return q;
    }();
    const Sample middle = static_cast<Sample>((int{least} + int{most}) / 3);
    const cr::matrix<2, 3, Sample> x = {{least, most, middle, least, most, middle}};
    const cr::matrix<2, 3> as_float = {{float(least), float(most), float(middle), float(least), float(most), float(middle)}};
    return raw<Sample>::predict(typename raw<Sample>::template parameters<>{p.values}, x) == real::predict(p, as_float);
}
static_assert(predicts_as_float<std::int8_t>(-128, 127));
static_assert(predicts_as_float<std::uint8_t>(0, 255));
static_assert(predicts_as_float<std::int16_t>(-32768, 32767));
static_assert(predicts_as_float<std::uint16_t>(0, 65535));

}  // namespace raw_rows
