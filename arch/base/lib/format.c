/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Formatted text: one formatter, which writes to a function or to a buffer.
 */
#include <lib/format.h>

#include <generic/string.h>

/* Where the text goes. */
struct sink {
	format_put_fn *put;	/* NULL: into the buffer */
	char *buf;
	size_t size;
	size_t len;		/* of the whole text, even if it does not fit */
};

/* One conversion: what stands between the % and its letter. */
struct spec {
	bool left, zero, alternate;
	unsigned int width;
	size_t precision;	/* SIZE_MAX: none */
	unsigned int longs;	/* how many l; z counts as one */
};

/* Widths beyond this are cut, so that no format can keep the kernel busy. */
#define WIDTH_MAX	256

static void emit(struct sink *out, char c)
{
	if (out->put != NULL)
		out->put(c);
	else if (out->len + 1 < out->size)
		out->buf[out->len] = c;
	out->len++;
}

static void emit_repeated(struct sink *out, char c, size_t count)
{
	while (count--)
		emit(out, c);
}

static void emit_text(struct sink *out, const char *text, size_t len)
{
	while (len--)
		emit(out, *text++);
}

/* Prints prefix and body, padded to the width; zeros go between the two. */
static void emit_field(struct sink *out, const struct spec *spec, const char *prefix,
		       const char *body, size_t body_len)
{
	size_t prefix_len = kstrlen(prefix);
	size_t len = prefix_len + body_len;
	size_t pad = spec->width > len ? spec->width - len : 0;

	if (!spec->left && !spec->zero)
		emit_repeated(out, ' ', pad);
	emit_text(out, prefix, prefix_len);
	if (!spec->left && spec->zero)
		emit_repeated(out, '0', pad);
	emit_text(out, body, body_len);
	if (spec->left)
		emit_repeated(out, ' ', pad);
}

static void emit_number(struct sink *out, const struct spec *spec, const char *prefix,
			unsigned long long value, unsigned int base, const char *digits)
{
	char text[20];		/* 2^64 - 1 in decimal */
	size_t pos = sizeof(text);

	do {
		text[--pos] = digits[value % base];
		value /= base;
	} while (value);
	emit_field(out, spec, prefix, text + pos, sizeof(text) - pos);
}

static void emit_string(struct sink *out, struct spec *spec, const char *text)
{
	size_t len = 0;

	if (!text)
		text = "(null)";
	while (len < spec->precision && text[len])
		len++;
	spec->zero = false;
	emit_field(out, spec, "", text, len);
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
		else
			return fmt;
	}
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
	while (*fmt == 'l' || *fmt == 'z') {
		spec->longs++;
		fmt++;
	}
	return fmt;
}

static unsigned long long take_unsigned(const struct spec *spec, va_list *ap)
{
	if (spec->longs > 1)
		return va_arg(*ap, unsigned long long);
	if (spec->longs)
		return va_arg(*ap, unsigned long);
	return va_arg(*ap, unsigned int);
}

static long long take_signed(const struct spec *spec, va_list *ap)
{
	if (spec->longs > 1)
		return va_arg(*ap, long long);
	if (spec->longs)
		return va_arg(*ap, long);
	return va_arg(*ap, int);
}

static const char lower_digits[] = "0123456789abcdef";
static const char upper_digits[] = "0123456789ABCDEF";

/* Prints one argument; returns false if the letter is unknown. */
static bool convert(struct sink *out, struct spec *spec, char letter, va_list *ap)
{
	long long number;
	char c;

	switch (letter) {
	case 'd':
	case 'i':
		number = take_signed(spec, ap);
		emit_number(out, spec, number < 0 ? "-" : "",
			    number < 0 ? 0ull - (unsigned long long)number
				       : (unsigned long long)number, 10, lower_digits);
		return true;
	case 'u':
		emit_number(out, spec, "", take_unsigned(spec, ap), 10, lower_digits);
		return true;
	case 'x':
		emit_number(out, spec, spec->alternate ? "0x" : "", take_unsigned(spec, ap), 16,
			    lower_digits);
		return true;
	case 'X':
		emit_number(out, spec, spec->alternate ? "0X" : "", take_unsigned(spec, ap), 16,
			    upper_digits);
		return true;
	case 'p':
		emit_number(out, spec, "0x", (uintptr_t)va_arg(*ap, void *), 16, lower_digits);
		return true;
	case 's':
		emit_string(out, spec, va_arg(*ap, const char *));
		return true;
	case 'c':
		c = (char)va_arg(*ap, int);
		spec->zero = false;
		emit_field(out, spec, "", &c, 1);
		return true;
	case '%':
		emit(out, '%');
		return true;
	default:
		return false;
	}
}

static int format(struct sink *out, const char *fmt, va_list ap)
{
	const char *start;
	struct spec spec;
	va_list args;

	/* A va_list parameter may be an array, whose address is not that of a va_list. */
	va_copy(args, ap);
	while (*fmt) {
		start = fmt;
		if (*fmt++ != '%') {
			emit(out, *start);
			continue;
		}
		fmt = parse_spec(fmt, &spec, &args);
		if (*fmt && convert(out, &spec, *fmt, &args))
			fmt++;
		else
			emit_text(out, start, (size_t)(fmt - start));
	}
	va_end(args);
	if (out->put == NULL && out->size)
		out->buf[out->len < out->size ? out->len : out->size - 1] = '\0';
	return (int)out->len;
}

int format_put(format_put_fn *put, const char *fmt, va_list ap)
{
	struct sink out = { .put = put };

	return format(&out, fmt, ap);
}

int kvsnprintf(char *buf, size_t size, const char *fmt, va_list ap)
{
	struct sink out = { .buf = buf, .size = size };

	return format(&out, fmt, ap);
}

int ksnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = kvsnprintf(buf, size, fmt, ap);
	va_end(ap);
	return len;
}
