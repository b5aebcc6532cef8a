/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Unit tests: the memory map and the search for room.
 */
#include "unit.h"

static struct memory m;
static struct problem why;
static const struct range anywhere = { 0, ~(u64)0 };

static void prepare(void)
{
	m.entries = m.num_claims = 0;
	m.limit = 4 * GIB;
	why = (struct problem){ .kind = PROBLEM_NONE };
}

static bool add(u64 base, u64 len, u32 type)
{
	return memory_add(&m, base, len, type, &why);
}

static void claim(u64 start, u64 end)
{
	memory_claim(&m, (struct range){ start, end }, "test", NO_MODULE);
}

TEST(range_arithmetic, "ranges: no wrap round, empty ones overlap nothing, rounding saturates")
{
	struct range r;

	CHECK(range_make(&r, ~(u64)0 - 9, 10) && r.end == ~(u64)0);
	CHECK(!range_make(&r, ~(u64)0 - 9, 11));
	CHECK(range_make(&r, ~(u64)0, 0));
	CHECK(!range_overlaps((struct range){ 5, 5 }, (struct range){ 0, 10 }));
	CHECK(range_overlaps((struct range){ 5, 6 }, (struct range){ 0, 10 }));
	CHECK(!range_overlaps((struct range){ 0, 5 }, (struct range){ 5, 10 }));
	CHECK_EQUAL(round_up(~(u64)0 - 5, 4096), ~(u64)0 - 4095);
	CHECK_EQUAL(round_up(4097, 4096), 8192);
}

TEST(map_wrap, "error: memory map entries that wrap round")
{
	prepare();
	CHECK(!add(~(u64)0 - PAGE, 2 * PAGE, 1));
	CHECK_EQUAL(why.kind, PROBLEM_MEMORY_MAP);
	CHECK_TEXT(why.text, "wrap round");
	CHECK(!add(PAGE, ~(u64)0, 2));
	CHECK(add(~(u64)0 - PAGE + 1, PAGE, 2));
}

static bool entry_is(u32 i, u64 start, u64 end, u32 type)
{
	return m.map[i].at.start == start && m.map[i].at.end == end && m.map[i].type == type;
}

TEST(map_overlap_memory, "memory map: entries of memory that overlap count once")
{
	prepare();
	CHECK(add(0, MIB, 1) && add(MIB - 1, MIB, 1) && add(PAGE, PAGE, 1));
	CHECK_EQUAL(m.entries, 1);
	CHECK(entry_is(0, 0, 2 * MIB - 1, 1));
	CHECK(add(4 * MIB, MIB, 1) && add(MIB, 8 * MIB, 1));
	CHECK_EQUAL(m.entries, 1);
	CHECK(entry_is(0, 0, 9 * MIB, 1));
}

TEST(map_overlap_types, "memory map: what overlaps another type is not memory, in either order")
{
	prepare();
	CHECK(add(0, 4 * MIB, 1) && add(MIB, MIB, 2) && add(4 * MIB - PAGE, MIB, 3));
	CHECK_EQUAL(m.entries, 4);
	CHECK(entry_is(0, 0, MIB, 1) && entry_is(1, MIB, 2 * MIB, 2));
	CHECK(entry_is(2, 2 * MIB, 4 * MIB - PAGE, 1));
	CHECK(entry_is(3, 4 * MIB - PAGE, 5 * MIB - PAGE, 3));
	CHECK(add(8 * MIB, MIB, 2) && add(7 * MIB, 3 * MIB, 1));
	CHECK(memory_is_ram(&m, (struct range){ 7 * MIB, 8 * MIB }));
	CHECK(memory_is_ram(&m, (struct range){ 9 * MIB, 10 * MIB }));
	CHECK(!memory_is_present(&m, (struct range){ 8 * MIB, 8 * MIB + 1 }));
	CHECK(!memory_is_present(&m, (struct range){ 9 * MIB - 1, 9 * MIB }));
	CHECK(add(16 * MIB, MIB, 1) && add(15 * MIB, 3 * MIB, 2));
	CHECK(!memory_is_present(&m, (struct range){ 16 * MIB, 16 * MIB + 1 }));
}

TEST(map_overlap_first, "memory map: of two types that are not memory the first one counts")
{
	prepare();
	CHECK(add(MIB, MIB, 3) && add(0, 3 * MIB, 2));
	CHECK_EQUAL(m.entries, 3);
	CHECK(entry_is(0, MIB, 2 * MIB, 3));
	CHECK(entry_is(1, 0, MIB, 2) && entry_is(2, 2 * MIB, 3 * MIB, 2));
}

#define MODEL_PAGES	64u

static u32 next_random(u32 n)
{
	static u64 state = 1;

	state = state * 6364136223846793005u + 1442695040888963407u;
	return (u32)(state >> 33) % n;
}

/* What one page is according to the map; 0: nothing. Two answers: a test that fails. */
static u32 map_type(u64 page)
{
	struct range r = { page * PAGE, (page + 1) * PAGE };
	u32 type = 0;

	for (u32 i = 0; i < m.entries; i++) {
		if (!range_overlaps(m.map[i].at, r))
			continue;
		CHECK(range_contains(m.map[i].at, r) && type == 0);
		type = m.map[i].type;
	}
	return type;
}

TEST(map_overlap_model, "memory map: random entries against a model of pages")
{
	for (u32 round = 0; round < 2000; round++) {
		u32 model[MODEL_PAGES] = { 0 };

		prepare();
		for (u32 n = 0; n < 12; n++) {
			u32 start = next_random(MODEL_PAGES), type = 1 + next_random(3);
			u32 pages = next_random(MODEL_PAGES - start) / (1 + next_random(4));

			CHECK(add((u64)start * PAGE, (u64)pages * PAGE, type));
			for (u32 p = start; p < start + pages; p++)
				if (model[p] <= 1)
					model[p] = type == 1 && model[p] ? model[p] : type;
			for (u32 p = 0; p < MODEL_PAGES; p++)
				CHECK_EQUAL(map_type(p), model[p]);
		}
	}
}

TEST(map_full, "error: more memory map entries than there are descriptors")
{
	prepare();
	for (u64 i = 0; i < MEMORY_ENTRIES_MAX; i++)
		CHECK(add(i * 2 * PAGE, PAGE, 1));
	CHECK(!add(4 * GIB, PAGE, 1));
	CHECK_EQUAL(why.kind, PROBLEM_MEMORY_MAP);

	/* Also the parts into which an entry falls have to fit in. */
	prepare();
	CHECK(add(0, GIB, 1));
	for (u64 i = 1; 2 * i < MEMORY_ENTRIES_MAX; i++)
		CHECK(add(i * 2 * PAGE, PAGE, 2));
	CHECK(!add(MEMORY_ENTRIES_MAX * 2 * PAGE, PAGE, 2));
	CHECK_EQUAL(why.kind, PROBLEM_MEMORY_MAP);
}

TEST(map_empty_entry, "memory map entries without length do not count")
{
	prepare();
	CHECK(add(0, MIB, 1) && add(PAGE, 0, 2));
	CHECK_EQUAL(m.entries, 1);
}

TEST(map_borders, "memory: a range may cross from one entry to the next, in any order")
{
	prepare();
	CHECK(add(3 * MIB, MIB, 1) && add(MIB, MIB, 1) && add(2 * MIB, MIB, 1));
	CHECK(memory_is_ram(&m, (struct range){ MIB, 4 * MIB }));
	CHECK(!memory_is_ram(&m, (struct range){ MIB, 4 * MIB + 1 }));
	CHECK(!memory_is_ram(&m, (struct range){ MIB - 1, 2 * MIB }));
}

TEST(map_joined, "memory map: entries of one type that border are one, in any order")
{
	prepare();
	CHECK(add(3 * MIB, MIB, 1) && add(MIB, MIB, 1) && add(5 * MIB, MIB, 3));
	CHECK_EQUAL(m.entries, 3);
	CHECK(add(2 * MIB, MIB, 1));
	CHECK_EQUAL(m.entries, 2);
	CHECK(add(4 * MIB, MIB, 3) && add(6 * MIB, MIB, 2) && add(0, MIB, 1));
	CHECK_EQUAL(m.entries, 3);
	CHECK(memory_is_ram(&m, (struct range){ 0, 4 * MIB }));
	CHECK(!memory_is_ram(&m, (struct range){ 0, 4 * MIB + 1 }));
	CHECK(add(~(u64)0 - PAGE + 1, PAGE, 2) && add(~(u64)0 - 2 * PAGE + 1, PAGE, 2));
	CHECK_EQUAL(m.entries, 4);
}

TEST(map_types, "memory: other types than 1 are not memory")
{
	prepare();
	CHECK(add(MIB, MIB, 1) && add(2 * MIB, MIB, 3));
	CHECK(memory_is_ram(&m, (struct range){ MIB, 2 * MIB }));
	CHECK(!memory_is_ram(&m, (struct range){ MIB, 2 * MIB + 1 }));
}

TEST(map_limit, "memory: nothing counts above the limit, but is present")
{
	prepare();
	m.limit = 3 * MIB;
	CHECK(add(MIB, 9 * MIB, 1));
	CHECK(memory_is_ram(&m, (struct range){ 2 * MIB, 3 * MIB }));
	CHECK(!memory_is_ram(&m, (struct range){ 2 * MIB, 3 * MIB + 1 }));
	CHECK(memory_is_present(&m, (struct range){ 2 * MIB, 9 * MIB }));
}

TEST(find_lowest, "room: the lowest free place, aligned, in whatever order the entries are")
{
	struct range r;

	prepare();
	CHECK(add(16 * MIB, MIB, 1) && add(MIB + 1, MIB, 1));
	CHECK(memory_find_lowest(&m, PAGE, PAGE, anywhere, &r));
	CHECK_EQUAL(r.start, MIB + PAGE);
	claim(MIB, MIB + 5 * PAGE + 1);
	claim(MIB + 7 * PAGE, MIB + 8 * PAGE);
	CHECK(memory_find_lowest(&m, PAGE, PAGE, anywhere, &r));
	CHECK_EQUAL(r.start, MIB + 6 * PAGE);
	CHECK(memory_find_lowest(&m, PAGE + 1, PAGE, anywhere, &r));
	CHECK_EQUAL(r.start, MIB + 8 * PAGE);
	CHECK(memory_find_lowest(&m, MIB, PAGE, anywhere, &r));
	CHECK_EQUAL(r.start, 16 * MIB);
	CHECK(!memory_find_lowest(&m, MIB + 1, PAGE, anywhere, &r));
	CHECK(!memory_find_lowest(&m, ~(u64)0, PAGE, anywhere, &r));
}

TEST(find_types, "room: only in memory, not in ranges of another type")
{
	struct range r;

	prepare();
	CHECK(add(MIB, MIB, 3) && add(2 * MIB, MIB, 1) && add(3 * MIB, 32 * MIB, 2));
	CHECK(memory_find_lowest(&m, PAGE, PAGE, anywhere, &r));
	CHECK_EQUAL(r.start, 2 * MIB);
	CHECK(memory_find_highest(&m, PAGE, PAGE, anywhere, &r));
	CHECK_EQUAL(r.end, 3 * MIB);
	CHECK(!memory_find_kernel(&m, 2 * MIB, 2 * MIB, &r));
}

TEST(find_within, "room: only where it is asked for")
{
	struct range r;

	prepare();
	CHECK(add(MIB, 15 * MIB, 1));
	CHECK(memory_find_lowest(&m, PAGE, PAGE, (struct range){ 4 * MIB, 5 * MIB }, &r));
	CHECK_EQUAL(r.start, 4 * MIB);
	CHECK(!memory_find_lowest(&m, MIB + 1, PAGE, (struct range){ 4 * MIB, 5 * MIB }, &r));
	CHECK(!memory_find_lowest(&m, PAGE, PAGE, (struct range){ 20 * MIB, 30 * MIB }, &r));
	CHECK(memory_find_highest(&m, PAGE, PAGE, (struct range){ 4 * MIB, 5 * MIB }, &r));
	CHECK_EQUAL(r.end, 5 * MIB);
}

TEST(find_highest, "room: the highest free place, aligned, below the limit")
{
	struct range r;

	prepare();
	CHECK(add(16 * MIB, MIB, 1) && add(MIB, MIB, 1) && add(5 * GIB, GIB, 1));
	CHECK(memory_find_highest(&m, 100, PAGE, anywhere, &r));
	CHECK_EQUAL(r.start, 17 * MIB - PAGE);
	CHECK_EQUAL(r.end, 17 * MIB - PAGE + 100);
	claim(16 * MIB + PAGE + 1, 20 * MIB);
	CHECK(memory_find_highest(&m, PAGE, PAGE, anywhere, &r));
	CHECK_EQUAL(r.start, 16 * MIB);
	CHECK(memory_find_highest(&m, PAGE + 2, PAGE, anywhere, &r));
	CHECK_EQUAL(r.start, 2 * MIB - 2 * PAGE);
	CHECK(!memory_find_highest(&m, MIB + 1, PAGE, anywhere, &r));
}

TEST(kmem_top, "kmem: top of the first region that is large enough")
{
	struct range r;

	prepare();
	CHECK(add(0, 0x9fc00, 1) && add(MIB, 63 * MIB, 1) && add(128 * MIB, 128 * MIB, 1));
	CHECK(memory_find_kernel(&m, 16 * MIB, 2 * MIB, &r));
	CHECK_EQUAL(r.start, 48 * MIB);
	CHECK_EQUAL(r.end, 64 * MIB);
	CHECK(memory_find_kernel(&m, 62 * MIB, 2 * MIB, &r));
	CHECK_EQUAL(r.start, 2 * MIB);
	CHECK(memory_find_kernel(&m, 64 * MIB, 2 * MIB, &r));
	CHECK_EQUAL(r.start, 192 * MIB);
}

TEST(kmem_granule, "kmem: whole 2 MiB, on 2 MiB boundaries")
{
	struct range r;

	prepare();
	CHECK(add(MIB, 63 * MIB - PAGE, 1));
	CHECK(memory_find_kernel(&m, 5 * MIB, 2 * MIB, &r));
	CHECK_EQUAL(r.start, 56 * MIB);
	CHECK_EQUAL(r.end, 62 * MIB);
	CHECK(memory_find_kernel(&m, 60 * MIB, 2 * MIB, &r));
	CHECK(!memory_find_kernel(&m, 60 * MIB + 1, 2 * MIB, &r));
	CHECK(!memory_find_kernel(&m, 0, 2 * MIB, &r));
}

TEST(kmem_region, "kmem: a region counts at most 240 MiB from its aligned start")
{
	struct range r;

	prepare();
	CHECK(add(MIB, 1023 * MIB, 1));
	CHECK(memory_find_kernel(&m, 16 * MIB, 2 * MIB, &r));
	CHECK_EQUAL(r.end, 242 * MIB);
	CHECK(memory_find_kernel(&m, 240 * MIB, 2 * MIB, &r));
	CHECK(!memory_find_kernel(&m, 242 * MIB, 2 * MIB, &r));
}

TEST(kmem_conflict, "kmem: below what is taken, or in the next region")
{
	struct range r;

	prepare();
	CHECK(add(MIB, 31 * MIB, 1) && add(64 * MIB, 64 * MIB, 1));
	claim(30 * MIB + PAGE, 30 * MIB + 2 * PAGE);
	CHECK(memory_find_kernel(&m, 8 * MIB, 2 * MIB, &r));
	CHECK_EQUAL(r.end, 30 * MIB);
	claim(16 * MIB, 16 * MIB + 1);
	claim(8 * MIB, 8 * MIB + 1);
	CHECK(memory_find_kernel(&m, 14 * MIB, 2 * MIB, &r));
	CHECK_EQUAL(r.end, 128 * MIB);
	CHECK(memory_find_kernel(&m, 12 * MIB, 2 * MIB, &r));
	CHECK_EQUAL(r.start, 18 * MIB);
}

TEST(kmem_limit, "kmem: below maxmem")
{
	struct range r;

	prepare();
	m.limit = 33 * MIB;
	CHECK(add(MIB, 127 * MIB, 1));
	CHECK(memory_find_kernel(&m, 8 * MIB, 2 * MIB, &r));
	CHECK_EQUAL(r.end, 32 * MIB);
}
