/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The user registers of a thread, in the order in which the entry code pushes them. The stack
 * pointer of a trap points at the end of the running thread's frame, so the processor itself
 * stores the last five words here.
 */
#ifndef L4_ARCH_FRAME_H
#define L4_ARCH_FRAME_H

/*
 * Values of `vector` beyond the processor's. FRAME_FULL: all registers count, return by IRET.
 * Those above it: entered by SYSCALL from an entry stub and untouched since, so what SYSCALL
 * destroys is not looked at and the return is behind the stub's instruction. FRAME_IPC: only RSP,
 * flags and RSI count, and the registers of the message are in the UTCB. It is also the mark of a
 * thread that runs user code. FRAME_CALL: the registers of parameters and results count.
 * FRAME_IPC32, FRAME_CALL32: the same of a thread of a 32-bit space, with the registers of its
 * interface; RIP is where it goes on in its stub after a call.
 */
#define FRAME_FULL	0x100
#define FRAME_IPC	0x101
#define FRAME_CALL	0x102
#define FRAME_IPC32	0x103
#define FRAME_CALL32	0x104

#ifndef __ASSEMBLER__

#include <base/types.h>

/*
 *	176	end: TSS.trap_stack while the thread runs; its hot line follows
 *		ss
 *		rsp
 *		rflags			stored by the processor
 *		cs
 *	136	rip
 *		error			by the processor, or 0 by the vector's stub
 *	120	vector			by the vector's stub
 *		rdi rsi rdx rcx rax r8 r9 r10 r11
 *		rbx rbp r12 r13 r14	pushed by the entry, from rdi down
 *	  0	r15			stack pointer behind the pushes
 *
 * SYSCALL stores nothing: its entry moves what counts to the places of rsp, rflags and the
 * parameters.
 */
struct save_frame {
	word_t r15, r14, r13, r12, rbp, rbx;
	word_t r11, r10, r9, r8, rax, rcx, rdx, rsi, rdi;
	word_t vector;		/* of the entry, or a FRAME_* */
	word_t error;		/* error code of an exception; else 0 */
	word_t rip, cs, rflags, rsp, ss;
};

STATIC_ASSERT(offsetof(struct save_frame, vector) == 120 &&
	      offsetof(struct save_frame, rip) == 136 && sizeof(struct save_frame) == 176,
	      "as drawn");

STATIC_ASSERT(sizeof(struct save_frame) % 16 == 0, "the processor aligns its stack to 16 bytes");

#endif

#endif
