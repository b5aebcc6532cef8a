/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The console in memory: what the kernel printed before its last start.
 */
#include <kdb/kdb.h>

#include <generic/console.h>
#include <generic/console_ring.h>
#include <lib/string.h>

#define TAIL_DEFAULT	0x1000u

/* The last characters; they are printed as they came, but for what is not printable. */
static void print_tail(bool is_former, u32 count)
{
	u32 length = console_ring_length(is_former), i = length > count ? length - count : 0;
	int c = '\n';

	for (; i < length; i++) {
		c = console_ring_char(is_former, i);
		console_putc((char)c);
		if (c == '\n' && kdb_is_interrupted())
			return;
	}
	if (c != '\n')
		console_putc('\n');
}

static void log_command(int argc, char **argv)
{
	bool is_former = argc == 1 || strcmp(argv[1], "now") != 0;
	word_t count = TAIL_DEFAULT;
	int at = is_former ? 1 : 2;

	if (!kdb_arg_optional(argc, argv, at, &count))
		return;
	if (is_former && console_ring_former() == CONSOLE_RING_NONE) {
		kdb_printf("no former run has left its text\n");
		return;
	}
	if (is_former && console_ring_former() == CONSOLE_RING_DAMAGED)
		kdb_printf("damaged: the checksum is wrong\n");
	console_ring_hold(true);
	print_tail(is_former, count > UINT32_MAX ? UINT32_MAX : (u32)count);
	console_ring_hold(false);
}

KDB_COMMAND(log_command, "log", 0, 2, "[now] [length]", "end of the former run's text, or of ours");
