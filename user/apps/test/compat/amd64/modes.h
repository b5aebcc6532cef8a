/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Code that crosses between the two code segments, and code of either size that does in a space
 * what is meant for the other (modes_code.S).
 */
#ifndef L4_TEST_MODES_H
#define L4_TEST_MODES_H

#define SEEN_REGISTERS	15	/* all but the stack pointer, in this order: */
#define SEEN_RAX	0
#define SEEN_RBX	1
#define SEEN_RCX	2
#define SEEN_RDX	3
#define SEEN_RSI	4
#define SEEN_RDI	5
#define SEEN_RBP	6
#define SEEN_R8		7	/* and the others */

/* In 64-bit registers; in call_marked the low halves are those of the call. */
#define MARK		0x5ec2e75ec2e75ec2
/* Plus the register's number in an exception message: in those of ud2_in_64. */
#define UD2_MARK	0x1234567800000000

#define VECTOR_OF_CALLS	0x30

#if !defined(__ASSEMBLER__)

#include "raw32.h"

/* 64-bit code, for helpers of 64-bit spaces: jumps to 32-bit code at an address. */
helper_fn jump_to_32;
/* Behind each of these: 32-bit code that returns 0x77 from jump_to_32. */
extern const char left_32[];
/* 32-bit code that executes one instruction. */
extern const char own_syscall[], own_sysenter[], own_int[];

/*
 * 32-bit code, for helpers of 32-bit spaces: (registers, gate). Before the call, 64-bit code gives
 * marks to R8 to R15 and to all upper halves; what it finds in all of them afterwards: seen.
 */
helper_fn call_marked;
extern L4_Word_t seen[SEEN_REGISTERS];

/* Goes to 64-bit code, which does this; each returns 0x77 if it is made to go on at left_64. */
helper_fn syscall_in_64, stub_in_64, ud2_in_64, high_read_in_64;
extern const char syscall_in_64_ip[], ud2_in_64_ip[], left_64[];

/* (registers, gate) with the stack pointer 0: what the call pushes is at the end of the space. */
helper_fn call_at_end;
/* (registers, gate) with this selector in DS, ES and FS. */
helper_fn call_with_selector;
/* The same in GS alone. */
helper_fn call_with_gs;
/* (what): executes the instruction at own_*, as a call; 0x77 if made to go on behind it. */
helper_fn run_own;

#endif
#endif
