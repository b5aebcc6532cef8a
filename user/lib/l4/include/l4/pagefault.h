/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The messages of the page-fault protocol as they lie in the message registers.
 * (X.2, Page fault protocol)
 */
#ifndef L4_LIB_PAGEFAULT_H
#define L4_LIB_PAGEFAULT_H

#include <l4/message.h>

/* From the kernel in the name of the faulting thread; the label's low bits are the access. */
typedef union {
	L4_Word_t raw[3];
	struct {
		L4_MsgTag_t tag;
		L4_Word_t address;
		L4_Word_t ip;
	} X;
} L4_PfRequest_t;

typedef union {
	L4_Word_t raw[3];
	struct {
		L4_MsgTag_t tag;
		L4_MapItem_t item;
	} X;
} L4_PfReply_t;

#endif
