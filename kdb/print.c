/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Output of the debugger: no line is longer than a terminal is wide. The rest of a longer
 * one stands in the next line, a little further in.
 */
#include <kdb/kdb.h>

#include <generic/console.h>
#include <lib/format.h>

#define COLUMNS		80
#define INDENT		4
#define TEXT_BYTES	256

static unsigned int column;	/* of the device */
static unsigned int blanks;	/* owed: they come only if a word follows in the same line */

static void put(char c)
{
	console_putc(c);
	column = c == '\n' ? 0 : column + 1;
}

static void put_blanks(unsigned int n)
{
	while (n-- > 0)
		put(' ');
}

static void new_line(void)
{
	put('\n');
	blanks = 0;
}

/* One word, without blanks. */
static void put_word(const char *s, size_t length)
{
	if (column + blanks + length > COLUMNS && column > INDENT) {
		new_line();
		blanks = INDENT;
	}
	put_blanks(blanks);
	blanks = 0;
	for (; length > 0; length--) {
		if (column == COLUMNS)
			new_line();
		put(*s++);
	}
}

static size_t word_length(const char *s)
{
	size_t length = 0;

	while (s[length] != '\0' && s[length] != ' ' && s[length] != '\n')
		length++;
	return length;
}

void kdb_vprintf(const char *fmt, va_list args)
{
	char text[TEXT_BYTES];
	const char *s = text;

	l4_vsnprintf(text, sizeof(text), fmt, args);
	console_begin();
	while (*s != '\0') {
		size_t length = word_length(s);

		if (length > 0) {
			put_word(s, length);
			s += length;
		} else if (*s++ == ' ') {
			blanks++;
		} else {
			new_line();
		}
	}
	console_end();
}

void kdb_printf(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	kdb_vprintf(fmt, args);
	va_end(args);
}

void kdb_print_prompt(const char *prompt)
{
	console_puts(prompt);
	column = 0;
	blanks = 0;
}
