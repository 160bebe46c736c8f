#pragma once

#include <chainrule/numeric/random.hpp>

#include <cstdint>

namespace chainrule {

/// A seeded order of 0 ... size - 1 that needs no storage: order(i), i below size, is the i-th of them, each comes once; size
/// is at least 1.
///
/// Four rounds of a Feistel network on the smallest even number of bits that holds size - 1; a value of size or above is
/// passed through again. Specified bit for bit: the round keys are the first four numbers of `pcg32(seed, stream)`.
/// Source: Luby and Rackoff (1988); Black and Rogaway (2002), "cycle walking".
class permutation {
public:
    constexpr permutation(std::uint32_t size, std::uint64_t seed, std::uint64_t stream = 0) : size_(size) {
        while (half_bits_ < 16 && (std::uint64_t{1} << (2 * half_bits_)) < size) ++half_bits_;
        numeric::pcg32 generator(seed, stream);
        for (std::uint32_t& key : keys_) key = generator();
    }

    [[nodiscard]] constexpr std::uint32_t operator()(std::uint32_t i) const {
        do {
            i = encipher(i);
        } while (i >= size_);
        return i;
    }

private:
    [[nodiscard]] constexpr std::uint32_t encipher(std::uint32_t i) const {
        const std::uint32_t mask = (std::uint32_t{1} << half_bits_) - 1;
        std::uint32_t left = i >> half_bits_;
        std::uint32_t right = i & mask;
        for (const std::uint32_t key : keys_) {
            // Multiplication by an odd constant near 2^32 / golden ratio spreads the low bits upwards, the shift back down.
            std::uint32_t mixed = (right ^ key) * 0x9e3779b1u;
            mixed ^= mixed >> 15;
            mixed = mixed * 0x9e3779b1u;
            mixed ^= mixed >> 16;
            const std::uint32_t next = left ^ (mixed & mask);
            left = right;
            right = next;
        }
        return (left << half_bits_) | right;
    }

    std::uint32_t size_;
    std::uint32_t half_bits_ = 1;
    std::uint32_t keys_[4] = {};
};

}  // namespace chainrule
