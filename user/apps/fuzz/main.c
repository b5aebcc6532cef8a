/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The main thread: sets everything up, keeps the workers going until there were enough calls, takes
 * everything down, and reports in TAP. Arguments: seed=N, calls=N. The same kernel, program and
 * arguments give the same run, where instructions are counted.
 */
#include "sandbox.h"

#include <l4/schedule.h>
#include <l4/sigma0.h>
#include <l4/space.h>

#include <plat.h>
#include <stdio.h>

#define DEFAULT_CALLS	50000
#define TICK_US		1000
#define WATCH_US	500
#define FIRST_ROUNDS	4	/* of the watchdog, however slow the machine is */
#define LATE_US		25	/* at most: 20,000 instructions and the timer's entry */
#define HOPELESS	4	/* ticks without a call before a thread is made anew */
#define REPORT_TICKS	20000
#define FAIL_WITHIN	100	/* allocations, of which one fails, in every other tick */
#define NOT_SOON	(~0ul)
#define TICK_CALLS_MAX	100000	/* a worker cannot have made more in one tick */

static unsigned long seed = 1, wanted = DEFAULT_CALLS;
static struct fuzz_source chance;	/* of the main thread */
static unsigned long calls, narrow_calls, keeper_calls, revivals, rebuilds, ticks, failures;

static struct {
	L4_Word_t calls, narrow_calls;	/* when it was last looked at */
	unsigned int idle;	/* ticks since it made a call */
} seen[WORKERS + KEEPERS];

/* sigma0 gives the pages to this thread only. */
static void touch(const volatile char *start, const volatile char *end)
{
	for (; start < end; start += PAGE)
		(void)*start;
}

static L4_Word_t sum_of_program(void)
{
	const L4_Word_t *p;
	L4_Word_t sum = 0;

	for (p = (const L4_Word_t *)__image_start; p < (const L4_Word_t *)__data_start; p++)
		sum = sum * 31 + *p;
	return sum;
}

static void get_large_block(void)
{
	L4_Fpage_t f;

	if (large_block == 0) {
		f = L4_Sigma0_GetAny(L4_nilthread, LARGE_LOG2, L4_CompleteAddressSpace);
		large_block = L4_IsNilFpage(f) ? 0 : L4_Address(f);
	} else {
		f = L4_FpageAddRights(L4_FpageLog2(large_block, LARGE_LOG2), L4_FullyAccessible);
		(void)L4_Sigma0_GetPage(L4_nilthread, f);
	}
}

static void drop_large_block(void)
{
	(void)L4_Flush(L4_FpageAddRights(L4_FpageLog2(large_block, LARGE_LOG2),
					 L4_FullyAccessible));
}

/* True if the worker has made calls since the last look. */
static bool look_at(unsigned int i)
{
	L4_Word_t now = worker_of(i)->calls, made = now - seen[i].calls;
	L4_Word_t narrow = worker_of(i)->narrow_calls;

	/* Workers can spoil each other's memory. */
	if (made > TICK_CALLS_MAX)
		made = 1;
	narrow_calls += narrow != seen[i].narrow_calls ? made : 0;
	seen[i].calls = now;
	seen[i].narrow_calls = narrow;
	calls += made;
	if (i >= WORKERS)
		keeper_calls += made;
	seen[i].idle = made > 0 ? 0 : seen[i].idle + 1;
	return made > 0;
}

static void give_seed(unsigned int i)
{
	fuzz_source_seed(&worker_of(i)->source, fuzz_random_word(&chance));
}

/* The failure that the last tick chose has come, or will not any more. */
static void fail_an_allocation(void)
{
	L4_Word_t n = ticks % 2 ? 1 + fuzz_pick(&chance, FAIL_WITHIN) : NOT_SOON;

	failures += machine_fail_allocation(n) == 0;
}

static void tick(void)
{
	fail_an_allocation();
	/* Keepers throw pages away. */
	touch(pool, pool + sizeof(pool));
	for (unsigned int i = 0; i < WORKERS; i++) {
		L4_Word_t id = worker_world.thread(i);

		if (look_at(i))
			continue;
		if (seen[i].idle > HOPELESS || !revive((L4_ThreadId_t){ .raw = id }, i)) {
			give_seed(i);
			rebuild(i);
			seen[i].idle = 0;
			rebuilds++;
		} else {
			revivals++;
		}
	}
	for (unsigned int i = 0; i < KEEPERS; i++)
		if (!look_at(WORKERS + i))
			(void)revive_keeper(i);
	ticks++;
}

static void show_progress(void)
{
	printf("# %lu calls, %lu of them by keepers; ", calls, keeper_calls);
	/* Where there is one word size the workers' counters are what their stray stores leave. */
	if (is_mixed)
		printf("%lu in spaces of another word size; ", narrow_calls);
	printf("%lu ticks, %lu revivals, %lu rebuilds; %lu allocations failed\n", ticks, revivals,
	       rebuilds, failures);
}

static bool set_up(void)
{
	for (unsigned int i = 0; i < WORKERS + KEEPERS; i++)
		give_seed(i);
	return make_pager() && make_watchdog();
}

static void run(void)
{
	unsigned long limit = wanted / 2 + 1000;

	for (unsigned int i = 0; i < WORKERS; i++)
		rebuild(i);
	if (!make_keepers())
		return;
	while (calls < wanted && ticks < limit) {
		watch()->turns++;
		L4_Sleep(L4_TimePeriod(TICK_US));
		watch()->turns++;
		tick();
		if (ticks % REPORT_TICKS == 0)
			show_progress();
	}
	show_progress();
}

static void result(unsigned int number, bool passed, const char *name)
{
	printf("%sok %u - %s\n", passed ? "" : "not ", number, name);
}

int main(void)
{
	L4_Word_t memory, program, rounds;
	bool passed[7];

	(void)plat_option_number("seed", &seed);
	(void)plat_option_number("calls", &wanted);
	printf("# seed=%lu calls=%lu\n", seed, wanted);
	main_thread = L4_Myself();
	fuzz_source_seed(&chance, seed);
	get_large_block();
	if (!set_up())
		return 1;
	/* The first pages of UTCBs stay with a space: these are all that are needed here. */
	if (!make_keepers() || !delete_keepers())
		return 1;
	/* Then the watchdog has all its memory, sigma0 all it needs for this. */
	while (watch()->rounds < FIRST_ROUNDS)
		L4_Sleep(L4_TimePeriod(10 * TICK_US));
	drop_large_block();
	program = sum_of_program();
	memory = machine_kernel_memory();
	get_large_block();
	rounds = watch()->rounds;
	watch()->latest = 0;
	watch()->turns = 1;

	run();
	(void)machine_fail_allocation(0);
	passed[0] = delete_keepers() && empty_sandbox() == 0;
	drop_large_block();
	touch(pool, pool + sizeof(pool));
	passed[1] = calls >= wanted;
	passed[6] = !is_mixed || narrow_calls >= calls / 8;
	passed[2] = watch()->errors == 0 &&
		    watch()->rounds - rounds >= ticks * TICK_US / WATCH_US / 4;
	passed[3] = sum_of_program() == program;
	/* Several processors are emulated in real time, which may stand still at any point. */
	passed[5] = processors() > 1 || watch()->latest <= LATE_US;
	printf("# watchdog: %lu rounds, %lu errors, at most %lu us late; "
	       "kernel memory: %lu, then %lu bytes\n", watch()->rounds - rounds, watch()->errors,
	       watch()->latest, memory, machine_kernel_memory());
	passed[4] = memory != 0 && machine_kernel_memory() == memory;
	result(1, passed[0], "ROB-01 everything of the sandbox can be deleted");
	result(2, passed[1], "ROB-01 the calls were made");
	result(3, passed[2], "ROB-01 a watchdog in another space has run, its memory unchanged");
	result(4, passed[3], "ROB-01 the program itself is unchanged");
	result(5, passed[4], "ROB-01 every byte of kernel memory is back");
	result(6, passed[5], "ROB-01 whatever the calls do, the watchdog wakes up in time");
	if (is_mixed)
		result(7, passed[6], "ROB-01 spaces of both word sizes have made them");
	printf("1..%u\n", is_mixed ? 7 : 6);
	for (unsigned int i = 0; i < sizeof(passed) / sizeof(passed[0]); i++)
		if (!passed[i])
			return 1;
	return 0;
}
