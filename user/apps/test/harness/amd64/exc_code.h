/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Functions for helpers that raise exceptions (each returns 0x77 if it is made to go on behind the
 * faulting instruction, whose address is <name>_ip) or use the FPU.
 */
#ifndef L4_TEST_EXC_CODE_H
#define L4_TEST_EXC_CODE_H

#include "fpu.h"
#include "test.h"
#include "exc_common.h"
#include "exc_x86.h"
#include "raw.h"

#define CODE_RESULT	0x77

#define VECTOR_DIVIDE		0
#define VECTOR_DEBUG		1
#define VECTOR_OVERFLOW		4
#define VECTOR_BOUND		5
#define VECTOR_OPCODE		6
#define VECTOR_STACK		12
#define VECTOR_PROTECTION	13
#define VECTOR_X87		16
#define VECTOR_ALIGNMENT	17
#define VECTOR_SIMD		19

/* The words of an exception message. */
#define EXC_WORDS	20
#define MR_IP		1
#define MR_RAX		8
#define MR_SP		17
#define MR_FLAGS	18
#define MR_VECTOR	19
#define MR_ERROR	20

helper_fn raise_divide, raise_ud2, raise_int80, raise_hlt, raise_cli, raise_syscall, raise_selector;
helper_fn raise_canonical, raise_simd, raise_pattern, raise_int_debugger, pf_pattern;
helper_fn raise_push, raise_x87, raise_unaligned;
extern const char raise_divide_ip[], raise_ud2_ip[], raise_int80_ip[];
extern const char raise_hlt_ip[], raise_cli_ip[];
extern const char raise_syscall_ip[], raise_selector_ip[], raise_canonical_ip[], raise_simd_ip[];
extern const char raise_pattern_ip[], raise_pattern_end[], raise_push_ip[];
extern const char raise_x87_ip[], raise_unaligned_ip[], raise_unaligned_end[];

extern struct raw exc_before, exc_after;

helper_fn fpu_control;

/* --- exc_help.c --- */

/* Register values of the pattern, in the order of the message from MR2 to MR16. */
void set_pattern(void);
unsigned int registers_changed(void);

/* In a reply of all words: where the thread goes on. */
static inline void exc_set_ip(L4_Word_t *mr, L4_Word_t ip)
{
	mr[MR_IP] = ip;
}

#endif
