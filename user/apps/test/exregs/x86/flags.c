/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What ExchangeRegisters may change of the flags register.
 */
#include "test.h"
#include "raw.h"

#define DIRECTION	0x400

TAP_TEST(exregs, raw_flags, "EXR-06 setting all flags changes only those of a program")
{
	static volatile L4_Word_t counter, stop;
	struct helper *h = helper_here();
	struct exregs r = { .flags = ~(L4_Word_t)0 };
	L4_Word_t before;

	stop = 0;
	helper_start(h, work_count, (L4_Word_t)&counter, (L4_Word_t)&stop, 0);
	L4_Sleep(L4_TimePeriod(1000));
	(void)exregs_control(h->id, L4_EXREGS_HALT_VALID | L4_EXREGS_HALT);
	before = exregs_read(h->id).flags;
	exregs(h->id, L4_EXREGS_SET_FLAGS, &r);
	tap_check_eq((exregs_read(h->id).flags ^ before) &
		     ~(L4_Word_t)(ARITHMETIC | DIRECTION), 0);
	tap_check_eq(exregs_read(h->id).flags & ARITHMETIC, ARITHMETIC);
	r.flags = 0;
	exregs(h->id, L4_EXREGS_SET_FLAGS, &r);
	tap_check_eq(exregs_read(h->id).flags & ARITHMETIC, 0);
	tap_check_eq(exregs_read(h->id).flags & FIXED_FLAGS, FIXED_FLAGS);
}
