/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The runtime's functions (rt_*) give what the host's library gives, over formats, lengths,
 * alignments and edge values.
 */
#include <ctype.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int rt___l4_snprintf(char *buffer, size_t size, const char *format, ...);
int rt___l4_printf(const char *format, ...);
void *rt_memcpy(void *dest, const void *src, size_t n);
void *rt_memmove(void *dest, const void *src, size_t n);
void *rt_memset(void *dest, int c, size_t n);
int rt_memcmp(const void *a, const void *b, size_t n);
void *rt_memchr(const void *s, int c, size_t n);
int rt_strcmp(const char *a, const char *b);
int rt_strncmp(const char *a, const char *b, size_t n);
char *rt_strchr(const char *s, int c);
char *rt_strrchr(const char *s, int c);
char *rt_strstr(const char *s, const char *word);
char *rt_strncpy(char *dest, const char *src, size_t n);
size_t rt_strlen(const char *s);
size_t rt_strlcpy(char *dest, const char *src, size_t size);
unsigned long rt_strtoul(const char *s, char **end, int base);
long rt_strtol(const char *s, char **end, int base);
void rt_console_write(const char *text, size_t length);

static int tests, failures;
static char console[4096];
static size_t console_used;

void rt_console_write(const char *text, size_t length)
{
	memcpy(console + console_used, text, length);
	console_used += length;
}

static void ok(bool good, const char *name)
{
	tests++;
	failures += !good;
	printf("%sok %d - %s\n", good ? "" : "not ", tests, name);
}

#define SAME(format, ...) do {								\
	char ours[200], theirs[200];							\
	int a = rt___l4_snprintf(ours, sizeof(ours), format, __VA_ARGS__);		\
	int b = snprintf(theirs, sizeof(theirs), format, __VA_ARGS__);			\
											\
	if (a != b || strcmp(ours, theirs) != 0) {					\
		printf("# \"%s\": \"%s\", expected \"%s\"\n", format, ours, theirs);	\
		good = false;								\
	}										\
} while (0)

static void test_integers(void)
{
	static const char *const flags[] = { "", "-", "0", "+", " ", "#", "-0", "+0", "0#", "-#" };
	static const char *const widths[] = { "", "1", "7", "23", ".0", ".5", "9.4", "3.9" };
	static const long long values[] = { 0, 1, -1, 9, 10, 255, 65536, INT_MAX, INT_MIN,
					    LLONG_MAX, LLONG_MIN };
	static const char conversions[] = "diuxXo";
	bool good = true;
	size_t f, w, v, c;
	char text[32];

	for (f = 0; f < sizeof(flags) / sizeof(*flags); f++)
		for (w = 0; w < sizeof(widths) / sizeof(*widths); w++)
			for (c = 0; conversions[c]; c++)
				for (v = 0; v < sizeof(values) / sizeof(*values); v++) {
					snprintf(text, sizeof(text), "%%%s%s%c", flags[f],
						 widths[w], conversions[c]);
					SAME(text, (int)values[v]);
					snprintf(text, sizeof(text), "%%%s%sll%c", flags[f],
						 widths[w], conversions[c]);
					SAME(text, values[v]);
				}
	SAME("%hhd %hd %ld %zu %jd", 300, 70000, LONG_MIN, (size_t)-1, (intmax_t)-5);
	SAME("%*d|%-*d|%*d|%.*d", 5, 1, 5, 2, -5, 3, 4, 4);
	ok(good, "printf: integers");
}

static void test_text(void)
{
	static const char far[] = "0123456789";
	char small[4];
	bool good = true;

	SAME("%s|%10s|%-10s|%.2s|%5.1s|%c|%3c|%-3c|%%", "abc", "def", "ghi", "jkl", "mno", 'p',
	     'q', 'r');
	SAME("%p", (void *)0x1234);
	SAME("no conversion%s", "");
	SAME("%.3s", far);
	ok(good, "printf: text");
	ok(rt___l4_snprintf(small, sizeof(small), "%s", far) == 10 && strcmp(small, "012") == 0,
	   "snprintf: cut at the size, length in full");
	ok(rt___l4_snprintf(NULL, 0, "%d", 12345) == 5, "snprintf: no buffer at all");
}

static void test_console(void)
{
	char expected[1000];
	int i, n = 0;

	for (i = 0; i < 60; i++)
		n += sprintf(expected + n, "%d, ", i * i);
	console_used = 0;
	rt___l4_printf("%s%d\n", expected, 7);
	strcat(expected, "7\n");
	ok(console_used == strlen(expected) && memcmp(console, expected, console_used) == 0,
	   "printf: a long line reaches the console whole");
}

static void test_copies(void)
{
	unsigned char a[96], b[96], source[96];
	bool copy = true, move = true, set = true;
	size_t from, to, n, i;

	for (i = 0; i < sizeof(source); i++)
		source[i] = (unsigned char)(i * 7 + 1);
	for (from = 0; from < 24; from++)
		for (to = 0; to < 24; to++)
			for (n = 0; n < 40; n++) {
				memset(a, 0xee, sizeof(a));
				memset(b, 0xee, sizeof(b));
				copy &= rt_memcpy(a + to, source + from, n) == a + to;
				memcpy(b + to, source + from, n);
				copy &= memcmp(a, b, sizeof(a)) == 0;
				memcpy(a, source, sizeof(a));
				memcpy(b, source, sizeof(b));
				rt_memmove(a + to, a + from, n);
				memmove(b + to, b + from, n);
				move &= memcmp(a, b, sizeof(a)) == 0;
				rt_memset(a + to, (int)(from + 250), n);
				memset(b + to, (int)(from + 250), n);
				set &= memcmp(a, b, sizeof(a)) == 0;
			}
	ok(copy, "memcpy");
	ok(move, "memmove, overlapping both ways");
	ok(set, "memset");
}

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

static void test_strings(void)
{
	static const char *const words[] = { "", "a", "ab", "abc", "abd", "b", "abab", "\xff" };
	const size_t n = sizeof(words) / sizeof(*words);
	bool compare = true, find = true;
	char a[8], b[8];
	size_t i, j, k;

	for (i = 0; i < n; i++)
		for (j = 0; j < n; j++) {
			compare &= sign(rt_strcmp(words[i], words[j])) ==
				   sign(strcmp(words[i], words[j]));
			for (k = 0; k < 5; k++)
				compare &= sign(rt_strncmp(words[i], words[j], k)) ==
					   sign(strncmp(words[i], words[j], k));
			find &= rt_strstr(words[i], words[j]) == strstr(words[i], words[j]);
			find &= rt_strchr(words[i], words[j][0]) == strchr(words[i], words[j][0]);
			find &= rt_strrchr(words[i], words[j][0]) ==
				strrchr(words[i], words[j][0]);
		}
	ok(compare, "strcmp, strncmp");
	ok(find, "strstr, strchr, strrchr");
	ok(rt_memcmp("ab\0c", "ab\0d", 4) < 0 && rt_memcmp("b", "a", 1) > 0 &&
	   rt_memcmp("ab", "ac", 1) == 0 && rt_memcmp("a", "b", 0) == 0 &&
	   rt_memcmp("\x80", "\x7f", 1) > 0, "memcmp, of unsigned bytes");
	ok(rt_strlen("") == 0 && rt_strlen("abc\0d") == 3 && rt_memchr("abc", 'd', 3) == NULL,
	   "strlen, memchr");
	memset(a, 1, sizeof(a));
	memset(b, 1, sizeof(b));
	rt_strncpy(a, "abc", 6);
	strncpy(b, "abc", 6);
	ok(memcmp(a, b, sizeof(a)) == 0, "strncpy fills with zeros");
	ok(rt_strlcpy(a, "too long for it", 5) == 15 && strcmp(a, "too ") == 0, "strlcpy");
}

static void test_numbers(void)
{
	static const char *const texts[] = { "", "0", "42", " -17x", "+5", "0x1f", "0X", "017",
		"-", "zz", "18446744073709551615", "18446744073709551616", "-9223372036854775808",
		"-9223372036854775809", "9223372036854775808", "0xffffffffffffffffff" };
	static const int bases[] = { 0, 8, 10, 16, 36 };
	bool good = true;
	size_t i, j;
	char *a, *b;

	for (i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		for (j = 0; j < sizeof(bases) / sizeof(*bases); j++) {
			const char *t = texts[i];

			good &= rt_strtoul(t, &a, bases[j]) == strtoul(t, &b, bases[j]) && a == b;
			good &= rt_strtol(t, &a, bases[j]) == strtol(t, &b, bases[j]) && a == b;
		}
	ok(good, "strtol, strtoul");
}

int main(void)
{
	test_integers();
	test_text();
	test_console();
	test_copies();
	test_strings();
	test_numbers();
	printf("1..%d\n", tests);
	return failures != 0;
}
