/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Formatted text: one formatter, which hands its text on in pieces.
 */
#include <lib/format.h>
#include <lib/string.h>

#include <stdbool.h>
#include <stdint.h>

/* What only programs need is left out of kernel and loader by this constant. */
#ifndef FORMAT_ISO
#define FORMAT_ISO	0
#endif

/* Where the text goes. */
struct sink {
	l4_format_fn *put;
	void *to;
	size_t len;		/* of the text so far */
};

/* One conversion: what stands between the % and its letter. */
struct spec {
	bool left, zero, alternate, plus, space;
	unsigned int width;
	size_t precision;	/* SIZE_MAX: none */
	size_t bytes;		/* of an integer argument */
};

/* Widths beyond this are cut, so that no format can keep the kernel busy. */
#define WIDTH_MAX	(FORMAT_ISO ? 65536u : 256u)
/* Digits of 2^64 - 1 in the smallest base. */
#define MAX_DIGITS	(FORMAT_ISO ? 22 : 20)

static void emit(struct sink *out, const char *text, size_t len)
{
	out->put(out->to, text, len);
	out->len += len;
}

static void emit_repeated(struct sink *out, const char *c, size_t count)
{
	while (count--)
		emit(out, c, 1);
}

/* Prints prefix, `zeros`, and body, padded to the width. */
static void emit_field(struct sink *out, const struct spec *spec, const char *prefix,
		       size_t zeros, const char *body, size_t body_len)
{
	size_t prefix_len = strlen(prefix), len = prefix_len + zeros + body_len;
	size_t pad = spec->width > len ? spec->width - len : 0;

	if (spec->zero && !spec->left) {
		zeros += pad;
		pad = 0;
	}
	if (!spec->left)
		emit_repeated(out, " ", pad);
	emit(out, prefix, prefix_len);
	emit_repeated(out, "0", zeros);
	emit(out, body, body_len);
	if (spec->left)
		emit_repeated(out, " ", pad);
}

/*
 * Takes the last digit off. Where a word has 32 bits, in steps of 16 bits: a division of 64 bits
 * would be a call into the compiler's library, which is made for newer processors than the loader.
 */
static unsigned int take_digit(unsigned long long *value, unsigned int base)
{
	unsigned long long quotient = 0;
	unsigned int rest = 0;

	if (sizeof(long) == sizeof(*value)) {
		rest = (unsigned int)(*value % base);
		*value /= base;
		return rest;
	}
	for (int shift = 48; shift >= 0; shift -= 16) {
		unsigned int part = rest << 16 | ((unsigned int)(*value >> shift) & 0xffff);

		quotient = quotient << 16 | part / base;
		rest = part % base;
	}
	*value = quotient;
	return rest;
}

static void emit_number(struct sink *out, struct spec *spec, const char *prefix,
			unsigned long long value, unsigned int base, const char *digits)
{
	char text[MAX_DIGITS];
	size_t pos = sizeof(text), len, zeros = 0;

	/* Zero with a precision of zero has no digit at all. */
	if (!FORMAT_ISO || value != 0 || spec->precision != 0) {
		do
			text[--pos] = digits[take_digit(&value, base)];
		while (value);
	}
	len = sizeof(text) - pos;
	if (FORMAT_ISO && spec->precision != SIZE_MAX) {
		spec->zero = false;
		zeros = spec->precision > len ? spec->precision - len : 0;
	}
	/* "#" makes the first octal digit a zero. */
	if (FORMAT_ISO && base == 8 && spec->alternate && !zeros && (!len || text[pos] != '0'))
		zeros = 1;
	emit_field(out, spec, prefix, zeros, text + pos, len);
}

static void emit_signed(struct sink *out, struct spec *spec, long long value)
{
	const char *plus = FORMAT_ISO && spec->plus ? "+" : FORMAT_ISO && spec->space ? " " : "";

	emit_number(out, spec, value < 0 ? "-" : plus,
		    value < 0 ? 0ull - (unsigned long long)value : (unsigned long long)value,
		    10, "0123456789");
}

static void emit_hex(struct sink *out, struct spec *spec, unsigned long long value, bool upper)
{
	const char *prefix = spec->alternate && (!FORMAT_ISO || value) ? upper ? "0X" : "0x" : "";

	emit_number(out, spec, prefix, value, 16,
		    upper ? "0123456789ABCDEF" : "0123456789abcdef");
}

static void emit_string(struct sink *out, struct spec *spec, const char *text)
{
	size_t len = 0;

	if (!text)
		text = "(null)";
	while (len < spec->precision && text[len])
		len++;
	spec->zero = false;
	emit_field(out, spec, "", 0, text, len);
}

static const char *parse_number(const char *fmt, size_t *value)
{
	*value = 0;
	for (; *fmt >= '0' && *fmt <= '9'; fmt++) {
		if (*value <= WIDTH_MAX)
			*value = *value * 10 + (size_t)(*fmt - '0');
	}
	return fmt;
}

static const char *parse_flags(const char *fmt, struct spec *spec)
{
	for (;; fmt++) {
		if (*fmt == '-')
			spec->left = true;
		else if (*fmt == '0')
			spec->zero = true;
		else if (*fmt == '#')
			spec->alternate = true;
		else if (FORMAT_ISO && *fmt == '+')
			spec->plus = true;
		else if (FORMAT_ISO && *fmt == ' ')
			spec->space = true;
		else
			return fmt;
	}
}

static const char *parse_length(const char *fmt, struct spec *spec)
{
	spec->bytes = sizeof(int);
	if (*fmt == 'l') {
		spec->bytes = fmt[1] == 'l' ? sizeof(long long) : sizeof(long);
		return fmt[1] == 'l' ? fmt + 2 : fmt + 1;
	}
	if (FORMAT_ISO && *fmt == 'h') {
		spec->bytes = fmt[1] == 'h' ? sizeof(char) : sizeof(short);
		return fmt[1] == 'h' ? fmt + 2 : fmt + 1;
	}
	if (*fmt == 'z' || (FORMAT_ISO && (*fmt == 't' || *fmt == 'j'))) {
		spec->bytes = *fmt == 'j' ? sizeof(intmax_t) : sizeof(size_t);
		return fmt + 1;
	}
	return fmt;
}

/* Reads the conversion behind a %; returns a pointer to its letter. */
static const char *parse_spec(const char *fmt, struct spec *spec, va_list *ap)
{
	size_t number;
	int arg;

	*spec = (struct spec){ .precision = SIZE_MAX };
	fmt = parse_flags(fmt, spec);
	if (*fmt == '*') {
		arg = va_arg(*ap, int);
		spec->left |= arg < 0;
		number = arg < 0 ? 0u - (unsigned int)arg : (unsigned int)arg;
		fmt++;
	} else {
		fmt = parse_number(fmt, &number);
	}
	spec->width = number < WIDTH_MAX ? (unsigned int)number : WIDTH_MAX;
	if (*fmt == '.' && fmt[1] == '*') {
		arg = va_arg(*ap, int);
		spec->precision = arg < 0 ? SIZE_MAX : (size_t)arg;
		fmt += 2;
	} else if (*fmt == '.') {
		fmt = parse_number(fmt + 1, &spec->precision);
	}
	return parse_length(fmt, spec);
}

static unsigned long long take_unsigned(const struct spec *spec, va_list *ap)
{
	unsigned int value;

	if (spec->bytes == sizeof(long long))
		return va_arg(*ap, unsigned long long);
	value = va_arg(*ap, unsigned int);
	if (FORMAT_ISO && spec->bytes == sizeof(short))
		return (unsigned short)value;
	if (FORMAT_ISO && spec->bytes == sizeof(char))
		return (unsigned char)value;
	return value;
}

static long long take_signed(const struct spec *spec, va_list *ap)
{
	int value;

	if (spec->bytes == sizeof(long long))
		return va_arg(*ap, long long);
	value = va_arg(*ap, int);
	if (FORMAT_ISO && spec->bytes == sizeof(short))
		return (short)value;
	if (FORMAT_ISO && spec->bytes == sizeof(char))
		return (signed char)value;
	return value;
}

/* Prints one argument; returns false if the letter is unknown. */
static bool convert(struct sink *out, struct spec *spec, char letter, va_list *ap)
{
	char c;

	switch (letter) {
	case 'd':
	case 'i':
		emit_signed(out, spec, take_signed(spec, ap));
		return true;
	case 'u':
		emit_number(out, spec, "", take_unsigned(spec, ap), 10, "0123456789");
		return true;
	case 'x':
	case 'X':
		emit_hex(out, spec, take_unsigned(spec, ap), letter == 'X');
		return true;
	case 'p':
		emit_number(out, spec, "0x", (uintptr_t)va_arg(*ap, void *), 16,
			    "0123456789abcdef");
		return true;
	case 's':
		emit_string(out, spec, va_arg(*ap, const char *));
		return true;
	case 'c':
		c = (char)va_arg(*ap, int);
		spec->zero = false;
		emit_field(out, spec, "", 0, &c, 1);
		return true;
	case '%':
		emit(out, "%", 1);
		return true;
	default:
		break;
	}
	if (!FORMAT_ISO || letter != 'o')
		return false;
	emit_number(out, spec, "", take_unsigned(spec, ap), 8, "01234567");
	return true;
}

int l4_format(l4_format_fn *put, void *to, const char *fmt, va_list ap)
{
	struct sink out = { .put = put, .to = to };
	const char *start;
	struct spec spec;
	va_list args;

	/* A va_list parameter may be an array, whose address is not that of a va_list. */
	va_copy(args, ap);
	while (*fmt) {
		start = fmt;
		while (*fmt && *fmt != '%')
			fmt++;
		emit(&out, start, (size_t)(fmt - start));
		if (!*fmt)
			break;
		start = fmt;
		fmt = parse_spec(fmt + 1, &spec, &args);
		if (*fmt && convert(&out, &spec, *fmt, &args))
			fmt++;
		else
			emit(&out, start, (size_t)(fmt - start));
	}
	va_end(args);
	return (int)out.len;
}

/* What is left of a buffer, with the place of the terminator. */
struct rest {
	char *buf;
	size_t size;
};

static void put_in_buffer(void *to, const char *text, size_t len)
{
	struct rest *rest = to;
	size_t room = rest->size ? rest->size - 1 : 0, n = len < room ? len : room;

	memcpy(rest->buf, text, n);
	rest->buf += n;
	rest->size -= n;
}

int l4_vsnprintf(char *buf, size_t size, const char *fmt, va_list ap)
{
	struct rest rest = { buf, size };
	int len = l4_format(put_in_buffer, &rest, fmt, ap);

	if (size)
		*rest.buf = '\0';
	return len;
}

int l4_snprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = l4_vsnprintf(buf, size, fmt, ap);
	va_end(ap);
	return len;
}
