/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A kernel for one thread on the host, enough for the library: UTCB behind GS, an interface page,
 * gates that record and answer, debugger traps. And the checks, which print TAP.
 */
#ifndef TESTS_LIBL4_HOST_H
#define TESTS_LIBL4_HOST_H

#include "all.h"
#include "abi.h"

#if defined(__cplusplus)
extern "C" {
#endif

/* Prints a line for the test; got and want as a remark if they differ. */
void is(L4_Word64_t got, L4_Word64_t want, const char *name);
void ok(int good, const char *name);

/* What of a number fits into a word. */
#define LONG(number)	((L4_Word_t)((number) & ~0ul))

/* Gates in the order of the interface page. */
enum {
	SPACE_CONTROL, THREAD_CONTROL, PROCESSOR_CONTROL, MEMORY_CONTROL, IPC, LIPC, UNMAP,
	EXCHANGE_REGISTERS, SYSTEM_CLOCK, THREAD_SWITCH, SCHEDULE, GATES
};

extern L4_Word_t gate_seen[REGISTERS], gate_answer[REGISTERS], gate_br0;
extern int gate_called, gate_calls;
extern char gates[];
#define GATE_SIZE	16

/* The 128 words of the UTCB and the pointer into it; the slot behind it is zero. */
extern L4_Word_t utcb_slot[256];
#define UTCB	(utcb_slot + 64)

extern L4_Word_t kip_words[512];

/* Where GS leads: the word at gs:0. */
extern L4_Word_t *gs_word;
/* False: the host has no GS for us. */
int machine_setup(void);
/* 1: GS is the kernel's; 0: it is the host library's, which must not be called otherwise. */
void machine_enter(int kernel);

/* The last debugger trap: the operation or -1 for Enter, RAX or EAX, and the text of Enter. */
extern int trap_operation;
extern L4_Word_t trap_value, trap_answer;
extern const char *trap_text;

/* A global id as the binary interface defines it; all ones in the label's bits. */
#define ID(number, version)	((L4_Word_t)(number) << VERSION_BITS | (version))

/* Answers are rubbish again except the UTCB pointer; the UTCB is filled with recognisable words. */
void reset_kernel(void);

void test_types(void);
void test_messages(void);
void test_strings(void);
void test_registers(void);
void test_pages(void);
void test_gates(void);
void test_special(void);	/* of this binary interface */
void test_calls(void);
void test_traps(void);
void test_overloads(void);
void test_trace(void);

#if defined(__cplusplus)
}
#endif

#endif
