// Registers of x86-64: asm/ptrace.h, and the calling convention of system calls.
#pragma once

struct registers {
    struct user_regs_struct raw;
};

/// Reads a stopped thread's registers; false if it is gone.
static inline bool registers_read(pid_t thread, struct registers *registers) {
    return ptrace(PTRACE_GETREGS, thread, 0, &registers->raw) == 0;
}

/// Writes them back.
static inline void registers_write(pid_t thread, const struct registers *registers) {
    ptrace(PTRACE_SETREGS, thread, 0, &registers->raw);
}

static inline int64_t call_number(const struct registers *registers) { return (int64_t)registers->raw.orig_rax; }
static inline int64_t call_result(const struct registers *registers) { return (int64_t)registers->raw.rax; }
static inline uint64_t code_place(const struct registers *registers) { return registers->raw.rip; }
static inline uint64_t stack_place(const struct registers *registers) { return registers->raw.rsp; }

static inline uint64_t call_argument(const struct registers *registers, int index) {
    const struct user_regs_struct *raw = &registers->raw;
    const uint64_t arguments[] = {raw->rdi, raw->rsi, raw->rdx, raw->r10, raw->r8, raw->r9};
    return arguments[index];
}

static inline void set_argument(struct registers *registers, int index, uint64_t value) {
    struct user_regs_struct *raw = &registers->raw;
    switch (index) {
    case 0: raw->rdi = value; break;
    case 1: raw->rsi = value; break;
    case 2: raw->rdx = value; break;
    case 3: raw->r10 = value; break;
    case 4: raw->r8 = value; break;
    default: raw->r9 = value; break;
    }
}

static inline void set_result(struct registers *registers, int64_t value) { registers->raw.rax = (uint64_t)value; }

/// Has another call run instead, at a stop before it runs.
static inline void set_call(pid_t thread, struct registers *registers, int64_t number) {
    (void)thread;
    registers->raw.orig_rax = (uint64_t)number;
}

/// Has the kernel leave the registers as they are, whatever the call that was left says.
static inline void forget_call(pid_t thread, struct registers *registers) { set_call(thread, registers, -1); }

/// Goes back to the instruction of a call, which is made again as it was, or as another.
static inline void rewind_to_call(struct registers *registers, int64_t number) {
    registers->raw.rip -= 2;
    registers->raw.rax = (uint64_t)number;
}
