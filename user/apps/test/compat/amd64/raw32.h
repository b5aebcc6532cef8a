/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads of 32-bit spaces whose code is in this 64-bit program: helpers that execute 32-bit
 * functions, and calls of the kernel with every register chosen and seen.
 */
#ifndef L4_TEST_RAW32_H
#define L4_TEST_RAW32_H

#define RAW32_EAX	0x00
#define RAW32_EBX	0x04
#define RAW32_ECX	0x08
#define RAW32_EDX	0x0c
#define RAW32_ESI	0x10
#define RAW32_EDI	0x14
#define RAW32_EBP	0x18
#define RAW32_ESP	0x1c
#define RAW32_FLAGS	0x20
#define RAW32_DS	0x24
#define RAW32_ES	0x28
#define RAW32_FS	0x2c
#define RAW32_GS	0x30
#define RAW32_SIZE	0x34

/* As helper.c has them. */
#define LABEL_RUN	0x7e51
#define LABEL_DONE	0x7e52

#define CODE32		0x1b
#define DATA		0x23
#define CODE64		0x2b
#define GS		0x33

#define ARITHMETIC32	0x8d5	/* CF PF AF ZF SF OF */

#if !defined(__ASSEMBLER__)

#include "test.h"

#include <stdint.h>

/* Registers of 32-bit code. Segment registers are looked at afterwards only. */
struct raw32 {
	uint32_t eax, ebx, ecx, edx, esi, edi, ebp, esp, flags;
	uint32_t ds, es, fs, gs;
};

_Static_assert(sizeof(struct raw32) == RAW32_SIZE, "layout used by assembler");

/* The ids of the main thread and of h in 32-bit form. */
extern uint32_t main_thread32;
uint32_t id32(L4_ThreadId_t id);

/*
 * A helper in a 32-bit space of its own, which executes functions of 32-bit code; NULL if the
 * kernel has no such spaces: then the test is skipped.
 */
struct helper *helper_32(void);
/* Its start message has this IP, which must be that of helper32_main in the lower half. */
struct helper *helper_32_at(L4_Word_t ip);
/* The same with the interface page there. */
struct helper *helper_32_with(L4_Word_t kip_base, L4_Word_t ip);
struct helper *helper_32_beside(struct helper *h);
/*
 * An inactive thread in a new space with areas; the space has 32 bits. False: the kernel has no
 * such spaces.
 */
bool space_32(L4_ThreadId_t id, L4_Word_t kip_base);

#define CONTROL_COMPAT	((L4_Word_t)1 << 63)

/* 32-bit code: for helper_32 only. Addresses of this program are below 4 GiB. */
extern const char helper32_main[];
/* (struct raw32 *, L4_KIP_WORD_*): loads all registers, calls the gate, stores; esp: the change. */
helper_fn raw32_call;
/* The same with the address of a stub in place of the gate. */
helper_fn raw32_stub;
/*
 * The same with message registers 1 to n from message32 and the first buffer registers from
 * buffers32 before, and all message registers in message32 after.
 */
helper_fn raw32_message;
extern uint32_t message32[64], buffers32[3];
/* Where the last call of these returned to, and the stack pointer there. */
extern const char raw32_called[];
extern uint32_t raw32_stack;
/* The word at an address; a word to an address; all pages from an address to another. */
helper_fn peek32, poke32, touch32;
/* The word at gs:0. */
helper_fn gs32;

/* Each register marked with its number, arithmetic flags set. */
struct raw32 raw32_marked(void);
/* The helper calls this gate with these registers; they are those afterwards. */
void raw32_run(struct helper *h, struct raw32 *r, unsigned int gate_word);

#endif
#endif
