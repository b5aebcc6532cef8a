/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Floating-point states of threads: memory is given at the first use.
 */
#include <glue/glue.h>

#include <api/lipc.h>
#include <arch/fpu.h>
#include <base/bits.h>
#include <generic/kmem.h>

static struct kmem_cache state_cache = {
	.name = "fpu_state", .partial = { &state_cache.partial, &state_cache.partial },
};

void fpu_state_boot(void)
{
	state_cache.size = ALIGN_UP((u32)fpu_init() + (u32)sizeof(void *), 64u);
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
