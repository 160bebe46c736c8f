// From reset to main on a RISC-V, and the two services of a debugger that the programs use (RISC-V semihosting).
#include "board.hpp"

#include <cstdint>

extern "C" {
// Addresses that the linker script sets; the objects do not exist.
extern std::uint32_t data_begin, data_end, data_source, fast_ram_begin, fast_ram_end, fast_ram_source, bss_begin, bss_end;

// The program's main, under a name by which C++ allows it to be called.
int program() asm("main");

[[gnu::naked, gnu::section(".reset"), gnu::used]] void reset();
[[noreturn, gnu::used]] void start();
[[noreturn, gnu::used, gnu::aligned(4)]] void fault();
}

namespace {

enum class service : std::uint32_t { write0 = 0x04, exit_extended = 0x20 };

// A debugger knows the call by its neighbours, so the three instructions must be uncompressed and on one page.
[[gnu::noinline]] void call(service number, const void* argument) {
    register auto a0 asm("a0") = static_cast<std::uint32_t>(number);
    register auto a1 asm("a1") = argument;
    asm volatile(R"(
        .option push
        .option norvc
        .balign 16
        slli x0, x0, 0x1f
        ebreak
        srai x0, x0, 7
        .option pop
    )"
                 : "+r"(a0)
                 : "r"(a1)
                 : "memory");
}

}  // namespace

// Stack and global pointer first, where a trap goes, then the floating-point unit: mstatus.FS = initial.
void reset() {
    asm volatile(R"(
        .option push
        .option norelax
        la gp, __global_pointer$
        .option pop
        la sp, stack_top
        la t0, fault
        csrw mtvec, t0
    )");
#ifdef __riscv_flen
    asm volatile(R"(
        li t0, 0x2000
        csrs mstatus, t0
        fscsr zero
    )");
#endif
    asm volatile("j start");
}

void start() {
    const std::uint32_t* source = &data_source;
    for (std::uint32_t* to = &data_begin; to < &data_end; ++to) *to = *source++;
    source = &fast_ram_source;
    for (std::uint32_t* to = &fast_ram_begin; to < &fast_ram_end; ++to) *to = *source++;
    for (std::uint32_t* to = &bss_begin; to < &bss_end; ++to) *to = 0;
    board::exit(program());
}

void fault() {
    board::write("fault\n");
    board::exit(99);
}

void board::write(const char* text) { call(service::write0, text); }

void board::exit(int status) {
    constexpr std::uint32_t application_exit = 0x20026;
    const std::uint32_t reason[] = {application_exit, static_cast<std::uint32_t>(status)};
    call(service::exit_extended, reason);
    for (;;) asm volatile("");
}
