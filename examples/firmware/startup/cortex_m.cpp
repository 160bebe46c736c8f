// From reset to main on a Cortex-M, and the two services of a debugger that the programs use (Arm semihosting).
#include "board.hpp"

#include <cstdint>

extern "C" {
// Addresses that the linker script sets; the objects do not exist.
extern std::uint32_t stack_top, data_begin, data_end, data_source, fast_ram_begin, fast_ram_end, fast_ram_source, bss_begin,
    bss_end;

// The program's main, under a name by which C++ allows it to be called.
int program() asm("main");

[[noreturn]] void reset();
}

namespace {

enum class service : std::uint32_t { write0 = 0x04, exit_extended = 0x20 };

void call(service number, const void* argument) {
    register auto r0 asm("r0") = static_cast<std::uint32_t>(number);
    register auto r1 asm("r1") = argument;
    asm volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
}

// Apart from `reset`, so that nothing in here runs before the floating-point unit is on: even a copy may use its registers.
[[noreturn, gnu::noinline]] void start() {
    const std::uint32_t* source = &data_source;
    for (std::uint32_t* to = &data_begin; to < &data_end; ++to) *to = *source++;
    source = &fast_ram_source;
    for (std::uint32_t* to = &fast_ram_begin; to < &fast_ram_end; ++to) *to = *source++;
    for (std::uint32_t* to = &bss_begin; to < &bss_end; ++to) *to = 0;
    board::exit(program());
}

[[noreturn]] void fault() {
    board::write("fault\n");
    board::exit(99);
}

struct vector_table {
    std::uint32_t* stack;
    void (*handlers[15])();
};

// No interrupt is enabled: after reset these are the exceptions of the processor itself.
[[gnu::section(".vectors"), gnu::used]] const vector_table vectors = {
    &stack_top,
    {reset, fault, fault, fault, fault, fault, fault, nullptr, nullptr, nullptr, fault, fault, nullptr, fault, fault}};

}  // namespace

extern "C" void reset() {
#ifdef __ARM_FP
    // Full access to coprocessors 10 and 11, in the Coprocessor Access Control Register.
    constexpr std::uintptr_t cpacr = 0xe000ed88;
    auto* const access = reinterpret_cast<volatile std::uint32_t*>(cpacr);
    *access = *access | (0xfu << 20);
    asm volatile("dsb\n\tisb" ::: "memory");
#endif
    start();
}

void board::write(const char* text) { call(service::write0, text); }

void board::exit(int status) {
    constexpr std::uint32_t application_exit = 0x20026;
    const std::uint32_t reason[] = {application_exit, static_cast<std::uint32_t>(status)};
    call(service::exit_extended, reason);
    for (;;) asm volatile("");
}
