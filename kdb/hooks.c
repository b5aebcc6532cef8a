/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ways by which the kernel comes to its debugger.
 */
#include <kdb/hooks.h>

#include <api/kip.h>
#include <generic/tcb.h>
#include <kdb/kdb.h>

static bool is_attended;	/* somebody sits at the console */

void kdb_boot(void)
{
	word_t config = kip_read(L4_KIP_WORD_KDEBUG_CONFIG0);

	is_attended = config & L4_KDEBUG_CONFIG0_ATTENDED;
	if (IS_ENABLED(CONFIG_KDB_BREAKIN) || is_attended)
		kdb_breakin_set(true);
	if (config & L4_KDEBUG_CONFIG0_ENTER)
		kdb_enter(NULL, 0, 0, "before the first thread starts");
}

void kdb_resume(void)
{
	kdb_breakpoints_arm();
}

void kdb_panic(const struct save_frame *f, word_t ip, word_t fp)
{
	kdb_abandon_command();
	if (!IS_ENABLED(CONFIG_KDB_ON_PANIC) && !is_attended)
		return;
	kdb_stop.is_panic = true;
	kdb_enter(f, ip, fp, "panic");
}

bool kdb_user_stop(struct tcb *me)
{
	return kdb_enter(NULL, 0, 0, "thread %#lx stopped", me->id);
}
