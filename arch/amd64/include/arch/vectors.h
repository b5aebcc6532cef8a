/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupt and exception vectors: what the processor raises, and what the kernel gives to its
 * interrupt controllers. For C and assembler.
 * (AMD64 manual, volume 2, section 8.2; Intel 64 manual, volume 3, table 6-1)
 */
#ifndef L4_ARCH_VECTORS_H
#define L4_ARCH_VECTORS_H

/* Stacks of their own, by number: for what may strike where the stack pointer is the user's. */
#define IST_NONE	0
#define IST_DEBUG	1
#define IST_NMI		2
#define IST_DOUBLE	3
#define IST_MCHECK	4

/* X(name, vector, the processor stores an error code, stack) */
#define EXCEPTIONS(X) \
	X(DIVIDE,		0,	0,	IST_NONE)	/* #DE */ \
	X(DEBUG,		1,	0,	IST_DEBUG)	/* #DB */ \
	X(NMI,			2,	0,	IST_NMI) \
	X(BREAKPOINT,		3,	0,	IST_NONE)	/* #BP */ \
	X(OVERFLOW,		4,	0,	IST_NONE)	/* #OF */ \
	X(BOUND,		5,	0,	IST_NONE)	/* #BR */ \
	X(INVALID_OPCODE,	6,	0,	IST_NONE)	/* #UD */ \
	X(NO_FPU,		7,	0,	IST_NONE)	/* #NM */ \
	X(DOUBLE_FAULT,		8,	1,	IST_DOUBLE)	/* #DF */ \
	X(INVALID_TSS,		10,	1,	IST_NONE)	/* #TS */ \
	X(NO_SEGMENT,		11,	1,	IST_NONE)	/* #NP */ \
	X(STACK,		12,	1,	IST_NONE)	/* #SS */ \
	X(PROTECTION,		13,	1,	IST_NONE)	/* #GP */ \
	X(PAGE_FAULT,		14,	1,	IST_NONE)	/* #PF */ \
	X(X87,			16,	0,	IST_NONE)	/* #MF */ \
	X(ALIGNMENT,		17,	1,	IST_NONE)	/* #AC */ \
	X(MACHINE_CHECK,	18,	0,	IST_MCHECK)	/* #MC */ \
	X(SIMD,			19,	0,	IST_NONE)	/* #XF */ \
	X(CONTROL_PROTECTION,	21,	1,	IST_NONE)	/* #CP */ \
	X(VMM,			29,	1,	IST_NONE)	/* #VC */ \
	X(SECURITY,		30,	1,	IST_NONE)	/* #SX */

#define VECTORS			256
#define VECTOR_FIRST_IRQ	0x20		/* vectors from here on are interrupts */
#define VECTOR_PIC		0x20		/* 16 lines of the 8259 pair */
#define VECTOR_COMPAT		0x30		/* system calls of 32-bit programs, if chosen */
#define VECTOR_LINES		0x31		/* lines of the IO-APICs ... */
#define VECTOR_LINES_END	0xf0		/* ... up to this one */
#define VECTOR_TIMER		0xf0
#define VECTOR_NOTIFY		0xf1		/* from another processor */
#define VECTOR_LAPIC_ERROR	0xfe
#define VECTOR_SPURIOUS		0xff

#define VECTOR_STUB_BYTES	16		/* of the entry of one vector */

#ifdef __ASSEMBLER__

#define VECTOR_SET(name, vector, has_error, ist) \
	.set VECTOR_##name, vector; \
	.set vectors_with_error, vectors_with_error | has_error << vector;
	.set	vectors_with_error, 0
	EXCEPTIONS(VECTOR_SET)

#else

enum exception {
#define VECTOR_ENUM(name, vector, has_error, ist) VECTOR_##name = vector,
	EXCEPTIONS(VECTOR_ENUM)
#undef VECTOR_ENUM
};

#endif
#endif
