/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The made-up machine of the unit tests.
 */
#include <sys/mman.h>
#include <l4/abi/kip.h>
#include "unit.h"

#define LOADER_START	0x100000
#define LOADER_END	0x13a000

#define INFO_FLAGS	0x4d	/* memory sizes, command line, modules, memory map */

#define KIP_TABLE	0x400	/* where the descriptors are in the page */
#define KIP_SLOTS	64

static struct world world;
static u8 *arena;

u8 *at(const struct world *w, paddr_t address)
{
	return (u8 *)w->boot.mem.base + address;
}

static void write_bytes(u8 *p, u64 value, u32 bytes)
{
	for (; bytes-- > 0; value >>= 8)
		*p++ = (u8)value;
}

static void write16(u8 *p, u16 value)
{
	write_bytes(p, value, sizeof(value));
}

static void write32(u8 *p, u32 value)
{
	write_bytes(p, value, sizeof(value));
}

static void write64(u8 *p, u64 value)
{
	write_bytes(p, value, sizeof(value));
}

u32 read32(const struct world *w, paddr_t address)
{
	return phys_get32(&w->boot.mem, address);
}

u64 read64(const struct world *w, paddr_t address)
{
	return phys_get64(&w->boot.mem, address);
}

struct elf_spec elf_spec(u32 bits, u64 paddr)
{
	return (struct elf_spec){
		.bits = bits,
		.type = 2,
		.machine = bits == 64 ? EM_X86_64 : EM_386,
		.entry = paddr + 8,
		.phnum = 1,
		.seg[0] = {
			.type = 1,
			.flags = PF_RX,
			.offset = PAGE,
			.paddr = paddr,
			.vaddr = paddr,
			.filesz = FILE_SIZE - PAGE,
			.memsz = FILE_SIZE,
		},
	};
}

static void program_header(u8 *ph, const struct elf_spec *spec, u32 i)
{
	write32(ph, spec->seg[i].type);
	if (spec->bits == 64) {
		write32(ph + 4, spec->seg[i].flags);
		write64(ph + 8, spec->seg[i].offset);
		write64(ph + 16, spec->seg[i].vaddr);
		write64(ph + 24, spec->seg[i].paddr);
		write64(ph + 32, spec->seg[i].filesz);
		write64(ph + 40, spec->seg[i].memsz);
	} else {
		write32(ph + 4, (u32)spec->seg[i].offset);
		write32(ph + 8, (u32)spec->seg[i].vaddr);
		write32(ph + 12, (u32)spec->seg[i].paddr);
		write32(ph + 16, (u32)spec->seg[i].filesz);
		write32(ph + 20, (u32)spec->seg[i].memsz);
		write32(ph + 24, spec->seg[i].flags);
	}
}

void elf_headers(u8 *file, const struct elf_spec *spec)
{
	bool is_64 = spec->bits == 64;
	u32 ehdr_size = is_64 ? 64 : 52, phdr_size = is_64 ? 56 : 32;

	memset(file, 0, ehdr_size);
	memcpy(file, "\177ELF", 4);
	file[4] = is_64 ? 2 : 1;
	file[5] = 1;
	file[6] = 1;
	write16(file + 16, (u16)spec->type);
	write16(file + 18, (u16)spec->machine);
	write32(file + 20, 1);
	if (is_64) {
		write64(file + 24, spec->entry);
		write64(file + 32, ehdr_size);
		write16(file + 54, (u16)phdr_size);
		write16(file + 56, (u16)spec->phnum);
	} else {
		write32(file + 24, (u32)spec->entry);
		write32(file + 28, ehdr_size);
		write16(file + 42, (u16)phdr_size);
		write16(file + 44, (u16)spec->phnum);
	}
	for (u32 i = 0; i < spec->phnum; i++)
		program_header(file + ehdr_size + i * phdr_size, spec, i);
}

void world_options(struct world *w, const char *cmdline)
{
	strcpy((char *)at(w, w->next_string), cmdline);
	write32(at(w, INFO_ADDRESS + 16), w->next_string);
	w->next_string += (u32)strlen(cmdline) + 1;
}

void world_clear_map(struct world *w)
{
	w->mmap_length = 0;
	write32(at(w, INFO_ADDRESS + 44), 0);
	write32(at(w, INFO_ADDRESS + 48), MMAP_ADDRESS);
}

void world_map(struct world *w, u64 base, u64 len, u32 type)
{
	u8 *entry = at(w, MMAP_ADDRESS + w->mmap_length);

	write32(entry, 20);
	write64(entry + 4, base);
	write64(entry + 12, len);
	write32(entry + 20, type);
	w->mmap_length += 24;
	write32(at(w, INFO_ADDRESS + 44), w->mmap_length);
}

struct world *world_new(void)
{
	struct world *w = &world;

	if (arena)
		munmap(arena, MEMORY_SIZE);
	arena = mmap(NULL, MEMORY_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (arena == MAP_FAILED)
		abort();
	/* What nobody writes must not be taken for zero. */
	memset(w, 0xa5, sizeof(*w));
	memset(arena + LOADER_END, 0xa5, FILES_ADDRESS - LOADER_END);
	w->boot.mem = (struct phys){ (uintptr_t)arena, MEMORY_SIZE, &target_pc };
	w->boot.loader = (struct range){ LOADER_START, LOADER_END };
	w->modules = 0;
	w->next_file = FILES_ADDRESS;
	w->next_string = STRINGS_ADDRESS;
	w->rsdp = w->tags = 0;
	write32(at(w, INFO_ADDRESS), INFO_FLAGS);
	write32(at(w, INFO_ADDRESS + 4), 639);
	write32(at(w, INFO_ADDRESS + 8), (u32)(MEMORY_SIZE / KIB - 1024));
	write32(at(w, INFO_ADDRESS + 24), TABLE_ADDRESS);
	world_clear_map(w);
	world_map(w, 0, 0x9fc00, 1);
	world_map(w, 0x9fc00, 0x400, 2);
	world_map(w, 0xf0000, 0x10000, 2);
	world_map(w, MIB, MEMORY_SIZE - MIB, 1);
	world_map(w, 0xfffc0000, 0x40000, 2);
	world_options(w, "loader");
	return w;
}

u8 *world_file(struct world *w, u32 size, const char *cmdline)
{
	u8 *entry = at(w, TABLE_ADDRESS + 16 * w->modules++);
	u32 file = w->next_file;

	write32(at(w, INFO_ADDRESS + 20), w->modules);
	write32(entry, file);
	write32(entry + 4, file + size);
	write32(entry + 8, w->next_string);
	strcpy((char *)at(w, w->next_string), cmdline);
	w->next_string += (u32)strlen(cmdline) + 1;
	w->next_file += (u32)round_up(size, PAGE);
	return at(w, file);
}

/* Contents that tell where they are from: the module's number and the offset in the file. */
u8 *world_program(struct world *w, const struct elf_spec *spec, const char *cmdline)
{
	u8 *file = world_file(w, FILE_SIZE, cmdline);

	for (u32 i = 0; i < FILE_SIZE; i += 4)
		write32(file + i, w->modules << 24 | i);
	elf_headers(file, spec);
	return file;
}

u8 *world_kernel(struct world *w, u32 bits)
{
	struct elf_spec spec = elf_spec(bits, KERNEL_ADDRESS);
	u8 *file, *page;

	spec.entry = KERNEL_ADDRESS + PAGE;
	file = world_program(w, &spec, "kernel");
	page = file + PAGE;
	memset(page, 0, PAGE);
	if (bits == 64) {
		write64(page, L4_KIP_MAGIC);
		write64(page + 8, 0x84050000);
		write64(page + 8 * L4_KIP_WORD_MEMORY_INFO, (u64)KIP_TABLE << 32 | KIP_SLOTS);
		write64(page + 8 * L4_KIP_WORD_PAGE_INFO, 0x00201007);
	} else {
		write32(page, L4_KIP_MAGIC);
		write32(page + 4, 0x84050000);
		write32(page + 4 * L4_KIP_WORD_MEMORY_INFO, KIP_TABLE << 16 | KIP_SLOTS);
		write32(page + 4 * L4_KIP_WORD_PAGE_INFO, 0x00401007);
	}
	return file;
}

struct world *world_usual(u32 kernel_bits, u32 sigma0_bits, u32 root_bits)
{
	struct world *w = world_new();
	struct elf_spec sigma0 = elf_spec(sigma0_bits, SIGMA0_ADDRESS);
	struct elf_spec root = elf_spec(root_bits, ROOT_ADDRESS);

	world_kernel(w, kernel_bits);
	world_program(w, &sigma0, "sigma0");
	world_program(w, &root, "root one two");
	return w;
}

void world_move_file(struct world *w, u32 i, u32 address)
{
	u8 *entry = at(w, TABLE_ADDRESS + 16 * i);
	u32 start = read32(w, TABLE_ADDRESS + 16 * i);
	u32 size = read32(w, TABLE_ADDRESS + 16 * i + 4) - start;

	memmove(at(w, address), at(w, start), size);
	write32(entry, address);
	write32(entry + 4, address + size);
}

static void set_sum(u8 *bytes, u32 count, u32 where)
{
	bytes[where] = 0;
	for (u32 i = 0; i < count; i++)
		if (i != where)
			bytes[where] = (u8)(bytes[where] - bytes[i]);
}

void world_rsdp(const struct world *w, paddr_t address, u8 revision)
{
	u8 *p = at(w, address);

	memset(p, 0, RSDP_BYTES_MAX);
	memcpy(p, "RSD PTR ", 8);
	memcpy(p + 9, "WORLD ", 6);
	p[15] = revision;
	write32(p + 16, 0x1234000);
	write32(p + 20, RSDP_BYTES_MAX);
	write64(p + 24, 0x5678000);
	set_sum(p, RSDP_BYTES, 8);
	set_sum(p, RSDP_BYTES_MAX, 32);
}

bool world_read(struct world *w)
{
	struct boot *b = &w->boot;

	w->why = (struct problem){ .module = NO_MODULE };
	if (w->tags)
		return multiboot2_read(&b->mem, w->tags, &b->told, &b->memory, b->modules, &w->why);
	return multiboot1_read(&b->mem, MULTIBOOT_MAGIC, INFO_ADDRESS, &b->told, &b->memory,
			       b->modules, &w->why);
}

bool world_boot(struct world *w)
{
	struct boot *b = &w->boot;
	struct problem *why = &w->why;

	if (world_read(w)) {
		if (w->rsdp)
			b->told.rsdp = w->rsdp;
		if (boot_start(b, why) && boot_plan(b, why) && boot_load(b, why) &&
		    boot_describe(b, why))
			return true;
	}
	boot_problem_text(b, why, w->text, sizeof(w->text));
	return false;
}

u64 world_kip(const struct world *w, u32 word)
{
	return kip_get(&w->boot.kip, word);
}

u32 world_descriptors(const struct world *w)
{
	u64 info = world_kip(w, L4_KIP_WORD_MEMORY_INFO);

	return w->boot.kip.word_bytes == 8 ? (u32)info : (u32)info & 0xffff;
}

struct descriptor world_descriptor(const struct world *w, u32 i)
{
	const struct kip *kip = &w->boot.kip;
	paddr_t d = kip->at + KIP_TABLE + (u64)i * 2 * kip->word_bytes;
	u64 low = kip->word_bytes == 8 ? read64(w, d) : read32(w, d);
	u64 high = kip->word_bytes == 8 ? read64(w, d + 8) : read32(w, d + 4);

	return (struct descriptor){
		.low = low & ~(u64)0x3ff,
		.high = high | 0x3ff,
		.type = low & L4_MEMDESC_TYPE_MASK,
		.subtype = low >> L4_MEMDESC_SUBTYPE_SHIFT & L4_MEMDESC_SUBTYPE_MASK,
	};
}
