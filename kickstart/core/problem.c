/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text formatting and problem reports.
 */
#include "problem.h"

struct text {
	char *buf;
	size_t size, used;
};

static void put_char(struct text *t, char c)
{
	if (t->used + 1 < t->size)
		t->buf[t->used++] = c;
}

static void put_string(struct text *t, const char *s)
{
	while (*s)
		put_char(t, *s++);
}

/* The base is a constant in each call: hexadecimal needs no 64-bit division, decimal gets one. */
static void put_hex(struct text *t, u64 value)
{
	unsigned int shift = 60;

	put_string(t, "0x");
	while (shift && !(value >> shift))
		shift -= 4;
	for (;; shift -= 4) {
		put_char(t, "0123456789abcdef"[(value >> shift) & 0xf]);
		if (!shift)
			break;
	}
}

/* Long division by ten in 16-bit steps: a 32-bit program has no 64-bit division of its own. */
static u32 divide_by_ten(u64 *value)
{
	u64 quotient = 0;
	u32 rest = 0;

	for (int shift = 48; shift >= 0; shift -= 16) {
		u32 part = rest << 16 | ((u32)(*value >> shift) & 0xffff);

		quotient = quotient << 16 | part / 10;
		rest = part % 10;
	}
	*value = quotient;
	return rest;
}

static void put_decimal(struct text *t, u64 value)
{
	char digits[20];
	unsigned int n = 0;

	do
		digits[n++] = (char)('0' + divide_by_ten(&value));
	while (value);
	while (n)
		put_char(t, digits[--n]);
}

size_t format_args(char *buf, size_t size, const char *fmt, va_list args)
{
	struct text t = { buf, size, 0 };

	for (; *fmt; fmt++) {
		bool is_long = false;

		if (*fmt != '%') {
			put_char(&t, *fmt);
			continue;
		}
		fmt++;
		if (fmt[0] == 'l' && fmt[1] == 'l') {
			is_long = true;
			fmt += 2;
		}
		switch (*fmt) {
		case 's':
			put_string(&t, va_arg(args, const char *));
			break;
		case 'c':
			put_char(&t, (char)va_arg(args, int));
			break;
		case 'x':
			put_hex(&t, is_long ? va_arg(args, unsigned long long)
					    : va_arg(args, unsigned int));
			break;
		case 'u':
			put_decimal(&t, is_long ? va_arg(args, unsigned long long)
						: va_arg(args, unsigned int));
			break;
		default:
			__builtin_trap();
		}
	}
	if (size)
		buf[t.used] = '\0';
	return t.used;
}

size_t format(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	size_t len;

	va_start(args, fmt);
	len = format_args(buf, size, fmt, args);
	va_end(args);
	return len;
}

bool problem(struct problem *p, enum problem_kind kind, const char *fmt, ...)
{
	va_list args;

	p->kind = kind;
	va_start(args, fmt);
	format_args(p->text, sizeof(p->text), fmt, args);
	va_end(args);
	return false;
}
