/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * UTCBs of 64-bit programs on AMD64: word indices relative to message register 0.
 */
#ifndef L4_ABI_AMD64_UTCB_H
#define L4_ABI_AMD64_UTCB_H

#define L4_UTCB_SIZE_LOG2	10	/* size and alignment of a UTCB slot */
#define L4_UTCB_MR0_OFFSET	0x200	/* of message register 0 in its slot */
#define L4_UTCB_POINTER_OFFSET	0x200	/* of the local id in its slot */

/*
 * What threads that call Lipc without the kernel tell each other: whether another thread of the
 * space may switch to this one, for whom it waits, and with which stack pointer. The kernel's.
 */
#define L4_UTCB_LIPC_CLASS		(-64)
#define L4_UTCB_LIPC_EXPECT		(-63)
#define L4_UTCB_LIPC_STACK		(-62)

#define L4_UTCB_BR0			(-16)
#define L4_UTCB_BR(i)			(L4_UTCB_BR0 - (i))
#define L4_UTCB_MY_GLOBAL_ID		(-15)
#define L4_UTCB_PROCESSOR_NO		(-14)
#define L4_UTCB_USER_HANDLE		(-13)
#define L4_UTCB_PAGER			(-12)
#define L4_UTCB_EXCEPTION_HANDLER	(-11)
#define L4_UTCB_FLAGS			(-10)
#define L4_UTCB_ERROR_CODE		(-9)
#define L4_UTCB_XFER_TIMEOUTS		(-8)
#define L4_UTCB_INTENDED_RECEIVER	(-7)
#define L4_UTCB_VIRTUAL_SENDER		(-6)	/* actual sender on output */
#define L4_UTCB_THREAD_WORD0		(-4)
#define L4_UTCB_THREAD_WORD(n)		(L4_UTCB_THREAD_WORD0 - (n))
#define L4_UTCB_WORD_SIZE_MASK		(-1)

#endif
