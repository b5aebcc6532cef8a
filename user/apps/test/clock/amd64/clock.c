/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SystemClock is read without the kernel where the processor's counter allows it. Whichever way,
 * it is the clock that the kernel shows.
 */
#include <l4/abi/kip.h>

#include <plat.h>
#include <string.h>

#include "test.h"
#include "raw.h"

#define CLOCK_PAGE	0xffa02000ul
#define ROUNDS		10000
#define SLEEP		(244ul << 10)	/* a period to the microsecond */

/* The stub that enters the kernel: the sixth from that of Ipc on, 16 bytes each. */
static L4_Word_t kernel_stub(void)
{
	return raw_kip_word(L4_KIP_WORD_IPC) + 5 * 16;
}

static L4_Word_t user_clock(void)
{
	return L4_SystemClock().raw;
}

static L4_Word_t kernel_clock(void)
{
	struct raw r = { .flags = 0x202 };

	raw_call(&r, kernel_stub());
	return r.rax;
}

/* Option clock=kernel: this kernel was told that there is no other way. */
TAP_TEST(clock, way, "SystemClock enters the kernel only where it must")
{
	char by[8] = "";
	bool expected;

	(void)plat_option("clock", by, sizeof(by));
	expected = strcmp(by, "kernel") == 0;
	tap_check_eq(raw_kip_word(L4_KIP_WORD_SYSTEM_CLOCK) == kernel_stub(), expected);
}

/* Rounds in which the program's clock was not between two readings of the kernel's. */
static L4_Word_t work_compare(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	L4_Word_t before = kernel_clock(), now, wrong = 0;
	unsigned int i;

	(void)a;
	(void)b;
	(void)c;
	for (i = 0; i < ROUNDS; i++) {
		now = user_clock();
		wrong += now < before;
		before = kernel_clock();
		wrong += before < now;
	}
	return wrong;
}

TAP_TEST(clock, same, "SCHED-25 a program's clock is the kernel's, in every space")
{
	tap_check_eq(work_compare(0, 0, 0), 0);
	tap_check_eq(helper_call(helper_there(), work_compare, 0, 0, 0), 0);
}

TAP_TEST(clock, runs, "SCHED-25 both readings advance by the time slept, to the microsecond")
{
	L4_Word_t user = user_clock(), kernel = kernel_clock(), took;

	L4_Sleep(L4_TimePeriod(SLEEP));
	took = kernel_clock() - kernel;
	tap_check_msg(took >= SLEEP, "kernel: %lu us", took);
	took = user_clock() - user;
	tap_check_msg(took >= SLEEP, "program: %lu us", took);
}

TAP_TEST(clock, read_only, "what a program's clock is computed with cannot be changed")
{
	struct helper *h = helper_there();
	unsigned int i;

	for (i = 0; i < 4; i++) {
		tap_context("word %u", i);
		tap_check(!can_write(h, CLOCK_PAGE + 8 * i, 0));
	}
	tap_check_eq(helper_call(helper_there(), work_compare, 0, 0, 0), 0);
}
