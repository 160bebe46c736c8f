/* Text for the developer, from C. In your firmware this is your own serial port. */
#ifndef CONSOLE_H
#define CONSOLE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

void console_text(const char *text);
void console_number(uint32_t number);
void console_fraction(float number); /* four digits after the point */
void console_hash(uint64_t number);  /* 16 hexadecimal digits */

#ifdef __cplusplus
}
#endif

#endif
