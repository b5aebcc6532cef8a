/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls of the kernel with every register chosen and every register seen: the binary interface
 * without a library. "Own ABI program" in test names means that nothing else is used.
 */
#ifndef L4_TEST_RAW_H
#define L4_TEST_RAW_H

#define RAW_EAX		0x00
#define RAW_EBX		0x04
#define RAW_ECX		0x08
#define RAW_EDX		0x0c
#define RAW_ESI		0x10
#define RAW_EDI		0x14
#define RAW_EBP		0x18
#define RAW_ESP		0x1c
#define RAW_FLAGS	0x20
#define RAW_SIZE	0x24

#define RAW_SP		RAW_ESP
#define RAW_CS		0x1b	/* selector of code of this word size */

#define ARITHMETIC	0x8d5	/* CF PF AF ZF SF OF */
#define FIXED_FLAGS	0x202

#if !defined(__ASSEMBLER__)

#include <l4/types.h>

struct raw {
	L4_Word_t eax, ebx, ecx, edx, esi, edi, ebp, esp;
	L4_Word_t flags;
};

_Static_assert(sizeof(struct raw) == RAW_SIZE, "layout used by assembler");

/* Loads all registers but esp from r, calls the gate, stores all of them; esp is the change. */
void raw_call(struct raw *r, L4_Word_t gate);
/* The same around the two bytes of KernelInterface. */
void raw_kernel_interface(struct raw *r);

/* One mark for each register, by its place; all registers with theirs, arithmetic flags set. */
extern const L4_Word_t raw_marks[8];
struct raw raw_marked(void);

/* Word of the kernel interface page, found without the library; the address of a gate there. */
L4_Word_t raw_kip_word(unsigned int index);
L4_Word_t raw_gate(unsigned int index);

static inline L4_Word_t *raw_utcb(void)
{
	L4_Word_t *utcb;

	__asm__ volatile ("movl %%gs:0, %0" : "=r" (utcb));
	return utcb;
}

#endif

#endif
