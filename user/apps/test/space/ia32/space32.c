/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Spaces that a 32-bit root task makes.
 */
#include <l4/abi/kip.h>

#include "test.h"

#define CODE32	0x1b

/* The byte of DEC EAX is a prefix in 64-bit code. */
static L4_Word_t work_mode(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	L4_Word_t cs, word = 0;

	(void)a;
	(void)b;
	(void)c;
	__asm__ volatile ("movl %%cs, %0" : "=r" (cs));
	__asm__ volatile (".byte 0x48, 0x90" : "+a" (word));
	return cs == CODE32 && word == ~(L4_Word_t)0;
}

static L4_Word_t work_flags(L4_Word_t kip, L4_Word_t b, L4_Word_t c)
{
	(void)b;
	(void)c;
	return ((const L4_Word_t *)kip)[L4_KIP_WORD_API_FLAGS];
}

TAP_TEST(space, inherits, "SPACE-13 the space of a 32-bit root task with control 0 has 32 bits")
{
	struct helper *h = helper_there();
	L4_Word_t old = 1;

	tap_check_eq(helper_call(h, work_mode, 0, 0, 0), 1);
	tap_check_eq(helper_call(h, work_flags, (L4_Word_t)L4_GetKernelInterface(), 0, 0), 0);
	/* Its word cannot show bit 63. */
	check_granted(L4_SpaceControl(h->id, 0, L4_Nilpage, L4_Nilpage, L4_nilthread, &old));
	tap_check_eq(old, 0);
}

TAP_TEST(space, of_64, "SPACE-13 FIX-10 a space of 64 bits that has run stays one: no error")
{
	L4_ThreadId_t sigma0 = L4_GlobalId(L4_ThreadIdUserBase(L4_GetKernelInterface()), 1);
	L4_Word_t old;

	check_granted(L4_SpaceControl(sigma0, 0, L4_Nilpage, L4_Nilpage, L4_nilthread, &old));
	check_granted(L4_SpaceControl(sigma0, 0, L4_Nilpage, L4_Nilpage, L4_anythread, &old));
	tap_check(!L4_IsNilFpage(L4_Sigma0_GetAny(L4_nilthread, 12, L4_CompleteAddressSpace)));
}
