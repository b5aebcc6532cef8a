/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keys, out of the characters that a terminal or the keyboard sends. A key that has a sequence is
 * taken as a whole, whether it means something here or not, so that no rest of it ends up in a
 * line. The characters of a sequence come together, and the escape key alone has nothing behind
 * it: what follows is waited for, but not for long, and no sequence goes on for ever, whatever a
 * broken line sends. (ECMA-48 5.4; xterm control sequences)
 */
#include <kdb/keys.h>

#include <generic/console.h>

#define ESCAPE		0x1b
#define BELL		0x07
#define DELETE		0x7f
#define CSI		0x9b	/* what ESC [ is in one byte */
#define SS3		0x8f	/* ESC O */
#define UTF8_LEAD	0xc2	/* from here on */

/* Some tenths of a second, as each poll reads a register of a device or two. */
#define SOON_POLLS	200000
#define MOUSE_BYTES	3	/* behind CSI M */
#define SEQUENCE_MAX	4096	/* characters; answers of terminals are shorter */

static int put_back = -1;	/* a character that was no part of a sequence */
static unsigned int left;	/* characters that the sequence may still have */

static int next_soon(void)
{
	int c = put_back;

	if (left == 0)
		return -1;
	left--;
	put_back = -1;
	for (unsigned int i = 0; c < 0 && i < SOON_POLLS; i++)
		c = console_getc();
	return c;
}

/* The keys of the cursor have the same letter behind CSI and SS3. */
static int cursor_key(int letter)
{
	switch (letter) {
	case 'A':
		return KDB_KEY_UP;
	case 'B':
		return KDB_KEY_DOWN;
	case 'C':
		return KDB_KEY_RIGHT;
	case 'D':
		return KDB_KEY_LEFT;
	case 'F':
		return KDB_KEY_END;
	case 'H':
		return KDB_KEY_HOME;
	default:
		return KDB_KEY_OTHER;
	}
}

static int numbered_key(unsigned int number)
{
	switch (number) {
	case 1:
	case 7:
		return KDB_KEY_HOME;
	case 3:
		return KDB_KEY_DELETE;
	case 4:
	case 8:
		return KDB_KEY_END;
	case 6:
		return KDB_KEY_PAGE_DOWN;
	default:
		return KDB_KEY_OTHER;
	}
}

static bool is_digit(int c)
{
	return c >= '0' && c <= '9';
}

/* Skips the rest of the parameters; *first becomes the first one. Returns what is behind them. */
static int skip_parameters(unsigned int *first)
{
	bool in_first = true, is_private = false;
	int c;

	*first = 0;
	while ((c = next_soon()) >= ' ' && c <= '?') {
		/* One terminal ends its keys with shift so. */
		if (c == '$' && !is_private)
			return c;
		is_private |= c > ';';
		in_first &= is_digit(c);
		if (in_first)
			*first = *first % 1000 * 10 + (unsigned int)(c - '0');
	}
	return c;
}

static int control_sequence(void)
{
	unsigned int number;
	int c = next_soon();

	/* Function keys of the Linux console: one more letter. */
	if (c == '[') {
		next_soon();
		return KDB_KEY_OTHER;
	}
	if (c == 'M') {
		for (unsigned int i = 0; i < MOUSE_BYTES; i++)
			next_soon();
		return KDB_KEY_OTHER;
	}
	put_back = c;
	c = skip_parameters(&number);
	if (c < ' ') {
		put_back = c;
		return KDB_KEY_OTHER;
	}
	return c == '~' || c == '^' || c == '$' ? numbered_key(number) : cursor_key(c);
}

static int single_shift(void)
{
	unsigned int number;
	int c = skip_parameters(&number);

	if (c < ' ') {
		put_back = c;
		return KDB_KEY_OTHER;
	}
	return c == 'M' ? '\r' : cursor_key(c);
}

/* Skips the answer of a terminal to a question, which ends with BEL or ESC \. */
static void skip_string(void)
{
	int c;

	while ((c = next_soon()) >= 0 && c != BELL) {
		if (c == ESCAPE)
			c = next_soon();
		if (c == '\\' || c == '\r')
			return;
	}
}

/* Skips the rest of a UTF-8 character. */
static int skip_utf8(int lead)
{
	unsigned int rest = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;

	for (; rest > 0; rest--) {
		int c = next_soon();

		if (c < 0x80 || c > 0xbf) {
			put_back = c;
			break;
		}
	}
	return KDB_KEY_OTHER;
}

static int byte_key(int c)
{
	if (c == CSI)
		return control_sequence();
	if (c == SS3)
		return single_shift();
	if (c >= UTF8_LEAD)
		return skip_utf8(c);
	return c > DELETE ? KDB_KEY_OTHER : c;
}

int kdb_key_escape(void)
{
	int c;

	left = SEQUENCE_MAX;
	/* Some terminals send one more for the alt key. */
	do {
		c = next_soon();
	} while (c == ESCAPE);
	switch (c) {
	case '[':
		return control_sequence();
	case 'O':
		return single_shift();
	case 'P':
	case 'X':
	case ']':
	case '^':
	case '_':
		skip_string();
		return KDB_KEY_OTHER;
	}
	if (c < ' ') {
		put_back = c;
		return KDB_KEY_ESCAPE;
	}
	return c < DELETE ? KDB_KEY_ALT | c : c == DELETE ? KDB_KEY_ALT_DELETE : byte_key(c);
}

int kdb_key(bool wait)
{
	int c = put_back;

	put_back = -1;
	if (c < 0)
		c = wait ? console_getc_blocking() : console_getc();
	left = SEQUENCE_MAX;
	return c == ESCAPE ? kdb_key_escape() : byte_key(c);
}
