// Text and numbers for the developer, without printf: no allocation, no double, no table.
#pragma once

#include "board.hpp"

#include <cstddef>
#include <cstdint>

namespace firmware {

/// A number in decimal digits.
struct decimal {
    std::uint32_t value;
};

/// A number of at least 0 and below 2^32 / 10^4, with four digits after the point.
struct fixed {
    float value;
};

/// A number in 16 hexadecimal digits.
struct hexadecimal {
    std::uint64_t value;
};

inline void print(const char* text) { board::write(text); }
void print(decimal number);
void print(fixed number);
void print(hexadecimal number);

template <class... Parts>
    requires(sizeof...(Parts) > 1)
void print(const Parts&... parts) {
    (print(parts), ...);
}

}  // namespace firmware
