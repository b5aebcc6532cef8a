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

#define PS2_SCAN_RELEASED	0x80
#define PS2_SCAN_KEY		0x7f
#define PS2_SCAN_EXTENDED	0xe0	/* prefix of the keys added in 1986 */
#define PS2_SCAN_PAUSE		0xe1	/* prefix of two more codes */

#define PS2_SCAN_CTRL		0x1d	/* extended: the right one */
#define PS2_SCAN_SHIFT_LEFT	0x2a
#define PS2_SCAN_SHIFT_RIGHT	0x36
#define PS2_SCAN_CAPS		0x3a
#define PS2_SCAN_ENTER		0x1c	/* extended: the keypad's */
#define PS2_SCAN_SLASH		0x35	/* extended: the keypad's */
#define PS2_SCAN_DELETE		0x53	/* extended only */

/* By scan code; 0: no character. The 102nd key is at 0x56. */
static const char ps2_plain_keys[] =
	"\0\0331234567890-=\b\t"
	"qwertyuiop[]\r\0as"
	"dfghjkl;'`\0\\zxcv"
	"bnm,./\0*\0 \0\0\0\0\0\0"
	"\0\0\0\0\0\0\000789-456+1"
	"230.\0\0\\";

static const char ps2_shift_keys[] =
	"\0\033!@#$%^&*()_+\b\t"
	"QWERTYUIOP{}\r\0AS"
	"DFGHJKL:\"~\0|ZXCV"
	"BNM<>?\0*\0 \0\0\0\0\0\0"
	"\0\0\0\0\0\0\000789-456+1"
	"230.\0\0|";

_Static_assert(sizeof(ps2_plain_keys) == 0x58 && sizeof(ps2_shift_keys) == sizeof(ps2_plain_keys),
	       "one character per scan code");

/* Which keys are down, and what has come of a key; at first all zero. */
struct ps2_keys {
	bool left_shift, right_shift, left_ctrl, right_ctrl;
	bool caps, caps_is_down;	/* the lock, and its key, which repeats while held */
	bool is_extended;		/* the prefix has come */
	unsigned int skip;		/* codes of the pause key still to come */
};

static inline bool ps2_is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

/* The character of a key that was pressed, with the modifiers as they are; -1: none. */
static inline int ps2_translate(const struct ps2_keys *k, uint8_t key)
{
	bool shift = k->left_shift || k->right_shift;
	char c;

	if (key >= sizeof(ps2_plain_keys) || !ps2_plain_keys[key])
		return -1;
	if (k->caps && ps2_is_letter(ps2_plain_keys[key]))
		shift = !shift;
	c = shift ? ps2_shift_keys[key] : ps2_plain_keys[key];
	/* Control makes 0 to 31 of the 32 characters from @ on, small letters included. */
	if ((k->left_ctrl || k->right_ctrl) && c >= '@' && c < 0x7f)
		c &= 0x1f;
	return (uint8_t)c;
}

static inline int ps2_extended_key(struct ps2_keys *k, uint8_t key, bool pressed)
{
	if (key == PS2_SCAN_CTRL)
		k->right_ctrl = pressed;
	if (!pressed)
		return -1;
	switch (key) {
	case PS2_SCAN_ENTER:
	case PS2_SCAN_SLASH:
		return ps2_plain_keys[key];
	case PS2_SCAN_DELETE:
		return 0x7f;
	default:
		return -1;
	}
}

static inline int ps2_plain_key(struct ps2_keys *k, uint8_t key, bool pressed)
{
	switch (key) {
	case PS2_SCAN_CTRL:
		k->left_ctrl = pressed;
		return -1;
	case PS2_SCAN_SHIFT_LEFT:
		k->left_shift = pressed;
		return -1;
	case PS2_SCAN_SHIFT_RIGHT:
		k->right_shift = pressed;
		return -1;
	case PS2_SCAN_CAPS:
		if (pressed && !k->caps_is_down)
			k->caps = !k->caps;
		k->caps_is_down = pressed;
		return -1;
	default:
		return pressed ? ps2_translate(k, key) : -1;
	}
}

/* Takes one scan code; returns the character that it completes, or -1. */
static inline int ps2_keys_take(struct ps2_keys *k, uint8_t code)
{
	bool pressed = !(code & PS2_SCAN_RELEASED);
	bool extended = k->is_extended;

	if (k->skip) {
		k->skip--;
		return -1;
	}
	k->is_extended = code == PS2_SCAN_EXTENDED;
	if (code == PS2_SCAN_EXTENDED)
		return -1;
	if (code == PS2_SCAN_PAUSE) {
		k->skip = 2;
		return -1;
	}
	code &= PS2_SCAN_KEY;
	return extended ? ps2_extended_key(k, code, pressed) : ps2_plain_key(k, code, pressed);
}

#endif
