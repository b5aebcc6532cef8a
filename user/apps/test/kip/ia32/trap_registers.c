/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * KernelInterface: the registers it changes, and their values.
 */
#include <l4/abi/kip.h>

#include "test.h"
#include "raw.h"

#define API_VERSION	0x84050000

TAP_TEST(kip, trap, "KIP-01 lock nop returns the page and goes on behind the two bytes")
{
	struct raw r = raw_marked();

	raw_kernel_interface(&r);
	tap_check_eq(r.eax & 0xfff, 0);
	tap_check_eq(*(L4_Word_t *)r.eax, L4_KIP_MAGIC);
}

TAP_TEST(kip, trap_registers, "KIP-02 lock nop changes EAX, ECX, EDX, ESI only (own ABI program)")
{
	struct raw r = raw_marked();

	raw_kernel_interface(&r);
	tap_check_eq(r.ebx, raw_marks[1]);
	tap_check_eq(r.edi, raw_marks[5]);
	tap_check_eq(r.ebp, raw_marks[6]);
	tap_check_eq(r.flags, FIXED_FLAGS | ARITHMETIC);
}

TAP_TEST(kip, trap_values, "KIP-03 EDX is 0, ECX the API version, ESI the kernel id")
{
	struct raw r = raw_marked();
	const L4_Word_t *kip;

	raw_kernel_interface(&r);
	kip = (const L4_Word_t *)r.eax;
	tap_check_eq(r.edx, 0);
	tap_check_eq(r.ecx, API_VERSION);
	tap_check_eq(r.esi, *(L4_Word_t *)((char *)kip + kip[L4_KIP_WORD_KERNDESC_PTR]));
}
