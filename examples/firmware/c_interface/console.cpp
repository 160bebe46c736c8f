// The printing of the other programs, for C.
#include "console.h"

#include "print.hpp"

void console_text(const char* text) { firmware::print(text); }
void console_number(std::uint32_t number) { firmware::print(firmware::decimal{number}); }
void console_fraction(float number) { firmware::print(firmware::fixed{number}); }
void console_hash(std::uint64_t number) { firmware::print(firmware::hexadecimal{number}); }
