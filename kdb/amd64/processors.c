/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The other processors while one is in the debugger.
 */
#include <arch/frame.h>
#include <generic/cpu.h>
#include <glue/stop.h>
#include <kdb/cpu.h>

bool kdb_cpu_stop_others(void)
{
	return processors_stop();
}

void kdb_cpu_release_others(void)
{
	processors_go();
}

#ifdef CONFIG_SMP
const struct save_frame *kdb_cpu_stopped(const struct cpu *c, word_t *ip, word_t *fp)
{
	const struct save_frame *f = atomic_read(&c->arch.stopped);

	*ip = f != NULL && !(f->cs & 3) ? f->rip : 0;
	*fp = f != NULL ? f->rbp : 0;
	return f;
}
#endif
