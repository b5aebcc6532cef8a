/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Programs that want the kernel to save their windows where they must not write, or to load them
 * from where they must not read; and stacks that come and go, all of it beside others that are
 * preempted in the middle of deep calls.
 */
#include "chain.h"
#include "random.h"

#define OWN_PAGES	(2 * STACK_PAGES)	/* of the pool: of the hostile thread's stack */
#define SLICE_US	40
#define TAKES		400
#define TAKES_SERVED	(TAKES / 10)		/* at least so many were needed again */
#define WINDOW_BYTES	128

helper_fn hostile_save, hostile_flush, hostile_fill;
extern const char hostile_save_ip[], hostile_save_end[];
extern const char hostile_flush_ip[], hostile_flush_end[];
extern const char hostile_fill_ip[], hostile_fill_end[];

static const struct {
	const char *name;
	helper_fn *function;
	const char *ip, *end;
} ways[] = {
	{ "save", hostile_save, hostile_save_ip, hostile_save_end },
	{ "flushw", hostile_flush, hostile_flush_ip, hostile_flush_end },
	{ "restore", hostile_fill, hostile_fill_ip, hostile_fill_end },
};

#define FAULT		0	/* a page fault */
#define ANY		~0ul	/* this, or an exception: as the TLB has it */

/* Where a window is to go, and the exception. */
static const struct place {
	const char *name;
	L4_Word_t address, type;
} places[] = {
	{ "trap table", PHYSMAP + 0x408000, TYPE_DATA_ACCESS },
	{ "kernel's data", PHYSMAP + 0x480000, TYPE_DATA_ACCESS },
	{ "kernel's memory", PHYSMAP + 0xf000000, ANY },
	{ "behind all memory", PHYSMAP + 0x10000000000, FAULT },
	{ "host bridge as the kernel would see it", PHYSMAP + 0x1fe00000000, FAULT },
	{ "last window", 0ul - WINDOW_BYTES, FAULT },
	{ "around the end", 0ul - WINDOW_BYTES / 2, FAULT },
	{ "into the hole", HOLE - WINDOW_BYTES / 2, FAULT },
	{ "hole", HOLE + WINDOW_BYTES, ANY },
	{ "out of the hole", PHYSMAP - WINDOW_BYTES / 2, ANY },
	{ "nothing", 0, FAULT },
	{ "no multiple of eight", STACK + 4, TYPE_ALIGNMENT },
	{ "no multiple of two", PHYSMAP + 0x408001, TYPE_ALIGNMENT },
	{ "even stack pointer", STACK + STACK_BIAS, TYPE_ALIGNMENT },
};

static volatile L4_Word_t stop;
static struct helper *victims[2];

static void make_victims(void)
{
	unsigned int i;

	for (i = 0; i < 2; i++) {
		victims[i] = helper_there();
		give_stack_from(victims[i], i * STACK_PAGES);
		check_granted(L4_Set_Timeslice(victims[i]->id, L4_TimePeriod(SLICE_US + i),
					       L4_Never));
	}
}

static void start_victims(void)
{
	unsigned int i;

	stop = 0;
	for (i = 0; i < 2; i++)
		helper_start(victims[i], work_chains,
			     chain(i, STACK_TOP, 0, i ? bottom_fresh : work_nothing, 0),
			     ~0ul, (L4_Word_t)&stop);
}

static void end_victims(void)
{
	unsigned int i;

	stop = 1;
	for (i = 0; i < 2; i++) {
		tap_check_eq(helper_finish(victims[i]), DONE);
		tap_check_eq(victims[i]->value, 0);
	}
}

static bool is_touched(L4_Word_t fault, L4_Word_t address)
{
	L4_Word_t mask = ~(page_size - 1);

	return (fault & mask) == (address & mask) ||
	       (fault & mask) == ((address + WINDOW_BYTES - 1) & mask);
}

/* What came of it is a fault of the instruction, at that place. */
static void check_end(const struct helper *h, enum outcome outcome, unsigned int way,
		      const struct place *p)
{
	L4_Word_t ip = h->mr[outcome == PAGE_FAULT ? 2 : MR_IP];

	tap_check(ip >= (L4_Word_t)ways[way].ip && ip < (L4_Word_t)ways[way].end);
	if (outcome == PAGE_FAULT) {
		tap_check(p->type == FAULT || p->type == ANY);
		tap_check(is_touched(h->mr[1], p->address));
		tap_check_eq(fault_access(h), ways[way].function == hostile_fill ? L4_Readable :
								L4_Writable);
	} else if (tap_check_eq(outcome, EXCEPTION)) {
		if (p->type == ANY)
			tap_check(h->mr[MR_VECTOR] == TYPE_DATA_ACCESS ||
				  h->mr[MR_VECTOR] == TYPE_DATA_MISS);
		else
			tap_check_eq(h->mr[MR_VECTOR], p->type);
		tap_check(is_touched(h->mr[MR_ADDRESS], p->address));
	}
}

#define WAYS	(sizeof(ways) / sizeof(ways[0]))
#define DEPTHS	3

static const unsigned int depths[DEPTHS] = { 0, 3, WINDOWS + 1 };

/* All ways and depths: threads are made while the others stand still, then each has its turn. */
static void attempt(const struct place *p)
{
	struct helper *h[WAYS * DEPTHS];
	unsigned int i, way;

	for (i = 0; i < WAYS * DEPTHS; i++) {
		h[i] = handled(helper_there());
		give_stack_from(h[i], OWN_PAGES);
		check_granted(L4_Set_Timeslice(h[i]->id, L4_TimePeriod(2 + i), L4_Never));
	}
	start_victims();
	for (i = 0; i < WAYS * DEPTHS; i++) {
		way = i / DEPTHS;
		tap_context("%s, %s at depth %u", p->name, ways[way].name, depths[i % DEPTHS]);
		check_end(h[i], helper_run(h[i], chain_run,
					   chain(2, STACK_TOP, depths[i % DEPTHS],
						 ways[way].function, p->address - STACK_BIAS),
					   0, 0), way, p);
	}
	end_victims();
	for (i = 0; i < WAYS * DEPTHS; i++)
		helper_forget(h[i]);
}

TAP_TEST(windows, hostile,
	 "WIN-08 WIN-05 windows saved to and loaded from anywhere, beside others in deep calls")
{
	unsigned int i;

	make_victims();
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		attempt(&places[i]);
}

TAP_TEST(windows, taken_at_any_time,
	 "WIN-03 WIN-05 stacks are taken away at any time from threads that preempt each other")
{
	struct helper *h[2], *pager = helper_here();
	static L4_Word_t count;
	unsigned int i;

	stop = count = 0;
	helper_start(pager, bottom_pager, (L4_Word_t)&count, 0, 0);
	settle();
	for (i = 0; i < 2; i++) {
		h[i] = helper_there();
		/* What else it needs it has then. */
		check_chain(h[i], chain(i, STACK + (i + 1) * STACK_PAGES / 2 * page_size, 100,
					i ? bottom_fresh : work_nothing, 0));
		L4_Set_PagerOf(h[i]->id, pager->id);
		check_granted(L4_Set_Timeslice(h[i]->id, L4_TimePeriod(SLICE_US + i), L4_Never));
	}
	for (i = 0; i < 2; i++)
		helper_start(h[i], work_chains, (L4_Word_t)&chains[i], ~0ul, (L4_Word_t)&stop);
	for (i = 0; i < TAKES; i++) {
		L4_Sleep(L4_TimePeriod(10 + random_word() % 100));
		(void)L4_UnmapFpage(page_fpage((unsigned int)(random_word() % STACK_PAGES),
					       L4_FullyAccessible));
	}
	stop = 1;
	for (i = 0; i < 2; i++) {
		tap_check_eq(helper_finish(h[i]), DONE);
		tap_check_eq(h[i]->value, 0);
	}
	tap_check(count > TAKES_SERVED);
	L4_Set_MsgTag(L4_Niltag);
	check_ok(L4_Send_Timeout(pager->id, L4_ZeroTime));
	tap_check_eq(helper_finish(pager), DONE);
}
