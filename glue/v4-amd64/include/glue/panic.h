/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The end of the kernel, with registers and a backtrace; and what the debugger shows likewise.
 */
#ifndef L4_GLUE_PANIC_H
#define L4_GLUE_PANIC_H

#include <arch/frame.h>
#include <generic/ksyms.h>

/* Like panic(), for an exception of the kernel that left this frame. */
__noreturn __printf(2, 3) void panic_frame(const struct save_frame *f, const char *fmt, ...);

extern const struct ksyms kernel_symbols;

void frame_print(const struct save_frame *f);
/* Registers of the processor itself. */
void control_print(void);
/* Calls on the kernel's stack: ip, then the frames from fp on. */
void backtrace_print(word_t ip, word_t fp);

#endif
