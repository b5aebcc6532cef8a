/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Functions for helpers that raise exceptions (each returns 0x77 if it is made to go on behind the
 * faulting instruction, whose address is <name>_ip) or use the FPU.
 */
#ifndef L4_TEST_EXC_CODE_H
#define L4_TEST_EXC_CODE_H

#include "../test.h"
#include "raw.h"

#define CODE_RESULT	0x77

helper_fn raise_divide, raise_ud2, raise_int80, raise_hlt, raise_cli, raise_syscall, raise_selector;
helper_fn raise_canonical, raise_simd, raise_pattern, raise_int_debugger, pf_pattern;
extern const char raise_divide_ip[], raise_ud2_ip[], raise_int80_ip[];
extern const char raise_hlt_ip[], raise_cli_ip[];
extern const char raise_syscall_ip[], raise_selector_ip[], raise_canonical_ip[], raise_simd_ip[];
extern const char raise_pattern_ip[], raise_pattern_end[];

extern struct raw exc_before, exc_after;

helper_fn fpu_load, fpu_wrong, fpu_control;

#endif
