// A plugin for QEMU 7.2 that counts the instructions a guest executes between two marker instructions, neither included, and
// prints a line "instructions N" to standard output when it comes from the first to the second.
//
//             first            second
//   Thumb     mov r11, r11     mov r12, r12
//   RISC-V    lui zero, 1      lui zero, 2
//
// The markers change nothing, and no compiler emits them. Loaded by -plugin. Debian ships no qemu-plugin.h: what is needed of
// version 1 of the interface is declared here.
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

typedef uint64_t plugin_id;
struct qemu_plugin_tb;    // a block of instructions that is being translated
struct qemu_plugin_insn;  // one of them
struct machine {
    const char *target;  // as in qemu-system-...; more follows
};

enum { without_registers = 0, add_to_counter = 0 };

typedef void on_translation(plugin_id, struct qemu_plugin_tb *);
typedef void on_execution(unsigned cpu, void *data);

void qemu_plugin_register_vcpu_tb_trans_cb(plugin_id, on_translation *);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *, on_execution *, int registers, void *data);
void qemu_plugin_register_vcpu_insn_exec_inline(struct qemu_plugin_insn *, int operation, void *counter, uint64_t operand);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *, size_t index);
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *);

#define EXPORT __attribute__((visibility("default")))
EXPORT extern int qemu_plugin_version;
EXPORT int qemu_plugin_install(plugin_id, const struct machine *, int count, char **arguments);

int qemu_plugin_version = 1;

struct marker {
    size_t size;
    uint8_t code[4];
};
static const struct marker thumb[2] = {{2, {0xdb, 0x46}}, {2, {0xe4, 0x46}}};
static const struct marker riscv[2] = {{4, {0x37, 0x10, 0x00, 0x00}}, {4, {0x37, 0x20, 0x00, 0x00}}};
static const struct marker *markers;

static uint64_t executed;
static uint64_t executed_before;
static bool counting;

static void begin(unsigned cpu, void *data) {
    (void)cpu, (void)data;
    executed_before = executed;
    counting = true;
}

static void end(unsigned cpu, void *data) {
    (void)cpu, (void)data;
    if (counting) printf("instructions %" PRIu64 "\n", executed - executed_before);
    fflush(stdout);
    counting = false;
}

// QEMU may hand out the beginning of the next instruction as a part of one, where it looked ahead at the end of a page.
static bool is(const struct qemu_plugin_insn *instruction, const struct marker *m) {
    return qemu_plugin_insn_size(instruction) >= m->size && memcmp(qemu_plugin_insn_data(instruction), m->code, m->size) == 0;
}

static void translate(plugin_id id, struct qemu_plugin_tb *block) {
    (void)id;
    for (size_t i = 0, n = qemu_plugin_tb_n_insns(block); i < n; ++i) {
        struct qemu_plugin_insn *instruction = qemu_plugin_tb_get_insn(block, i);
        if (is(instruction, &markers[0])) {
            qemu_plugin_register_vcpu_insn_exec_cb(instruction, begin, without_registers, NULL);
        } else if (is(instruction, &markers[1])) {
            qemu_plugin_register_vcpu_insn_exec_cb(instruction, end, without_registers, NULL);
        } else {
            qemu_plugin_register_vcpu_insn_exec_inline(instruction, add_to_counter, &executed, 1);
        }
    }
}

int qemu_plugin_install(plugin_id id, const struct machine *machine, int count, char **arguments) {
    (void)count, (void)arguments;
    markers = strncmp(machine->target, "riscv", 5) == 0 ? riscv : thumb;
    qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
    return 0;
}
