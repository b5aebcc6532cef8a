/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A thread that goes from processor to processor takes all of its x87, SSE and AVX registers with
 * it, while threads on those processors load theirs with other values. One processor has nothing to
 * show. (AMD64 manual, volume 1, section 11.4: XSAVE area)
 */
#include <string.h>

#include "processors.h"
#include "test.h"

#define ROUNDS		12
#define MOVES		3	/* of each round */
#define LOOKS		1000	/* whether it waits */
#define OTHERS		4	/* at most: threads that are not moved, each on its processor */

/* What XSAVE stores; without XSAVE, FXSAVE stores the first 512 bytes. */
#define STATE_BYTES	1024
#define AT_MXCSR	24
#define AT_ST		32
#define AT_XMM		160
#define AT_COMPONENTS	512
#define AT_YMM_HIGH	576
#define ST_BYTES	10
#define X87_SSE		0x3
#define AVX		0x4
#define OSXSAVE		(1u << 27)

/* Values that raise no exception: all are masked. */
#define FCW_BITS	0x0f00
#define FCW_SET		0x007f
#define FSW_BITS	0x7f7f
#define MXCSR_BITS	0xe03f
#define MXCSR_SET	0x1f80

struct state {
	unsigned char bytes[STATE_BYTES];
} __attribute__((aligned(64)));

/* How long the others leave the registers of their processors alone in a round. */
enum rest { NEVER_AT_REST, UNTIL_IT_MOVES, ALL_THE_TIME, RESTS };

/* What the moved thread does while its registers are full. */
enum way { RUN, TAKE_TURNS, WAIT, HALT, WAYS };

static const char *const way_names[WAYS] = { "running", "taking turns", "waiting", "halted" };

static struct {
	volatile L4_Word_t loaded, go;	/* round of the moved thread: has begun; is to end */
	volatile L4_Word_t stop;	/* told to the others */
} shared;

static struct helper *others[OTHERS];
static unsigned int used;	/* others: one on each of the first processors */

static struct state loaded[OTHERS + 1], stored[OTHERS + 1];

/* Components that programs have; 0: there is no XSAVE. */
static unsigned int components(void)
{
	unsigned int a = 1, b, c = 0, d;

	__asm__ volatile ("cpuid" : "+a" (a), "=b" (b), "+c" (c), "=d" (d));
	if ((c & OSXSAVE) == 0)
		return 0;
	__asm__ volatile ("xgetbv" : "=a" (a), "=d" (d) : "c" (0));
	return a & (X87_SSE | AVX);
}

static void registers_load(const struct state *s, unsigned int mask)
{
	/* QEMU's XRSTOR does not raise the exception by which a thread gets a state of its own. */
	__asm__ volatile ("fninit");
	if (mask != 0)
		__asm__ volatile ("xrstor64 %0" : : "m" (*s), "a" (mask), "d" (0));
	else
		__asm__ volatile ("fxrstor64 %0" : : "m" (*s));
}

static void registers_store(struct state *s, unsigned int mask)
{
	if (mask != 0)
		__asm__ volatile ("xsave64 %0" : "+m" (*s) : "a" (mask), "d" (0));
	else
		__asm__ volatile ("fxsave64 %0" : "=m" (*s));
}

static L4_Word_t next(L4_Word_t *seed)
{
	*seed = *seed * 6364136223846793005ul + 1442695040888963407ul;
	return *seed >> 32;
}

static void fill(struct state *s, unsigned int at, unsigned int count, L4_Word_t *seed)
{
	for (unsigned int i = 0; i < count; i++)
		s->bytes[at + i] = (unsigned char)next(seed);
}

static void put16(struct state *s, unsigned int at, L4_Word_t value)
{
	s->bytes[at] = (unsigned char)value;
	s->bytes[at + 1] = (unsigned char)(value >> 8);
}

static void make_state(struct state *s, L4_Word_t seed, unsigned int mask)
{
	memset(s, 0, sizeof(*s));
	put16(s, 0, (next(&seed) & FCW_BITS) | FCW_SET);
	put16(s, 2, next(&seed) & FSW_BITS);
	/* Which x87 registers are in use. */
	fill(s, 4, 1, &seed);
	put16(s, AT_MXCSR, (next(&seed) & MXCSR_BITS) | MXCSR_SET);
	for (unsigned int i = 0; i < 8; i++)
		fill(s, AT_ST + 16 * i, ST_BYTES, &seed);
	fill(s, AT_XMM, 16 * 16, &seed);
	if (mask != 0)
		s->bytes[AT_COMPONENTS] = (unsigned char)mask;
	if (mask & AVX)
		fill(s, AT_YMM_HIGH, 16 * 16, &seed);
}

/* How many bytes of the registers differ. */
static L4_Word_t difference(const struct state *a, const struct state *b)
{
	L4_Word_t wrong = 0;

	for (unsigned int i = 0; i < STATE_BYTES; i++) {
		/* MXCSR_MASK and the header are the processor's. */
		if (i >= AT_MXCSR + 4 && i < AT_ST)
			continue;
		if (i >= AT_XMM + 16 * 16 && i < AT_YMM_HIGH)
			continue;
		wrong += a->bytes[i] != b->bytes[i];
	}
	return wrong;
}

static void hold(L4_Word_t round, enum way way)
{
	if (way == WAIT)
		(void)L4_Receive(main_thread);
	while (shared.go != round)
		if (way == TAKE_TURNS)
			L4_Yield();
		else
			__asm__ volatile ("pause");
}

/* Keeps its registers until the round is over. Returns how many bytes of them are wrong. */
static L4_Word_t work_moved(L4_Word_t round, L4_Word_t way, L4_Word_t mask)
{
	make_state(&loaded[0], round, (unsigned int)mask);
	registers_load(&loaded[0], (unsigned int)mask);
	shared.loaded = round;
	hold(round, (enum way)way);
	registers_store(&stored[0], (unsigned int)mask);
	return difference(&loaded[0], &stored[0]);
}

/* Loads other values again and again. Returns how many bytes of them were wrong. */
static L4_Word_t work_other(L4_Word_t number, L4_Word_t mask, L4_Word_t c)
{
	L4_Word_t wrong = 0, seed = number << 32;

	(void)c;
	while (!shared.stop) {
		make_state(&loaded[number], seed++, (unsigned int)mask);
		registers_load(&loaded[number], (unsigned int)mask);
		L4_Yield();
		registers_store(&stored[number], (unsigned int)mask);
		wrong += difference(&loaded[number], &stored[number]);
	}
	return wrong;
}

static void others_stop(bool stop)
{
	for (unsigned int i = 0; i < used; i++)
		if (stop)
			L4_Stop(others[i]->id);
		else
			L4_Start(others[i]->id);
}

static void others_begin(L4_Word_t mask)
{
	used = (unsigned int)machine_processors();
	if (used > OTHERS)
		used = OTHERS;
	for (unsigned int i = 0; i < used; i++) {
		others[i] = helper_here();
		place_at(others[i]->id, i);
		helper_start(others[i], work_other, i + 1, mask, 0);
	}
}

static void others_finish(void)
{
	shared.stop = 1;
	for (unsigned int i = 0; i < used; i++) {
		tap_context("the thread that stays on processor %u", i);
		tap_check_eq(helper_finish(others[i]), DONE);
		tap_check_eq(others[i]->value, 0);
	}
}

/* Returns when the registers of h are full and it is as it is to be moved. */
static void await_full(const struct helper *h, L4_Word_t round, enum way way)
{
	tap_check(await_word(&shared.loaded, round));
	if (way == WAIT)
		for (int i = 0; i < LOOKS && thread_state(h->id) != L4_SCHED_WAITING; i++)
			L4_Sleep(L4_TimePeriod(10));
	if (way == HALT)
		L4_Stop(h->id);
}

/* The round is over, wherever h is. */
static void let_go(const struct helper *h, L4_Word_t round, enum way way)
{
	shared.go = round;
	if (way == HALT)
		L4_Start(h->id);
	if (way == WAIT) {
		L4_Set_MsgTag(L4_Niltag);
		check_ok(L4_Send_Timeout(h->id, PATIENCE));
	}
}

static void check_round(struct helper *h, L4_Word_t round, L4_Word_t mask)
{
	enum way way = (enum way)(round % WAYS);
	/* Its registers may still be where it was, now and when it comes back. */
	enum rest rest = (enum rest)(round / WAYS % RESTS);

	tap_context("%s, round %lu", way_names[way], round);
	if (rest != NEVER_AT_REST)
		others_stop(true);
	helper_start(h, work_moved, round, way, mask);
	await_full(h, round, way);
	for (int i = 0; i < MOVES; i++) {
		h->processor = (h->processor + 1) % used;
		place_at(h->id, h->processor);
		if (rest == UNTIL_IT_MOVES)
			others_stop(false);
		L4_Sleep(L4_TimePeriod(500));
	}
	let_go(h, round, way);
	tap_check_eq(helper_finish(h), DONE);
	tap_check_eq(h->value, 0);
	/* In the next round its registers are not where they were before. */
	if (rest == ALL_THE_TIME && way == WAYS - 1)
		others_stop(false);
}

TAP_TEST(processors, fpu, "EXC-15 a moved thread has its x87, SSE and AVX registers with it")
{
	L4_Word_t round, mask = components();
	struct helper *h;

	if (machine_processors() == 1) {
		tap_skip_test("there is one processor");
		return;
	}
	shared.stop = 0;
	h = helper_here();
	others_begin(mask);
	/* Round 0 is what has been when nothing has. */
	shared.loaded = shared.go = 0;
	for (round = WAYS; round < WAYS * (ROUNDS + 1); round++)
		check_round(h, round, mask);
	others_finish();
}
