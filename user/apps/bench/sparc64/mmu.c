/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rows of what the processor leaves to the kernel: TLB misses, and register windows that go to the
 * stack and come back. Each is one event, as it is where nothing else happens.
 */
#include <stdio.h>

#include "../bench.h"
#include "mmu.h"

#define TIMES		6
#define TLB_ENTRIES	64
#define BESIDE		(2 * TLB_ENTRIES)	/* whoever reads so many other pages loses one */

/* A page of the pool has the same place in the kernel's table of translations. */
static char beside[PAGE_BYTES] __attribute__((aligned(PAGE_BYTES)));

static void read_page(const char *at)
{
	(void)*(const volatile char *)at;
}

/* The page is in no TLB afterwards. */
static void drive_out(unsigned int first)
{
	unsigned int i, k;

	for (k = 0; k < 2; k++)
		for (i = 0; i < BESIDE; i++)
			read_page(pool[(first + i) % POOL_PAGES]);
}

static void read_marked(const char *at)
{
	mark_begin();
	read_page(at);
	mark_end();
}

/* The page of the pool with the same place in the table as `beside`. */
static unsigned int rival(void)
{
	return (unsigned int)((L4_Word_t)beside / PAGE_BYTES % POOL_PAGES);
}

/* With its rival read last, the page has to be looked up in the page tables. */
static void measure_miss(const char *name, bool is_walk)
{
	unsigned int i;

	if (!row_is_wanted(name))
		return;
	for (i = 0; i < TIMES; i++) {
		region_name(name, i & 1);
		read_page(beside);
		if (is_walk)
			read_page(pool[rival()]);
		drive_out(rival() + 1);
		read_marked(beside);
	}
	printf("bench: %s\n", name);
}

static void measure_window(const char *name, void (*once)(void))
{
	unsigned int i;

	if (!row_is_wanted(name))
		return;
	for (i = 0; i < TIMES; i++) {
		region_name(name, i & 1);
		once();
	}
	printf("bench: %s\n", name);
}

void bench_mmu(void)
{
	measure_miss("tlb-hit", false);
	measure_miss("tlb-walk", true);
	measure_window("spill", spill_once);
	measure_window("fill", fill_once);
}
