/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Command that shows a UTCB. Words of a 32-bit thread have four bytes; a thread id in them is
 * followed by what it is everywhere else in the debugger.
 */
#include <kdb/kdb.h>

#include <api/thread.h>
#include <api/utcb.h>
#include <base/bits.h>

#define TAG_WORDS(tag)	(((tag) & MASK(6)) + ((tag) >> 6 & MASK(6)))
#define LAST_MR		63u

static const struct word {
	const char *name;
	int index;
	bool is_tid, is_usual;	/* is_usual: part of what the command thread shows */
} words[] = {
	{ "global id", L4_UTCB_MY_GLOBAL_ID, true, false },
	{ "processor", L4_UTCB_PROCESSOR_NO, false, false },
	{ "pager", L4_UTCB_PAGER, true, true },
	{ "exceptions", L4_UTCB_EXCEPTION_HANDLER, true, true },
	{ "flags", L4_UTCB_FLAGS, false, true },
	{ "error", L4_UTCB_ERROR_CODE, false, true },
	{ "user handle", L4_UTCB_USER_HANDLE, false, true },
	{ "xfer limits", L4_UTCB_XFER_TIMEOUTS, false, true },
	{ "intended", L4_UTCB_INTENDED_RECEIVER, true, false },
	{ "sender", L4_UTCB_VIRTUAL_SENDER, true, false },
	{ "buffers", L4_UTCB_BR0, false, true },
	{ "tag", L4_UTCB_MR0, false, true },
};

static void print_word(const struct thread *t, const struct word *w)
{
	kdb_printf("    %-12s %#lx", w->name, utcb_read(t, w->index));
	if (w->is_tid && thread_is_compat(t))
		kdb_printf(", thread %#lx", utcb_read_tid(t, w->index));
	kdb_printf("\n");
}

static bool print_head(const struct thread *t)
{
	if (t->tcb.utcb == NULL) {
		kdb_printf("  no UTCB\n");
		return false;
	}
	kdb_printf("  UTCB at user %#lx, kernel %#lx%s\n", t->tcb.local_id, (word_t)t->tcb.utcb,
		   thread_is_compat(t) ? ", 32-bit words" : "");
	return true;
}

void kdb_print_utcb(const struct thread *t)
{
	if (!print_head(t))
		return;
	for (unsigned int i = 0; i < ARRAY_SIZE(words); i++)
		if (words[i].is_usual)
			print_word(t, &words[i]);
}

/* The words of the message that the tag announces. */
static void print_message(const struct thread *t)
{
	unsigned int last = MIN(TAG_WORDS(utcb_read(t, L4_UTCB_MR0)), LAST_MR);
	unsigned int in_line = thread_is_compat(t) ? 8 : 4;

	for (unsigned int i = 1; i <= last && !kdb_is_interrupted(); i++) {
		if (i % in_line == 1)
			kdb_printf("%sMR%-2u", i == 1 ? "    " : "\n    ", i);
		kdb_printf(thread_is_compat(t) ? " %08lx" : " %016lx", utcb_read(t, (int)i));
	}
	if (last > 0)
		kdb_printf("\n");
}

static void utcb(int argc, char **argv)
{
	const struct thread *t = kdb_arg_thread(argc > 1 ? argv[1] : ".");

	if (t == NULL)
		return;
	kdb_printf("thread %#lx\n", t->tcb.id);
	if (!print_head(t))
		return;
	for (unsigned int i = 0; i < ARRAY_SIZE(words); i++)
		print_word(t, &words[i]);
	print_message(t);
}

KDB_COMMAND(utcb, "utcb", 0, 1, "[thread]", "control registers and message of a thread");
