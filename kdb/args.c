/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Arguments of commands: numbers, names of functions, threads, spaces. Typed words are looked
 * up in the kernel's tables, never followed.
 */
#include <kdb/kdb.h>

#include <api/space.h>
#include <api/thread.h>
#include <generic/cpu.h>
#include <generic/ksyms.h>
#include <generic/string.h>
#include <glue/panic.h>

#define NAME_BYTES	64

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool parse_hex(const char *s, word_t *value)
{
	word_t v = 0;

	if (s[0] == '0' && (s[1] == 'x' || s[1] == 'X'))
		s += 2;
	if (*s == '\0')
		return false;
	for (; *s != '\0'; s++) {
		if (hex_digit(*s) < 0 || v >> (WORD_BITS - 4) != 0)
			return false;
		v = v << 4 | (word_t)hex_digit(*s);
	}
	*value = v;
	return true;
}

/* name or name+offset */
static bool parse_symbol(const char *s, word_t *value)
{
	char name[NAME_BYTES];
	size_t n = 0;
	word_t offset = 0;

	while (s[n] != '\0' && s[n] != '+') {
		if (n + 1 == sizeof(name))
			return false;
		name[n] = s[n];
		n++;
	}
	name[n] = '\0';
	if ((s[n] == '+' && !parse_hex(s + n + 1, &offset)) ||
	    !ksyms_address(&kernel_symbols, name, value))
		return false;
	*value += offset;
	return true;
}

bool kdb_arg_number(const char *arg, word_t *value)
{
	if (parse_hex(arg, value) || parse_symbol(arg, value))
		return true;
	kdb_printf("%s: neither a hexadecimal number nor a function of the kernel\n", arg);
	return false;
}

bool kdb_arg_optional(int argc, char **argv, int at, word_t *value)
{
	return argc <= at || kdb_arg_number(argv[at], value);
}

bool kdb_has_threads(void)
{
	/* Set as soon as the thread table is there. */
	return thread_user_base != 0;
}

struct thread *kdb_next_thread(word_t *number)
{
	while (kdb_has_threads() && *number < BIT(TID_NUMBER_BITS)) {
		struct thread *t = thread_by_number((*number)++);

		if (t != NULL)
			return t;
	}
	return NULL;
}

static struct thread *find_thread(word_t id)
{
	if (!kdb_has_threads())
		return NULL;
	return id < BIT(TID_NUMBER_BITS) ? thread_by_number(id) : thread_find(id);
}

struct thread *kdb_arg_thread(const char *arg)
{
	struct thread *t = NULL;
	word_t id;

	if (arg[0] == '.' && arg[1] == '\0') {
		if (kdb_stop.cpu->current != NULL)
			t = thread_of(kdb_stop.cpu->current);
	} else {
		if (!kdb_arg_number(arg, &id))
			return NULL;
		t = find_thread(id);
	}
	if (t == NULL)
		kdb_printf("%s: no such thread\n", arg);
	return t;
}

struct space *kdb_arg_space(const char *arg)
{
	struct thread *t;
	word_t value, number = 0;

	if (arg[0] == '.') {
		t = kdb_arg_thread(arg);
		if (t == NULL)
			return NULL;
	} else {
		if (!kdb_arg_number(arg, &value))
			return NULL;
		t = find_thread(value);
		while (t == NULL && (t = kdb_next_thread(&number)) != NULL)
			if ((word_t)t->tcb.space != value)
				t = NULL;
	}
	if (t != NULL && t->tcb.space != NULL)
		return t->tcb.space;
	kdb_printf(t == NULL ? "%s: no such space or thread\n" : "%s: this thread is in no space\n",
		   arg);
	return NULL;
}

void kdb_print_code(word_t ip)
{
	word_t offset;
	const char *name = ksyms_lookup(&kernel_symbols, ip, &offset);

	if (name != NULL)
		kdb_printf("%#018lx %s+%#lx", ip, name, offset);
	else
		kdb_printf("%#018lx", ip);
}
