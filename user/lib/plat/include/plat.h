/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a root task needs of its machine: the command line it was loaded with, and the end of the
 * run. All memory comes from sigma0, by the calling thread; memory that another thread has taken
 * stays invisible.
 */
#ifndef L4_PLAT_PLAT_H
#define L4_PLAT_PLAT_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The root task's command line with its name as first word; "" if there is none. */
const char *plat_cmdline(void);

/*
 * Finds "name=value" (or "name" alone: value "") among the words of the command line; the value is
 * cut to the buffer. False if the option is not there.
 */
bool plat_option(const char *name, char *value, size_t size);

/* The same for a number, decimal or 0x; *number stays as it is if there is no valid one. */
bool plat_option_number(const char *name, unsigned long *number);

/*
 * The console of a program with this library is chosen before main(), by the words console= and
 * com= or as configured: docs/guide.md. How many interrupts its device has made; 0 if it is the
 * kernel's.
 */
unsigned long plat_console_interrupts(void);

/*
 * Ends the run: through the debug-exit port if the command line announces one (exit=<port>), else
 * by switching the machine off, else by a reset; if all that fails the thread halts. With exit=no
 * the thread sleeps for ever, and the machine goes on for whoever sits at it.
 */
void plat_exit(bool success) __attribute__((noreturn));

#ifdef __cplusplus
}
#endif

#endif
