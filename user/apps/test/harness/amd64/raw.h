/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls of the kernel with every register chosen and every register seen: the binary interface
 * without a library. "Own ABI program" in test names means that nothing else is used.
 */
#ifndef L4_TEST_RAW_H
#define L4_TEST_RAW_H

#define RAW_RAX		0x00
#define RAW_RBX		0x08
#define RAW_RCX		0x10
#define RAW_RDX		0x18
#define RAW_RSI		0x20
#define RAW_RDI		0x28
#define RAW_RBP		0x30
#define RAW_RSP		0x38
#define RAW_R8		0x40
#define RAW_R9		0x48
#define RAW_R10		0x50
#define RAW_R11		0x58
#define RAW_R12		0x60
#define RAW_R13		0x68
#define RAW_R14		0x70
#define RAW_R15		0x78
#define RAW_FLAGS	0x80
#define RAW_SIZE	0x88

#define RAW_SP		RAW_RSP
#define RAW_CS		0x2b	/* selector of code of this word size */

#define ARITHMETIC	0x8d5	/* CF PF AF ZF SF OF */
#define FIXED_FLAGS	0x202

#if !defined(__ASSEMBLER__)

#include <l4/types.h>

struct raw {
	L4_Word_t rax, rbx, rcx, rdx, rsi, rdi, rbp, rsp;
	L4_Word_t r8, r9, r10, r11, r12, r13, r14, r15;
	L4_Word_t flags;
};

_Static_assert(sizeof(struct raw) == RAW_SIZE, "layout used by assembler");

/* Loads all registers but rsp from r, calls the gate, stores all of them; rsp is the change. */
void raw_call(struct raw *r, L4_Word_t gate);
/* The same around the two bytes of KernelInterface; r->rsp: bytes that execution advanced by. */
void raw_kernel_interface(struct raw *r);

/* One mark for each register, by its number; all registers with theirs, arithmetic flags set. */
extern const L4_Word_t raw_marks[16];
struct raw raw_marked(void);
/* The registers of a message that stay: rax, rbx, r10, r12 to r15 have their marks. */
void raw_check_message(const struct raw *r);

/* Word of the kernel interface page, found without the library. */
L4_Word_t raw_kip_word(unsigned int index);

static inline L4_Word_t *raw_utcb(void)
{
	L4_Word_t *utcb;

	__asm__ volatile ("movq %%gs:0, %0" : "=r" (utcb));
	return utcb;
}

#endif

#endif
