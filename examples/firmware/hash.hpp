// A fingerprint of numbers, to compare runs on different machines.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

namespace firmware {

/// FNV-1a over the bits of all numbers, the lowest byte of each first.
///
/// Source: Fowler, Noll, Vo; offset 0xcbf29ce484222325, prime 0x100000001b3.
template <class T, std::size_t Count>
[[nodiscard]] constexpr std::uint64_t hash(const std::span<const T, Count>& numbers) {
    using bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
    std::uint64_t h = 0xcbf29ce484222325u;
    for (const T number : numbers) {
        const auto word = std::bit_cast<bits>(number);
        for (std::size_t byte = 0; byte < sizeof word; ++byte) {
            h = (h ^ ((word >> (8 * byte)) & 0xff)) * 0x100000001b3u;
        }
    }
    return h;
}

}  // namespace firmware
