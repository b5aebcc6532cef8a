/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Floating-point state. A thread that never used it costs nothing: the TS bit is set while it
 * runs. State of the others is switched at once, or when another thread wants the unit.
 */
#ifndef L4_ARCH_FPU_H
#define L4_ARCH_FPU_H

#include <base/err.h>
#include <base/types.h>

struct tcb;

void fpu_init(void);

/* t runs next. Context: each return to user mode to a thread other than the last one. */
void fpu_switch(struct tcb *t);
/* t, the running thread, used the unit while TS was set. Errors: ERR_NOMEM. */
err_t fpu_first_use(struct tcb *t) __must_check;
/* t goes away. */
void fpu_release(struct tcb *t);

#endif
