/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Options: `name=value` with sizes (decimal, optional suffix K, M or G), numbers and booleans; or a
 * word.
 */
#include "cmdline.h"
#include "range.h"

#define KMEM_DEFAULT	(16 * MIB)

/* The text behind the first `name` in text, or NULL. */
static const char *find_value(const char *text, const char *name)
{
	for (; *text; text++) {
		size_t n = 0;

		while (name[n] && text[n] == name[n])
			n++;
		if (!name[n])
			return text + n;
	}
	return NULL;
}

static bool is_end(char c)
{
	return c == '\0' || c == ' ' || c == '\t';
}

static bool bad_value(const char *name, const char *value, const char *wanted, struct problem *why)
{
	char word[32];
	size_t n = 0;

	while (n < sizeof(word) - 1 && !is_end(value[n])) {
		word[n] = value[n];
		n++;
	}
	word[n] = '\0';
	return problem(why, PROBLEM_OPTION, "option %s%s: %s", name, word, wanted);
}

static unsigned int suffix_shift(char c)
{
	switch (c) {
	case 'k': case 'K':
		return 10;
	case 'm': case 'M':
		return 20;
	case 'g': case 'G':
		return 30;
	default:
		return 0;
	}
}

/* The digits at value; returns the place behind them, NULL if there are none or too many. */
static const char *parse_number(const char *name, const char *value, u64 *out, struct problem *why)
{
	const char *c = value;
	u64 n = 0;

	for (; *c >= '0' && *c <= '9'; c++) {
		/* Below 2^60 another digit cannot overflow; more memory is a typing error. */
		if (n >> 60) {
			bad_value(name, value, "number too large", why);
			return NULL;
		}
		n = n * 10 + (u64)(*c - '0');
	}
	if (c == value) {
		bad_value(name, value, "not a number", why);
		return NULL;
	}
	*out = n;
	return c;
}

/*
 * Finds option `name` and its number: *c is behind that, or NULL if the option is not there. False:
 * its value is no number.
 */
static bool find_number(const char *text, const char *name, const char **value, const char **c,
			u64 *n, struct problem *why)
{
	*value = find_value(text, name);
	*c = *value ? parse_number(name, *value, n, why) : NULL;
	return !*value || *c;
}

static bool parse_size(const char *text, const char *name, u64 *out, struct problem *why)
{
	const char *value, *c;
	unsigned int shift;
	u64 n;

	if (!find_number(text, name, &value, &c, &n, why))
		return false;
	if (!c)
		return true;
	shift = suffix_shift(*c);
	if (shift)
		c++;
	if (!is_end(*c))
		return bad_value(name, value, "not a number with an optional K, M or G", why);
	if (shift && n >> (64 - shift))
		return bad_value(name, value, "number too large", why);
	*out = n << shift;
	return true;
}

static bool parse_count(const char *text, const char *name, u32 *out, struct problem *why)
{
	const char *value, *c;
	u64 n;

	if (!find_number(text, name, &value, &c, &n, why))
		return false;
	if (!c)
		return true;
	if (!is_end(*c))
		return bad_value(name, value, "not a number", why);
	if (n == 0)
		return bad_value(name, value, "at least one is needed", why);
	if (n >> 32)
		return bad_value(name, value, "number too large", why);
	*out = (u32)n;
	return true;
}

static bool is_word(const char *value, const char *word)
{
	while (*word && *value == *word) {
		value++;
		word++;
	}
	return !*word && is_end(*value);
}

static bool parse_bool(const char *text, const char *name, bool *out, struct problem *why)
{
	const char *value = find_value(text, name);

	if (!value)
		return true;
	if (is_word(value, "yes") || is_word(value, "on") || is_word(value, "enable"))
		*out = true;
	else if (is_word(value, "no") || is_word(value, "off") || is_word(value, "disable"))
		*out = false;
	else
		return bad_value(name, value, "neither yes, on, enable nor no, off, disable", why);
	return true;
}

/* An option without a value counts as a word of its own: names of files may contain it. */
static bool has_word(const char *text, const char *word)
{
	for (const char *c = text; *c; c++)
		if ((c == text || is_end(c[-1])) && is_word(c, word))
			return true;
	return false;
}

bool cmdline_parse(const char *text, struct options *opt, struct problem *why)
{
	*opt = (struct options){
		.kmem = KMEM_DEFAULT,
		.bootinfo = true,
		.mbi = true,
		.enter = has_word(text, "enter"),
		.attended = has_word(text, "attended"),
	};
	return parse_size(text, "maxmem=", &opt->maxmem, why) &&
	       parse_size(text, "kmem=", &opt->kmem, why) &&
	       parse_count(text, "maxcpus=", &opt->maxcpus, why) &&
	       parse_bool(text, "bootinfo=", &opt->bootinfo, why) &&
	       parse_bool(text, "mbi=", &opt->mbi, why) &&
	       parse_bool(text, "decode-all=", &opt->decode_all, why);
}
