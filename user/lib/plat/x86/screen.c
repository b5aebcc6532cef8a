/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Screen and keyboard of a PC as device of the console.
 */
#include <lib/port_io.h>
#include <lib/ps2_keys.h>

#include "../console.h"
#include "ports.h"
#include "screen.h"

#define KEYBOARD_LINE	1

/* More codes than keys can have queued up: only a broken controller goes on. */
#define CODES_MAX	256

static struct ps2_keys keys;
static bool has_pixels;

/* The driver's thread itself gives '\r' and '\n' for the end of a line. */
static bool put(char c)
{
	if (has_pixels)
		fb_screen_put(c);
	else
		text_screen_put(c);
	return true;
}

static int get(void)
{
	unsigned int codes;
	uint8_t status, code;
	int c = -1;

	for (codes = 0; c < 0 && codes < CODES_MAX; codes++) {
		status = inb(PS2_STATUS);
		if (status == PS2_STATUS_ABSENT || !(status & PS2_STATUS_FULL))
			break;
		code = inb(PS2_DATA);
		if (!(status & PS2_STATUS_MOUSE))
			c = ps2_keys_take(&keys, code);
	}
	return c;
}

/* The firmware has turned the keyboard's interrupt on, and a screen needs none. */
static void announce(bool room)
{
	(void)room;
}

static bool is_pending(void)
{
	return false;
}

static bool is_idle(void)
{
	return true;
}

static struct console_device device = {
	.line = KEYBOARD_LINE, .works_without = true,
	.put = put, .get = get, .announce = announce, .is_pending = is_pending, .is_idle = is_idle,
};

const struct console_device *screen_device(const char **wrong)
{
	has_pixels = fb_screen_is_told();
	*wrong = has_pixels ? fb_screen_begin() : text_screen_begin();
	if (*wrong)
		return NULL;
	if (!plat_ports(PS2_DATA, 1) || !plat_ports(PS2_STATUS, 1))
		device.line = CONSOLE_NO_LINE;
	return &device;
}
