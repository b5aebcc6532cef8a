/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The floating-point unit of SPARC-V9: its exceptions, and what a thread finds in it.
 */
#include "exc_code.h"

#define FSR_FTT(fsr)	((fsr) >> 14 & 7)
#define FTT_IEEE_754	1
#define FTT_UNIMPLEMENTED 3

TAP_TEST(exc, fpu_initial, "EXC-15 a new thread finds zeros in the unit, whoever used it before")
{
	struct helper *used = helper_here();

	(void)helper_call(used, fpu_load, 1, 0, 0);
	tap_check_eq(helper_call(helper_there(), fpu_used, 0, 0, 0), 0);
	tap_check_eq(helper_call(helper_beside(used), fpu_control, 0, 0, 0), 0);
}

TAP_TEST(exc, fpu_no_leak,
	 "ISO-04 nor does one that has used the unit itself find another's values")
{
	struct helper *h = helper_there(), *other = helper_there();
	unsigned int i;

	for (i = 0; i < 3; i++) {
		tap_check_eq(helper_call(other, fpu_used, 0, 0, 0), 0);
		(void)helper_call(h, fpu_load, 0x5ec7e7, 0, 0);
	}
	helper_forget(h);
	tap_check_eq(helper_call(other, fpu_used, 0, 0, 0), 0);
	tap_check_eq(helper_call(helper_there(), fpu_used, 0, 0, 0), 0);
}

static L4_Word_t work_fprs(L4_Word_t set, L4_Word_t value, L4_Word_t c)
{
	L4_Word_t fprs;

	(void)c;
	if (set)
		__asm__ volatile ("wr %0, 0, %%fprs" : : "r" (value));
	__asm__ volatile ("rd %%fprs, %0" : "=r" (fprs));
	return fprs;
}

TAP_TEST(exc, fprs, "ISO-04 the unit's switch shows nothing of another thread")
{
	struct helper *h = helper_there(), *other = helper_there();

	(void)helper_call(h, work_fprs, 1, 7, 0);
	tap_check_eq(helper_call(other, work_fprs, 0, 0, 0), 0);
	(void)helper_call(h, fpu_load, 1, 0, 0);
	tap_check_eq(helper_call(other, work_fprs, 0, 0, 0), 0);
	tap_check_eq(helper_call(h, work_fprs, 0, 0, 0) & 4, 4);
	(void)helper_call(h, work_fprs, 1, 5, 0);
	tap_check_eq(helper_call(other, work_fprs, 0, 0, 0), 0);
	tap_check_eq(helper_call(h, work_fprs, 0, 0, 0), 5);
}

TAP_TEST(exc, fpu_off,
	 "SPARC-06 an operation after the thread has switched its unit off: type 0x20")
{
	struct helper *h = handled(helper_there());

	/* Without a state the first operation gives one. */
	(void)helper_call(h, work_fprs, 1, 0, 0);
	(void)helper_call(h, fpu_load, 1, 0, 0);
	check_exception(h, raise_fp_off, raise_fp_off_ip, TYPE_FP_DISABLED, 0);
	tap_check_eq(exc_go_on(h, raise_fp_off_ip + 4), DONE);
	tap_check_eq(helper_call(h, fpu_wrong, 1, 0, 0), 0);
}

TAP_TEST(exc, fpu_flag, "SPARC-06 a reply can take the unit away, and give it back to who had it")
{
	struct helper *h = handled(helper_there());

	check_exception(h, raise_illegal, raise_illegal_ip, VECTOR_OPCODE, 0);
	tap_check_eq(h->mr[MR_FLAGS] & FLAG_PEF, 0);
	/* Nobody gets the registers of another one with it. */
	h->mr[MR_FLAGS] |= FLAG_PEF;
	tap_check_eq(exc_reply(h, MR_FLAGS), EXCEPTION);
	tap_check_eq(h->mr[MR_FLAGS] & FLAG_PEF, 0);
	tap_check_eq(exc_go_on(h, raise_illegal_ip + 4), DONE);
	(void)helper_call(h, fpu_load, 7, 0, 0);
	check_exception(h, raise_illegal, raise_illegal_ip, VECTOR_OPCODE, 0);
	tap_check_eq(h->mr[MR_FLAGS] & FLAG_PEF, FLAG_PEF);
	h->mr[MR_FLAGS] &= ~FLAG_PEF;
	tap_check_eq(exc_go_on(h, raise_illegal_ip + 4), DONE);
	tap_check_eq(helper_run(h, fpu_wrong, 7, 0, 0), EXCEPTION);
	tap_check_eq(h->mr[MR_VECTOR], TYPE_FP_DISABLED);
	h->mr[MR_FLAGS] |= FLAG_PEF;
	tap_check_eq(exc_reply(h, MR_FLAGS), DONE);
	tap_check_eq(h->value, 0);
}

TAP_TEST(exc, fpu_division, "EXC-16 SPARC-06 a division by zero that is to trap: type 0x21, FSR")
{
	struct helper *h = handled(helper_there());

	tap_check_eq(helper_run(h, raise_fp_division, 0, 0, 0), EXCEPTION);
	tap_check_eq(h->mr[MR_VECTOR], TYPE_FP_IEEE_754);
	tap_check_eq(h->mr[MR_IP], (L4_Word_t)raise_fp_division_ip);
	tap_check_eq(FSR_FTT(h->mr[MR_ERROR]), FTT_IEEE_754);
	tap_check_eq(exc_go_on(h, raise_fp_division_ip + 4), DONE);
	tap_check_eq(h->value, CODE_RESULT);
}

TAP_TEST(exc, fpu_quad, "SPARC-06 an operation that the processor does not have: type 0x22, FSR")
{
	struct helper *h = handled(helper_there());

	tap_check_eq(helper_run(h, raise_fp_quad, 0, 0, 0), EXCEPTION);
	tap_check_eq(h->mr[MR_VECTOR], TYPE_FP_OTHER);
	tap_check_eq(h->mr[MR_IP], (L4_Word_t)raise_fp_quad_ip);
	tap_check_eq(FSR_FTT(h->mr[MR_ERROR]), FTT_UNIMPLEMENTED);
	tap_check_eq(exc_go_on(h, raise_fp_quad_ip + 4), DONE);
	tap_check_eq(h->value, CODE_RESULT);
}

TAP_TEST(exc, fpu_unknown,
	 "SPARC-06 a load that the processor does not have, by who never used the unit")
{
	struct helper *h;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		h = handled(helper_there());
		if (i == 1)
			(void)helper_call(helper_there(), fpu_load, 1, 0, 0);
		tap_check_eq(helper_run(h, raise_fp_unknown, 0, 0, 0), EXCEPTION);
		tap_check_eq(h->mr[MR_VECTOR], TYPE_FP_OTHER);
		tap_check_eq(h->mr[MR_IP], (L4_Word_t)raise_fp_unknown_ip);
		tap_check_eq(exc_go_on(h, raise_fp_unknown_ip + 4), DONE);
		tap_check_eq(h->value, CODE_RESULT);
	}
}
