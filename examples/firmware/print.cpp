#include "print.hpp"

namespace firmware {

void print(decimal number) {
    char text[11];
    char* first = text + sizeof text - 1;
    *first = '\0';
    std::uint32_t rest = number.value;
    do {
        *--first = static_cast<char>('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    print(first);
}

void print(fixed number) {
    const auto scaled = static_cast<std::uint32_t>(number.value * 10'000.0f + 0.5f);
    print(decimal{scaled / 10'000});
    char text[] = ".0000";
    std::uint32_t rest = scaled % 10'000;
    for (std::size_t i = 4; i > 0; --i) {
        text[i] = static_cast<char>('0' + rest % 10);
        rest /= 10;
    }
    print(text);
}

void print(hexadecimal number) {
    char text[17];
    for (std::size_t i = 0; i < 16; ++i) {
        const auto digit = static_cast<unsigned>(number.value >> (60 - 4 * i)) & 0xf;
        text[i] = "0123456789abcdef"[digit];
    }
    text[16] = '\0';
    print(text);
}

}  // namespace firmware
