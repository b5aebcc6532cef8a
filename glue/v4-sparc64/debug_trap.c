/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The debugger interface of user programs: four software traps. (X.2, SPARC-V9 binding) Without a
 * debugger, characters are printed and read, and a stop halts the thread after its text.
 */
#include <api/port.h>
#include <api/print.h>
#include <api/space.h>
#include <api/thread.h>
#include <arch/trap.h>
#include <generic/console.h>
#include <generic/printf.h>
#include <glue/glue.h>

static void skip_trap(struct tcb *me)
{
	me->frame.tpc = me->frame.tnpc;
	me->frame.tnpc += 4;
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
		c = console_getc();
		/* Nothing yet: the thread executes its trap again, so others can run. */
		if (c >= 0) {
			me->frame.out[0] = (word_t)c;
			skip_trap(me);
		}
		break;
	case TRAP_KDEBUG_GETC_POLL:
		me->frame.out[0] = (word_t)(long)console_getc();
		skip_trap(me);
		break;
	default:
		kprintf("\n--- ");
		me = print_text(me, me->frame.out[0], true);
		skip_trap(me);
	}
	return me;
}

struct tcb *port_debug_stop(struct tcb *me, word_t ip)
{
	kprintf(" ---\n--- thread %#lx stopped at %#lx ---\n", me->id, ip);
	attention_raise(me, ATTENTION_HALT);
	return me;
}
