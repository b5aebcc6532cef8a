/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ELF programs of either word size, laid out for another space. (ELF-64 object file format 1.5;
 * TIS ELF 1.2)
 */
#include <l4/types.h>
#include <l4/kip.h>
#include <l4/sigma0.h>

#include <plat_program.h>
#include <stdint.h>
#include <string.h>

#define ELF_MAGIC	"\177ELF"
#define ELF_CLASS_32	1
#define ELF_CLASS_64	2
#define PT_LOAD		1
#define SEGMENTS_MAX	64

struct elf32_header {
	unsigned char ident[16];
	uint16_t type, machine;
	uint32_t version, entry, phoff, shoff, flags;
	uint16_t ehsize, phentsize, phnum;
};

struct elf64_header {
	unsigned char ident[16];
	uint16_t type, machine;
	uint32_t version;
	uint64_t entry, phoff, shoff;
	uint32_t flags;
	uint16_t ehsize, phentsize, phnum;
};

struct elf32_segment {
	uint32_t type, offset, vaddr, paddr, filesz, memsz, flags, align;
};

struct elf64_segment {
	uint32_t type, flags;
	uint64_t offset, vaddr, paddr, filesz, memsz, align;
};

/* What both classes have in common, in the larger words. */
struct file {
	const char *bytes;
	size_t size;
	bool is_32bit;
	uint64_t entry, phoff;
	unsigned int phentsize, phnum;
};

static bool read_header(struct file *f)
{
	const struct elf32_header *h32 = (const void *)f->bytes;
	const struct elf64_header *h64 = (const void *)f->bytes;

	if (f->size < sizeof(*h64) || memcmp(h32->ident, ELF_MAGIC, 4) != 0)
		return false;
	f->is_32bit = h32->ident[4] == ELF_CLASS_32;
	if (f->is_32bit) {
		f->entry = h32->entry;
		f->phoff = h32->phoff;
		f->phentsize = h32->phentsize;
		f->phnum = h32->phnum;
	} else {
		f->entry = h64->entry;
		f->phoff = h64->phoff;
		f->phentsize = h64->phentsize;
		f->phnum = h64->phnum;
	}
	return f->phnum <= SEGMENTS_MAX && f->phoff <= f->size &&
	       f->phnum * (uint64_t)f->phentsize <= f->size - f->phoff &&
	       f->phentsize >= (f->is_32bit ? sizeof(struct elf32_segment) :
					      sizeof(struct elf64_segment));
}

/* False: the i-th part of the program is none that is loaded. */
static bool read_segment(const struct file *f, unsigned int i, struct elf64_segment *s)
{
	const char *p = f->bytes + f->phoff + i * f->phentsize;
	struct elf32_segment s32;

	if (f->is_32bit) {
		memcpy(&s32, p, sizeof(s32));
		*s = (struct elf64_segment){ .type = s32.type, .offset = s32.offset,
					     .vaddr = s32.vaddr, .filesz = s32.filesz,
					     .memsz = s32.memsz };
	} else {
		memcpy(s, p, sizeof(*s));
	}
	return s->type == PT_LOAD && s->memsz > 0;
}

/* True if the segment lies in the file, and in words of this task. */
static bool is_sound(const struct file *f, const struct elf64_segment *s)
{
	uint64_t last = s->vaddr + (s->memsz - 1);

	return s->filesz <= s->memsz && s->offset <= f->size && s->filesz <= f->size - s->offset &&
	       last >= s->vaddr && (L4_Word_t)last == last;
}

/* The addresses of all segments, in whole pages; false: one is damaged, or there is none. */
static bool find_range(const struct file *f, struct plat_program *p)
{
	L4_Word_t sizes = L4_PageSizeMask(L4_GetKernelInterface()), page = sizes & -sizes;
	struct elf64_segment s;
	unsigned int i;

	p->first = ~(L4_Word_t)0;
	p->last = 0;
	for (i = 0; i < f->phnum; i++) {
		if (!read_segment(f, i, &s))
			continue;
		if (!is_sound(f, &s))
			return false;
		if (s.vaddr < p->first)
			p->first = (L4_Word_t)s.vaddr & ~(page - 1);
		if (s.vaddr + (s.memsz - 1) > p->last)
			p->last = (L4_Word_t)(s.vaddr + (s.memsz - 1)) | (page - 1);
	}
	return p->first < p->last;
}

static bool lay_out(const struct file *f, struct plat_program *p)
{
	struct elf64_segment s;
	L4_Fpage_t got;
	unsigned int i;
	char *to;

	got = L4_Sigma0_GetAny(L4_nilthread, (L4_Word_t)__L4_CeilLog2(p->last - p->first + 1),
			       L4_CompleteAddressSpace);
	if (L4_IsNilFpage(got))
		return false;
	p->memory = L4_Address(got);
	memset((void *)p->memory, 0, p->last - p->first + 1);
	for (i = 0; i < f->phnum; i++) {
		if (!read_segment(f, i, &s))
			continue;
		to = (char *)p->memory + ((L4_Word_t)s.vaddr - p->first);
		memcpy(to, f->bytes + s.offset, (size_t)s.filesz);
	}
	return true;
}

bool plat_program(const char *name, struct plat_program *program)
{
	struct file f;

	f.bytes = plat_module(name, &f.size);
	if (!f.bytes || !read_header(&f) || !find_range(&f, program) || !lay_out(&f, program))
		return false;
	program->entry = (L4_Word_t)f.entry;
	program->word_bits = f.is_32bit ? 32 : 64;
	return true;
}

L4_Word_t plat_program_page(const struct plat_program *program, L4_Word_t address)
{
	L4_Word_t sizes = L4_PageSizeMask(L4_GetKernelInterface()), page = sizes & -sizes;

	if (address < program->first || address > program->last)
		return 0;
	return program->memory + ((address - program->first) & ~(page - 1));
}
