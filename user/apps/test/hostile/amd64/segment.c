/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Segment registers: which selectors can be loaded, and that no thread sees what another one
 * loaded.
 */
#include <l4/abi/kip.h>

#include "exc_code.h"

#define DATA		0x23
#define GS		0x33

enum { DS, ES, FS, SS, GS_REGISTER, SEGMENTS };

/* segment_code.S: load each selector of [first, end), and call the gate if that went well. */
#define SELECTORS	0x10000
#define SWEEP_MAX	64
#define TURNS		10

helper_fn sweep_ds, sweep_es, sweep_fs, sweep_ss, sweep_gs;
extern const char sweep_ds_load[], sweep_ds_next[], sweep_es_load[], sweep_es_next[];
extern const char sweep_fs_load[], sweep_fs_next[], sweep_ss_load[], sweep_ss_next[];
extern const char sweep_gs_load[], sweep_gs_next[];
extern L4_Word_t sweep_loaded[SWEEP_MAX], sweep_count, sweep_wrong;

static const struct {
	const char *name;
	helper_fn *sweep;
	const char *load, *next;
} sweeps[SEGMENTS] = {
	{ "DS", sweep_ds, sweep_ds_load, sweep_ds_next },
	{ "ES", sweep_es, sweep_es_load, sweep_es_next },
	{ "FS", sweep_fs, sweep_fs_load, sweep_fs_next },
	{ "SS", sweep_ss, sweep_ss_load, sweep_ss_next },
	{ "GS", sweep_gs, sweep_gs_load, sweep_gs_next },
};

static L4_Word_t work_read(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	L4_Word_t ds, es, fs, gs;

	(void)a;
	(void)b;
	(void)c;
	__asm__ volatile ("mov %%ds, %0\n\tmov %%es, %1\n\tmov %%fs, %2\n\tmov %%gs, %3"
			  : "=r" (ds), "=r" (es), "=r" (fs), "=r" (gs));
	return ds | es << 16 | fs << 32 | gs << 48;
}

#define PROPER	(DATA | (L4_Word_t)DATA << 16 | (L4_Word_t)DATA << 32 | (L4_Word_t)GS << 48)

static L4_Word_t work_load(L4_Word_t ds, L4_Word_t es, L4_Word_t fs)
{
	__asm__ volatile ("mov %0, %%ds\n\tmov %1, %%es\n\tmov %2, %%fs"
			  : : "r" (ds), "r" (es), "r" (fs));
	return 0;
}

TAP_TEST(hostile, segment_leak, "ISO-01 selectors that a thread loads are seen by no other thread")
{
	static const L4_Word_t loaded[][3] = {
		{ 0, DATA, DATA }, { DATA, 0, DATA }, { DATA, DATA, 0 }, { GS, DATA, DATA },
		{ DATA, GS, DATA }, { DATA, DATA, GS }, { 1, 2, 3 }, { 0x20, 0x21, 0x22 },
	};
	struct helper *h = helper_there(), *other = helper_there();
	unsigned int i;

	for (i = 0; i < sizeof(loaded) / sizeof(loaded[0]); i++) {
		tap_context("row %u", i);
		(void)helper_call(h, work_load, loaded[i][0], loaded[i][1], loaded[i][2]);
		tap_check_eq(work_read(0, 0, 0), PROPER);
		(void)helper_call(h, work_load, loaded[i][0], loaded[i][1], loaded[i][2]);
		tap_check_eq(helper_call(other, work_read, 0, 0, 0), PROPER);
	}
}

TAP_TEST(hostile, segment_look, "ISO-01 selectors are proper after a call that looks at a thread")
{
	static const L4_Word_t loaded[][3] = {
		{ 0, DATA, DATA }, { DATA, 0, DATA }, { DATA, DATA, GS }, { 1, 2, 3 },
	};
	static volatile L4_Word_t counter, stop;
	L4_Word_t state, old;
	struct exregs r;
	struct helper *h;
	unsigned int i;

	helpers_together();
	h = helper_here();
	counter = stop = 0;
	helper_start(h, work_count, (L4_Word_t)&counter, (L4_Word_t)&stop, 0);
	tap_check(await_change(&counter, 0));
	r = (struct exregs){ .handle = PROPER };
	exregs(h->id, L4_EXREGS_SET_HANDLE, &r);
	for (i = 0; i < sizeof(loaded) / sizeof(loaded[0]); i++) {
		tap_context("row %u", i);
		(void)work_load(loaded[i][0], loaded[i][1], loaded[i][2]);
		state = L4_Schedule(h->id, ~0ul, ~0ul, ~0ul, ~0ul, &old);
		tap_check_eq(work_read(0, 0, 0), PROPER);
		tap_check_eq(state, L4_SCHED_RUNNING);
		(void)work_load(loaded[i][0], loaded[i][1], loaded[i][2]);
		r = exregs_read(h->id);
		tap_check_eq(work_read(0, 0, 0), PROPER);
		tap_check_eq(r.handle, PROPER);
	}
	stop = 1;
}

/* Loads selectors and goes on without an entry to the kernel until it is preempted. */
static L4_Word_t work_load_and_spin(L4_Word_t selector, L4_Word_t stop, L4_Word_t c)
{
	volatile L4_Word_t *stopped = (volatile L4_Word_t *)stop;

	(void)c;
	while (!*stopped)
		(void)work_load(selector, selector, selector);
	return 0;
}

static L4_Word_t work_read_often(L4_Word_t stop, L4_Word_t b, L4_Word_t c)
{
	volatile L4_Word_t *stopped = (volatile L4_Word_t *)stop;
	L4_Word_t wrong = 0;

	(void)b;
	(void)c;
	while (!*stopped)
		wrong += work_read(0, 0, 0) != PROPER;
	return wrong;
}

TAP_TEST(hostile, segment_preempted, "ISO-01 nor by a thread that the scheduler chooses")
{
	static volatile L4_Word_t stop;
	struct helper *h = helper_there(), *other = helper_there();

	stop = 0;
	check_granted(L4_Set_Timeslice(h->id, L4_TimePeriod(200), L4_Never));
	check_granted(L4_Set_Timeslice(other->id, L4_TimePeriod(200), L4_Never));
	helper_start(h, work_load_and_spin, 0, (L4_Word_t)&stop, 0);
	helper_start(other, work_read_often, (L4_Word_t)&stop, 0, 0);
	turns_pass(TURNS);
	tap_check_eq(work_read(0, 0, 0), PROPER);
	tap_check_eq(thread_state(h->id), L4_SCHED_RUNNING);
	tap_check_eq(thread_state(other->id), L4_SCHED_RUNNING);
	stop = 1;
	tap_check_eq(helper_finish(h), DONE);
	tap_check_eq(helper_finish(other), DONE);
	tap_check_eq(other->value, 0);
}

/* How a thread with a strange GS comes into the kernel. */
enum { WAY_CALL, WAY_EXCEPTION, WAY_TRAP, WAYS, WAY_INTERRUPT = WAYS };

static L4_Word_t work_load_gs(L4_Word_t selector, L4_Word_t way, L4_Word_t stop)
{
	volatile L4_Word_t *stopped = (volatile L4_Word_t *)stop;

	do {
		__asm__ volatile ("mov %0, %%gs" : : "r" (selector));
		if (way == WAY_CALL)
			L4_Yield();
		else if (way == WAY_EXCEPTION)
			__asm__ volatile ("lock; nop" : : : "rax", "rcx", "rdx", "rsi");
		else if (way == WAY_TRAP)
			/* The debugger's trap that does nothing here. */
			__asm__ volatile ("int3; cmp $2, %%al" : : : "cc");
	} while (stopped != NULL && !*stopped);
	/* The message at the end needs the own one. */
	__asm__ volatile ("mov %0, %%gs" : : "r" (GS));
	return 0;
}

static L4_Word_t gs_word(void)
{
	L4_Word_t w;

	__asm__ volatile ("movq %%gs:0, %0" : "=r" (w));
	return w;
}

static const L4_Word_t loadable[] = {
	0, 1, 2, 3, 0x18, 0x19, 0x1a, 0x1b, 0x20, 0x21, 0x22, DATA, 0x28, 0x29, 0x2a, 0x2b,
	0x30, 0x31, 0x32, GS,
};

TAP_TEST(hostile, gs_ways, "ISO-01 whatever is in GS, calls and exceptions work")
{
	struct helper *h = helper_there(), *other = helper_there();
	L4_Word_t own = gs_word();
	unsigned int i, way;

	for (i = 0; i < sizeof(loadable) / sizeof(loadable[0]); i++) {
		for (way = 0; way < WAYS; way++) {
			tap_context("%#lx, way %u", loadable[i], way);
			(void)helper_call(h, work_load_gs, loadable[i], way, 0);
			tap_check_eq(work_read(0, 0, 0), PROPER);
			tap_check_eq(gs_word(), own);
			(void)helper_call(h, work_load_gs, loadable[i], way, 0);
			tap_check_eq(helper_call(other, work_read, 0, 0, 0), PROPER);
		}
	}
}

TAP_TEST(hostile, gs_preempted, "ISO-01 nor does an interrupt meet it")
{
	static volatile L4_Word_t stop;
	struct helper *h = helper_there(), *other = helper_there();
	L4_Word_t own = gs_word();
	unsigned int i;

	check_granted(L4_Set_Timeslice(h->id, L4_TimePeriod(200), L4_Never));
	check_granted(L4_Set_Timeslice(other->id, L4_TimePeriod(200), L4_Never));
	for (i = 0; i < sizeof(loadable) / sizeof(loadable[0]); i += 3) {
		tap_context("%#lx", loadable[i]);
		stop = 0;
		helper_start(h, work_load_gs, loadable[i], WAY_INTERRUPT, (L4_Word_t)&stop);
		helper_start(other, work_read_often, (L4_Word_t)&stop, 0, 0);
		turns_pass(2);
		tap_check_eq(work_read(0, 0, 0), PROPER);
		tap_check_eq(gs_word(), own);
		stop = 1;
		tap_check_eq(helper_finish(h), DONE);
		tap_check_eq(helper_finish(other), DONE);
		tap_check_eq(other->value, 0);
	}
}

/* The first step ends with the selector in GS. */
static L4_Word_t work_step_gs(L4_Word_t selector, L4_Word_t b, L4_Word_t c)
{
	(void)b;
	(void)c;
	__asm__ volatile ("mov %0, %%gs\n\t"
			  "pushfq\n\t"
			  "orq $0x100, (%%rsp)\n\t"
			  "popfq\n\t"
			  "nop\n\t"
			  "pushfq\n\t"
			  "andq $~0x100, (%%rsp)\n\t"
			  "popfq\n\t"
			  "mov %1, %%gs"
			  : : "r" (selector), "r" (GS) : "memory", "cc");
	return 0;
}

TAP_TEST(hostile, gs_stepped, "ISO-01 nor a debug exception")
{
	struct helper *h = handled(helper_there());
	L4_Word_t own = gs_word();
	unsigned int i, steps;

	for (i = 0; i < sizeof(loadable) / sizeof(loadable[0]); i++) {
		enum outcome outcome = helper_run(h, work_step_gs, loadable[i], 0, 0);

		tap_context("%#lx", loadable[i]);
		for (steps = 0; outcome == EXCEPTION && steps < 10; steps++) {
			tap_check_eq(h->mr[MR_VECTOR], VECTOR_DEBUG);
			tap_check_eq(work_read(0, 0, 0), PROPER);
			tap_check_eq(gs_word(), own);
			outcome = exc_reply(h, 0);
		}
		tap_check_eq(outcome, DONE);
		tap_check(steps >= 4);
	}
}

/* The word at an address, read by way of FS. */
static L4_Word_t work_read_fs(L4_Word_t address, L4_Word_t b, L4_Word_t c)
{
	L4_Word_t w;

	(void)b;
	(void)c;
	__asm__ volatile ("movq %%fs:(%1), %0" : "=r" (w) : "r" (address));
	return w;
}

TAP_TEST(hostile, segment_base, "ISO-01 FS has the base 0 whatever another thread loaded")
{
	struct helper *h = helper_there(), *other = helper_there();

	*page_word(0) = 0x4711;
	(void)helper_call(h, work_load, DATA, DATA, GS);
	tap_check_eq(work_read_fs((L4_Word_t)page(0), 0, 0), 0x4711);
	(void)helper_call(h, work_load, DATA, DATA, GS);
	give(other, page_fpage(0, L4_FullyAccessible), PLACE, L4_CompleteAddressSpace);
	tap_check_eq(helper_call(other, work_read_fs, PLACE, 0, 0), 0x4711);
}

/* Selectors that users may load: none, and the four segments at privilege level 3. */
static bool is_loadable(L4_Word_t selector, bool is_stack)
{
	if (is_stack)
		return selector == DATA || selector == GS;
	return (selector >> 2) == 0 || ((selector & 4) == 0 && selector >= 0x18 && selector < 0x38);
}

static void check_sweep(unsigned int segment)
{
	struct helper *h = helper_here();
	unsigned int i, loadable = 0;
	L4_Word_t faults;

	tap_context("%s", sweeps[segment].name);
	(void)helper_call(h, work_set_handler, main_thread.raw, 0, 0);
	sweep_wrong = sweep_count = 0;
	helper_start(h, sweeps[segment].sweep, 0, SELECTORS,
		     raw_kip_word(L4_KIP_WORD_PROCESSOR_CONTROL));
	faults = exc_skip(h, (L4_Word_t)sweeps[segment].load, (L4_Word_t)sweeps[segment].next);
	for (i = 0; i < sweep_count && i < SWEEP_MAX; i++)
		loadable += is_loadable(sweep_loaded[i], segment == SS);
	tap_check_eq(sweep_count, segment == SS ? 2 : 20);
	tap_check_eq(loadable, sweep_count);
	tap_check_eq(faults, SELECTORS - sweep_count);
	tap_check_eq(sweep_wrong, 0);
	tap_check_eq(work_read(0, 0, 0), PROPER);
}

TAP_TEST(hostile, load_ds, "ISO-02 every selector in DS: an exception, or gone at the next call")
{
	check_sweep(DS);
}

TAP_TEST(hostile, load_es, "ISO-02 every selector in ES")
{
	check_sweep(ES);
}

TAP_TEST(hostile, load_fs, "ISO-02 every selector in FS")
{
	check_sweep(FS);
}

TAP_TEST(hostile, load_gs, "ISO-02 every selector in GS")
{
	check_sweep(GS_REGISTER);
}

TAP_TEST(hostile, load_ss, "ISO-02 every selector in SS")
{
	check_sweep(SS);
}
