/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * UTCBs of programs on SPARC-V9: word indices relative to message register 0.
 */
#ifndef L4_ABI_SPARC64_UTCB_H
#define L4_ABI_SPARC64_UTCB_H

#define L4_UTCB_SIZE_LOG2	10	/* size and alignment of a UTCB slot */
#define L4_UTCB_MR0_OFFSET	0x200	/* of message register 0 in its slot */
#define L4_UTCB_POINTER_OFFSET	0	/* of the local id in its slot */

#define L4_UTCB_MY_GLOBAL_ID		(-64)
#define L4_UTCB_PAGER			(-63)
#define L4_UTCB_EXCEPTION_HANDLER	(-62)
#define L4_UTCB_USER_HANDLE		(-61)
#define L4_UTCB_XFER_TIMEOUTS		(-60)
#define L4_UTCB_ERROR_CODE		(-59)
#define L4_UTCB_INTENDED_RECEIVER	(-58)
#define L4_UTCB_VIRTUAL_SENDER		(-57)	/* actual sender on output */
#define L4_UTCB_PROCESSOR_NO		(-56)
#define L4_UTCB_FLAGS			(-55)
#define L4_UTCB_THREAD_WORD0		(-54)
#define L4_UTCB_THREAD_WORD(n)		(L4_UTCB_THREAD_WORD0 + (n))
#define L4_UTCB_WORD_SIZE_MASK		(-34)	/* reserved: there is one word size */
#define L4_UTCB_BR0			(-33)
#define L4_UTCB_BR(i)			(L4_UTCB_BR0 + (i))

#endif
