/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Characters of scan codes.
 */
#include <lib/ps2_keys.h>

#define SCAN_RELEASED		0x80
#define SCAN_KEY		0x7f
#define SCAN_EXTENDED		0xe0	/* prefix of the keys added in 1986 */
#define SCAN_PAUSE		0xe1	/* prefix of two more codes */

#define SCAN_CTRL		0x1d	/* extended: the right one */
#define SCAN_SHIFT_LEFT		0x2a
#define SCAN_SHIFT_RIGHT	0x36
#define SCAN_CAPS		0x3a
#define SCAN_ENTER		0x1c	/* extended: the keypad's */
#define SCAN_SLASH		0x35	/* extended: the keypad's */
#define SCAN_DELETE		0x53	/* extended only */

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

_Static_assert(sizeof(plain_keys) == 0x58 && sizeof(shift_keys) == sizeof(plain_keys),
	       "one character per scan code");

static bool is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

/* The character of a key that was pressed, with the modifiers as they are; -1: none. */
static int translate(const struct ps2_keys *k, uint8_t key)
{
	bool shift = k->left_shift || k->right_shift;
	char c;

	if (key >= sizeof(plain_keys) || !plain_keys[key])
		return -1;
	if (k->caps && is_letter(plain_keys[key]))
		shift = !shift;
	c = shift ? shift_keys[key] : plain_keys[key];
	/* Control makes 0 to 31 of the 32 characters from @ on, small letters included. */
	if ((k->left_ctrl || k->right_ctrl) && c >= '@' && c < 0x7f)
		c &= 0x1f;
	return (uint8_t)c;
}

static int extended_key(struct ps2_keys *k, uint8_t key, bool pressed)
{
	if (key == SCAN_CTRL)
		k->right_ctrl = pressed;
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

static int plain_key(struct ps2_keys *k, uint8_t key, bool pressed)
{
	switch (key) {
	case SCAN_CTRL:
		k->left_ctrl = pressed;
		return -1;
	case SCAN_SHIFT_LEFT:
		k->left_shift = pressed;
		return -1;
	case SCAN_SHIFT_RIGHT:
		k->right_shift = pressed;
		return -1;
	case SCAN_CAPS:
		if (pressed && !k->caps_is_down)
			k->caps = !k->caps;
		k->caps_is_down = pressed;
		return -1;
	default:
		return pressed ? translate(k, key) : -1;
	}
}

int ps2_keys_take(struct ps2_keys *k, uint8_t code)
{
	bool pressed = !(code & SCAN_RELEASED);
	bool extended = k->is_extended;

	if (k->skip) {
		k->skip--;
		return -1;
	}
	k->is_extended = code == SCAN_EXTENDED;
	if (code == SCAN_EXTENDED)
		return -1;
	if (code == SCAN_PAUSE) {
		k->skip = 2;
		return -1;
	}
	code &= SCAN_KEY;
	return extended ? extended_key(k, code, pressed) : plain_key(k, code, pressed);
}
