#include "catch.hpp"

#include <chainrule/algebra/elementwise.hpp>
#include <chainrule/algebra/product.hpp>
#include <chainrule/algebra/scaled_rows.hpp>
#include <chainrule/numeric/random.hpp>
#include <chainrule/shape/axes.hpp>
#include <chainrule/shape/rows.hpp>

#include <utility>

namespace {

namespace cr = chainrule;

template <cr::dim R, cr::dim C, class T, cr::order O = cr::order::columns>
cr::matrix<R, C, T, O> random_matrix(std::uint64_t seed) {
    cr::numeric::pcg32 generator(seed);
    cr::matrix<R, C, T, O> m{};
    for (T& value : m.values) value = cr::numeric::normal<T>(generator);
    return m;
}

// The order of `batch_sum`, written down once more in the plainest way.
template <class T>
T sum_in_order(const T* terms, std::size_t n, bool in_one_lane = false) {
    if (n < 32 || n % 16 != 0 || in_one_lane) {
        T sum = terms[0];
        for (std::size_t i = 1; i < n; ++i) sum += terms[i];
        return sum;
    }
    T lanes[16];
    for (std::size_t l = 0; l < 16; ++l) {
        lanes[l] = terms[l];
        for (std::size_t i = l + 16; i < n; i += 16) lanes[l] += terms[i];
    }
    for (const std::size_t width : {8u, 4u, 2u, 1u}) {
        for (std::size_t l = 0; l < width; ++l) lanes[l] += lanes[l + width];
    }
    return lanes[0];
}

// The order of `feature_parts`, likewise.
template <class T>
T sum_of_features(T start, const T* terms, std::size_t n, std::size_t columns) {
    const std::size_t parts = n < 32 ? 1 : n >= 64 || columns < 16 ? 4 : 2;
    T sums[4];
    for (std::size_t p = 0; p < parts; ++p) {
        const std::size_t first = p * n / parts;
        sums[p] = p == 0 ? start + terms[0] : terms[first];
        for (std::size_t i = first + 1; i < (p + 1) * n / parts; ++i) sums[p] += terms[i];
    }
    return parts == 1 ? sums[0] : parts == 2 ? sums[0] + sums[1] : (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

// The factors of a layer's products.
template <class T, std::size_t B, std::size_t In, std::size_t Out>
struct factors {
    static constexpr cr::dim rows = cr::batch(B);
    static constexpr cr::dim in = cr::feature(0, In);
    static constexpr cr::dim out = cr::feature(1, Out);
    cr::matrix<rows, in, T> x = random_matrix<rows, in, T>(1);
    cr::matrix<cr::dual(in), out, T, cr::order::rows> w = random_matrix<cr::dual(in), out, T, cr::order::rows>(2);
    cr::matrix<cr::dual(rows), cr::dual(out), T> dy = random_matrix<cr::dual(rows), cr::dual(out), T>(3);
};

// Y_ko is start(k, o) + sum_i X_ki W_io, bit for bit.
template <class Y, class T, std::size_t B, std::size_t In, std::size_t Out, class Start>
void check_forward(const Y& y, const factors<T, B, In, Out>& f, Start start) {
    for (std::size_t k = 0; k < B; ++k) {
        for (std::size_t o = 0; o < Out; ++o) {
            T terms[In];
            for (std::size_t i = 0; i < In; ++i) terms[i] = f.x(k, i) * f.w(i, o);
            REQUIRE(y(k, o) == sum_of_features(start(k, o), terms, In, Out));
        }
    }
}

// X^T dY, X W and dY W^T against their definitions, bit for bit.
template <class T, std::size_t B, std::size_t In, std::size_t Out>
void check_products() {
    constexpr cr::dim rows = cr::batch(B);
    constexpr cr::dim in = cr::feature(0, In);
    constexpr cr::dim out = cr::feature(1, Out);
    const factors<T, B, In, Out> f;
    const auto& [x, w, dy] = f;
    const auto b = random_matrix<1, out, T>(4);
    INFO("batch " << B << ", " << In << " to " << Out);

    cr::matrix<in, cr::dual(out), T, cr::order::rows> dw{};
    cr::assign(cr::view<in, cr::dual(out), T, cr::order::rows>(dw), cr::lazy_product(cr::transposed(x), dy));
    for (std::size_t i = 0; i < In; ++i) {
        for (std::size_t o = 0; o < Out; ++o) {
            T terms[B];
            for (std::size_t k = 0; k < B; ++k) terms[k] = x(k, i) * dy(k, o);
            REQUIRE(dw(i, o) == sum_in_order(terms, B, B <= 128 && Out >= 32 && In * Out >= 1024));
        }
    }

    const auto y = cr::evaluate<rows, out, T>(cr::lazy_product(x, w) + b);
    check_forward(y, f, [&](std::size_t, std::size_t o) { return b(0, o); });

    const cr::matrix<1, cr::dual(out), T> db = cr::product(cr::transposed(cr::ones<rows, 1, T>{}), dy);
    for (std::size_t o = 0; o < Out; ++o) REQUIRE(db(0, o) == sum_in_order(dy.values + o * B, B));

    const cr::matrix<cr::dual(rows), cr::dual(in), T> dx = cr::product(dy, cr::transposed(w));
    for (std::size_t k = 0; k < B; ++k) {
        for (std::size_t i = 0; i < In; ++i) {
            T terms[Out];
            for (std::size_t o = 0; o < Out; ++o) terms[o] = dy(k, o) * w(i, o);
            REQUIRE(dx(k, i) == sum_of_features(T(0), terms, Out, In));
        }
    }
}

// A product whose factors and result lie by rows or by columns, alone, with a row added and added to what is there, against its
// definition, bit for bit.
template <cr::dim M, cr::dim K, cr::dim N, cr::order OA, cr::order OB, cr::order OC>
void check_order() {
    const auto a = random_matrix<M, K, float, OA>(1);
    const auto b = random_matrix<cr::dual(K), N, float, OB>(2);
    const auto row = random_matrix<1, N, float>(3);
    const auto before = random_matrix<M, N, float, OC>(4);
    const auto product = cr::lazy_product(a, b);
    const auto alone = cr::evaluate<M, N, float, OC>(product);
    const auto with_row = cr::evaluate<M, N, float, OC>(product + row);
    auto added = before;
    cr::accumulate(cr::view<M, N, float, OC>(added), product);
    for (std::size_t i = 0; i < M.extent; ++i) {
        for (std::size_t j = 0; j < N.extent; ++j) {
            float terms[K.extent];
            for (std::size_t k = 0; k < K.extent; ++k) terms[k] = a(i, k) * b(k, j);
            const auto from = [&](float start) {
                if (K.along == cr::axis::batch) return start + sum_in_order(terms, K.extent);
                return sum_of_features(start, terms, K.extent, N.extent);
            };
            REQUIRE(alone(i, j) == from(0.0f));
            REQUIRE(with_row(i, j) == from(row(0, j)));
            REQUIRE(added(i, j) == from(before(i, j)));
        }
    }
}
template <cr::dim M, cr::dim K, cr::dim N>
void check_orders() {
    constexpr auto by_rows = cr::order::rows;
    constexpr auto by_columns = cr::order::columns;
    INFO(M.extent << " times " << K.extent << " times " << N.extent);
    check_order<M, K, N, by_columns, by_columns, by_columns>();
    check_order<M, K, N, by_columns, by_columns, by_rows>();
    check_order<M, K, N, by_columns, by_rows, by_columns>();
    check_order<M, K, N, by_columns, by_rows, by_rows>();
    check_order<M, K, N, by_rows, by_columns, by_columns>();
    check_order<M, K, N, by_rows, by_columns, by_rows>();
    check_order<M, K, N, by_rows, by_rows, by_columns>();
    check_order<M, K, N, by_rows, by_rows, by_rows>();
}

// X W added to what is there, where the sums begin with it, and X^T dY, where they do not.
template <class T, std::size_t B, std::size_t In, std::size_t Out>
void check_accumulated() {
    constexpr cr::dim rows = cr::batch(B);
    constexpr cr::dim in = cr::feature(0, In);
    constexpr cr::dim out = cr::feature(1, Out);
    const factors<T, B, In, Out> f;
    const auto& [x, w, dy] = f;
    INFO("batch " << B << ", " << In << " to " << Out);

    const auto y = random_matrix<rows, out, T>(4);
    auto more = y;
    cr::accumulate(cr::view<rows, out, T>(more), cr::lazy_product(x, w));
    check_forward(more, f, [&](std::size_t k, std::size_t o) { return y(k, o); });

    const auto dw = cr::evaluate<in, cr::dual(out), T, cr::order::rows>(cr::lazy_product(cr::transposed(x), dy));
    auto twice = dw;
    cr::accumulate(cr::view<in, cr::dual(out), T, cr::order::rows>(twice), cr::lazy_product(cr::transposed(x), dy));
    for (std::size_t i = 0; i < In * Out; ++i) REQUIRE(twice.values[i] == dw.values[i] + dw.values[i]);
}

// Y, dX and dW where something else follows them in memory.
template <class T, std::size_t B, std::size_t In, std::size_t Out>
void check_end() {
    constexpr cr::dim rows = cr::batch(B);
    constexpr cr::dim in = cr::feature(0, In);
    constexpr cr::dim out = cr::feature(1, Out);
    const factors<T, B, In, Out> f;
    const auto& [x, w, dy] = f;
    INFO("batch " << B << ", " << In << " to " << Out);
    const auto ends = [](auto place, auto product) {
        constexpr std::size_t size = decltype(place(nullptr).span())::extent;
        std::array<T, size + 16> memory;
        memory.fill(T(77));
        cr::assign<cr::policy::fast>(place(memory.data()), product);
        for (std::size_t i = 0; i < size; ++i) REQUIRE(memory[i] != T(77));
        for (std::size_t i = size; i < size + 16; ++i) REQUIRE(memory[i] == T(77));
    };
    ends([&](T* p) { return cr::view<rows, out, T>(p); }, cr::lazy_product(x, w));
    ends([&](T* p) { return cr::view<cr::dual(rows), cr::dual(in), T>(p); }, cr::lazy_product(dy, cr::transposed(w)));
    ends([&](T* p) { return cr::view<in, cr::dual(out), T, cr::order::rows>(p); }, cr::lazy_product(cr::transposed(x), dy));
}

// A network's gradients are written for weight and bias together, 1^T dY below X^T dY.
template <class T, std::size_t B, std::size_t In, std::size_t Out>
void check_column_sums() {
    constexpr cr::dim rows = cr::batch(B);
    constexpr cr::dim in = cr::feature(0, In);
    constexpr cr::dim out = cr::feature(1, Out);
    const factors<T, B, In, Out> f;
    const auto& [x, w, dy] = f;
    INFO("batch " << B << ", " << In << " to " << Out);
    const auto product = cr::lazy_product(cr::transposed(x), dy);
    const auto sums = cr::lazy_product(cr::transposed(cr::ones<rows, 1, T>{}), dy);
    T together[(In + 1) * Out];
    T* const c = together;
    if constexpr (requires { cr::kernels::multiply_and_sum<cr::policy::fast, cr::kernels::start::zero>(c, product, sums); }) {
        cr::kernels::multiply_and_sum<cr::policy::fast, cr::kernels::start::zero>(c, product, sums);
        const auto expected = cr::evaluate<in, cr::dual(out), T, cr::order::rows>(product);
        const auto below = cr::evaluate<1, cr::dual(out), T>(sums);
        for (std::size_t i = 0; i < In * Out; ++i) REQUIRE(together[i] == expected.values[i]);
        for (std::size_t o = 0; o < Out; ++o) REQUIRE(together[In * Out + o] == below.values[o]);
        cr::kernels::multiply_and_sum<cr::policy::fast, cr::kernels::start::existing>(c, product, sums);
        for (std::size_t i = 0; i < In * Out; ++i) REQUIRE(together[i] == expected.values[i] + expected.values[i]);
        for (std::size_t o = 0; o < Out; ++o) REQUIRE(together[In * Out + o] == below.values[o] + below.values[o]);
    } else {
        FAIL("there is no way to compute them together");
    }
}

// Counts how often it gets each element.
template <class T>
struct taking {
    T* elements;
    int* times;
    template <std::size_t Count, class V>
    constexpr void take(std::size_t i, V pack) const {
        T each[cr::numeric::lanes<V>];
        cr::numeric::store(each, pack);
        for (std::size_t l = 0; l < Count; ++l) {
            elements[i + l] = each[l];
            ++times[i + l];
        }
    }
};

enum class sums : bool { none, below };

template <class T, std::size_t B, std::size_t In, std::size_t Out, sums Sums>
void check_taken() {
    constexpr cr::dim rows = cr::batch(B);
    constexpr cr::dim in = cr::feature(0, In);
    constexpr cr::dim out = cr::feature(1, Out);
    const factors<T, B, In, Out> f;
    const auto& [x, w, dy] = f;
    INFO("batch " << B << ", " << In << " to " << Out);
    const auto product = cr::lazy_product(cr::transposed(x), dy);
    const auto below = cr::lazy_product(cr::transposed(cr::ones<rows, 1, T>{}), dy);
    std::array<T, (In + 1) * Out> elements{};
    std::array<int, (In + 1) * Out> times{};
    const taking<T> c{elements.data(), times.data()};
    const auto dw = cr::evaluate<in, cr::dual(out), T, cr::order::rows>(product);
    const auto db = cr::evaluate<1, cr::dual(out), T>(below);
    if constexpr (Sums == sums::below) {
        cr::kernels::multiply_and_sum<cr::policy::fast, cr::kernels::start::zero>(c, product, below);
    } else {
        cr::kernels::multiply_into<cr::policy::fast>(c, product);
    }
    for (std::size_t i = 0; i < In * Out; ++i) REQUIRE((elements[i] == dw.values[i] && times[i] == 1));
    for (std::size_t o = 0; o < Out; ++o) {
        REQUIRE(times[In * Out + o] == (Sums == sums::below ? 1 : 0));
        if (Sums == sums::below) REQUIRE(elements[In * Out + o] == db.values[o]);
    }
}

template <std::size_t Bytes, class T>
void check_lanes() {
    using V [[gnu::vector_size(Bytes)]] = T;
    constexpr std::size_t lanes = Bytes / sizeof(T);
    V packs[lanes];
    for (std::size_t i = 0; i < lanes; ++i) {
        const auto numbers = random_matrix<lanes, 1, T>(i);
        __builtin_memcpy(&packs[i], numbers.values, sizeof(V));
    }
    const V sums = cr::lanes_of_each_added(packs);
    for (std::size_t i = 0; i < lanes; ++i) REQUIRE(sums[i] == cr::lanes_added(packs[i]));
}

template <class T, std::size_t... B>
void check_batches(std::index_sequence<B...>) {
    (check_products<T, B, 5, 4>(), ...);
    (check_products<T, B, 3, 19>(), ...);
    (check_products<T, B, 17, 2>(), ...);
}

}  // namespace

TEST_CASE("products have the bits of their definition, whatever the vectors of the machine", "[algebra]") {
    check_batches<float>(std::index_sequence<1, 2, 3, 5, 8, 12, 31, 32, 33, 48>{});
    check_batches<double>(std::index_sequence<1, 7, 32>{});
}

TEST_CASE("factors and results lie by rows or by columns", "[algebra]") {
    check_orders<3, 5, 7>();
    check_orders<9, 33, 18>();
    check_orders<6, cr::batch(32), 3>();
    check_orders<5, cr::batch(7), 10>();
}

TEST_CASE("sums over many features are sums of parts", "[algebra]") {
    check_products<float, 1, 31, 32>();
    check_products<float, 1, 66, 33>();
    check_products<float, 1, 103, 9>();
    check_products<float, 3, 33, 67>();
    check_products<float, 9, 64, 31>();
    check_products<float, 25, 65, 34>();
    check_products<float, 37, 32, 130>();
    check_products<float, 80, 7, 70>();
    check_products<float, 133, 64, 9>();
    check_products<double, 1, 70, 35>();
    check_products<double, 13, 33, 66>();
    check_products<float, 1, 32, 15>();
    check_products<float, 19, 35, 10>();
    check_products<float, 4, 62, 16>();
    check_products<double, 2, 47, 5>();
}

TEST_CASE("one row that does not fill a vector is computed in one", "[algebra]") {
    check_products<float, 1, 2, 15>();
    check_products<float, 1, 20, 12>();
    check_products<float, 1, 37, 10>();
    check_products<float, 1, 64, 9>();
    check_products<float, 1, 131, 14>();
    check_products<float, 1, 8, 7>();
    check_products<float, 1, 34, 6>();
    check_products<float, 1, 41, 3>();
    check_products<double, 1, 3, 7>();
    check_products<double, 1, 50, 5>();
    check_products<double, 1, 33, 3>();
    check_accumulated<float, 1, 39, 11>();
    check_accumulated<float, 1, 7, 13>();
    check_accumulated<double, 1, 63, 6>();
}

TEST_CASE("few rows are computed along their columns", "[algebra]") {
    check_products<float, 1, 36, 300>();
    check_products<float, 2, 66, 37>();
    check_products<float, 3, 70, 130>();  // some columns at a time
    check_products<float, 6, 50, 130>();
    check_products<float, 11, 33, 48>();
    check_products<float, 15, 70, 32>();
    check_products<double, 1, 70, 40>();
    check_products<double, 5, 9, 66>();
}

TEST_CASE("products are added to what is there", "[algebra]") {
    check_accumulated<float, 1, 17, 2>();
    check_accumulated<float, 1, 66, 33>();
    check_accumulated<float, 3, 33, 67>();
    check_accumulated<float, 7, 9, 1>();
    check_accumulated<float, 8, 5, 4>();
    check_accumulated<float, 12, 3, 19>();
    check_accumulated<float, 33, 17, 2>();
    check_accumulated<float, 48, 5, 4>();
    check_accumulated<float, 128, 16, 70>();
    check_accumulated<float, 133, 65, 67>();
    check_accumulated<double, 7, 3, 19>();
    check_accumulated<double, 48, 31, 34>();
}

TEST_CASE("a product writes nothing behind its last element", "[algebra]") {
    check_end<float, 1, 9, 12>();
    check_end<float, 1, 9, 3>();
    check_end<float, 1, 70, 2>();
    check_end<float, 2, 9, 22>();
    check_end<float, 3, 16, 37>();
    check_end<float, 5, 7, 33>();
    check_end<double, 3, 10, 19>();
}

TEST_CASE("long sums of a batch are computed in halves", "[algebra]") {
    check_products<float, 40, 130, 70>();  // rows copied together
    check_products<float, 133, 65, 67>();
    check_products<float, 133, 661, 100>();  // columns
    check_products<float, 133, 2101, 7>();   // fewer of them
    check_products<float, 35, 2800, 3>();    // none
    check_products<double, 21, 67, 66>();
}

TEST_CASE("large products over a short batch are summed in one lane", "[algebra]") {
    check_products<float, 128, 16, 70>();
    check_products<float, 144, 35, 33>();
    check_products<double, 48, 31, 34>();
}

#ifdef __SSE2__
TEST_CASE("gradients of weight and bias together are those of each", "[algebra]") {
    check_column_sums<float, 32, 5, 4>();
    check_column_sums<float, 48, 6, 3>();
    check_column_sums<float, 96, 3, 1>();
    check_column_sums<float, 112, 1, 9>();
    check_column_sums<double, 64, 7, 5>();
    // Of one lane.
    check_column_sums<float, 2, 5, 4>();
    check_column_sums<float, 16, 24, 3>();
    check_column_sums<float, 31, 50, 37>();
    check_column_sums<float, 250, 6, 70>();
    check_column_sums<double, 5, 13, 10>();
}

TEST_CASE("who takes a product gets each of its elements once", "[algebra]") {
    check_taken<float, 1, 9, 4, sums::none>();
    check_taken<float, 1, 40, 67, sums::none>();
    check_taken<double, 1, 5, 19, sums::none>();
    check_taken<float, 48, 30, 35, sums::none>();
    check_taken<float, 2, 11, 5, sums::below>();
    check_taken<float, 7, 50, 26, sums::below>();
    check_taken<float, 250, 6, 70, sums::below>();
    check_taken<double, 3, 14, 9, sums::below>();
    check_taken<float, 32, 5, 4, sums::below>();
    check_taken<float, 48, 13, 3, sums::below>();
}

TEST_CASE("the lanes of several packs are added as those of one", "[algebra]") {
    check_lanes<16, float>();
    check_lanes<16, double>();
#ifdef __AVX__
    check_lanes<32, float>();
    check_lanes<32, double>();
#endif
}
#endif

TEST_CASE("rows of samples come in and go out as copies", "[shape]") {
    const auto m = cr::from_rows({{1.0f, 2.0f, 3.0f}, {4.0f, 5.0f, 6.0f}});
    CHECK(m.values[0] == 1.0f);
    CHECK(m.values[1] == 4.0f);
    CHECK(m(1, 2) == 6.0f);
    const float numbers[6] = {1, 2, 3, 4, 5, 6};
    CHECK(cr::from_rows<2, 3>(numbers) == m);
    const auto rows = cr::to_rows(m);
    for (std::size_t i = 0; i < 6; ++i) CHECK(rows.values[i] == numbers[i]);
}

TEST_CASE("elementwise functions and scaled rows", "[algebra]") {
    const auto a = random_matrix<7, 3, float>(1);
    const auto b = random_matrix<7, 3, float>(2);
    const auto s = random_matrix<1, 3, float>(3);
    const auto r = random_matrix<1, 3, float>(4);
    const auto added = cr::sum(a, b);
    const auto subtracted = cr::difference(a, b);
    const auto multiplied = cr::scaled(0.3f, a);
    const auto moved =
        cr::evaluate<7, 3, float>(cr::scaled_rows(cr::const_view<7, 3>(a), cr::const_view<1, 3>(s), cr::const_view<1, 3>(r)));
    for (std::size_t i = 0; i < 7; ++i) {
        for (std::size_t j = 0; j < 3; ++j) {
            CHECK(added(i, j) == a(i, j) + b(i, j));
            CHECK(subtracted(i, j) == a(i, j) - b(i, j));
            CHECK(multiplied(i, j) == 0.3f * a(i, j));
            CHECK(moved(i, j) == a(i, j) * s(0, j) + r(0, j));
        }
    }
}
