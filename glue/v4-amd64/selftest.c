/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Self-tests of this port at boot.
 */
#include <generic/selftest.h>
#include <glue/code_byte.h>
#include <glue/glue.h>

/* There are no programs yet: no address of theirs has a page. */
#define NOWHERE		0x1000

bool code_selftest(void)
{
	static const u8 code[] = { 0xf0, 0x90 };
	bool is_read = code_byte((word_t)&code[0]) == code[0] &&
		       code_byte((word_t)&code[1]) == code[1];
	bool is_refused = code_byte(NOWHERE) == NO_CODE;

	return selftest_report("code of programs, by their addresses",
			       is_read && is_refused && !(read_rflags() & RFLAGS_AC));
}
