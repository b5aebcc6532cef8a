/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kdb/keys.c on lines that never stop sending.
 */
#include <kdb/keys.h>
#include <base/types.h>
#include <string.h>

#include "check.h"

#define KEY_CHARS	10000	/* no key has so many characters */
#define KEYS		100

int keys_getc(void);
int keys_getc_blocking(void);

/* The line sends `start` once, then `again` for ever. */
static const char *start, *again;
static unsigned long chars;
static bool is_endless;

int keys_getc(void)
{
	size_t first = strlen(start);
	unsigned long n = chars++;

	/* Instead of a test that does not end. */
	if (n > (unsigned long)KEYS * KEY_CHARS) {
		is_endless = true;
		return -1;
	}
	if (n < first)
		return (unsigned char)start[n];
	return *again != '\0' ? (unsigned char)again[(n - first) % strlen(again)] : -1;
}

int keys_getc_blocking(void)
{
	return keys_getc();
}

static void send(const char *first, const char *rest)
{
	/* What the last line has left behind. */
	start = again = "";
	chars = 0;
	while (kdb_key(false) >= 0)
		;
	start = first;
	again = rest;
	chars = 0;
	is_endless = false;
}

static bool keys_end(const char *first, const char *rest)
{
	send(first, rest);
	for (unsigned int i = 0; i < KEYS; i++) {
		unsigned long before = chars;

		if (kdb_key(true) < 0 || chars - before > KEY_CHARS)
			return false;
	}
	return !is_endless;
}

static bool key_is(const char *text, int key)
{
	send(text, "");
	return kdb_key(true) == key && kdb_key(false) == -1;
}

void test_keys(void)
{
	check(keys_end("", "\033"), "keys: escape characters without an end");
	check(keys_end("\033[", "1;"), "keys: parameters without an end");
	check(keys_end("\033]", "text"), "keys: an answer of a terminal without an end");
	check(keys_end("\033]", "\033"), "keys: one that goes over into escape characters");
	check(keys_end("", "\033["), "keys: beginnings of sequences");
	check(keys_end("", "\377"), "keys: beginnings of UTF-8 characters");
	check(key_is("\033[A", KDB_KEY_UP) && key_is("\033\033[B", KDB_KEY_DOWN) &&
	      key_is("\033", KDB_KEY_ESCAPE) && key_is("\033x", KDB_KEY_ALT | 'x') &&
	      key_is("x", 'x'), "keys: others are as they were");
}
