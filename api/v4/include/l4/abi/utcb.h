/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * UTCBs: word indices relative to message register 0. Each processor has a layout of its own; the
 * local id of a thread is an address in its UTCB.
 */
#ifndef L4_ABI_UTCB_H
#define L4_ABI_UTCB_H

#define L4_UTCB_SIZE_LOG2	10	/* size and alignment of a UTCB slot */
#define L4_UTCB_MR0_OFFSET	0x200	/* of message register 0 in its slot */
#define L4_UTCB_MR0		0

#ifdef __sparc__

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
#define L4_UTCB_WORD_SIZE_MASK		(-34)	/* reserved: there is one word size */
#define L4_UTCB_BR0			(-33)
#define L4_UTCB_BR(i)			(L4_UTCB_BR0 + (i))

#else

#define L4_UTCB_POINTER_OFFSET	0x200	/* of the local id in its slot */

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
#define L4_UTCB_WORD_SIZE_MASK		(-1)

#endif

/* UTCB flags word. */
#define L4_UTCB_FLAG_SIGNAL	0x20
#define L4_UTCB_FLAG_DELAY	0x40
#define L4_UTCB_FLAG_PENDING	0x80

#endif
