/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Self-tests of the mechanisms in the running kernel: on the real processor, with the memory, the
 * clock and the interrupts that the machine has. The full tests run on a host; these show that a
 * port fits.
 */
#include <generic/selftest.h>

#include <arch/preempt.h>
#include <arch/space.h>
#include <arch/time.h>
#include <base/assert.h>
#include <generic/kmem.h>
#include <generic/mapdb.h>
#include <generic/printf.h>
#include <generic/string.h>
#include <generic/timerq.h>

/* Leaves the test that it stands in, with the place on the console. */
#define EXPECT(condition) \
	do { \
		if (!(condition)) { \
			kprintf("selftest: line %d: %s\n", __LINE__, #condition); \
			return false; \
		} \
	} while (0)

bool selftest_report(const char *name, bool ok)
{
	kprintf("selftest: %s: %s\n", name, ok ? "ok" : "FAILED");
	return ok;
}

/* --- kernel memory --- */

static bool test_blocks(void)
{
	size_t before = kmem_free_bytes();

	for (unsigned int order = 0; order <= KMEM_MAX_ORDER; order++) {
		size_t words = (ARCH_PAGE_SIZE << order) / sizeof(word_t);
		word_t *block = kmem_zalloc_pages(order);

		if (block == NULL) {
			EXPECT(order > 0);
			break;
		}
		EXPECT(IS_ALIGNED((kvaddr_t)block, ARCH_PAGE_SIZE << order));
		EXPECT(kmem_free_bytes() == before - (ARCH_PAGE_SIZE << order));
		EXPECT(block[0] == 0 && block[words - 1] == 0);
		block[0] = block[words - 1] = ~(word_t)0;
		kmem_free_pages(block, order);
		EXPECT(kmem_free_bytes() == before);
	}
	return true;
}

/* All there is, page by page, each with a mark of its own. */
static bool test_exhaustion(void)
{
	size_t before = kmem_free_bytes();
	word_t **chain = NULL, **page;
	word_t count = 0;

	while ((page = kmem_alloc_pages(0)) != NULL) {
		page[0] = (word_t *)chain;
		page[1] = (word_t *)count++;
		chain = page;
	}
	EXPECT(count > 0 && kmem_free_bytes() < before);
	while (chain != NULL) {
		page = chain;
		chain = (word_t **)page[0];
		EXPECT((word_t)page[1] == --count);
		kmem_free_pages(page, 0);
	}
	EXPECT(count == 0 && kmem_free_bytes() == before);
	return true;
}

static bool test_cache(void)
{
	static KMEM_CACHE(cache, 192, false);
	static word_t *object[200];
	size_t before = kmem_free_bytes();

	for (word_t i = 0; i < ARRAY_SIZE(object); i++) {
		object[i] = kmem_alloc(&cache);
		EXPECT(object[i] != NULL);
		for (unsigned int w = 0; w < 192 / sizeof(word_t); w++)
			object[i][w] = i;
	}
	EXPECT(kmem_used(&cache) == ARRAY_SIZE(object));
	for (word_t i = 0; i < ARRAY_SIZE(object); i++) {
		for (unsigned int w = 0; w < 192 / sizeof(word_t); w++)
			EXPECT(object[i][w] == i);
	}
	for (word_t i = 0; i < ARRAY_SIZE(object); i++)
		kmem_free(&cache, object[i]);
	EXPECT(kmem_used(&cache) == 0 && kmem_free_bytes() == before);
	return true;
}

static bool test_kmem(void)
{
	/* The second round of blocks finds all merged again. */
	return test_blocks() && test_exhaustion() && test_cache() && test_blocks();
}

/* --- mapping database --- */

#define MAP_VA		0x40000000ul
#define MAP_OTHER_VA	0x80000000ul

static struct ptab owner, middle, leaf;

/* A large page of memory that users may have; 0: none. */
static paddr_t find_large_page(void)
{
	paddr_t size = level_size(1);

	for (paddr_t pa = size; arch_phys_is_mapped(pa, size); pa += size)
		if (arch_phys_is_open(pa, pa + size) && !kmem_contains(pa, pa + size))
			return pa;
	return 0;
}

static bool map(struct ptab *from, uvaddr_t at, struct ptab *to, uvaddr_t there, word_t bytes,
		unsigned int rights)
{
	struct map_op op = { .src = from, .dst = to, .src_va = at, .dst_va = there, .left = bytes,
			     .rights = (u8)rights };
	err_t err;

	do {
		err = mapdb_map(&op);
	} while (err == ERR_AGAIN);
	return err == ERR_OK;
}

static void unmap(struct ptab *pt, uvaddr_t at, word_t bytes, unsigned int revoke, bool flush)
{
	struct unmap_op op = { .pt = pt, .va = at, .end = at + bytes, .revoke = (u8)revoke,
			       .flush = flush };

	while (mapdb_unmap(&op) == ERR_AGAIN)
		;
}

/* The page at va: where, which size, which rights. */
static bool has_page(const struct ptab *pt, uvaddr_t va, paddr_t pa, unsigned int level,
		     unsigned int rights)
{
	unsigned int l;
	pte_t e = pte_read(ptab_find(pt, va, &l));

	return pte_is_present(e) && l == level && pte_paddr(e, l) == pa &&
	       (pte_rights(e) & RIGHT_W) == (rights & RIGHT_W);
}

static bool is_empty(const struct ptab *pt, uvaddr_t va)
{
	unsigned int l;

	return !pte_is_present(pte_read(ptab_find(pt, va, &l)));
}

static bool test_mappings(paddr_t pa)
{
	const word_t large = level_size(1), page = ARCH_PAGE_SIZE;
	size_t nodes = mapdb_count();

	EXPECT(map(&owner, pa, &middle, MAP_VA, large, RIGHT_RWX));
	EXPECT(has_page(&middle, MAP_VA, pa, 1, RIGHT_RWX));
	EXPECT(map(&middle, MAP_VA + 3 * page, &leaf, MAP_OTHER_VA, page, RIGHT_R));
	EXPECT(has_page(&leaf, MAP_OTHER_VA, pa + 3 * page, 0, RIGHT_R));
	EXPECT(map(&middle, MAP_VA + 3 * page, &leaf, MAP_OTHER_VA, page, RIGHT_R | RIGHT_W));
	EXPECT(has_page(&leaf, MAP_OTHER_VA, pa + 3 * page, 0, RIGHT_R | RIGHT_W));
	EXPECT(mapdb_count() == nodes + 3);

	unmap(&middle, MAP_VA, large, RIGHT_W, false);
	EXPECT(has_page(&leaf, MAP_OTHER_VA, pa + 3 * page, 0, RIGHT_R));
	/* A part of the large page goes: the rest stays, in small pages. */
	unmap(&middle, MAP_VA, page, RIGHT_RWX, true);
	EXPECT(is_empty(&middle, MAP_VA));
	EXPECT(has_page(&middle, MAP_VA + 3 * page, pa + 3 * page, 0, RIGHT_RWX));
	EXPECT(has_page(&leaf, MAP_OTHER_VA, pa + 3 * page, 0, RIGHT_R));
	/* The owner takes back what it gave, through all spaces. */
	unmap(&owner, pa, large, RIGHT_RWX, false);
	EXPECT(is_empty(&middle, MAP_VA + 3 * page) && is_empty(&leaf, MAP_OTHER_VA));
	EXPECT(mapdb_count() == nodes + 1);
	unmap(&owner, pa, large, RIGHT_RWX, true);
	EXPECT(mapdb_count() == nodes);
	return true;
}

static bool test_mapdb(void)
{
	size_t before = kmem_free_bytes();
	paddr_t pa = find_large_page();
	bool ok;

	EXPECT(pa != 0);
	EXPECT(ptab_init(&owner) == ERR_OK);
	EXPECT(ptab_init(&middle) == ERR_OK);
	EXPECT(ptab_init(&leaf) == ERR_OK);
	owner.identity = true;
	ok = test_mappings(pa);
	if (ok) {
		ptab_destroy(&leaf);
		ptab_destroy(&middle);
		ptab_destroy(&owner);
		EXPECT(kmem_free_bytes() == before);
	}
	return ok;
}

/* --- timer queue --- */

#define TIMERS 100

static bool test_timerq(void)
{
	static struct timer timer[TIMERS];
	struct timerq q = { NULL };
	unsigned int left = TIMERS;
	u32 random = 1;
	usec_t last = 0;

	for (unsigned int i = 0; i < TIMERS; i++) {
		random = random * 1664525 + 1013904223;
		timer[i] = (struct timer){ 0 };
		timerq_insert(&q, &timer[i], random >> 20);
	}
	for (unsigned int i = 0; i < TIMERS; i += 3, left--)
		timerq_remove(&q, &timer[i]);
	for (; q.root != NULL; left--) {
		struct timer *first = q.root;

		EXPECT(first->deadline >= last);
		last = first->deadline;
		timerq_remove(&q, first);
		EXPECT(!timer_is_queued(first));
	}
	EXPECT(left == 0);
	return true;
}

/* --- clock and its interrupt --- */

#define DELAY_US	500
#define PATIENCE_US	10000000	/* an emulator may be that far behind */
#define INTERRUPTS	5

static bool test_clock(void (*take_interrupts)(void))
{
	for (unsigned int i = 0; i < INTERRUPTS; i++) {
		usec_t start, now, deadline;

		if (arch_preempt_pending())
			take_interrupts();
		start = arch_time_now();
		deadline = start + DELAY_US + i;
		arch_timer_program(deadline);
		do {
			now = arch_time_now();
			EXPECT(now >= start);
			EXPECT(now < deadline + PATIENCE_US);
		} while (!arch_preempt_pending());
		EXPECT(arch_time_now() >= deadline);
		take_interrupts();
		EXPECT(!arch_preempt_pending());
	}
	return true;
}

/* --- deep call chains --- */

#define DEPTH_MAX 40

/* Through a pointer, so that the compiler leaves the calls as they are. */
static word_t deep(unsigned int depth, word_t seed);
static word_t (*volatile next_call)(unsigned int, word_t) = deep;

/* Everything between the two uses of a, b and c has to survive the calls below. */
static __noinline word_t deep(unsigned int depth, word_t seed)
{
	word_t a = seed * 3 + depth, b = a ^ 0x5555, c = b + seed;

	if (depth == 0)
		return arch_preempt_pending() ? a : a;
	return (next_call(depth - 1, c) ^ b) + a + c;
}

/* The same without calls. */
static word_t flat(unsigned int depth, word_t seed)
{
	word_t seeds[DEPTH_MAX + 1], result;

	for (unsigned int d = depth; d > 0; d--) {
		seeds[d] = seed;
		seed = ((seed * 3 + d) ^ 0x5555) + seed;
	}
	result = seed * 3;
	for (unsigned int d = 1; d <= depth; d++) {
		word_t a = seeds[d] * 3 + d, b = a ^ 0x5555;

		result = (result ^ b) + a + b + seeds[d];
	}
	return result;
}

static bool test_calls(void)
{
	for (unsigned int depth = 0; depth <= DEPTH_MAX; depth++)
		EXPECT(deep(depth, depth * 7919) == flat(depth, depth * 7919));
	return true;
}

bool selftest_run(void (*take_interrupts)(void))
{
	bool ok = true;

	ok &= selftest_report("kernel memory", test_kmem());
	ok &= selftest_report("mapping database", test_mapdb());
	ok &= selftest_report("timer queue", test_timerq());
	ok &= selftest_report("clock interrupt", test_clock(take_interrupts));
	ok &= selftest_report("deep calls", test_calls());
	return ok;
}

void selftest_end(void)
{
	if (IS_ENABLED(CONFIG_BOOT_SELFTEST_PANIC))
		panic("as configured");
	/* An address that no processor takes, or that the kernel never maps. */
	if (IS_ENABLED(CONFIG_BOOT_SELFTEST_TRAP))
		*(volatile word_t *)ARCH_USER_END = 0;
}
