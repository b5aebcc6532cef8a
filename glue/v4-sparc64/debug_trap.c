/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The debugger interface of user programs: four software traps. (X.2, SPARC-V9 binding) Without a
 * debugger, characters are printed and read, and a stop halts the thread after its text.
 */
#include <api/port.h>
#include <api/print.h>
#include <api/space.h>
#include <api/thread.h>
#include <arch/cpureg.h>
#include <arch/trap.h>
#include <generic/kmem.h>
#include <generic/printf.h>
#include <glue/glue.h>
#include <kdb/hooks.h>

/* In the place of a text's address: calls of tests, and one of the debugger. */
#define DEBUG_TOGGLE_BREAKIN	0x03
#define DEBUG_FREE_MEMORY	0x20
#define DEBUG_FAIL_ALLOCATION	0x21	/* the number of it in the next register */

static void skip_trap(struct tcb *me)
{
	me->frame.tpc = me->frame.tnpc;
	me->frame.tnpc += INSTRUCTION_BYTES;
}

/* True if the trap was such a call. */
static bool call_of_test(struct tcb *me)
{
	word_t *out = me->frame.out;

	switch (out[0]) {
	case DEBUG_TOGGLE_BREAKIN:
		kdb_toggle_breakin();
		return true;
	case DEBUG_FREE_MEMORY:
		/* For tests that look for leaks; others have no business to know. */
		out[0] = IS_ENABLED(CONFIG_DEBUG_ASSERT) ? kmem_free_bytes() : 0;
		return true;
	case DEBUG_FAIL_ALLOCATION:
		/* The n-th from now on; tells how far away the last one still was. */
		out[0] = out[1];
		if (IS_ENABLED(CONFIG_DEBUG_KMEM))
			out[0] = kmem_fail_at(out[1]);
		return true;
	default:
		return false;
	}
}

struct tcb *debug_trap(struct tcb *me)
{
	int c;

	switch (me->frame.type) {
	case TRAP_KDEBUG_PUTC:
		/* No room: the thread executes its trap again, so others can run. */
		if (print_char((char)me->frame.out[0]))
			skip_trap(me);
		break;
	case TRAP_KDEBUG_GETC:
		c = kdb_getc();
		/* Nothing yet: the thread executes its trap again, so others can run. */
		if (c >= 0) {
			me->frame.out[0] = (word_t)c;
			skip_trap(me);
		}
		break;
	case TRAP_KDEBUG_GETC_POLL:
		me->frame.out[0] = (word_t)(long)kdb_getc();
		skip_trap(me);
		break;
	case TRAP_KDEBUG_ENTER:
		if (call_of_test(me)) {
			skip_trap(me);
			break;
		}
		kprintf("\n--- ");
		me = print_text(me, me->frame.out[0], true);
		skip_trap(me);
	}
	return me;
}

struct tcb *port_debug_stop(struct tcb *me, word_t ip)
{
	kprintf(" ---\n");
	if (kdb_user_stop(me))
		return me;
	kprintf("--- thread %#lx stopped at %#lx ---\n", me->id, ip);
	attention_raise(me, ATTENTION_HALT);
	return me;
}
