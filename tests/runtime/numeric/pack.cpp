// Packs: what goes in and out of them, and where.
#include <array>
#include <cstddef>

#include "../catch.hpp"
#include "chainrule/numeric/beside.hpp"
#include "chainrule/numeric/pack.hpp"

namespace {

namespace numeric = chainrule::numeric;

template <class T>
std::array<T, 64> numbers() {
    std::array<T, 64> a{};
    for (std::size_t i = 0; i < a.size(); ++i) a[i] = static_cast<T>(i + 1);
    return a;
}

template <std::size_t Bytes, class T>
void check_transpose() {
    constexpr std::size_t lanes = Bytes / sizeof(T);
    using vector = numeric::packed<T, lanes>;
    vector rows[lanes];
    for (std::size_t r = 0; r < lanes; ++r) {
        for (std::size_t l = 0; l < lanes; ++l) rows[r][l] = static_cast<T>(100 * r + l);
    }
    numeric::transpose(rows);
    for (std::size_t r = 0; r < lanes; ++r) {
        for (std::size_t l = 0; l < lanes; ++l) CHECK(rows[r][l] == static_cast<T>(100 * l + r));
    }
}

template <std::size_t N, std::size_t Lanes>
void check_first() {
    using vector = numeric::packed<float, Lanes>;
    const auto from = numbers<float>();
    const auto v = numeric::load_first<vector, N>(from.data() + 7);
    for (std::size_t l = 0; l < Lanes; ++l) CHECK(v[l] == from[7 + (l < N ? l : N - 1)]);
    auto to = numbers<float>();
    numeric::store_first<N>(to.data() + 20, v);
    for (std::size_t i = 0; i < to.size(); ++i) CHECK(to[i] == (i >= 20 && i < 20 + N ? from[7 + i - 20] : from[i]));
}

template <std::size_t Count, class T>
void check_side_by_side() {
    constexpr std::size_t lanes = 16 / sizeof(T);
    using vector = numeric::packed<T, lanes>;
    using all = numeric::side_by_side<vector, Count>;
    static_assert(numeric::lanes<all> == Count * lanes);
    const auto from = numbers<T>();
    const all loaded = numeric::load<all>(from.data() + 3);
    vector packs[Count];
    numeric::split(packs, loaded);
    for (std::size_t i = 0; i < Count * lanes; ++i) CHECK(packs[i / lanes][i % lanes] == from[3 + i]);
    std::array<T, 64> to{};
    numeric::store(to.data() + 5, numeric::joined<all>(packs));
    for (std::size_t i = 0; i < to.size(); ++i) CHECK(to[i] == (i >= 5 && i < 5 + Count * lanes ? from[i - 2] : T(0)));
}

}  // namespace

TEST_CASE("packs are transposed") {
    check_transpose<16, float>();
    check_transpose<16, double>();
    check_transpose<32, float>();
    check_transpose<32, double>();
    check_transpose<64, float>();
    check_transpose<64, double>();
}

TEST_CASE("a few scalars lie in the first lanes of a vector, and only these are written") {
    check_first<1, 4>();
    check_first<2, 4>();
    check_first<3, 4>();
    check_first<4, 4>();
#ifdef __AVX__
    check_first<3, 8>();
    check_first<5, 8>();
    check_first<6, 8>();
#endif
#ifdef __AVX512F__
    check_first<1, 16>();
    check_first<6, 16>();
    check_first<9, 16>();
    check_first<10, 16>();
    check_first<15, 16>();
#endif
}

TEST_CASE("packs side by side lie one after the other") {
    check_side_by_side<1, float>();
    check_side_by_side<2, float>();
    check_side_by_side<3, double>();
    check_side_by_side<4, float>();
    check_side_by_side<5, double>();
}
