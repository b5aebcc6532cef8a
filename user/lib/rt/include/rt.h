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
 * Writes text to the console that rt_console_use() has chosen. It is weak: a program with a console
 * driver of its own replaces it. The text need not be terminated.
 */
void rt_console_write(const char *text, size_t length);

/* Waits for a character from the console; -1: none will ever come. Weak as well. */
int rt_console_read(void);

/* A console. Its functions leave message registers and error code of the caller as they are. */
struct rt_console {
	void (*write)(const char *text, size_t length);
	int (*read)(void);
	void (*flush)(void);	/* returns when all text is out */
};

/* The kernel's debugger traps: slow, but always there. */
extern const struct rt_console rt_console_kernel;

/* From now on this one is used; it is rt_console_kernel before. Context: any thread. */
void rt_console_use(const struct rt_console *console);

/* Waits until all text is out that was written before. */
void rt_console_flush(void);

#ifdef __cplusplus
}
#endif

#endif
