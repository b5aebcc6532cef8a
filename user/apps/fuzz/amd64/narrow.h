/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Workers of 32-bit spaces. They make their calls up in 64-bit code, which may run in such a space,
 * and make them in 32-bit code, through the gates of their interface page.
 */
#ifndef FUZZ_NARROW_H
#define FUZZ_NARROW_H

#include <l4/abi/kip.h>

#define CODE32		0x1b
#define CODE64		0x2b

#define NARROW_EAX	0x00
#define NARROW_EBX	0x04
#define NARROW_ECX	0x08
#define NARROW_EDX	0x0c
#define NARROW_ESI	0x10
#define NARROW_EDI	0x14
#define NARROW_EBP	0x18
#define NARROW_TARGET	0x1c

#ifndef __ASSEMBLER__

#include "../sandbox.h"

#include <stdint.h>

struct narrow_call {
	uint32_t eax, ebx, ecx, edx, esi, edi, ebp;
	uint32_t target;		/* address of 32-bit code */
};

/* The loop of such a worker. */
void narrow_main(struct worker *w);

/* What the registers are afterwards is lost. */
void narrow_call(const struct narrow_call *c);
extern const char narrow_read[], narrow_write[], narrow_execute[], narrow_ud2[], narrow_own[];

#endif
#endif
