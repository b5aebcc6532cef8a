/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The debugger interface of user programs: four software traps. (X.2, SPARC-V9 binding) Without a
 * debugger, characters are printed and read, and a stop halts the thread after its text.
 */
#include <api/space.h>
#include <api/thread.h>
#include <arch/trap.h>
#include <generic/console.h>
#include <generic/printf.h>
#include <generic/usercopy.h>
#include <glue/glue.h>

#define STRING_CHUNK	64
#define STRING_MAX	4096	/* longer texts are cut: one call must not keep the kernel busy */

static void print_user_string(struct tcb *me, uvaddr_t s)
{
	char part[STRING_CHUNK];

	for (size_t done = 0; done < STRING_MAX;) {
		size_t n = user_read(&me->space->pt, part, s + done, sizeof(part));

		for (size_t i = 0; i < n; i++) {
			if (part[i] == '\0')
				return;
			console_putc(part[i]);
		}
		if (n < sizeof(part))
			return;
		done += n;
	}
}

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
		console_putc((char)me->frame.out[0]);
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
		print_user_string(me, me->frame.out[0]);
		kprintf(" ---\n--- thread %#lx stopped at %#lx ---\n", me->id, me->frame.tpc);
		skip_trap(me);
		attention_raise(me, ATTENTION_HALT);
	}
	return me;
}
