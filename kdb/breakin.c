/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The break-in key. While it is on, the lines of the input devices belong to the debugger, which
 * reads everything that comes; what is not the key waits here for programs that ask the kernel
 * for input. While it is off, the kernel reads only when it is asked to.
 */
#include <kdb/hooks.h>

#include <api/thread.h>
#include <generic/cpu.h>
#include <generic/printf.h>
#include <kdb/cpu.h>
#include <kdb/kdb.h>
#include <kdb/keys.h>

#define BREAKIN_KEY	0x1b	/* escape */
#define KEPT_BYTES	64
#define QUEUED_MAX	256	/* in a device; only a broken one goes on */
/* Interrupts in a row without any input: another device has the line, and keeps it up. */
#define EMPTY_MAX	20000

static bool is_on;
static u64 owned_lines;		/* one bit each */
static u8 kept[KEPT_BYTES];	/* a ring */
static unsigned int kept_put, kept_get;

static bool has_handler(unsigned int line)
{
	const struct thread *irq = thread_by_number(line);

	return irq != NULL && irq->handler != L4_TID_NIL;
}

void kdb_breakin_set(bool on)
{
	int line;

	is_on = on;
	for (unsigned int i = 0; (line = kdb_cpu_input_line(i)) >= 0; i++) {
		u64 bit = 1ull << line;

		if (!on) {
			if (owned_lines & bit)
				kdb_cpu_input_enable((unsigned int)line, false);
			owned_lines &= ~bit;
		} else if (has_handler((unsigned int)line)) {
			kprintf("kdb: no break-in on line %d, a program handles it\n", line);
		} else {
			owned_lines |= bit;
			kdb_cpu_input_enable((unsigned int)line, true);
		}
	}
}

void kdb_toggle_breakin(void)
{
	kdb_breakin_set(!is_on);
}

bool kdb_owns_irq(unsigned int n)
{
	return n < 64 && (owned_lines >> n & 1);
}

/* The key came, or a sequence that begins like it, whose rest means nothing here. */
static void break_in(void)
{
	const struct cpu *c = this_cpu();
	int key = kdb_key_escape();

	/* Typed fast, not with the alt key. */
	if (key >= KDB_KEY_ALT)
		kdb_key_ahead(key - KDB_KEY_ALT);
	kdb_enter(NULL, 0, 0, "break-in, %s %#lx runs",
		  c->current == c->idle ? "the idle thread" : "thread", c->current->id);
}

/* A character that came in; false: it was the key. */
static bool keep(int c)
{
	if (c == BREAKIN_KEY)
		return false;
	if (kept_put - kept_get < KEPT_BYTES)
		kept[kept_put++ % KEPT_BYTES] = (u8)c;
	return true;
}

/* False: the devices have nothing. */
static bool take_input(void)
{
	unsigned int n;

	for (n = 0; n < QUEUED_MAX; n++) {
		int c = console_getc();

		if (c < 0)
			break;
		if (!keep(c)) {
			break_in();
			return true;
		}
	}
	return n > 0;
}

bool kdb_irq(unsigned int n)
{
	static unsigned int empty;

	if (!kdb_owns_irq(n))
		return false;
	if (take_input()) {
		empty = 0;
	} else if (++empty == EMPTY_MAX) {
		empty = 0;
		kprintf("kdb: no break-in any more, line %u is busy without input\n", n);
		kdb_breakin_set(false);
	}
	return true;
}

int kdb_getc(void)
{
	int c;

	if (kept_get != kept_put)
		return kept[kept_get++ % KEPT_BYTES];
	c = console_getc();
	if (!is_on || c != BREAKIN_KEY)
		return c;
	break_in();
	return -1;
}

static void breakin(int argc, char **argv)
{
	if (argc > 1) {
		if (argv[1][0] != 'o' || (argv[1][1] != 'n' && argv[1][1] != 'f')) {
			kdb_printf("%s: neither on nor off\n", argv[1]);
			return;
		}
		if (kdb_has_threads())
			kdb_breakin_set(argv[1][1] == 'n');
	}
	kdb_printf("break-in is %s\n", is_on ? "on, by the escape key" : "off");
}

KDB_COMMAND(breakin, "breakin", 0, 1, "[on|off]", "entry of the debugger by the escape key");
