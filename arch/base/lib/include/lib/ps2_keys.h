/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The keys of a PS/2 keyboard, US layout: scan code set 1, which the controller delivers in every
 * PC that was set up by its firmware. The keypad always gives digits.
 */
#ifndef L4_LIB_PS2_KEYS_H
#define L4_LIB_PS2_KEYS_H

#include <stdbool.h>
#include <stdint.h>

/* Ports of the controller. */
#define PS2_DATA		0x60
#define PS2_STATUS		0x64
#define PS2_STATUS_FULL		0x01
#define PS2_STATUS_MOUSE	0x20
#define PS2_STATUS_ABSENT	0xff	/* what an empty bus reads as */

/* Which keys are down, and what has come of a key; at first all zero. */
struct ps2_keys {
	bool left_shift, right_shift, left_ctrl, right_ctrl;
	bool caps, caps_is_down;	/* the lock, and its key, which repeats while held */
	bool is_extended;		/* the prefix has come */
	unsigned int skip;		/* codes of the pause key still to come */
};

/* Takes one scan code; returns the character that it completes, or -1. */
int ps2_keys_take(struct ps2_keys *k, uint8_t code);

#endif
