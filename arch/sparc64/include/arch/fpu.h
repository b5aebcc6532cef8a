/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Floating-point state. A thread that never used the unit costs nothing: it runs with the unit off
 * (PSTATE.PEF), and the first instruction for it traps. State of the others is in the registers
 * when they run.
 */
#ifndef L4_ARCH_FPU_H
#define L4_ARCH_FPU_H

/* Offsets in a state: 32 double registers, and what else belongs to the unit. */
#define FPU_FSR		256	/* FSR: modes, and what the last operations met */
#define FPU_GSR		264	/* GSR: modes of graphics instructions */
#define FPU_FPRS	272	/* FPRS: the user's own switch, and which half is in use */
#define FPU_BYTES	280

/* FPRS. (name, bit, the manual's name) */
#define FPRS_FEF	0x4	/* enable floating-point unit */

/* FSR: why the last operation trapped. (SPARC-V9 Manual, section 5.1.7.6) */
#define FSR_FTT(fsr)		((fsr) >> 14 & 7)	/* floating-point trap type */
#define FSR_FTT_IEEE_754	1			/* IEEE_754_exception */

#ifndef __ASSEMBLER__

#include <base/types.h>

/* Returns the bytes of a state. Context: boot. */
size_t fpu_init(void);

/* A thread with this state (NULL: it never used the unit) runs next; without one FPRS is lost. */
void fpu_switch(void *state);
/* Initial values: zeros, the unit on. */
void fpu_state_init(void *state);
/* The running thread, which has this state now, used the unit while it was off. */
void fpu_use(void *state);
/* The state goes away; NULL is harmless. */
void fpu_release(const void *state);
/* FSR, of the thread that ran until now and has a state. */
u64 fpu_status(void);

#endif
#endif
