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

TEST(map_overlap, "error: memory map entries that overlap")
{
	prepare();
	CHECK(add(0, MIB, 1));
	CHECK(!add(MIB - 1, MIB, 1));
	CHECK_EQUAL(why.kind, PROBLEM_MEMORY_MAP);
	CHECK_TEXT(why.text, "0x0-0x100000 and 0xfffff-0x1fffff overlap");
	CHECK(!add(PAGE, PAGE, 2));
	CHECK(add(MIB, MIB, 1));
}

TEST(map_full, "error: more memory map entries than there are descriptors")
{
	prepare();
	for (u64 i = 0; i < MEMORY_ENTRIES_MAX; i++)
		CHECK(add(i * 2 * PAGE, PAGE, 1));
	CHECK(!add(4 * GIB, PAGE, 1));
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
