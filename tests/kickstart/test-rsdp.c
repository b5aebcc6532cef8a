/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Unit tests: ACPI's root pointer, told by the boot loader or found by the loader.
 */
#include "tags.h"

#include <l4/abi/kip.h>
#include <l4/abi/loader.h>

/* The record's root pointer; 0: there is none. */
static u64 told_rsdp(const struct world *w)
{
	u64 record = world_kip(w, L4_KIP_WORD_KDEBUG_CONFIG1);

	return record ? read64(w, record + L4_LOADER_AT_RSDP) : 0;
}

TEST(tags_rsdp, "multiboot 2: the root pointer's copy is in the record's page; the new one counts")
{
	struct world *w = usual_tags();
	paddr_t old = rsdp_tag(w, MULTIBOOT2_RSDP_OLD, 20), new;
	u64 copy, record;

	end_tags(w);
	CHECK(world_boot(w));
	copy = told_rsdp(w);
	record = world_kip(w, L4_KIP_WORD_KDEBUG_CONFIG1);
	CHECK(copy >= record + L4_LOADER_BYTES && copy + 36 <= record + PAGE && copy % 16 == 0);
	CHECK(!memcmp(at(w, copy), at(w, old), 20));
	for (u32 i = 20; i < 36; i++)
		CHECK_EQUAL(*at(w, copy + i), 0);
	w = usual_tags();
	rsdp_tag(w, MULTIBOOT2_RSDP_OLD, 20);
	new = rsdp_tag(w, MULTIBOOT2_RSDP_NEW, 36);
	end_tags(w);
	CHECK(world_boot(w));
	CHECK(!memcmp(at(w, told_rsdp(w)), at(w, new), 36));
}

TEST(tags_rsdp_bad, "multiboot 2: a root pointer that is cut off or damaged is none")
{
	struct world *w = usual_tags();
	paddr_t old = rsdp_tag(w, MULTIBOOT2_RSDP_OLD, 20);

	rsdp_tag(w, MULTIBOOT2_RSDP_NEW, 19);
	end_tags(w);
	CHECK(world_boot(w));
	CHECK(!memcmp(at(w, told_rsdp(w)), at(w, old), 20));
	for (u32 i = 0; i < 20; i++) {
		w = usual_tags();
		old = rsdp_tag(w, MULTIBOOT2_RSDP_OLD, 20);
		*at(w, old + i) ^= 1;
		end_tags(w);
		CHECK(world_boot(w));
		CHECK_EQUAL(told_rsdp(w), 0);
	}
	w = usual_tags();
	tag(w, MULTIBOOT2_RSDP_NEW, 0);
	tag(w, MULTIBOOT2_RSDP_OLD, 8);
	end_tags(w);
	CHECK(world_boot(w));
	CHECK_EQUAL(told_rsdp(w), 0);
}

#define ACPI_START	(40 * MIB)

/* Memory of ACPI, told by either protocol, with a root pointer at this place. */
static struct world *world_with_rsdp(bool is_multiboot2, u32 type, u64 bytes, paddr_t place)
{
	struct world *w = world_usual(64, 64, 64);

	world_map(w, ACPI_START, bytes, type);
	world_rsdp(w, place, 2);
	if (is_multiboot2) {
		begin_tags(w);
		map_tag(w, 24);
		module_tags(w);
		end_tags(w);
	}
	return w;
}

static u64 find_rsdp(u32 type, u64 bytes, paddr_t place)
{
	struct world *w = world_with_rsdp(true, type, bytes, place);
	u64 found;

	CHECK(world_boot(w));
	found = told_rsdp(w);
	w = world_with_rsdp(false, type, bytes, place);
	CHECK(world_boot(w));
	CHECK_EQUAL(told_rsdp(w), found);
	return found;
}

TEST(rsdp_search, "a root pointer that nobody tells is found in the map's tables of ACPI alone")
{
	const paddr_t last = ACPI_START + MIB - 32;

	CHECK_EQUAL(find_rsdp(3, MIB, ACPI_START), ACPI_START);
	CHECK_EQUAL(find_rsdp(3, MIB, last), last);
	CHECK_EQUAL(find_rsdp(3, MIB, ACPI_START + 0x5550), ACPI_START + 0x5550);
	CHECK_EQUAL(find_rsdp(3, MIB, ACPI_START + 0x5558), 0);
	CHECK_EQUAL(find_rsdp(2, MIB, ACPI_START), 0);
	CHECK_EQUAL(find_rsdp(4, MIB, ACPI_START), 0);
	CHECK_EQUAL(find_rsdp(3, MIB, ACPI_START + MIB), 0);
	/* All of the sum's bytes must lie in the range. */
	CHECK_EQUAL(find_rsdp(3, 20, ACPI_START), ACPI_START);
	CHECK_EQUAL(find_rsdp(3, 19, ACPI_START), 0);
	CHECK_EQUAL(find_rsdp(3, 1, ACPI_START), 0);
}

/* A machine whose BIOS has a root pointer here, and says that its extended data area is there. */
static u64 find_in_bios(paddr_t place, u32 segment)
{
	struct world *w = world_usual(64, 64, 64);

	*at(w, 0x40e) = (u8)segment;
	*at(w, 0x40f) = (u8)(segment >> 8);
	world_rsdp(w, place, 0);
	CHECK(world_boot(w));
	return told_rsdp(w);
}

TEST(rsdp_bios, "a root pointer of a BIOS is found in its memory and its extended data area")
{
	CHECK_EQUAL(find_in_bios(0xe0000, 0), 0xe0000);
	CHECK_EQUAL(find_in_bios(0xfffe0, 0xffff), 0xfffe0);
	CHECK_EQUAL(find_in_bios(0xf5ad0, 0x9fc0), 0xf5ad0);
	CHECK_EQUAL(find_in_bios(0xf5ad8, 0x9fc0), 0);
	CHECK_EQUAL(find_in_bios(0xdfff0, 0x9fc0), 0);
	CHECK_EQUAL(find_in_bios(0x100000, 0x9fc0), 0);
	CHECK_EQUAL(find_in_bios(0x9fc00, 0x9fc0), 0x9fc00);
	CHECK_EQUAL(find_in_bios(0x9ffe0, 0x9fc0), 0x9ffe0);
	CHECK_EQUAL(find_in_bios(0x9ffe0, 0x9fb0), 0);
	CHECK_EQUAL(find_in_bios(0xa0000, 0xa000), 0);
	CHECK_EQUAL(find_in_bios(0x3f0, 0x3f), 0);
}

TEST(rsdp_damaged, "a damaged root pointer is passed over, the next one is found")
{
	struct world *w = world_usual(64, 64, 64);

	world_map(w, ACPI_START, MIB, 3);
	world_rsdp(w, ACPI_START, 2);
	*at(w, ACPI_START + 8) ^= 0x10;
	world_rsdp(w, ACPI_START + 64, 2);
	*at(w, ACPI_START + 64 + 5) = 'X';
	world_rsdp(w, ACPI_START + MIB - 48, 0);
	CHECK(world_boot(w));
	CHECK_EQUAL(told_rsdp(w), ACPI_START + MIB - 48);
}

TEST(rsdp_far, "tables of ACPI beyond what the loader reaches, or without end, hold nothing up")
{
	struct world *w = world_usual(64, 64, 64);

	world_map(w, MEMORY_SIZE, (u64)1 << 60, 3);
	world_map(w, MEMORY_SIZE - 16, 16, 3);
	world_rsdp(w, 0x9000 + 0x500, 2);
	CHECK(world_boot(w));
	CHECK_EQUAL(told_rsdp(w), 0);
	w = world_usual(64, 64, 64);
	world_clear_map(w);
	world_map(w, 0, MEMORY_SIZE, 3);
	CHECK_PROBLEM(w, PROBLEM_OUTSIDE, 0, "is tables of ACPI (type 3)");
}
