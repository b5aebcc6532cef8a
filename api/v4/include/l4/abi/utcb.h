/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * UTCBs: what all binary interfaces have in common, and the layout of the one that the including
 * program is compiled for. The local id of a thread is an address in its UTCB.
 */
#ifndef L4_ABI_UTCB_H
#define L4_ABI_UTCB_H

/* An ordinary process, of whatever machine, plays programs on AMD64. */
#ifdef __sparc__
#include <l4/abi/sparc64/utcb.h>
#elif defined(__i386__)
#include <l4/abi/ia32/utcb.h>
#else
#include <l4/abi/amd64/utcb.h>
#endif

#define L4_UTCB_MR0		0

/* UTCB flags word. */
#define L4_UTCB_FLAG_SIGNAL	0x20
#define L4_UTCB_FLAG_DELAY	0x40
#define L4_UTCB_FLAG_PENDING	0x80

#endif
