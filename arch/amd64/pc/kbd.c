/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keyboard driver: scan code set 1, which the controller delivers in every PC
 * that was set up by its firmware. The keypad always gives digits.
 */
#include <arch/pc/kbd.h>

#include <arch/io.h>
#include <base/types.h>

#define KBD_DATA	0x60
#define KBD_STATUS	0x64

#define STATUS_FULL	0x01
#define STATUS_MOUSE	0x20
#define STATUS_ABSENT	0xff	/* what an empty bus reads as */

#define SCAN_RELEASED	0x80
#define SCAN_KEY	0x7f
#define SCAN_EXTENDED	0xe0	/* prefix of the keys added in 1986 */
#define SCAN_PAUSE	0xe1	/* prefix of two more codes */

#define SCAN_CTRL	0x1d	/* extended: the right one */
#define SCAN_SHIFT_LEFT	0x2a
#define SCAN_SHIFT_RIGHT 0x36
#define SCAN_CAPS	0x3a
#define SCAN_ENTER	0x1c	/* extended: the keypad's */
#define SCAN_SLASH	0x35	/* extended: the keypad's */
#define SCAN_DELETE	0x53	/* extended only */

/* More codes than keys can have queued up: only a broken controller goes on. */
#define CODES_MAX	256

/* By scan code; 0: no character. The 102nd key is at 0x56. */
static const char plain_keys[] =
	"\0\0331234567890-=\b\t"
	"qwertyuiop[]\r\0as"
	"dfghjkl;'`\0\\zxcv"
	"bnm,./\0*\0 \0\0\0\0\0\0"
	"\0\0\0\0\0\0\000789-456+1"
	"230.\0\0\\";

static const char shift_keys[] =
	"\0\033!@#$%^&*()_+\b\t"
	"QWERTYUIOP{}\r\0AS"
	"DFGHJKL:\"~\0|ZXCV"
	"BNM<>?\0*\0 \0\0\0\0\0\0"
	"\0\0\0\0\0\0\000789-456+1"
	"230.\0\0|";

STATIC_ASSERT(sizeof(plain_keys) == 0x58 && sizeof(shift_keys) == sizeof(plain_keys),
	      "one character per scan code");

static bool left_shift, right_shift, left_ctrl, right_ctrl;
static bool caps, caps_is_down;	/* the lock, and its key, which repeats while held */
static bool is_extended;	/* the prefix has come */
static unsigned int skip;	/* codes of the pause key still to come */
static bool is_stuck;		/* the controller had codes without end, and still has */

static bool is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

/* The character of a key that was pressed, with the modifiers as they are; -1: none. */
static int translate(u8 key)
{
	bool shift = left_shift || right_shift;
	char c;

	if (key >= sizeof(plain_keys) || !plain_keys[key])
		return -1;
	if (caps && is_letter(plain_keys[key]))
		shift = !shift;
	c = shift ? shift_keys[key] : plain_keys[key];
	/* Control makes 0 to 31 of the 32 characters from @ on, small letters included. */
	if ((left_ctrl || right_ctrl) && c >= '@' && c < 0x7f)
		c &= 0x1f;
	return (u8)c;
}

static int extended_key(u8 key, bool pressed)
{
	if (key == SCAN_CTRL)
		right_ctrl = pressed;
	if (!pressed)
		return -1;
	switch (key) {
	case SCAN_ENTER:
	case SCAN_SLASH:
		return plain_keys[key];
	case SCAN_DELETE:
		return 0x7f;
	default:
		return -1;
	}
}

static int plain_key(u8 key, bool pressed)
{
	switch (key) {
	case SCAN_CTRL:
		left_ctrl = pressed;
		return -1;
	case SCAN_SHIFT_LEFT:
		left_shift = pressed;
		return -1;
	case SCAN_SHIFT_RIGHT:
		right_shift = pressed;
		return -1;
	case SCAN_CAPS:
		if (pressed && !caps_is_down)
			caps = !caps;
		caps_is_down = pressed;
		return -1;
	default:
		return pressed ? translate(key) : -1;
	}
}

/* Feeds one scan code; returns the character that it completes, or -1. */
static int take_code(u8 code)
{
	bool pressed = !(code & SCAN_RELEASED);
	bool extended = is_extended;

	if (skip) {
		skip--;
		return -1;
	}
	is_extended = code == SCAN_EXTENDED;
	if (code == SCAN_EXTENDED)
		return -1;
	if (code == SCAN_PAUSE) {
		skip = 2;
		return -1;
	}
	code &= SCAN_KEY;
	return extended ? extended_key(code, pressed) : plain_key(code, pressed);
}

int kbd_getc(void)
{
	unsigned int codes;
	u8 status, code;
	int c;

	for (codes = 0; codes < CODES_MAX; codes++) {
		status = inb(KBD_STATUS);
		if (status == STATUS_ABSENT || !(status & STATUS_FULL)) {
			is_stuck = false;
			return -1;
		}
		/* What it costs is paid once. */
		if (is_stuck)
			return -1;
		code = inb(KBD_DATA);
		if (status & STATUS_MOUSE)
			continue;
		c = take_code(code);
		if (c >= 0)
			return c;
	}
	is_stuck = true;
	return -1;
}
