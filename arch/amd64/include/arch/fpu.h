/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Floating-point state. A thread that never used it costs nothing: the TS bit is set while it
 * runs. State of the others is in the registers when they run.
 */
#ifndef L4_ARCH_FPU_H
#define L4_ARCH_FPU_H

#include <base/types.h>

/* Returns the bytes of a state, which must be aligned to 64. Context: boot, after cpu_detect(). */
size_t fpu_init(void);
/* Sets this processor's unit up, for a thread without a state. Once for each, after fpu_init(). */
void fpu_load(void);

/*
 * True if two states can be exchanged by XSAVEOPT of one and XRSTOR of the other, of
 * fpu_components, and with fpu_keeps_pointers FNINIT between; that is all there is to do then.
 * After fpu_init().
 */
bool fpu_exchange_is_short(void);
extern u32 fpu_components;	/* of XSAVE; 0: FXSAVE */
extern bool fpu_keeps_pointers;	/* loading a state may leave the last x87 pointers of another */

/* A thread with this state (NULL: it never used the unit) runs next. */
void fpu_switch(void *state);
/* Initial values. */
void fpu_state_init(void *state);
/* The running thread, which has this state now, used the unit while TS was set. */
void fpu_use(void *state);
/*
 * All of the state is in memory, and this processor does not keep it; NULL is harmless. Several
 * processors only.
 */
void fpu_store(void *state);
/* The state goes away; NULL is harmless. */
void fpu_release(const void *state);

#endif
