/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The end of the kernel, with registers and a backtrace.
 */
#ifndef L4_GLUE_PANIC_H
#define L4_GLUE_PANIC_H

#include <arch/frame.h>

/* Like panic(), for an exception of the kernel that left this frame. */
__noreturn __printf(2, 3) void panic_frame(const struct save_frame *f, const char *fmt, ...);

#endif
