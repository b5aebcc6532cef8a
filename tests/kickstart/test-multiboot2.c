/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Unit tests: what a multiboot 2 boot loader tells, in all the ways in which it can be wrong.
 */
#include "tags.h"

#include <l4/abi/kip.h>
#include <l4/abi/loader.h>

static void check_malformed(struct world *w, const char *part)
{
	CHECK(!world_boot(w));
	CHECK_EQUAL(w->why.kind, PROBLEM_MULTIBOOT);
	if (!strstr(w->text, part)) {
		printf("# text is: %s\n", w->text);
		test_failed(__FILE__, __LINE__, part);
	}
}

TEST(tags_boot, "multiboot 2: the same machine, told by this protocol, is the same to the kernel")
{
	static u8 page[PAGE], info[PAGE];
	struct world *w = world_usual(64, 64, 64);

	world_options(w, "kmem=8M");
	CHECK(world_boot(w));
	memcpy(page, at(w, KERNEL_ADDRESS), PAGE);
	memcpy(info, at(w, w->boot.mbi.start), PAGE);
	w = usual_tags();
	end_tags(w);
	CHECK(world_boot(w));
	CHECK_EQUAL(w->boot.told.num_modules, 3);
	CHECK(!strcmp(w->boot.modules[2].cmdline, "root one two"));
	CHECK(!memcmp(page, at(w, KERNEL_ADDRESS), PAGE));
	CHECK(!memcmp(info, at(w, w->boot.mbi.start), PAGE));
}

TEST(tags_order, "multiboot 2: tags come in any order, unknown ones between them")
{
	struct world *w = tags_only();

	tag(w, 0xffffffff, 13);
	module_tags(w);
	tag(w, 9, 0);
	map_tag(w, 24);
	tag(w, 12, 8);
	string_tag(w, MULTIBOOT2_CMDLINE, "kmem=8M");
	end_tags(w);
	CHECK(world_boot(w));
	CHECK_EQUAL(w->boot.options.kmem, 8 * MIB);
	CHECK(!w->boot.told.has_memory_sizes);
}

TEST(tags_first, "multiboot 2: of tags that there should be once the first one counts")
{
	struct world *w = usual_tags();

	string_tag(w, MULTIBOOT2_CMDLINE, "kmem=bad");
	put32(w, tag(w, MULTIBOOT2_SIZES, 8), 2000);
	put32(w, tag(w, MULTIBOOT2_MMAP, 8), 1);
	end_tags(w);
	CHECK(world_boot(w));
	CHECK_EQUAL(w->boot.told.mem_lower, 639);
	CHECK_EQUAL(w->boot.options.kmem, 8 * MIB);
}

TEST(tags_place, "error: multiboot 2 information outside memory, not aligned, or of no size")
{
	static const u32 places[] = { TAGS + 4, TAGS + 1, 0xfffffff8, (u32)MEMORY_SIZE,
				      (u32)MEMORY_SIZE - 8 };
	static const u32 sizes[] = { 0, 8, 15, (u32)MEMORY_SIZE - TAGS + 1, 0xffffffff,
				     (u32)MEMORY_SIZE - TAGS, 16 * (u32)MIB + 1 };
	struct world *w = usual_tags();

	end_tags(w);
	for (u32 i = 0; i < ARRAY_SIZE(places); i++) {
		w->tags = places[i];
		memset(at(w, MEMORY_SIZE - 8), 0x40, 8);
		check_malformed(w, "structure outside memory");
	}
	CHECK(!multiboot2_read(&w->boot.mem, 0, &w->boot.told, &w->boot.memory, w->boot.modules,
			       &w->why));
	w->tags = TAGS;
	for (u32 i = 0; i < ARRAY_SIZE(sizes); i++) {
		put32(w, TAGS, sizes[i]);
		check_malformed(w, "structure");
	}
	put32(w, TAGS, tags_used);
	CHECK(world_boot(w));
}

TEST(tags_sizes, "error: multiboot 2 tags of impossible sizes, also the largest")
{
	static const u32 sizes[] = { 0, 1, 7, 0x7ffffff8, 0xfffffff8, 0xffffffff };

	for (u32 i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct world *w = usual_tags();
		paddr_t here = next_tag();

		tag(w, 9, 8);
		put32(w, here + 4, sizes[i]);
		end_tags(w);
		check_malformed(w, sizes[i] < 8 ? "tag of an impossible size" : "tag cut off");
	}
}

TEST(tags_end, "error: multiboot 2 tags without an end, or an end that is cut off")
{
	struct world *w = usual_tags();

	put32(w, TAGS, tags_used);
	check_malformed(w, "no tag is the last one");
	for (u32 more = 1; more < 8; more++) {
		put32(w, TAGS, tags_used + more);
		check_malformed(w, "no tag is the last one");
	}
	/* The last tag ends with the information, but what fills it up to 8 bytes does not. */
	tag(w, 9, 3);
	put32(w, TAGS, tags_used - 5);
	check_malformed(w, "no tag is the last one");
	end_tags(w);
	put32(w, TAGS, tags_used - 1);
	check_malformed(w, "no tag is the last one");
	put32(w, TAGS, tags_used);
	CHECK(world_boot(w));
}

TEST(tags_after_end, "multiboot 2: nothing behind the last tag is looked at")
{
	struct world *w = usual_tags();

	tag(w, MULTIBOOT2_END, 0);
	tag(w, MULTIBOOT2_EFI_RUNS, 0);
	memset(at(w, TAGS + tags_used), 0, 64);
	put32(w, TAGS, tags_used + 64);
	CHECK(world_boot(w));
}

TEST(tags_strings, "error: multiboot 2 strings that do not end in their tag")
{
	struct world *w = tags_only();
	paddr_t here = tag(w, MULTIBOOT2_CMDLINE, 8);

	memcpy(at(w, here), "kmem=16M", 8);
	map_tag(w, 24);
	module_tags(w);
	end_tags(w);
	CHECK_PROBLEM(w, PROBLEM_STRING, NO_MODULE, "does not end within 8 bytes");
	w = usual_tags();
	here = tag(w, MULTIBOOT2_MODULE, 12);
	put32(w, here, FILES_ADDRESS);
	put32(w, here + 4, FILES_ADDRESS + 1);
	memcpy(at(w, here + 8), "name", 4);
	end_tags(w);
	CHECK_PROBLEM(w, PROBLEM_STRING, 3, "does not end within 4 bytes");
	w = tags_only();
	tag(w, MULTIBOOT2_CMDLINE, 0);
	end_tags(w);
	check_malformed(w, "string outside its tag");
	w = usual_tags();
	here = tag(w, MULTIBOOT2_MODULE, 8 + CMDLINE_MAX + 1);
	memset(at(w, here + 8), 'x', CMDLINE_MAX);
	put32(w, here, FILES_ADDRESS);
	put32(w, here + 4, FILES_ADDRESS + 1);
	end_tags(w);
	CHECK_PROBLEM(w, PROBLEM_STRING, 3, "does not end within 4096 bytes");
}

TEST(tags_cut, "error: multiboot 2 tags that end before their fields do")
{
	static const struct {
		u32 type, bytes;
		const char *part;
	} cases[] = {
		{ MULTIBOOT2_MODULE, 8, "module cut off" },
		{ MULTIBOOT2_MODULE, 0, "module cut off" },
		{ MULTIBOOT2_SIZES, 7, "memory sizes cut off" },
		{ MULTIBOOT2_BOOT_DEVICE, 11, "boot device cut off" },
	};

	for (u32 i = 0; i < ARRAY_SIZE(cases); i++) {
		struct world *w = usual_tags();

		tag(w, cases[i].type, cases[i].bytes);
		end_tags(w);
		check_malformed(w, cases[i].part);
	}
}

TEST(tags_modules, "error: multiboot 2 modules that are empty, end before they start, or overlap")
{
	struct world *w = usual_tags();

	module_tag(w, FILES_ADDRESS, FILES_ADDRESS, "data");
	end_tags(w);
	CHECK_PROBLEM(w, PROBLEM_TRUNCATED, 3, "module 3 (module data): empty file");
	w = usual_tags();
	module_tag(w, FILES_ADDRESS, FILES_ADDRESS - 1, "data");
	end_tags(w);
	CHECK_PROBLEM(w, PROBLEM_MULTIBOOT, 3, "module ends before it starts");
	w = usual_tags();
	module_tag(w, FILES_ADDRESS + FILE_SIZE - 1, FILES_ADDRESS + FILE_SIZE, "data");
	end_tags(w);
	CHECK_PROBLEM(w, PROBLEM_OVERLAP, 3, "overlaps the file of module 0");
	w = usual_tags();
	module_tag(w, 0x100000, 0x100001, "data");
	end_tags(w);
	CHECK_PROBLEM(w, PROBLEM_OVERLAP, 3, "overlaps the loader");
	w = usual_tags();
	module_tag(w, 0xfffff000, 0xffffffff, "data");
	end_tags(w);
	CHECK_PROBLEM(w, PROBLEM_OUTSIDE, 3, "is outside memory");
}

TEST(tags_many_modules, "multiboot 2: 512 modules are read, one more is an error")
{
	struct world *w = usual_tags();

	while (w->modules++ < MODULES_MAX)
		module_tag(w, w->next_file, w->next_file + 1, "data");
	end_tags(w);
	CHECK(world_read(w));
	CHECK_EQUAL(w->boot.told.num_modules, MODULES_MAX);
	tags_used -= 8;
	module_tag(w, w->next_file, w->next_file + 1, "data");
	end_tags(w);
	CHECK_PROBLEM(w, PROBLEM_SLOTS, NO_MODULE, "more than 512 modules");
}

TEST(tags_missing, "error: multiboot 2 information without modules, or without memory")
{
	struct world *w = tags_only();

	map_tag(w, 24);
	end_tags(w);
	CHECK_PROBLEM(w, PROBLEM_MISSING, 0, "module 0 (kernel): missing");
	w = tags_only();
	module_tags(w);
	end_tags(w);
	CHECK_PROBLEM(w, PROBLEM_MEMORY_MAP, NO_MODULE, "does not tell what memory there is");
	w = tags_only();
	module_tags(w);
	sizes_tag(w);
	world_clear_map(w);
	map_tag(w, 24);
	end_tags(w);
	CHECK_PROBLEM(w, PROBLEM_MEMORY_MAP, NO_MODULE, "does not tell what memory there is");
}

TEST(tags_only_sizes, "multiboot 2: without any map the sizes of memory are used")
{
	struct world *w = tags_only();

	module_tags(w);
	sizes_tag(w);
	end_tags(w);
	CHECK(world_boot(w));
	CHECK_DESCRIPTOR(w, 1, 0, 639 * KIB - 1, 1, 1);
	CHECK_DESCRIPTOR(w, 2, MIB, MEMORY_SIZE - 1, 1, 1);
	w = tags_only();
	module_tags(w);
	put32(w, tag(w, MULTIBOOT2_SIZES, 8), 1025);
	end_tags(w);
	check_malformed(w, "lower memory");
}

TEST(tags_device, "multiboot 2: the boot device as multiboot 1 has it, for users")
{
	struct world *w = usual_tags();
	paddr_t here = tag(w, MULTIBOOT2_BOOT_DEVICE, 12);

	put32(w, here, 0x80);
	put32(w, here + 4, 2);
	put32(w, here + 8, 0xffffffff);
	end_tags(w);
	CHECK(world_boot(w));
	CHECK_EQUAL(read32(w, w->boot.mbi.start), 0x4f);
	CHECK_EQUAL(read32(w, w->boot.mbi.start + 12), 0x8002ffff);
}

TEST(tags_map, "multiboot 2: entries of the map may have more fields, none may be cut off")
{
	static const u32 sizes[] = { 20, 24, 32, 40 }, wrong[] = { 0, 1, 19, 0xffffffff };

	for (u32 i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct world *w = tags_only();

		module_tags(w);
		map_tag(w, sizes[i]);
		end_tags(w);
		CHECK(world_boot(w));
		CHECK_EQUAL(w->boot.memory.entries, 5);
		CHECK_DESCRIPTOR(w, 4, MIB, MEMORY_SIZE - 1, 1, 1);
	}
	for (u32 i = 0; i < ARRAY_SIZE(wrong); i++) {
		struct world *w = tags_only();
		paddr_t here = next_tag() + 8;

		map_tag(w, 24);
		put32(w, here, wrong[i]);
		end_tags(w);
		check_malformed(w, "memory map");
	}
	for (u32 cut = 1; cut < 24; cut++) {
		struct world *w = tags_only();
		paddr_t here = next_tag();

		map_tag(w, 24);
		put32(w, here + 4, read32(w, here + 4) - cut);
		end_tags(w);
		CHECK(!world_boot(w));
		CHECK_EQUAL(w->why.kind, PROBLEM_MULTIBOOT);
	}
	for (u32 bytes = 1; bytes < 8; bytes++) {
		struct world *w = tags_only();

		put32(w, tag(w, MULTIBOOT2_MMAP, bytes), 24);
		end_tags(w);
		check_malformed(w, "memory map cut off");
	}
}

TEST(tags_efi, "multiboot 2: the firmware's map counts where the boot loader has none")
{
	struct world *w = tags_only();

	module_tags(w);
	sizes_tag(w);
	efi_tag(w, usual_efi, ARRAY_SIZE(usual_efi));
	end_tags(w);
	CHECK(world_boot(w));
	CHECK_DESCRIPTOR(w, 1, 0x9f000, 0x9ffff, 0xf, 2);
	CHECK_DESCRIPTOR(w, 2, 0, 0x9efff, 1, 1);
	CHECK_DESCRIPTOR(w, 3, MIB, MEMORY_SIZE - 1, 1, 1);
	CHECK_DESCRIPTOR(w, 4, 0xfffc0000, 0xffffffff, 0xf, 2);
	/* Not both: they say the same. */
	w = usual_tags();
	efi_tag(w, usual_efi, ARRAY_SIZE(usual_efi));
	end_tags(w);
	CHECK(world_boot(w));
	CHECK_DESCRIPTOR(w, 1, 0, 0x9fbff, 1, 1);
	/* An empty map is none. */
	w = tags_only();
	module_tags(w);
	put32(w, tag(w, MULTIBOOT2_MMAP, 8), 24);
	efi_tag(w, usual_efi, ARRAY_SIZE(usual_efi));
	end_tags(w);
	CHECK(world_boot(w));
	CHECK_DESCRIPTOR(w, 1, 0x9f000, 0x9ffff, 0xf, 2);
}

TEST(tags_efi_types, "multiboot 2: what the firmware's types are to a kernel")
{
	static const u8 types[] = { 2, 1, 1, 1, 1, 2, 2, 1, 5, 3, 4, 2, 2, 2, 7, 2, 2 };

	for (u32 i = 0; i < 20; i++) {
		const struct efi_entry entry = { i < 17 ? i : 0x7fffffff + i, MIB, 1 };
		struct world *w = tags_only();

		efi_tag(w, &entry, 1);
		end_tags(w);
		CHECK(world_read(w));
		CHECK_EQUAL(w->boot.memory.entries, 1);
		CHECK_EQUAL(w->boot.memory.map[0].at.start, MIB);
		CHECK_EQUAL(w->boot.memory.map[0].at.end, MIB + PAGE);
		CHECK_EQUAL(w->boot.memory.map[0].type, i < 17 ? types[i] : 2);
	}
}

TEST(tags_efi_bad, "error: the firmware's map with impossible sizes, or entries that wrap round")
{
	static const struct efi_entry wraps[] = {
		{ 7, PAGE, (u64)1 << 52 }, { 7, ~(u64)0 - PAGE + 1, 2 }, { 7, 0, ~(u64)0 },
	};
	static const u32 sizes[] = { 0, 8, 39, EFI_BYTES + 1, 0xffffffff };

	for (u32 i = 0; i < ARRAY_SIZE(wraps); i++) {
		struct world *w = tags_only();

		efi_tag(w, &wraps[i], 1);
		end_tags(w);
		CHECK_PROBLEM(w, PROBLEM_MEMORY_MAP, NO_MODULE, "wrap round");
	}
	for (u32 i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct world *w = tags_only();
		paddr_t here = next_tag() + 8;

		efi_tag(w, usual_efi, 2);
		put32(w, here, sizes[i]);
		end_tags(w);
		CHECK_PROBLEM(w, PROBLEM_MEMORY_MAP, NO_MODULE, "the firmware's memory map of 96");
	}
	for (u32 bytes = 0; bytes < 8; bytes++) {
		struct world *w = tags_only();

		tag(w, MULTIBOOT2_EFI_MAP, bytes);
		end_tags(w);
		check_malformed(w, "memory map of the firmware cut off");
	}
}

TEST(tags_efi_runs, "error: boot services of the firmware that have not ended")
{
	struct world *w = usual_tags();

	tag(w, MULTIBOOT2_EFI_RUNS, 0);
	end_tags(w);
	check_malformed(w, "has not ended the firmware's boot services");
}

TEST(tags_framebuffer, "multiboot 2: a framebuffer goes to the record, not if it is cut off")
{
	struct world *w = usual_tags();
	u64 record;

	screen_tag(w, 30);
	end_tags(w);
	CHECK(world_boot(w));
	record = world_kip(w, L4_KIP_WORD_KDEBUG_CONFIG1);
	CHECK_EQUAL(read64(w, record + L4_LOADER_AT_FRAMEBUFFER), 0x80000000);
	CHECK_EQUAL(read32(w, record + L4_LOADER_AT_PITCH), 5120);
	CHECK_EQUAL(read32(w, record + L4_LOADER_AT_WIDTH), 1280);
	CHECK_EQUAL(read32(w, record + L4_LOADER_AT_HEIGHT), 800);
	CHECK_EQUAL(read32(w, record + L4_LOADER_AT_DEPTH), 32);
	CHECK_EQUAL(*at(w, record + L4_LOADER_AT_COLOURS), 16);
	CHECK_EQUAL(*at(w, record + L4_LOADER_AT_COLOURS + 5), 8);
	w = usual_tags();
	screen_tag(w, 29);
	end_tags(w);
	CHECK(world_boot(w));
	CHECK_EQUAL(world_kip(w, L4_KIP_WORD_KDEBUG_CONFIG1), 0);
}

TEST(tags_framebuffer_wrong, "multiboot 2: what is wrong with tags can be shown on a screen")
{
	struct world *w = tags_only();
	paddr_t screen;

	map_tag(w, 24);
	screen = next_tag();
	screen_tag(w, 30);
	put64(w, screen + 8, 0xa0000);
	put32(w, screen + 24, 16);
	module_tag(w, FILES_ADDRESS, FILES_ADDRESS, "empty");
	end_tags(w);
	CHECK_PROBLEM(w, PROBLEM_TRUNCATED, 0, "empty file");
	CHECK(boot_may_draw(&w->boot));
	put64(w, screen + 8, KERNEL_ADDRESS);
	CHECK_PROBLEM(w, PROBLEM_TRUNCATED, 0, "empty file");
	CHECK(!boot_may_draw(&w->boot));
}

/* The next number of a sequence that is the same in each run. */
static u32 next_number(u64 *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (u32)(*state >> 33);
}

TEST(tags_random, "multiboot 2: whatever the words of the tags are, it boots or says why not")
{
	static const u32 values[] = { 0, 1, 7, 8, 24, 0x1000, 0x7fffffff, 0xfffffff8, ~0u };
	u64 state = 1;

	for (u32 round = 0; round < 1000; round++) {
		struct world *w = usual_tags();

		rsdp_tag(w, MULTIBOOT2_RSDP_NEW, 36);
		end_tags(w);
		for (u32 changes = 1 + next_number(&state) % 3; changes; changes--) {
			u32 word = next_number(&state) % (tags_used / 4);
			u32 old = read32(w, TAGS + 4 * word), value = next_number(&state);

			value = value % 3 ? values[value / 3 % ARRAY_SIZE(values)] :
					    old + value % 32 - 16;
			put32(w, TAGS + 4 * word, value);
		}
		if (!world_boot(w))
			CHECK(w->why.kind != PROBLEM_NONE && w->text[0] != '\0');
	}
}
