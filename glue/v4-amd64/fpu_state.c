/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Floating-point states of threads: memory is given at the first use.
 */
#include <glue/glue.h>

#include <api/lipc.h>
#include <arch/fpu.h>
#include <base/bits.h>
#include <generic/kmem.h>
#include <generic/sched_gate.h>

static struct kmem_cache state_cache = {
	.name = "fpu_state", .partial = { &state_cache.partial, &state_cache.partial },
};

void fpu_state_boot(void)
{
	state_cache.size = ALIGN_UP((u32)fpu_init() + (u32)sizeof(void *), 64u);
}

/*
 * Short IPCs from this priority on may exchange states, as the running thread's is in the unit;
 * NR_PRIOS: none. In the line of the unit's owner: other paths read neither.
 */
#ifdef CONFIG_SMP
static void open_from(struct cpu *c, unsigned int prio)
{
	c->arch.open_fpu = c->first_gate + ((u64)prio << 16);
	c->arch.room_fpu = (u64)(NR_PRIOS - prio) << 16;
}
#else
static void open_from(struct cpu *c, unsigned int prio)
{
	c->arch.open_fpu = GATE(THREAD_WAITING, prio);
}
#endif

void fpu_state_enter(const struct tcb *t)
{
	struct cpu *c = this_cpu();
	void *state = t != NULL ? t->fpu : NULL;
	bool is_short = state != NULL && fpu_exchange_is_short();

	if (state != c->arch.fpu_is_for) {
		c->arch.fpu_is_for = state;
		fpu_switch(state);
	}
	open_from(c, is_short ? sched_lowest_but_for(t, USUAL_FPU) : NR_PRIOS);
}

err_t fpu_state_first_use(struct tcb *t)
{
	if (lipc_is_in(t))
		lipc_opt_out(t);
	if (t->fpu == NULL) {
		t->fpu = kmem_alloc(&state_cache);
		if (t->fpu == NULL)
			return ERR_NOMEM;
		fpu_state_init(t->fpu);
		usual_set(t, USUAL_FPU, false);
	}
	fpu_use(t->fpu);
	return ERR_OK;
}

void fpu_state_free(struct tcb *t)
{
	fpu_release(t->fpu);
	kmem_free(&state_cache, t->fpu);
	t->fpu = NULL;
	usual_set(t, USUAL_FPU, true);
}
