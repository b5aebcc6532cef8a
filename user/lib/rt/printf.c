/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Formatted output, see <lib/format.h>. What goes to the console is collected in pieces, so that a
 * line costs few calls of it.
 */
#include <l4io.h>
#include <lib/format.h>
#include <rt.h>
#include <string.h>

#define PIECE	120

struct piece {
	char text[PIECE];
	size_t used;
};

static void put_on_console(void *to, const char *text, size_t len)
{
	struct piece *piece = to;

	while (len) {
		size_t room = PIECE - piece->used, n = len < room ? len : room;

		memcpy(piece->text + piece->used, text, n);
		piece->used += n;
		text += n;
		len -= n;
		if (piece->used < PIECE)
			break;
		rt_console_write(piece->text, piece->used);
		piece->used = 0;
	}
}

int __l4_vsnprintf(char *buffer, size_t size, const char *format, va_list args)
{
	return l4_vsnprintf(buffer, size, format, args);
}

int __l4_snprintf(char *buffer, size_t size, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = __l4_vsnprintf(buffer, size, format, args);
	va_end(args);
	return n;
}

int __l4_vprintf(const char *format, va_list args)
{
	struct piece piece;
	int n;

	piece.used = 0;
	n = l4_format(put_on_console, &piece, format, args);
	rt_console_write(piece.text, piece.used);
	return n;
}

int __l4_printf(const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = __l4_vprintf(format, args);
	va_end(args);
	return n;
}

int printf(const char *format, ...) __attribute__((weak, alias("__l4_printf")));
int vprintf(const char *format, va_list args) __attribute__((weak, alias("__l4_vprintf")));
int snprintf(char *buffer, size_t size, const char *format, ...)
	__attribute__((weak, alias("__l4_snprintf")));
int vsnprintf(char *buffer, size_t size, const char *format, va_list args)
	__attribute__((weak, alias("__l4_vsnprintf")));
