// Registers of arm64, by its headers: asm/ptrace.h, linux/elf.h. Written by them and not tried.
#pragma once

#include <asm/ptrace.h>
#include <elf.h>
#include <sys/uio.h>

#ifndef NT_ARM_SYSTEM_CALL
#define NT_ARM_SYSTEM_CALL 0x404
#endif

struct registers {
    struct user_pt_regs raw;
    int number;
};

/// Reads a stopped thread's registers; false if it is gone.
static inline bool registers_read(pid_t thread, struct registers *registers) {
    struct iovec all = {&registers->raw, sizeof registers->raw};
    struct iovec number = {&registers->number, sizeof registers->number};
    return ptrace(PTRACE_GETREGSET, thread, (void *)NT_PRSTATUS, &all) == 0
        && ptrace(PTRACE_GETREGSET, thread, (void *)NT_ARM_SYSTEM_CALL, &number) == 0;
}

/// Writes them back.
static inline void registers_write(pid_t thread, const struct registers *registers) {
    struct iovec all = {(void *)&registers->raw, sizeof registers->raw};
    ptrace(PTRACE_SETREGSET, thread, (void *)NT_PRSTATUS, &all);
}

static inline int64_t call_number(const struct registers *registers) { return registers->number; }
static inline int64_t call_result(const struct registers *registers) { return (int64_t)registers->raw.regs[0]; }
static inline uint64_t code_place(const struct registers *registers) { return registers->raw.pc; }
static inline uint64_t stack_place(const struct registers *registers) { return registers->raw.sp; }

static inline uint64_t call_argument(const struct registers *registers, int index) {
    return registers->raw.regs[index];
}

static inline void set_argument(struct registers *registers, int index, uint64_t value) {
    registers->raw.regs[index] = value;
}

static inline void set_result(struct registers *registers, int64_t value) {
    registers->raw.regs[0] = (uint64_t)value;
}

/// Has another call run instead, at a stop before it runs.
static inline void set_call(pid_t thread, struct registers *registers, int64_t number) {
    registers->number = (int)number;
    struct iovec one = {&registers->number, sizeof registers->number};
    ptrace(PTRACE_SETREGSET, thread, (void *)NT_ARM_SYSTEM_CALL, &one);
}

/// Has the kernel leave the registers as they are, whatever the call that was left says.
static inline void forget_call(pid_t thread, struct registers *registers) { set_call(thread, registers, -1); }

/// Goes back to the instruction of a call, which is made again as it was, or as another.
static inline void rewind_to_call(struct registers *registers, int64_t number) {
    registers->raw.pc -= 4;
    registers->raw.regs[8] = (uint64_t)number;
}
