/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Registers of MemoryControl. The calls are made by raw_call, which knows the binary interface
 * only.
 */
#include <l4/abi/kip.h>

#include "test.h"
#include "raw.h"

/* One fpage with its attribute's number; the four attributes are these. */
static L4_Word_t control(unsigned int number, const L4_Word_t *attributes)
{
	struct raw r = raw_marked();
	L4_Word_t *utcb = raw_utcb();

	utcb[0] = page_fpage(0, 0).raw | number;
	r.eax = 0;
	r.esi = utcb[0];
	r.edi = (L4_Word_t)utcb;
	r.ecx = attributes[0];
	r.edx = attributes[1];
	r.ebx = attributes[2];
	r.ebp = attributes[3];
	raw_call(&r, raw_gate(L4_KIP_WORD_MEMORY_CONTROL));
	tap_check_eq(r.esp, 0);
	return r.eax;
}

TAP_TEST(memctl, raw_attributes, "MCTL-05 attributes come in ECX, EDX, EBX and EBP, result in EAX")
{
	L4_Word_t attributes[4];
	unsigned int i, k;

	for (i = 0; i < 4; i++) {
		tap_context("attribute%u", i);
		/* The others do not exist. */
		for (k = 0; k < 4; k++)
			attributes[k] = k == i ? L4_WriteBackMemory : 3;
		tap_check_eq(control(i, attributes), 1);
		tap_check_eq(control((i + 1) & 3, attributes), 0);
		tap_check_eq(L4_ErrorCode(), L4_ErrInvalidParam);
	}
}
