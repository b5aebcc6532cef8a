/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The watchdog: it has a page from sigma0, fills it with numbers that change each time, sleeps, and
 * looks whether they are still there, and whether it is still in time.
 */
#include "sandbox.h"

#include <l4/schedule.h>
#include <l4/sigma0.h>

#define PERIOD_US	500
#define WINDOW		PLACE
#define WORDS		(PAGE / sizeof(L4_Word_t))

static union {
	struct watch watch;
	char bytes[WATCH_BYTES];
} memory __attribute__((aligned(PAGE)));

struct watch *watch(void)
{
	return &memory.watch;
}

static L4_Word_t number(L4_Word_t round, L4_Word_t i)
{
	return (L4_Word_t)((round << (L4_BITS_PER_WORD / 2) | i) * 0x9e3779b97f4a7c15u);
}

/* Nobody is more urgent, and only the main thread is an equal. */
static void sleep_a_period(struct watch *w)
{
	L4_Word_t turns = w->turns, start = L4_SystemClock().raw, took;

	L4_Sleep(L4_TimePeriod(PERIOD_US));
	took = L4_SystemClock().raw - start;
	if (turns % 2 == 0 && w->turns == turns && took > PERIOD_US + w->latest)
		w->latest = took - PERIOD_US;
}

void watchdog_main(void)
{
	volatile L4_Word_t *page = (L4_Word_t *)WINDOW;
	struct watch *w = watch();
	L4_Word_t i;

	if (L4_IsNilFpage(L4_Sigma0_GetAny(L4_nilthread, PAGE_LOG2,
					   L4_FpageLog2(WINDOW, PAGE_LOG2))))
		w->errors++;
	for (;;) {
		for (i = 0; i < WORDS; i++)
			page[i] = number(w->rounds, i);
		sleep_a_period(w);
		for (i = 0; i < WORDS; i++)
			w->errors += page[i] != number(w->rounds, i);
		w->rounds++;
	}
}
