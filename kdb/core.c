/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entry of the debugger, and the loop that takes commands. A command that faults or breaks an
 * assertion, because what it looks at is damaged, ends there: the loop goes on.
 */
#include <kdb/kdb.h>

#include <generic/console.h>
#include <generic/cpu.h>
#include <kdb/cpu.h>
#include <lib/string.h>
#include <stdarg.h>

#define LINE_BYTES	75	/* behind the prompt it stays in one line */

struct kdb_stop kdb_stop;

static bool is_active, is_leaving;
static void *recovery[5];	/* of __builtin_setjmp, in the loop */

static bool has_prefix(const char *name, const char *prefix)
{
	while (*prefix != '\0')
		if (*name++ != *prefix++)
			return false;
	return true;
}

/* The command with this name, or the only one that begins so; NULL with a message. */
static const struct kdb_command *find_command(const char *name)
{
	const struct kdb_command *found = NULL;
	unsigned int matches = 0;

	for (const struct kdb_command *const *c = kdb_commands_start; c < kdb_commands_end; c++) {
		if (strcmp((*c)->name, name) == 0)
			return *c;
		if (has_prefix((*c)->name, name)) {
			found = *c;
			matches++;
		}
	}
	if (matches == 1)
		return found;
	kdb_printf("%s: %s\n", name,
		   matches == 0 ? "no such command, try help" : "not clear, one of:");
	for (const struct kdb_command *const *c = kdb_commands_start; c < kdb_commands_end; c++)
		if (matches > 1 && has_prefix((*c)->name, name))
			kdb_printf("  %s\n", (*c)->name);
	return NULL;
}

/* Cut a line into words; -1: too many. */
static int split(char *line, char **argv)
{
	int argc = 0;

	for (;;) {
		while (*line == ' ')
			*line++ = '\0';
		if (*line == '\0')
			return argc;
		if (argc == KDB_MAX_ARGS)
			return -1;
		argv[argc++] = line;
		while (*line != ' ' && *line != '\0')
			line++;
	}
}

static void run_line(char *line)
{
	char *argv[KDB_MAX_ARGS];
	int argc = split(line, argv);
	const struct kdb_command *c;

	if (argc == 0)
		return;
	if (argc < 0) {
		kdb_printf("too many words\n");
		return;
	}
	c = find_command(argv[0]);
	if (c == NULL)
		return;
	if (argc - 1 < c->min_args || argc - 1 > c->max_args)
		kdb_printf("usage: %s %s\n", c->name, c->args);
	else
		c->run(argc, argv);
}

static bool take_commands(void)
{
	char line[LINE_BYTES];

	if (__builtin_setjmp(recovery))
		kdb_printf("kdb: the command failed\n");
	while (!is_leaving) {
		kdb_print_prompt("kdb> ");
		if (!kdb_read_line(line, sizeof(line)))
			return false;
		run_line(line);
	}
	return true;
}

void kdb_leave(void)
{
	is_leaving = true;
}

bool kdb_enter(const struct save_frame *f, word_t ip, word_t fp, const char *fmt, ...)
{
	bool stops = kdb_cpu_stop_others();
	console_owed_fn *owed = console_defer(NULL);
	va_list args;
	bool taken;

	kdb_breakpoints_disarm();
	kdb_stop.cpu = this_cpu();
	kdb_stop.frame = f;
	kdb_stop.ip = ip;
	kdb_stop.fp = fp;
	kdb_printf("\n--- kdb: ");
	va_start(args, fmt);
	kdb_vprintf(fmt, args);
	va_end(args);
	kdb_printf(" ---\n");
	is_active = true;
	is_leaving = false;
	taken = take_commands();
	is_active = false;
	kdb_breakpoints_arm();
	(void)console_defer(owed);
	if (stops)
		kdb_cpu_release_others();
	return taken;
}

void kdb_abandon_command(void)
{
	if (is_active)
		__builtin_longjmp(recovery, 1);
}
