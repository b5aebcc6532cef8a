/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Encodings of the X.2 API in numbers: error codes, thread ids, tags, fpages, items, time.
 * Everything that depends on the word size takes it as L4_ABI_WORD_BITS or is low-bit only.
 */
#ifndef L4_ABI_TYPES_H
#define L4_ABI_TYPES_H

#include <l4/abi/utcb.h>

/* Error codes of the system calls other than Ipc. */
#define L4_ERROR_NONE			0
#define L4_ERROR_NO_PRIVILEGE		1
#define L4_ERROR_INVALID_THREAD		2
#define L4_ERROR_INVALID_SPACE		3
#define L4_ERROR_INVALID_SCHEDULER	4
#define L4_ERROR_INVALID_PARAM		5
#define L4_ERROR_UTCB_AREA		6
#define L4_ERROR_KIP_AREA		7
#define L4_ERROR_NO_MEMORY		8

/* Ipc errors: ErrorCode = offset << 4 | e << 1 | phase. */
#define L4_IPC_PHASE_SEND	0
#define L4_IPC_PHASE_RECEIVE	1
#define L4_IPC_TIMEOUT		1
#define L4_IPC_NO_PARTNER	2
#define L4_IPC_CANCELLED	3
#define L4_IPC_OVERFLOW		4
#define L4_IPC_XFER_OWN		5
#define L4_IPC_XFER_PARTNER	6
#define L4_IPC_ABORTED		7

/* Message tag (MR0). */
#define L4_TAG_UNTYPED_MASK	0x3f
#define L4_TAG_TYPED_SHIFT	6
#define L4_TAG_TYPED_MASK	0x3f
#define L4_TAG_PROPAGATED	0x1000
#define L4_TAG_REDIRECTED	0x2000
#define L4_TAG_XCPU		0x4000
#define L4_TAG_ERROR		0x8000
#define L4_TAG_FLAGS		(L4_TAG_PROPAGATED | L4_TAG_REDIRECTED | L4_TAG_XCPU | L4_TAG_ERROR)
#define L4_TAG_LABEL_SHIFT	16

#define L4_NUM_MRS	64
#define L4_NUM_BRS	33

/* Typed items: bits 3..1 of the first word. A string item has bit 3 clear. */
#define L4_ITEM_KIND_MASK	0xe
#define L4_ITEM_STRING_BIT	0x8	/* clear in string items */
#define L4_ITEM_MAP		0x8
#define L4_ITEM_GRANT		0xa

/* Acceptor (BR0). */
#define L4_ACCEPT_STRINGS	0x1
#define L4_ACCEPT_WINDOW_MASK	(~0xful)

/* Fpages. */
#define L4_FPAGE_R		4
#define L4_FPAGE_W		2
#define L4_FPAGE_X		1
#define L4_FPAGE_RWX		7
#define L4_FPAGE_SIZE_SHIFT	4
#define L4_FPAGE_SIZE_MASK	0x3f
#define L4_FPAGE_COMPLETE	0x10
#define L4_FPAGE_MIN_LOG2	10
#define L4_FPAGE_SIZE_COMPLETE	1	/* size field of the complete address space */
#define L4_FPAGE_SIZE_IO	2	/* size field that marks an IO fpage */
#define L4_IOFPAGE_SIZE_SHIFT	10
#define L4_IOFPAGE_SIZE_MASK	0x3f
#define L4_IOFPAGE_PORT_SHIFT	16
#define L4_IOFPAGE_PORT_MASK	0xffff
#define L4_IOFPAGE_COMPLETE	0x4020	/* ports 0..65535 */

/* Unmap control. */
#define L4_UNMAP_COUNT_MASK	0x3f
#define L4_UNMAP_FLUSH		0x40

/* Thread ids. */
#define L4_TID_LOCAL_MASK	0x3ful	/* all zero in local ids */
#define L4_TID_NIL		0ul
#define L4_TID_ANY		(~0ul)
#define L4_TID_ANY_LOCAL	(~0x3ful)

/* ExchangeRegisters control: input. */
#define L4_EXREGS_HALT		0x001
#define L4_EXREGS_CANCEL_RECV	0x002
#define L4_EXREGS_CANCEL_SEND	0x004
#define L4_EXREGS_SET_SP	0x008
#define L4_EXREGS_SET_IP	0x010
#define L4_EXREGS_SET_FLAGS	0x020
#define L4_EXREGS_SET_HANDLE	0x040
#define L4_EXREGS_SET_PAGER	0x080
#define L4_EXREGS_HALT_VALID	0x100
#define L4_EXREGS_DELIVER	0x200
#define L4_EXREGS_SETS \
	(L4_EXREGS_SET_SP | L4_EXREGS_SET_IP | L4_EXREGS_SET_FLAGS | L4_EXREGS_SET_HANDLE | \
	 L4_EXREGS_SET_PAGER)
/* Output. */
#define L4_EXREGS_WAS_HALTED	0x1
#define L4_EXREGS_WAS_RECEIVING	0x2
#define L4_EXREGS_WAS_SENDING	0x4

/* Schedule results. */
#define L4_SCHED_ERROR		0
#define L4_SCHED_DEAD		1
#define L4_SCHED_INACTIVE	2
#define L4_SCHED_RUNNING	3
#define L4_SCHED_PENDING_SEND	4
#define L4_SCHED_SENDING	5
#define L4_SCHED_WAITING	6
#define L4_SCHED_RECEIVING	7

/* Time: period 2^e * m us, or point. */
#define L4_TIME_NEVER		0x0000
#define L4_TIME_ZERO		0x0400
#define L4_TIME_POINT		0x8000
#define L4_TIME_MANTISSA_MASK	0x3ff
#define L4_TIME_MANTISSA_BITS	10

/* Protocol numbers: label bits above the low nibble. */
#define L4_PROTO_INTERRUPT	(-1l)
#define L4_PROTO_PAGEFAULT	(-2l)
#define L4_PROTO_PREEMPTION	(-3l)
#define L4_PROTO_EXCEPTION	(-5l)
#define L4_PROTO_SIGMA0		(-6l)
#define L4_PROTO_IOFAULT	(-8l)
#define L4_PROTO_SHIFT		20
#define L4_PROTO_NIBBLE_SHIFT	16

#endif
