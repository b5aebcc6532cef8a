/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The exception protocol: messages, replies, threads without a handler.
 */
#include "exc_code.h"

TAP_TEST(exc, divide, "EXC-01 a division by zero: tag, IP, SP, vector 0")
{
	struct helper *h = handled(helper_there());

	check_exception(h, raise_divide, raise_divide_ip, VECTOR_DIVIDE, 0);
	tap_check(h->mr[MR_SP] <= stack_of(h->id) && h->mr[MR_SP] > stack_of(h->id) - STACK_BYTES);
}

TAP_TEST(exc, same_space, "EXC-01 a handler in the same space")
{
	check_exception(handled(helper_here()), raise_divide, raise_divide_ip, VECTOR_DIVIDE, 0);
}

TAP_TEST(exc, registers, "EXC-02 the message holds all registers in their order")
{
	struct helper *h = handled(helper_there());
	unsigned int i;

	set_pattern();
	check_exception(h, raise_pattern, raise_pattern_ip, VECTOR_OPCODE, 0);
	for (i = 2; i <= 16; i++) {
		tap_context("message register %u", i);
		tap_check_eq(h->mr[i], pattern(i));
	}
	tap_context("SP");
	tap_check_eq(h->mr[MR_SP], exc_before.rsp);
	tap_context("flags");
	/* Bit 16 (RF) is the processor's own addition. */
	tap_check_eq(h->mr[MR_FLAGS] & ~0x10000ul, FIXED_FLAGS | ARITHMETIC);
}

TAP_TEST(exc, error_code, "EXC-03 the message holds the error code")
{
	check_exception(handled(helper_there()), raise_selector, raise_selector_ip,
			VECTOR_PROTECTION, 0xfff8);
}

TAP_TEST(exc, reply_values, "EXC-05 a reply gives a new IP and new registers")
{
	struct helper *h = handled(helper_there());

	set_pattern();
	check_exception(h, raise_pattern, raise_pattern_ip, VECTOR_OPCODE, 0);
	h->mr[MR_IP] = (L4_Word_t)raise_pattern_end;
	h->mr[MR_RAX] = exc_before.rax = 0xabcdef;
	tap_check_eq(exc_reply(h, EXC_WORDS), DONE);
	tap_check_eq(h->value, CODE_RESULT);
	tap_check_eq(registers_changed(), 0);
}

TAP_TEST(exc, reply_all, "EXC-05 a reply gives every register its new value")
{
	struct helper *h = handled(helper_there());
	unsigned int i;

	set_pattern();
	check_exception(h, raise_pattern, raise_pattern_ip, VECTOR_OPCODE, 0);
	h->mr[MR_IP] = (L4_Word_t)raise_pattern_end;
	for (i = 2; i <= 16; i++)
		h->mr[i] = ~pattern(i);
	h->mr[MR_FLAGS] &= ~(L4_Word_t)ARITHMETIC;
	tap_check_eq(exc_reply(h, EXC_WORDS), DONE);
	for (i = 0; i < RAW_FLAGS / 8; i++)
		if (i != RAW_RSP / 8)
			((L4_Word_t *)&exc_before)[i] = ~((L4_Word_t *)&exc_before)[i];
	exc_before.flags = FIXED_FLAGS;
	tap_check_eq(registers_changed(), 0);
}

TAP_TEST(exc, reply_ip, "EXC-06 a reply of one word changes only the IP")
{
	struct helper *h = handled(helper_there());
	unsigned int i;

	set_pattern();
	check_exception(h, raise_pattern, raise_pattern_ip, VECTOR_OPCODE, 0);
	h->mr[MR_IP] = (L4_Word_t)raise_pattern_end;
	for (i = 2; i <= EXC_WORDS; i++)
		h->mr[i] = 0;
	tap_check_eq(exc_reply(h, 1), DONE);
	tap_check_eq(registers_changed(), 0);
}

TAP_TEST(exc, reply_flags, "EXC-07 a reply cannot change IOPL, IF and other system flags")
{
	struct helper *h = handled(helper_there());

	set_pattern();
	check_exception(h, raise_pattern, raise_pattern_ip, VECTOR_OPCODE, 0);
	h->mr[MR_IP] = (L4_Word_t)raise_pattern_end;
	h->mr[MR_FLAGS] = 0x3000 | 0x4000 | 0x20000 | 0x40000 | 0x200000;
	tap_check_eq(exc_reply(h, EXC_WORDS), DONE);
	tap_check_eq(exc_after.flags & 0x3000, 0);
	tap_check_eq(exc_after.flags & 0x200, 0x200);
	tap_check_eq(exc_after.flags & (0x4000 | 0x20000), 0);
	tap_check_eq(exc_after.flags & ARITHMETIC, 0);
}

TAP_TEST(exc, reply_non_canonical, "EXC-08 a non-canonical IP in a reply faults in user mode")
{
	struct helper *h = handled(helper_there());

	check_exception(h, raise_ud2, raise_ud2_ip, VECTOR_OPCODE, 0);
	h->mr[MR_IP] = 0x8000000000000000;
	tap_check_eq(exc_reply(h, 1), EXCEPTION);
	tap_check_eq(h->mr[MR_VECTOR], VECTOR_PROTECTION);
	h->mr[MR_IP] = (L4_Word_t)raise_ud2_ip + 2;
	tap_check_eq(exc_reply(h, 1), DONE);
}

TAP_TEST(exc, reply_kernel_ip,
	 "EXC-08 a kernel address as IP in a reply is a page fault of the thread")
{
	struct helper *h = handled(helper_there());

	check_exception(h, raise_ud2, raise_ud2_ip, VECTOR_OPCODE, 0);
	h->mr[MR_IP] = ~(L4_Word_t)0xfff;
	tap_check_eq(exc_reply(h, 1), PAGE_FAULT);
	tap_check_eq(h->mr[2], ~(L4_Word_t)0xfff);
}

TAP_TEST(exc, int80, "EXC-11 INT 0x80: exception 13, error code 0x402, IP at the instruction")
{
	struct helper *h = handled(helper_there());

	tap_check_eq(helper_run(h, raise_int80, 0, 0, 0), EXCEPTION);
	tap_check_eq(h->mr[MR_IP], (L4_Word_t)raise_int80_ip);
	tap_check_eq(h->mr[MR_VECTOR], VECTOR_PROTECTION);
	tap_check_msg(is_int_error(h->mr[MR_ERROR], 0x80), "error code %#lx", h->mr[MR_ERROR]);
}

TAP_TEST(exc, int_irq, "EXC-11 INT on the vector of an interrupt: exception 13")
{
	struct helper *h = handled(helper_there());

	tap_check_eq(helper_run(h, raise_int_debugger, 0, 0, 0), EXCEPTION);
	tap_check_eq(h->mr[MR_VECTOR], VECTOR_PROTECTION);
	tap_check_msg(is_int_error(h->mr[MR_ERROR], 0x20), "error code %#lx", h->mr[MR_ERROR]);
}

TAP_TEST(exc, hlt, "EXC-12 HLT: exception 13")
{
	check_exception(handled(helper_there()), raise_hlt, raise_hlt_ip, VECTOR_PROTECTION, 0);
}

TAP_TEST(exc, opcode, "EXC-13 an invalid opcode: exception 6")
{
	check_exception(handled(helper_there()), raise_ud2, raise_ud2_ip, VECTOR_OPCODE, 0);
}

TAP_TEST(exc, syscall, "EXC-14 SYSCALL outside a stub: exception 6 at the instruction, or a result")
{
	struct helper *h = handled(helper_there());
	enum outcome outcome = helper_run(h, raise_syscall, 0, 0, 0);

	tap_check(outcome == DONE || outcome == EXCEPTION);
	if (outcome != EXCEPTION)
		return;
	tap_check_eq(h->mr[MR_VECTOR], VECTOR_OPCODE);
	tap_check_eq(h->mr[MR_IP], (L4_Word_t)raise_syscall_ip);
}

TAP_TEST(exc, simd, "EXC-16 an unmasked SIMD error: exception 19")
{
	struct helper *h = handled(helper_there());

	if (is_tcg()) {
		tap_skip_test("QEMU's processor raises no SIMD exceptions");
		return;
	}
	check_exception(h, raise_simd, raise_simd_ip, VECTOR_SIMD, 0);
}

TAP_TEST(exc, x87, "EXC-16 an unmasked x87 error: exception 16 at the next x87 instruction")
{
	struct helper *h = handled(helper_there());

	check_exception(h, raise_x87, raise_x87_ip, VECTOR_X87, 0);
	h->mr[MR_IP]++;
	tap_check_eq(exc_reply(h, 1), DONE);
	tap_check_eq(h->value, CODE_RESULT);
}

TAP_TEST(exc, alignment, "EXC-16 an unaligned access with the AC flag set: exception 17")
{
	struct helper *h = handled(helper_there());

	if (is_tcg()) {
		tap_skip_test("QEMU's processor checks no alignment");
		return;
	}
	check_exception(h, raise_unaligned, raise_unaligned_ip, VECTOR_ALIGNMENT, 0);
	h->mr[MR_IP] = (L4_Word_t)raise_unaligned_end;
	tap_check_eq(exc_reply(h, 1), DONE);
	tap_check_eq(h->value, CODE_RESULT);
}

TAP_TEST(exc, non_canonical,
	 "PF-15 an access to a non-canonical address: exception 13, no page fault")
{
	check_exception(handled(helper_there()), raise_canonical, raise_canonical_ip,
			VECTOR_PROTECTION, 0);
}

TAP_TEST(exc, cli, "IO-09 CLI: exception 13")
{
	check_exception(handled(helper_there()), raise_cli, raise_cli_ip, VECTOR_PROTECTION, 0);
}
