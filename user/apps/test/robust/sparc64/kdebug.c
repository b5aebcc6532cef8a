/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The debugger's software traps as any program may use them.
 */
#include <l4/kdebug.h>

#include "test.h"

static L4_Word_t work_read_char(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	register L4_Word_t o0 __asm__("o0") = 0x55;

	(void)a;
	(void)b;
	(void)c;
	__asm__ volatile ("ta 0x7e" : "+r" (o0));
	return o0;
}

TAP_TEST(robust, read_char, "KDB-03 reading a character when there is none gives -1")
{
	tap_check_eq(helper_call(helper_there(), work_read_char, 0, 0, 0), ~(L4_Word_t)0);
}

static L4_Word_t work_print_char(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	(void)a;
	(void)b;
	(void)c;
	L4_KDB_PrintChar('#');
	L4_KDB_PrintChar('\n');
	return 0x33;
}

TAP_TEST(robust, print_char, "KDB-01 a thread that prints a character goes on")
{
	tap_check_eq(helper_call(helper_there(), work_print_char, 0, 0, 0), 0x33);
}
