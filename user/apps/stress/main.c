/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The main thread: makes actors and puppets, watches that all actors go on, unmakes everything, and
 * reports in TAP. Arguments: seed=N, ops=N (of each actor), actors=N, without=name,name (operations
 * that are left out). The seed decides what each actor does; only where instructions are counted,
 * and on one processor, also how they overtake each other.
 */
#include "stress.h"

#include <l4/kip.h>
#include <l4/message.h>
#include <l4/schedule.h>
#include <l4/space.h>

#include <plat.h>
#include <rt_thread.h>
#include <stdio.h>
#include <string.h>

#define STACK		(2 * PAGE)
#define LOOK_US		50000
/*
 * The longest operation, a puppet that is made again, has some 36 turns with the lock of page
 * tables, of which interrupts may take every second one away, each behind one of each other
 * processor. A turn of an emulated processor takes until the host lets it run: 50 milliseconds
 * where eight of them and ten times as much besides share two processors.
 */
#define TURNS		72
#define TURN_US		50000
#define BESIDES_US	5000000
#define LEAST_GOOD	4		/* one of so many operations, at least */

static char stacks[ACTORS_MAX + 1][STACK] __attribute__((aligned(16)));
static L4_ThreadId_t ids[ACTORS_MAX];
static struct {
	unsigned long done;
	L4_Word64_t since;
} seen[ACTORS_MAX];

/* sigma0 gives the pages to this thread only. */
static void touch_image(void)
{
	const volatile char *p;

	for (p = __image_start; p < __image_end; p += PAGE)
		(void)*p;
	for (p = (const volatile char *)actor_memory; p < __image_end; p += PAGE)
		*(volatile char *)p = *p;
}

static L4_ThreadId_t start(void (*function)(void *), L4_Word_t argument, unsigned int stack,
			   unsigned int prio, unsigned int processor)
{
	L4_ThreadId_t id = rt_thread_start(function, (void *)argument, stacks[stack], STACK);

	if (!L4_IsNilThread(id) && L4_Set_Priority(id, prio) != L4_SCHEDRESULT_ERROR &&
	    (processor == 0 || L4_Set_ProcessorNo(id, processor) != L4_SCHEDRESULT_ERROR))
		return id;
	printf("# thread %u cannot be made: %s\n", stack, L4_ErrorCode_String(L4_ErrorCode()));
	return L4_nilthread;
}

static bool make_threads(void)
{
	unsigned int i;

	pager = start(pager_main, 0, ACTORS_MAX, PRIO_PAGER, 0);
	for (i = 0; i < actors; i++) {
		ids[i] = start(actor_main, i, i, PRIO_USUAL, i % processors);
		if (L4_IsNilThread(ids[i]))
			return false;
	}
	return !L4_IsNilThread(pager);
}

static bool make_puppets(void)
{
	unsigned int i;

	for (i = 0; i < puppets; i++) {
		if (puppet_make(i) &&
		    L4_Set_ProcessorNo(puppet_id(i), i % processors) != L4_SCHEDRESULT_ERROR)
			continue;
		printf("# puppet %u cannot be made: %s\n", i,
		       L4_ErrorCode_String(L4_ErrorCode()));
		return false;
	}
	return true;
}

static bool let_go(void)
{
	unsigned int i;

	for (i = 0; i < actors; i++) {
		L4_Set_MsgTag(L4_Niltag);
		if (L4_IpcFailed(L4_Send_Timeout(ids[i], L4_TimePeriod(1000000))))
			return false;
	}
	return true;
}

/* How many actors go on; those that have been in one operation for too long are told. */
static unsigned int look(bool *is_stuck)
{
	L4_Word64_t now = L4_SystemClock().raw;
	L4_Word64_t patience = BESIDES_US + (L4_Word64_t)processors * TURNS * TURN_US;
	unsigned int i, n = 0;

	for (i = 0; i < actors; i++) {
		const struct actor *actor = &actor_memory[i];

		n += !actor->is_over;
		if (actor->is_over || actor->done != seen[i].done) {
			seen[i].done = actor->done;
			seen[i].since = now;
		} else if (now - seen[i].since > patience) {
			printf("# actor %u does not go on: %s, number %lu\n", i,
			       operation_kinds[actor->operation].name, actor->done);
			*is_stuck = true;
		}
	}
	return n;
}

/* The watchdog: nobody is more urgent. */
static bool watch(void)
{
	bool is_stuck = false;
	unsigned int i;

	for (i = 0; i < actors; i++)
		seen[i].since = L4_SystemClock().raw;
	while (look(&is_stuck) > 0 && !is_stuck)
		L4_Sleep(L4_TimePeriod(LOOK_US));
	return !is_stuck;
}

static bool delete_puppets(void)
{
	bool deleted = true;
	unsigned int i;

	for (i = 0; i < puppets; i++) {
		if (!is_done(REBUILD))
			(void)L4_Set_ProcessorNo(puppet_id(i), 0);
		deleted = puppet_delete(i) && deleted;
	}
	return deleted;
}

/* Prints what came of all operations of a kind; true if enough of them were as they should be. */
static bool report(unsigned int operation)
{
	const struct operation_kind *kind = &operation_kinds[operation];
	unsigned long good = 0, broken_off = 0, wrong = 0;
	unsigned int i;

	for (i = 0; i < actors; i++) {
		good += actor_memory[i].good[operation];
		broken_off += actor_memory[i].broken_off[operation];
		wrong += actor_memory[i].wrong[operation];
	}
	if (is_done(operation))
		printf("# %-9s %7lu good, %6lu broken off, %lu wrong\n", kind->name, good,
		       broken_off, wrong);
	else
		printf("# %-9s left out\n", kind->name);
	return wrong == 0 && good >= (good + broken_off) / LEAST_GOOD;
}

/* Why messages failed, by the kind of error and the phase. */
static void report_errors(void)
{
	unsigned long count;
	unsigned int code, i;

	for (code = 0; code < 16; code++) {
		count = 0;
		for (i = 0; i < actors; i++)
			count += actor_memory[i].errors[code];
		if (count > 0)
			printf("# messages with error %u of the %s phase: %lu\n", code >> 1,
			       code & 1 ? "receive" : "send", count);
	}
}

static bool result(bool passed, const char *name)
{
	static unsigned int number;

	printf("%sok %u - %s\n", passed ? "" : "not ", ++number, name);
	return passed;
}

static void leave_out(void)
{
	static char names[128];
	char *name = names, *end;

	if (!plat_option("without", names, sizeof(names)))
		return;
	while ((end = strchr(name, ',')) != NULL) {
		*end = '\0';
		plan_without(name);
		name = end + 1;
	}
	plan_without(name);
}

static void read_arguments(void)
{
	unsigned long n = 0;

	(void)plat_option_number("seed", &seed);
	(void)plat_option_number("ops", &operations);
	(void)plat_option_number("actors", &n);
	leave_out();
	processors = (unsigned int)L4_NumProcessors(L4_GetKernelInterface());
	if (n == 0)
		n = processors < 4 ? 4 : processors;
	actors = (unsigned int)(n < ACTORS_MAX ? n : ACTORS_MAX);
	puppets = actors * ACTOR_PUPPETS;
	printf("# seed=%lu ops=%lu actors=%u, %u processors\n", seed, operations, actors,
	       processors);
}

int main(void)
{
	unsigned long wrong = 0;
	L4_Word_t before, after;
	bool passed, right = true;
	unsigned int i;

	read_arguments();
	main_thread = L4_Myself();
	touch_image();
	if (!make_threads())
		return 1;
	before = machine_kernel_memory();
	if (!make_puppets() || !let_go())
		return 1;
	passed = result(watch(), "ROB-01 all actors come to the end of their plan");
	/* What hangs would keep the rest from its end. */
	if (!passed) {
		printf("1..1\n");
		return 1;
	}
	passed &= result(delete_puppets(), "ROB-01 all puppets can be deleted");
	after = machine_kernel_memory();
	for (i = 0; i < OPERATIONS; i++)
		right = report(i) && right;
	report_errors();
	printf("# %lu accesses to pages that were taken away; kernel memory: %lu, then %lu bytes\n",
	       revocations, before, after);
	passed &= result(right, "ROB-01 each operation does what it should, or is broken off");
	for (i = 0; i < actors; i++)
		wrong += words_wrong(i);
	passed &= result(wrong == 0, "ROB-01 each word of the memory is what the plan says");
	passed &= result(before != 0 && before == after,
			 "ROB-01 every byte of kernel memory is back");
	printf("1..5\n");
	return passed ? 0 : 1;
}
