/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The runtime's own interface: where formatted output goes.
 */
#ifndef L4_RT_RT_H
#define L4_RT_RT_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Writes text to the console. The default uses the kernel's debugger traps; it is weak, a program
 * with a console driver of its own replaces it. The text need not be terminated.
 */
void rt_console_write(const char *text, size_t length);

/* Waits for a character from the console; weak as well. */
int rt_console_read(void);

#ifdef __cplusplus
}
#endif

#endif
