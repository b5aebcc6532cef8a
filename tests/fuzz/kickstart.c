/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libFuzzer: an input is a list of changes to a machine that could be booted: to the boot loader's
 * structures, command lines, ELF headers and the kernel interface page. Either the loader finds a
 * problem and can say which, or nothing lies where something else is.
 */
#include "unit.h"

#include <fuzz.h>

#define EXTRA_MODULES	3
#define MAX_CHANGES	40
#define MAX_RANGES	600
#define HEADERS		0x200	/* of a file: ELF header and program headers */
#define MAP_BYTES	0x90
#define TABLE_BYTES	0x70
#define INFO_BYTES	0x40
#define STRING_BYTES	0x60

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct fuzz_source source;

static u32 pick(u32 n)
{
	return fuzz_pick(&source, n);
}

/* --- changes --- */

/* Where the files are. */
static u32 file_at[MODULES_NEEDED + EXTRA_MODULES];

struct region {
	u32 start, bytes;
};

static struct region some_region(const struct world *w)
{
	const struct region fixed[] = {
		{ INFO_ADDRESS, INFO_BYTES }, { MMAP_ADDRESS, MAP_BYTES },
		{ TABLE_ADDRESS, TABLE_BYTES }, { STRINGS_ADDRESS, STRING_BYTES },
		{ file_at[MODULE_KERNEL] + PAGE, 0x1a0 },	/* the kernel interface page */
	};
	u32 i = pick(ARRAY_SIZE(fixed) + w->modules);

	if (i < ARRAY_SIZE(fixed))
		return fixed[i];
	return (struct region){ file_at[i - ARRAY_SIZE(fixed)], HEADERS };
}

/* Numbers at which something changes. */
static u64 some_number(void)
{
	static const u64 known[] = {
		0, 1, 2, 3, PAGE, FILE_SIZE, FILES_ADDRESS, KERNEL_ADDRESS, SIGMA0_ADDRESS,
		ROOT_ADDRESS, MEMORY_SIZE, MIB, INFO_ADDRESS, 0x13a000, 0xa0000, 0x7fffffff,
		0xffffffff, 0x100000000, 0x7fffffffffffffff, ~(u64)0,
	};
	u64 x = known[pick(ARRAY_SIZE(known))];

	switch (pick(4)) {
	case 0:
		return x + pick(0x100) - 0x80;
	case 1:
		return x + ((u64)pick(0x100) - 0x80) * PAGE;
	case 2:
		return fuzz_random_word(&source);
	default:
		return x;
	}
}

static void change_number(const struct world *w)
{
	struct region r = some_region(w);
	u8 *p = at(w, r.start + pick(r.bytes));
	u64 x = some_number();

	switch (pick(4)) {
	case 0:
		*p = (u8)x;
		break;
	case 1:
		*p ^= (u8)(1 << pick(8));
		break;
	case 2:
		memcpy(p, &(u32){ (u32)x }, sizeof(u32));
		break;
	default:
		memcpy(p, &x, sizeof(x));
		break;
	}
}

/* Fields of the program headers and of the table of modules: where they stand. */
static void change_field(const struct world *w)
{
	u64 x = some_number();
	u32 module = pick(w->modules);

	if (pick(2))
		phys_put32(&w->boot.mem, TABLE_ADDRESS + 16 * module + 4 * pick(4), (u32)x);
	else
		phys_put64(&w->boot.mem, file_at[module] + 8 * pick(24), x);
}

/*
 * A program's only segment is as large as the file and the memory that it lies in, or nearly so.
 */
static void change_segment(const struct world *w)
{
	paddr_t file = file_at[pick(w->modules)];
	u64 filesz = FILE_SIZE - PAGE + pick(0x100) - 0x20;

	if (pick(4) == 0)
		filesz = some_number();
	if (*at(w, file + 4) == ELF_CLASS_64) {
		phys_put64(&w->boot.mem, file + 64 + 32, filesz);
		phys_put64(&w->boot.mem, file + 64 + 40, filesz + pick(0x100) - pick(2));
		if (pick(2))
			phys_put64(&w->boot.mem, file + 64 + 24,
				   MEMORY_SIZE - filesz - pick(0x100));
	} else {
		phys_put32(&w->boot.mem, file + 52 + 16, (u32)filesz);
		phys_put32(&w->boot.mem, file + 52 + 20, (u32)filesz + pick(0x100) - pick(2));
		if (pick(2))
			phys_put32(&w->boot.mem, file + 52 + 12,
				   (u32)(MEMORY_SIZE - filesz) - pick(0x100));
	}
}

static void change_map(struct world *w)
{
	u64 base = some_number();

	if (w->mmap_length + 24 <= 0x600)
		world_map(w, base, some_number(), pick(6));
}

/* A command line of words that mean something, pieces of them, and other characters. */
static void change_options(struct world *w)
{
	static const char *const words[] = {
		"kmem=", "maxmem=", "bootinfo=", "mbi=", "decode-all=", "enter", "yes", "no", "16",
		"K", "M", "G", "0x", " ", "\t", "=", "18446744073709551615", "99999999999999999999",
		"1", "64", "loader ",
	};
	char text[256] = "loader ";

	for (u32 i = pick(12); i > 0; i--) {
		char other[2] = { (char)pick(0x100), '\0' };
		u32 n = pick(ARRAY_SIZE(words) + 2);

		strncat(text, n < ARRAY_SIZE(words) ? words[n] : other,
			sizeof(text) - 1 - strlen(text));
	}
	if (w->next_string + sizeof(text) < STRINGS_ADDRESS + 0x8000)
		world_options(w, text);
}

static void move_file(struct world *w, u32 address)
{
	u32 i = pick(w->modules);

	world_move_file(w, i, address);
	file_at[i] = address;
}

static struct world *some_world(void)
{
	struct world *w = world_usual(pick(4) ? 64 : 32, pick(4) ? 64 : 32, pick(4) ? 64 : 32);

	for (u32 i = pick(EXTRA_MODULES + 1); i > 0; i--) {
		struct elf_spec spec = elf_spec(i % 2 ? 64 : 32, ROOT_ADDRESS + i * 16 * PAGE);

		world_program(w, &spec, "extra");
	}
	for (u32 i = 0; i < w->modules; i++)
		file_at[i] = FILES_ADDRESS + i * FILE_SIZE;
	for (u32 i = pick(3); i > 0; i--)
		move_file(w, 0x200000 + pick(0x3c00) * PAGE);
	/* Few: the first one that is noticed ends everything. */
	for (u32 i = pick(4) ? pick(4) : pick(MAX_CHANGES); i > 0; i--) {
		switch (pick(8)) {
		case 0:
			change_map(w);
			break;
		case 1:
			change_options(w);
			break;
		case 2:
			change_segment(w);
			break;
		case 3: case 4:
			change_field(w);
			break;
		default:
			change_number(w);
			break;
		}
	}
	return w;
}

/* --- what must hold when it boots --- */

#define MUST(expr) \
	do { \
		if (!(expr)) { \
			fprintf(stderr, "not true: %s\n", #expr); \
			abort(); \
		} \
	} while (0)

static struct range taken[MAX_RANGES];
static u32 num_taken;

static void take(const struct world *w, struct range r)
{
	if (range_is_empty(r))
		return;
	MUST(phys_reaches(&w->boot.mem, r.start, range_size(r)));
	for (u32 i = 0; i < num_taken; i++)
		MUST(!range_overlaps(r, taken[i]));
	MUST(num_taken < MAX_RANGES);
	taken[num_taken++] = r;
}

/* Nothing lies on top of anything else. */
static void check_places(const struct world *w)
{
	const struct boot *b = &w->boot;

	num_taken = 0;
	take(w, b->loader);
	take(w, b->kernel_memory);
	take(w, b->bootinfo);
	take(w, b->mbi);
	MUST(b->told.num_modules >= MODULES_NEEDED);
	for (u32 i = 0; i < b->told.num_modules; i++) {
		const struct module *m = &b->modules[i];

		MUST(m->is_program || i >= MODULES_NEEDED);
		take(w, module_range(m));
		MUST(memory_is_ram(&b->memory, module_range(m)));
	}
	MUST(memory_is_ram(&b->memory, b->kernel_memory));
}

static void check_kip(const struct world *w)
{
	const struct kip *kip = &w->boot.kip;

	MUST(range_contains(w->boot.modules[MODULE_KERNEL].image.at,
			    (struct range){ kip->at, kip->at + PAGE }));
	MUST(kip->used <= kip->slots);
	MUST(world_descriptors(w) == kip->used);
	/* What the table holds must lie in the kernel's image. */
	MUST(range_contains(w->boot.modules[MODULE_KERNEL].image.at,
			    (struct range){ kip->table,
					    kip->table + kip->slots * 2 * kip->word_bytes }));
}

static u32 sum(const struct world *w, struct range r)
{
	u32 s = 1;

	if (range_is_empty(r) || !phys_reaches(&w->boot.mem, r.start, range_size(r)))
		return 0;
	for (const u8 *p = at(w, r.start), *end = p + range_size(r); p < end; p++)
		s = s * 31 + *p;
	return s;
}

/* Contents of the further modules, before anything is moved. */
static void sum_files(const struct world *w, u32 *sums)
{
	for (u32 i = MODULES_NEEDED; i < MODULES_NEEDED + EXTRA_MODULES; i++) {
		u32 start = read32(w, TABLE_ADDRESS + 16 * i);

		sums[i] = sum(w, (struct range){ start, read32(w, TABLE_ADDRESS + 16 * i + 4) });
	}
}

/* Modules that stay files have arrived whole. */
static void check_files(const struct world *w, const u32 *sums)
{
	u32 table = read32(w, INFO_ADDRESS + 24);

	if (table != TABLE_ADDRESS)
		return;
	for (u32 i = MODULES_NEEDED;
	     i < w->boot.told.num_modules && i < MODULES_NEEDED + EXTRA_MODULES; i++)
		if (!w->boot.modules[i].is_program && sums[i] != 0)
			MUST(sum(w, w->boot.modules[i].file) == sums[i]);
}

/*
 * The first segment of the module's file, a 64-bit program, lies inside the file: it is what the
 * changes are about.
 */
static bool segment_is_inside(const struct world *w, u32 module)
{
	u64 start = read32(w, TABLE_ADDRESS + 16 * module), end, offset, bytes;

	end = read32(w, TABLE_ADDRESS + 16 * module + 4);
	if (end < start + 120 || !phys_reaches(&w->boot.mem, start, end - start) ||
	    *at(w, start + 4) != 2 || read64(w, start + 32) != 64 || read32(w, start + 64) != 1)
		return true;
	offset = read64(w, start + 64 + 8);
	bytes = read64(w, start + 64 + 32);
	return offset <= end - start && bytes <= end - start - offset;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	u32 sums[MODULES_NEEDED + EXTRA_MODULES];
	bool is_inside = true;
	struct world *w;

	fuzz_source_bytes(&source, data, size);
	w = some_world();
	sum_files(w, sums);
	for (u32 i = 0; i < MODULES_NEEDED && read32(w, INFO_ADDRESS + 24) == TABLE_ADDRESS; i++)
		is_inside = is_inside && segment_is_inside(w, i);
	if (world_boot(w)) {
		MUST(is_inside);
		check_places(w);
		check_kip(w);
		check_files(w, sums);
	} else {
		MUST(w->why.kind != PROBLEM_NONE);
		MUST(w->text[0] != '\0' && memchr(w->text, '\0', sizeof(w->text)) != NULL);
	}
	return 0;
}
