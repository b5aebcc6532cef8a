/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Driver of the keyboard's controller, polled.
 */
#include <arch/pc/kbd.h>

#include <arch/io.h>
#include <base/types.h>
#include <lib/ps2_keys.h>

/* More codes than keys can have queued up: only a broken controller goes on. */
#define CODES_MAX	256

static struct ps2_keys keys;
static bool is_stuck;		/* the controller had codes without end, and still has */

int kbd_getc(void)
{
	unsigned int codes;
	u8 status, code;
	int c;

	for (codes = 0; codes < CODES_MAX; codes++) {
		status = inb(PS2_STATUS);
		if (status == PS2_STATUS_ABSENT || !(status & PS2_STATUS_FULL)) {
			is_stuck = false;
			return -1;
		}
		/* What it costs is paid once. */
		if (is_stuck)
			return -1;
		code = inb(PS2_DATA);
		if (status & PS2_STATUS_MOUSE)
			continue;
		c = ps2_keys_take(&keys, code);
		if (c >= 0)
			return c;
	}
	is_stuck = true;
	return -1;
}
