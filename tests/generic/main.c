/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs the host tests of portable kernel code and counts them.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "check.h"

static unsigned int count, failed;

bool check(bool ok, const char *fmt, ...)
{
	va_list ap;

	count++;
	failed += !ok;
	printf("%sok %u - ", ok ? "" : "not ", count);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
	return ok;
}

unsigned long check_random(void)
{
	static unsigned long state = 0x9e3779b97f4a7c15;
	unsigned int shift;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	shift = state >> 58;
	return state * 0x2545f4914f6cdd1d >> shift;
}

/* What the kernel's ASSERT calls. */
__attribute__((noreturn, format(printf, 1, 2))) void panic(const char *fmt, ...);

void panic(const char *fmt, ...)
{
	va_list ap;

	printf("Bail out! ");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
	exit(1);
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	test_breakin();
	test_console();
	test_console_ring();
	test_fb_text();
	test_keys();
	test_printf();
	test_string();
	test_timescale();
	test_vga_text();
	if (test_copy)
		test_copy();
	if (test_cpu)
		test_cpu();
	if (test_fpu)
		test_fpu();
	if (test_kbd)
		test_kbd();
	if (test_pci_uart)
		test_pci_uart();
	if (test_speculation)
		test_speculation();
	printf("1..%u\n", count);
	return failed != 0;
}
