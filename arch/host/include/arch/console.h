/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The console devices of the host port: the standard error output of the process.
 */
#ifndef L4_ARCH_CONSOLE_H
#define L4_ARCH_CONSOLE_H

#include <base/types.h>

struct console_dev {
	const char *name;
	void (*putc)(char c);		/* '\n' is a new line; NULL: no output */
	int (*getc)(void);		/* -1: nothing there; NULL: no input */
	struct console_dev *next;	/* owned by the list */
};

extern struct console_dev *arch_console_devs;

void arch_console_init(void);

#endif
