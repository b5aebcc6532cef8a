/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Formatted output: flags - 0 + space #, width, precision, lengths hh h l ll z t j, conversions
 * d i u x X o p c s %. No floating point. Output is collected in pieces, so that a line costs few
 * calls of the console.
 */
#include <ctype.h>
#include <l4io.h>
#include <rt.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Where characters go: a bounded buffer, or (flush set) the console each time it is full. */
struct sink {
	char *buffer;
	size_t size;		/* room for characters */
	size_t used;
	size_t total;		/* characters produced, kept or not */
	bool flush;
};

struct format {
	bool left, zero, plus, space, alternate;
	int width;
	int precision;		/* -1: none given */
	int length;		/* bytes of an integer argument */
};

#define PIECE	120
/* A 64-bit number in octal. */
#define MAX_DIGITS	22

static void sink_write(struct sink *sink, const char *text, size_t n)
{
	sink->total += n;
	while (n > 0) {
		size_t room = sink->size - sink->used;
		size_t part = n < room ? n : room;

		memcpy(sink->buffer + sink->used, text, part);
		sink->used += part;
		text += part;
		n -= part;
		if (sink->used < sink->size || n == 0)
			continue;
		if (!sink->flush)
			return;
		rt_console_write(sink->buffer, sink->used);
		sink->used = 0;
	}
}

static void sink_fill(struct sink *sink, char c, int n)
{
	for (; n > 0; n--)
		sink_write(sink, &c, 1);
}

/* Text with a prefix (sign or 0x) and `zeros` in front, padded to the width. */
static void put_padded(struct sink *sink, const struct format *f, const char *prefix,
		       const char *text, int length, int zeros)
{
	int prefix_length = (int)strlen(prefix);
	int pad = f->width - prefix_length - zeros - length;

	if (!f->left)
		sink_fill(sink, ' ', pad);
	sink_write(sink, prefix, (size_t)prefix_length);
	sink_fill(sink, '0', zeros);
	sink_write(sink, text, (size_t)length);
	if (f->left)
		sink_fill(sink, ' ', pad);
}

static void put_number(struct sink *sink, const struct format *f, uint64_t value,
		       unsigned int base, bool upper, const char *prefix)
{
	const char *symbols = upper ? "0123456789ABCDEF" : "0123456789abcdef";
	char digits[MAX_DIGITS];
	int first = MAX_DIGITS, length, zeros = 0;

	for (; value > 0; value /= base)
		digits[--first] = symbols[value % base];
	if (first == MAX_DIGITS && f->precision != 0)
		digits[--first] = '0';
	length = MAX_DIGITS - first;
	if (f->precision > length)
		zeros = f->precision - length;
	else if (f->zero && !f->left && f->precision < 0)
		zeros = f->width - (int)strlen(prefix) - length;
	put_padded(sink, f, prefix, digits + first, length, zeros > 0 ? zeros : 0);
}

static uint64_t unsigned_argument(const struct format *f, va_list *args)
{
	if (f->length == sizeof(uint64_t))
		return va_arg(*args, uint64_t);
	if (f->length == sizeof(uint16_t))
		return (uint16_t)va_arg(*args, unsigned int);
	if (f->length == sizeof(uint8_t))
		return (uint8_t)va_arg(*args, unsigned int);
	return va_arg(*args, unsigned int);
}

static int64_t signed_argument(const struct format *f, va_list *args)
{
	if (f->length == sizeof(int64_t))
		return va_arg(*args, int64_t);
	if (f->length == sizeof(int16_t))
		return (int16_t)va_arg(*args, int);
	if (f->length == sizeof(int8_t))
		return (int8_t)va_arg(*args, int);
	return va_arg(*args, int);
}

static void put_signed(struct sink *sink, const struct format *f, int64_t value)
{
	const char *sign = value < 0 ? "-" : f->plus ? "+" : f->space ? " " : "";

	put_number(sink, f, value < 0 ? -(uint64_t)value : (uint64_t)value, 10, false, sign);
}

static void put_string(struct sink *sink, const struct format *f, const char *s)
{
	size_t max = f->precision < 0 ? INT32_MAX : (size_t)f->precision;

	if (!s)
		s = "(null)";
	put_padded(sink, f, "", s, (int)strnlen(s, max), 0);
}

static const char *parse_number(const char *p, int *number, va_list *args)
{
	if (*p == '*') {
		*number = va_arg(*args, int);
		return p + 1;
	}
	*number = 0;
	/* Bounded: nobody wants a wider field, and it cannot overflow. */
	for (; isdigit(*p); p++)
		if (*number < 10000)
			*number = *number * 10 + *p - '0';
	return p;
}

static const char *parse_flags(const char *p, struct format *f)
{
	for (;; p++) {
		switch (*p) {
		case '-':
			f->left = true;
			break;
		case '0':
			f->zero = true;
			break;
		case '+':
			f->plus = true;
			break;
		case ' ':
			f->space = true;
			break;
		case '#':
			f->alternate = true;
			break;
		default:
			return p;
		}
	}
}

static const char *parse_length(const char *p, struct format *f)
{
	f->length = sizeof(int);
	if (p[0] == 'h') {
		f->length = p[1] == 'h' ? 1 : 2;
		return p[1] == 'h' ? p + 2 : p + 1;
	}
	if (p[0] == 'l') {
		f->length = p[1] == 'l' ? sizeof(long long) : sizeof(long);
		return p[1] == 'l' ? p + 2 : p + 1;
	}
	if (*p == 'z' || *p == 't' || *p == 'j') {
		f->length = *p == 'j' ? sizeof(intmax_t) : sizeof(size_t);
		return p + 1;
	}
	return p;
}

static const char *parse_format(const char *p, struct format *f, va_list *args)
{
	*f = (struct format) { .precision = -1 };
	p = parse_flags(p, f);
	p = parse_number(p, &f->width, args);
	if (f->width < 0) {
		f->left = true;
		f->width = -f->width;
	}
	if (*p == '.')
		p = parse_number(p + 1, &f->precision, args);
	return parse_length(p, f);
}

static void put_conversion(struct sink *sink, struct format *f, char conversion, va_list *args)
{
	uint64_t value;
	char c;

	switch (conversion) {
	case 'd':
	case 'i':
		put_signed(sink, f, signed_argument(f, args));
		break;
	case 'u':
		put_number(sink, f, unsigned_argument(f, args), 10, false, "");
		break;
	case 'o':
		put_number(sink, f, unsigned_argument(f, args), 8, false, f->alternate ? "0" : "");
		break;
	case 'x':
	case 'X':
		value = unsigned_argument(f, args);
		put_number(sink, f, value, 16, conversion == 'X',
			   !f->alternate || value == 0 ? "" : conversion == 'X' ? "0X" : "0x");
		break;
	case 'p':
		put_number(sink, f, (uintptr_t)va_arg(*args, void *), 16, false, "0x");
		break;
	case 's':
		put_string(sink, f, va_arg(*args, const char *));
		break;
	case 'c':
		c = (char)va_arg(*args, int);
		put_padded(sink, f, "", &c, 1, 0);
		break;
	default:
		/* "%%", and an unknown conversion shows itself. */
		sink_write(sink, &conversion, 1);
	}
}

static void format_to(struct sink *sink, const char *p, va_list arguments)
{
	struct format f;
	va_list args;

	va_copy(args, arguments);
	while (*p) {
		size_t plain = 0;

		while (p[plain] && p[plain] != '%')
			plain++;
		sink_write(sink, p, plain);
		p += plain;
		if (*p != '%')
			break;
		p = parse_format(p + 1, &f, &args);
		if (*p)
			put_conversion(sink, &f, *p++, &args);
	}
	va_end(args);
}

int __l4_vsnprintf(char *buffer, size_t size, const char *format, va_list args)
{
	struct sink sink = { .buffer = buffer, .size = size > 0 ? size - 1 : 0 };

	format_to(&sink, format, args);
	if (size > 0)
		buffer[sink.used] = '\0';
	return (int)sink.total;
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
	char piece[PIECE];
	struct sink sink = { .buffer = piece, .size = PIECE, .flush = true };

	format_to(&sink, format, args);
	rt_console_write(piece, sink.used);
	return (int)sink.total;
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
