/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ELF executables. (System V ABI, Object Files; its supplements for i386, AMD64 and SPARC-V9)
 */
#include "elf.h"

#define ELF_MAGIC		"\177ELF"
#define ELF_IDENT_CLASS		4
#define ELF_IDENT_DATA		5
#define ELF_IDENT_VERSION	6
#define ELF_IDENT_SIZE		16
#define ELF_DATA_LITTLE		1
#define ELF_DATA_BIG		2
#define ELF_VERSION		1
#define ELF_TYPE_EXEC		2
#define ELF_PT_LOAD		1
#define ELF_PF_W		2

/* More segments than any linker makes, and few enough to compare each with each. */
#define ELF_SEGMENTS_MAX	64

/* Where the fields are; words are 4 or 8 bytes wide. */
struct layout {
	u16 ehdr_size, phdr_size, word;
	u16 entry, phoff, phentsize, phnum;
	u16 offset, vaddr, paddr, filesz, memsz, flags;
};

#define ELF_EHDR_TYPE		16
#define ELF_EHDR_MACHINE	18

static const struct layout layout32 = {
	.ehdr_size = 52, .phdr_size = 32, .word = 4,
	.entry = 24, .phoff = 28, .phentsize = 42, .phnum = 44,
	.offset = 4, .vaddr = 8, .paddr = 12, .filesz = 16, .memsz = 20, .flags = 24,
};

static const struct layout layout64 = {
	.ehdr_size = 64, .phdr_size = 56, .word = 8,
	.entry = 24, .phoff = 32, .phentsize = 54, .phnum = 56,
	.offset = 8, .vaddr = 16, .paddr = 24, .filesz = 32, .memsz = 40, .flags = 4,
};

struct segment {
	u64 offset, vaddr, filesz;
	struct range at;	/* physical; its size is p_memsz */
	bool is_writable;
};

struct elf {
	const struct phys *mem;
	struct range file;
	const struct layout *layout;
	u64 entry, phoff;
	u32 phnum;
};

static u32 get16(const struct elf *e, u64 offset)
{
	return phys_get16(e->mem, e->file.start + offset);
}

static u64 get_word(const struct elf *e, u64 offset)
{
	u64 at = e->file.start + offset;

	return e->layout->word == 8 ? phys_get64(e->mem, at) : phys_get32(e->mem, at);
}

bool elf_is_elf(const struct phys *mem, struct range file)
{
	char magic[4];

	return range_size(file) >= sizeof(magic) &&
	       phys_read(mem, file.start, magic, sizeof(magic)) &&
	       __builtin_memcmp(magic, ELF_MAGIC, sizeof(magic)) == 0;
}

static bool check_ident(struct elf *e, struct problem *why)
{
	u8 ident[ELF_IDENT_SIZE];

	if (!elf_is_elf(e->mem, e->file))
		return problem(why, PROBLEM_NOT_ELF, "not an ELF file");
	if (range_size(e->file) < sizeof(ident) ||
	    !phys_read(e->mem, e->file.start, ident, sizeof(ident)))
		return problem(why, PROBLEM_TRUNCATED, "file truncated in the ELF header");
	if (ident[ELF_IDENT_CLASS] == ELF_CLASS_32)
		e->layout = &layout32;
	else if (ident[ELF_IDENT_CLASS] == ELF_CLASS_64)
		e->layout = &layout64;
	else
		return problem(why, PROBLEM_MACHINE, "wrong ELF class %u",
			       ident[ELF_IDENT_CLASS]);
	if (ident[ELF_IDENT_DATA] !=
	    (e->mem->target->is_big_endian ? ELF_DATA_BIG : ELF_DATA_LITTLE))
		return problem(why, PROBLEM_MACHINE, "wrong byte order %u", ident[ELF_IDENT_DATA]);
	if (ident[ELF_IDENT_VERSION] != ELF_VERSION)
		return problem(why, PROBLEM_ELF, "ELF version %u", ident[ELF_IDENT_VERSION]);
	return true;
}

/* Open the file: check the ELF header and that the program headers lie in the file. */
static bool elf_open(struct elf *e, const struct phys *mem, struct range file, struct problem *why)
{
	const struct layout *l;
	u64 size = range_size(file);
	u32 machine;

	*e = (struct elf){ .mem = mem, .file = file };
	if (!check_ident(e, why))
		return false;
	l = e->layout;
	if (size < l->ehdr_size)
		return problem(why, PROBLEM_TRUNCATED, "file truncated in the ELF header");
	machine = l == &layout64 ? mem->target->machine_64 : mem->target->machine_32;
	if (!machine || get16(e, ELF_EHDR_MACHINE) != machine)
		return problem(why, PROBLEM_MACHINE, "wrong machine %u for a %u-bit ELF file",
			       get16(e, ELF_EHDR_MACHINE), 8u * l->word);
	if (get16(e, ELF_EHDR_TYPE) != ELF_TYPE_EXEC)
		return problem(why, PROBLEM_MACHINE, "ELF type %u is not an executable",
			       get16(e, ELF_EHDR_TYPE));
	e->entry = get_word(e, l->entry);
	e->phoff = get_word(e, l->phoff);
	e->phnum = get16(e, l->phnum);
	if (!e->phnum)
		return problem(why, PROBLEM_ELF, "no program headers");
	if (get16(e, l->phentsize) != l->phdr_size)
		return problem(why, PROBLEM_ELF, "program headers of %u bytes",
			       get16(e, l->phentsize));
	if (e->phoff > size || (u64)e->phnum * l->phdr_size > size - e->phoff)
		return problem(why, PROBLEM_TRUNCATED, "file truncated in the program headers");
	return true;
}

/* Program header i: false if it loads nothing. */
static bool get_segment(const struct elf *e, u32 i, struct segment *s, u64 *memsz)
{
	const struct layout *l = e->layout;
	u64 ph = e->phoff + (u64)i * l->phdr_size;

	*memsz = get_word(e, ph + l->memsz);
	*s = (struct segment){
		.offset = get_word(e, ph + l->offset),
		.vaddr = get_word(e, ph + l->vaddr),
		.filesz = get_word(e, ph + l->filesz),
		.at.start = get_word(e, ph + l->paddr),
		.is_writable = phys_get32(e->mem, e->file.start + ph + l->flags) & ELF_PF_W,
	};
	s->at.end = s->at.start + *memsz;
	return phys_get32(e->mem, e->file.start + ph) == ELF_PT_LOAD && (*memsz || s->filesz);
}

/* The highest address that a word of the file can hold. */
static u64 last_address(const struct elf *e)
{
	return ~(u64)0 >> (64 - 8 * e->layout->word);
}

static bool check_segment(const struct elf *e, u32 i, const struct segment *s, u64 memsz,
			  struct problem *why)
{
	u64 size = range_size(e->file);

	if (s->filesz > memsz)
		return problem(why, PROBLEM_ELF, "segment %u is larger in the file than in memory",
			       i);
	if (s->offset > size || s->filesz > size - s->offset)
		return problem(why, PROBLEM_TRUNCATED, "file truncated in segment %u", i);
	if (!phys_reaches(e->mem, s->at.start, memsz))
		return problem(why, PROBLEM_OUTSIDE,
			       "segment %u at %#llx, %#llx bytes, is outside memory", i,
			       ull(s->at.start), ull(memsz));
	if (memsz - 1 > last_address(e) - s->vaddr)
		return problem(why, PROBLEM_ELF, "segment %u wraps round the address space", i);
	return true;
}

/* Collect all segments, checked and disjoint; returns how many, 0 if they are not. */
static u32 get_segments(const struct elf *e, struct segment *seg, struct problem *why)
{
	u32 n = 0;

	for (u32 i = 0; i < e->phnum; i++) {
		struct segment s;
		u64 memsz;

		if (!get_segment(e, i, &s, &memsz))
			continue;
		if (!check_segment(e, i, &s, memsz, why))
			return 0;
		if (n == ELF_SEGMENTS_MAX)
			return problem(why, PROBLEM_ELF, "more than %u segments", n);
		for (u32 k = 0; k < n; k++)
			if (range_overlaps(s.at, seg[k].at))
				return problem(why, PROBLEM_OVERLAP,
					       "segment %u at %#llx overlaps another one", i,
					       ull(s.at.start));
		seg[n++] = s;
	}
	if (!n)
		problem(why, PROBLEM_ELF, "nothing to load");
	return n;
}

static bool entry_is_inside(const struct segment *seg, u32 n, u64 entry, bool is_physical)
{
	for (u32 i = 0; i < n; i++) {
		u64 start = is_physical ? seg[i].at.start : seg[i].vaddr;

		if (entry >= start && entry - start < range_size(seg[i].at))
			return true;
	}
	return false;
}

static const struct segment *lowest_from(const struct segment *seg, u32 n, u64 from)
{
	const struct segment *lowest = NULL;

	for (u32 i = 0; i < n; i++)
		if (seg[i].at.start >= from && (!lowest || seg[i].at.start < lowest->at.start))
			lowest = &seg[i];
	return lowest;
}

/*
 * Text is everything up to the first writable segment, data goes on to the end of what the last
 * segment has in the file, bss is the rest of it: how linkers lay out programs. An image that
 * differs (read-only segments or holes behind data) is described as text as a whole.
 */
static void describe_parts(struct image *image, const struct segment *seg, u32 n)
{
	const struct segment *s = lowest_from(seg, n, 0), *data = NULL, *last = NULL;

	image->text = (struct image_part){ s->at.start, s->vaddr, range_size(image->at) };
	for (; s; last = s, s = lowest_from(seg, n, s->at.start + 1)) {
		if (data && (!s->is_writable ||
			     (last->at.start >= data->at.start &&
			      last->filesz != range_size(last->at))))
			return;
		if (s->is_writable && !data)
			data = s;
	}
	if (!data)
		return;
	image->text.size = data->at.start - image->at.start;
	image->data.pstart = data->at.start;
	image->data.vstart = data->vaddr;
	image->data.size = last->at.start + last->filesz - data->at.start;
	image->bss.pstart = last->at.start + last->filesz;
	image->bss.vstart = last->vaddr + last->filesz;
	image->bss.size = range_size(last->at) - last->filesz;
}

bool elf_scan(const struct phys *mem, struct range file, bool is_physical, struct image *image,
	      struct problem *why)
{
	struct segment seg[ELF_SEGMENTS_MAX];
	struct elf e;
	u32 n;

	if (!elf_open(&e, mem, file, why))
		return false;
	n = get_segments(&e, seg, why);
	if (!n)
		return false;
	*image = (struct image){
		.at = seg[0].at,
		.entry = e.entry,
		.class = e.layout == &layout64 ? ELF_CLASS_64 : ELF_CLASS_32,
	};
	for (u32 i = 1; i < n; i++) {
		if (seg[i].at.start < image->at.start)
			image->at.start = seg[i].at.start;
		if (seg[i].at.end > image->at.end)
			image->at.end = seg[i].at.end;
	}
	if (!entry_is_inside(seg, n, e.entry, is_physical))
		return problem(why, PROBLEM_ENTRY, "entry point %#llx is outside the image",
			       ull(e.entry));
	describe_parts(image, seg, n);
	return true;
}

void elf_load(const struct phys *mem, struct range file, const struct image *image)
{
	struct problem why;
	struct segment s;
	struct elf e;
	u64 memsz;

	if (!elf_open(&e, mem, file, &why))
		__builtin_trap();
	phys_zero(mem, image->at);
	for (u32 i = 0; i < e.phnum; i++) {
		struct range from;

		if (!get_segment(&e, i, &s, &memsz))
			continue;
		from.start = file.start + s.offset;
		from.end = from.start + s.filesz;
		phys_move(mem, s.at.start, from);
	}
}

bool elf_offset_to_phys(const struct phys *mem, struct range file, u64 offset, paddr_t *at)
{
	struct problem why;
	struct segment s;
	struct elf e;
	u64 memsz;

	if (!elf_open(&e, mem, file, &why))
		return false;
	for (u32 i = 0; i < e.phnum; i++) {
		if (!get_segment(&e, i, &s, &memsz))
			continue;
		if (offset >= s.offset && offset - s.offset < s.filesz) {
			*at = s.at.start + (offset - s.offset);
			return true;
		}
	}
	return false;
}
