// A random generator, and numbers from it.
#pragma once

#include <chainrule/numeric/log.hpp>
#include <chainrule/numeric/scalar.hpp>
#include <chainrule/numeric/sin_cos.hpp>
#include <chainrule/numeric/sqrt.hpp>

#include <bit>
#include <concepts>
#include <cstdint>

namespace chainrule::numeric {

/// Random generator PCG-XSH-RR 64/32: 64 bits of state, 32 of result, period 2^64, and 2^63 streams.
///
///   state <- 6364136223846793005 state + increment                        (modulo 2^64)
///   result = rotate right(((state ^ (state >> 18)) >> 27) mod 2^32, state >> 59),   of the state before the step
///
/// increment = 2 stream + 1; seeded by state = 0, one step, state += seed, one step. A plain value: copy it to repeat it.
/// Source: O'Neill, PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for Random Number
/// Generation, Harvey Mudd College HMC-CS-2014-0905 (2014). Seed 42, stream 54 gives a15c02b7 7b47f409 ba1d3330 ...
struct pcg32 {
    using result_type = std::uint32_t;

    std::uint64_t state;
    std::uint64_t increment;

    constexpr explicit pcg32(std::uint64_t seed, std::uint64_t stream = 0) noexcept : state{0}, increment{2 * stream + 1} {
        (void)(*this)();
        state += seed;
        (void)(*this)();
    }

    constexpr result_type operator()() noexcept {
        const std::uint64_t before = state;
        state = before * 6364136223846793005u + increment;
        const auto word = static_cast<std::uint32_t>(((before >> 18) ^ before) >> 27);
        return std::rotr(word, static_cast<int>(before >> 59));
    }

    friend constexpr bool operator==(const pcg32&, const pcg32&) noexcept = default;
};

/// Gives 32 random bits a call.
template <class G>
concept Generator = requires(G& g) {
    { g() } -> std::same_as<std::uint32_t>;
};

/// Uniform in [0, 1): n 2^-24 for float, n the upper 24 bits of one result; n 2^-53 for double, n the upper 27 bits of one
/// result followed by the upper 26 of the next.
template <Scalar T, Generator G>
[[nodiscard]] constexpr T uniform(G& g) noexcept {
    if constexpr (sizeof(T) == 4) {
        return static_cast<float>(static_cast<std::int32_t>(g() >> 8)) * 0x1p-24f;
    } else {
        const std::uint32_t high = g() >> 5;
        const std::uint32_t low = g() >> 6;
        return (static_cast<double>(high) * 0x1p26 + static_cast<double>(low)) * 0x1p-53;
    }
}

/// Uniform in [low, high): low + (high - low) uniform(g). Rounding may give `high` itself; high - low must be finite.
template <Generator G, Scalar T>
[[nodiscard]] constexpr T uniform(G& g, T low, T high) noexcept {
    return low + (high - low) * uniform<T>(g);
}

/// Standard normal, sqrt(-2 log u) cos(2 pi v) with u = 1 - uniform(g) in (0, 1], then v = uniform(g).
///
/// Never infinite: at most sqrt(48 log 2) = 5.77 in size for float, sqrt(106 log 2) = 8.57 for double.
/// Source: Box and Muller, A Note on the Generation of Random Normal Deviates, Ann. Math. Statist. 29 (1958).
template <Scalar T, Generator G>
[[nodiscard]] constexpr T normal(G& g) noexcept {
    const T u = T{1} - uniform<T>(g);
    const T v = uniform<T>(g);
    return sqrt(T{-2} * log(u)) * detail::cos_turns(v);
}

/// Uniform among 0, 1, ..., n - 1, without bias; n > 0.
///
/// The upper word of n times a result; a result is drawn again where the lower word is less than 2^32 mod n.
/// Source: Lemire, Fast Random Integer Generation in an Interval, ACM Trans. Model. Comput. Simul. 29 (2019).
template <Generator G>
[[nodiscard]] constexpr std::uint32_t below(G& g, std::uint32_t n) noexcept {
    std::uint64_t product = std::uint64_t{g()} * n;
    if (static_cast<std::uint32_t>(product) < n) {
        const std::uint32_t threshold = (std::uint32_t{0} - n) % n;
        while (static_cast<std::uint32_t>(product) < threshold) product = std::uint64_t{g()} * n;
    }
    return static_cast<std::uint32_t>(product >> 32);
}

}  // namespace chainrule::numeric
