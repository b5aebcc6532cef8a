/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Exceptions of AMD64 and IA-32: loops that fault, and what QEMU's processor does differently.
 */
#include "exc_code.h"

L4_Word_t exc_skip(struct helper *h, L4_Word_t ip, L4_Word_t next)
{
	L4_MsgTag_t tag = L4_Receive_Timeout(h->id, PATIENCE);
	L4_Word_t faults = 0, words[2];

	while (is_protocol(tag.raw, L4_PROTO_EXCEPTION)) {
		L4_StoreMR(MR_IP, &words[0]);
		L4_StoreMR(MR_VECTOR, &words[1]);
		if (words[0] != ip || words[1] != VECTOR_PROTECTION) {
			tap_fail("exception %lu at %#lx", words[1], words[0]);
			return faults;
		}
		faults++;
		L4_Set_MsgTag((L4_MsgTag_t){ .raw = 1 });
		L4_LoadMR(MR_IP, next);
		tag = L4_Call(h->id);
	}
	tap_check_msg(L4_UntypedWords(tag) == 1, "the helper ends with tag %#lx", tag.raw);
	return faults;
}

bool is_tcg(void)
{
	L4_Word32_t eax = 1, ebx, ecx, edx;

	/* Without a hypervisor the leaf is another one's. */
	__asm__ volatile ("cpuid" : "+a" (eax), "=b" (ebx), "=c" (ecx), "=d" (edx));
	if (!(ecx >> 31))
		return false;
	eax = 0x40000000;
	__asm__ volatile ("cpuid" : "+a" (eax), "=b" (ebx), "=c" (ecx), "=d" (edx));
	return ebx == 0x54474354 && ecx == 0x43544743 && edx == 0x47435447;
}

bool is_int_error(L4_Word_t error, L4_Word_t n)
{
	return error == n * 8 + 2 || (is_tcg() && error == n * 16 + 2);
}
