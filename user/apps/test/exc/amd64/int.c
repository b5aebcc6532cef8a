/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Software interrupts.
 */
#include "exc_code.h"

/* INT n for all n, 16 bytes each: also a table of the suite hostile. */
extern const char interrupt_instructions[][16];

TAP_TEST(exc, int_n, "EXC-11 INT n for all n but 3: exception 13 with the vector in its error code")
{
	struct helper *h = handled(helper_here());
	unsigned int n;

	for (n = 0; n < 256; n++) {
		if (n == 3)
			continue;
		tap_context("INT %u", n);
		tap_check_eq(helper_run(h, probe_execute, (L4_Word_t)interrupt_instructions[n],
					0, 0), EXCEPTION);
		tap_check_eq(h->mr[MR_VECTOR], VECTOR_PROTECTION);
		tap_check_eq(h->mr[MR_IP], (L4_Word_t)interrupt_instructions[n]);
		tap_check_msg(is_int_error(h->mr[MR_ERROR], n), "error code %#lx",
			      h->mr[MR_ERROR]);
		h->mr[MR_IP] += 2;
		tap_check_eq(exc_reply(h, 1), DONE);
	}
}
