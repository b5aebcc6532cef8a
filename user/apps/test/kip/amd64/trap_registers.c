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
	tap_check_eq(r.rax & 0xfff, 0);
	tap_check_eq(*(L4_Word_t *)r.rax, L4_KIP_MAGIC);
}

TAP_TEST(kip, trap_registers, "KIP-02 lock nop changes RAX, RCX, RDX, RSI only (own ABI program)")
{
	struct raw r = raw_marked();

	raw_kernel_interface(&r);
	tap_check_eq(r.rbx, raw_marks[1]);
	tap_check_eq(r.rdi, raw_marks[5]);
	tap_check_eq(r.rbp, raw_marks[6]);
	tap_check_eq(r.r8, raw_marks[8]);
	tap_check_eq(r.r9, raw_marks[9]);
	tap_check_eq(r.r10, raw_marks[10]);
	tap_check_eq(r.r11, raw_marks[11]);
	tap_check_eq(r.r12, raw_marks[12]);
	tap_check_eq(r.r13, raw_marks[13]);
	tap_check_eq(r.r14, raw_marks[14]);
	tap_check_eq(r.r15, raw_marks[15]);
	tap_check_eq(r.flags, FIXED_FLAGS | ARITHMETIC);
}

TAP_TEST(kip, trap_values, "KIP-04 RDX is 4, RCX the API version, RSI the kernel id")
{
	struct raw r = raw_marked();
	const L4_Word_t *kip;

	raw_kernel_interface(&r);
	kip = (const L4_Word_t *)r.rax;
	tap_check_eq(r.rdx, 4);
	tap_check_eq(r.rcx, API_VERSION);
	tap_check_eq(r.rsi, *(L4_Word_t *)((char *)kip + kip[L4_KIP_WORD_KERNDESC_PTR]));
}
