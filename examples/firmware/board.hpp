// What a program needs of the board it runs on. On your own board this is where a serial port comes in.
#pragma once

namespace board {

/// Text for the developer: by semihosting on a board, to standard output on a computer.
void write(const char* text);

/// Ends the program; the status becomes that of the emulator.
[[noreturn]] void exit(int status);

}  // namespace board
