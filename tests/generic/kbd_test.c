/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * arch/amd64/pc/kbd.c on a controller that always has something, and on one that works.
 */
#include <arch/pc/kbd.h>
#include <base/types.h>

#include "check.h"

#define STATUS		0x64
#define FROM_MOUSE	0x21	/* full, by the mouse */
#define CALLS		10000

static u8 status, code;
static unsigned long reads;

u8 model_inb(u16 port)
{
	u8 now = status;

	reads++;
	if (port == STATUS)
		return now;
	/* One that works is empty then. */
	if (status != FROM_MOUSE)
		status = 0;
	return code;
}

static unsigned long reads_of(u8 always)
{
	bool none = true;

	status = always;
	reads = 0;
	for (unsigned int i = 0; i < CALLS; i++)
		none &= kbd_getc() == -1;
	return none ? reads : ~0ul;
}

void test_kbd(void)
{
	check(reads_of(0) == CALLS && reads_of(0xff) == CALLS,
	      "keyboard: no controller, or an empty one, costs one read");
	check(reads_of(FROM_MOUSE) < 2 * CALLS, "keyboard: one that is never empty costs once");
	reads_of(0);
	status = 1;
	code = 0x1e;
	check(kbd_getc() == 'a' && kbd_getc() == -1, "keyboard: a key comes when it works again");
}
