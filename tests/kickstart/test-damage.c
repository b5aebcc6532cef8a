/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Unit test: many boots with damaged input. Nothing is expected of them but that they end, in a
 * kernel or in a message; the sanitizers and the traps in the code do the rest.
 */
#include <l4/abi/kip.h>
#include "tags.h"

#define BOOTS	3000	/* multiplied by ROUNDS in the environment */

static u32 state = 1;

static u32 next_random(void)
{
	state = state * 1664525 + 1013904223;
	return state >> 8;
}

/* Values at which comparisons go wrong. */
static u32 interesting(void)
{
	static const u32 values[] = {
		0, 1, 3, 0x7f, 0xff, 0xfff, 0x1000, 0x3ff, 0x400, 0x100000, 0x139fff, 0x13a000,
		FILES_ADDRESS, KERNEL_ADDRESS, SIGMA0_ADDRESS, ROOT_ADDRESS, (u32)MEMORY_SIZE,
		(u32)MEMORY_SIZE - 1, 0x7fffffff, 0x80000000, 0xfffff000, 0xfffffffe, 0xffffffff,
		L4_KIP_MAGIC, 512, 513, 64, 65,
	};

	switch (next_random() % 4) {
	case 0:
		return next_random() << 16 ^ next_random();
	case 1:
		return next_random() % 65536;
	default:
		return values[next_random() % ARRAY_SIZE(values)];
	}
}

/* Offsets in the boot loader's structures and in the files that mean something. */
static paddr_t somewhere(const struct world *w)
{
	u32 file = FILES_ADDRESS + next_random() % 4 * FILE_SIZE;

	if (w->tags && next_random() % 2)
		return TAGS + next_random() % (tags_used / 4) * 4;
	switch (next_random() % 8) {
	case 0:
		return INFO_ADDRESS + next_random() % 22 * 4;
	case 1:
		return MMAP_ADDRESS + next_random() % 30 * 4;
	case 2:
		return TABLE_ADDRESS + next_random() % 16 * 4;
	case 3:
	case 4:
		return file + next_random() % 60 * 2;
	case 5:
		return FILES_ADDRESS + PAGE + next_random() % 110 * 4;
	default:
		return file + next_random() % 40 * 4;
	}
}

/* What a boot loader under UEFI tells. */
static void write_tags(struct world *w)
{
	begin_tags(w);
	string_tag(w, MULTIBOOT2_CMDLINE, "kmem=8M");
	sizes_tag(w);
	if (next_random() % 2)
		map_tag(w, 24);
	efi_tag(w, usual_efi, EFI_USUAL);
	module_tags(w);
	screen_tag(w, SCREEN_BYTES);
	rsdp_tag(w, MULTIBOOT2_RSDP_OLD, 20);
	rsdp_tag(w, MULTIBOOT2_RSDP_NEW, 36);
	end_tags(w);
}

TEST(damage, "damaged input: thousands of boots end without harm")
{
	static const char *const options[] = {
		"", "maxmem=30M", "kmem=40M decode-all=yes", "mbi=no", "decode-all=yes bootinfo=no",
	};
	const char *factor = getenv("ROUNDS");
	u32 rounds = factor ? (u32)(BOOTS * strtod(factor, NULL)) : BOOTS, boots = 0;

	for (u32 i = 0; i < rounds; i++) {
		struct world *w = world_usual(i % 2 ? 64 : 32, i % 3 ? 32 : 64, i % 5 ? 32 : 64);
		struct elf_spec spec = elf_spec(32, 0x1800000);

		world_program(w, &spec, "server");
		world_options(w, options[i % ARRAY_SIZE(options)]);
		if (i % 2)
			write_tags(w);
		for (u32 n = next_random() % 4; n; n--)
			phys_put32(&w->boot.mem, somewhere(w), interesting());
		if (world_boot(w))
			boots++;
		else if (w->why.kind == PROBLEM_NONE || !w->text[0])
			CHECK(!"a failure has a reason");
	}
	printf("# %u of %u boots succeeded\n", boots, rounds);
	CHECK(boots > rounds / 10 && boots < rounds);
}
