/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A console device as a port describes it for generic/console.c.
 */
#ifndef L4_BASE_CONSOLE_DEV_H
#define L4_BASE_CONSOLE_DEV_H

#include <base/types.h>

struct console_dev {
	const char *name;
	/* Takes c ('\n': a new line), or false: not yet, offer it again. NULL: no output. */
	bool (*putc)(char c);
	int (*getc)(void);		/* -1: nothing there; NULL: no input */
	unsigned int patience;		/* offers after which a character is given up */
	struct console_dev *next;	/* owned by the list */

	/* owned by generic/console.c: what has become of the character on its way */
	unsigned int refused;		/* offers in a row, of this one or those before it */
	bool has_taken;
};

#endif
