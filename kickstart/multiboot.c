/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading and writing multiboot information structures. (Multiboot Specification 0.6.96, 3.3)
 */
#include "multiboot.h"

/* Byte offsets in the information structure. */
#define INFO_FLAGS		0
#define INFO_MEM_LOWER		4
#define INFO_MEM_UPPER		8
#define INFO_BOOT_DEVICE	12
#define INFO_CMDLINE		16
#define INFO_MODS_COUNT		20
#define INFO_MODS_ADDR		24
#define INFO_MMAP_LENGTH	44
#define INFO_MMAP_ADDR		48
#define INFO_SIZE		88	/* the part that all versions have, zero if unused */

#define FLAG_MEMORY		0x01
#define FLAG_BOOT_DEVICE	0x02
#define FLAG_CMDLINE		0x04
#define FLAG_MODULES		0x08
#define FLAG_MMAP		0x40
#define FLAGS_KEPT		(FLAG_MEMORY | FLAG_BOOT_DEVICE)

#define MODULE_ENTRY_SIZE	16
#define MMAP_ENTRY_MIN		20	/* base, length, type; the size field is not counted */

static bool malformed(struct problem *why, const char *what)
{
	return problem(why, PROBLEM_MULTIBOOT, "malformed multiboot information: %s", what);
}

/* Copy the string at `at`; NULL if it cannot be had. */
static const char *take_string(const struct phys *mem, paddr_t at, struct multiboot *mb,
			       struct problem *why)
{
	char *s = &mb->strings[mb->strings_used];
	u32 room = STRINGS_SIZE - mb->strings_used;

	for (u32 n = 0; n < CMDLINE_MAX; n++) {
		if (n == room) {
			problem(why, PROBLEM_STRING, "command lines longer than %u bytes together",
				STRINGS_SIZE);
			return NULL;
		}
		if (!phys_read(mem, at + n, &s[n], 1)) {
			problem(why, PROBLEM_STRING, "command line at %llx runs out of memory",
				ull(at));
			return NULL;
		}
		if (!s[n]) {
			mb->strings_used += n + 1;
			return s;
		}
	}
	problem(why, PROBLEM_STRING, "command line at %llx does not end within %u bytes", ull(at),
		CMDLINE_MAX);
	return NULL;
}

static bool read_mmap(const struct phys *mem, paddr_t at, u32 length, struct memory *memory,
		      struct problem *why)
{
	if (!phys_reaches(mem, at, length))
		return malformed(why, "memory map outside memory");
	while (length) {
		u32 size;

		if (length < 4 + MMAP_ENTRY_MIN)
			return malformed(why, "memory map ends within an entry");
		size = phys_get32(mem, at);
		if (size < MMAP_ENTRY_MIN || size > length - 4)
			return malformed(why, "memory map entry of an impossible size");
		if (!memory_add(memory, phys_get64(mem, at + 4), phys_get64(mem, at + 12),
				phys_get32(mem, at + 20), why))
			return false;
		at += 4 + (u64)size;
		length -= 4 + size;
	}
	return true;
}

static bool read_memory(const struct phys *mem, paddr_t info, u32 flags, struct multiboot *mb,
			struct memory *memory, struct problem *why)
{
	memory->entries = 0;
	if (flags & FLAG_MMAP) {
		if (!read_mmap(mem, phys_get32(mem, info + INFO_MMAP_ADDR),
			       phys_get32(mem, info + INFO_MMAP_LENGTH), memory, why))
			return false;
	} else if (flags & FLAG_MEMORY) {
		if (mb->mem_lower > 1024)
			return malformed(why, "more than 1 MiB of lower memory");
		if (!memory_add(memory, 0, mb->mem_lower * KIB, MEMORY_RAM, why) ||
		    !memory_add(memory, MIB, mb->mem_upper * KIB, MEMORY_RAM, why))
			return false;
	}
	if (!memory->entries)
		return problem(why, PROBLEM_MEMORY_MAP,
			       "the boot loader does not tell what memory there is");
	return true;
}

static bool read_module(const struct phys *mem, paddr_t entry, struct multiboot *mb,
			struct module *m, struct problem *why)
{
	u32 cmdline = phys_get32(mem, entry + 8);

	*m = (struct module){
		.file = { phys_get32(mem, entry), phys_get32(mem, entry + 4) },
		.cmdline = "",
	};
	if (cmdline) {
		m->cmdline = take_string(mem, cmdline, mb, why);
		if (!m->cmdline) {
			m->cmdline = "";
			return false;
		}
	}
	if (m->file.end < m->file.start)
		return malformed(why, "module ends before it starts");
	if (range_is_empty(m->file))
		return problem(why, PROBLEM_TRUNCATED, "empty file");
	return true;
}

static bool read_modules(const struct phys *mem, paddr_t info, struct multiboot *mb,
			 struct module *modules, struct problem *why)
{
	u32 count = phys_get32(mem, info + INFO_MODS_COUNT);
	paddr_t table = phys_get32(mem, info + INFO_MODS_ADDR);

	if (count > MODULES_MAX)
		return problem(why, PROBLEM_SLOTS, "%u modules, no kernel can be told about more "
			       "than %u", count, MODULES_MAX);
	if (!phys_reaches(mem, table, (u64)count * MODULE_ENTRY_SIZE))
		return malformed(why, "module table outside memory");
	for (u32 i = 0; i < count; i++) {
		why->module = (int)i;
		mb->num_modules = i + 1;
		if (!read_module(mem, table + i * MODULE_ENTRY_SIZE, mb, &modules[i], why))
			return false;
	}
	why->module = NO_MODULE;
	return true;
}

bool multiboot_read(const struct phys *mem, u32 magic, paddr_t info, struct multiboot *mb,
		    struct memory *memory, struct module *modules, struct problem *why)
{
	u32 flags;

	why->module = NO_MODULE;
	mb->flags = mb->mem_lower = mb->mem_upper = mb->boot_device = 0;
	mb->cmdline = "";
	mb->num_modules = mb->strings_used = 0;
	if (magic != MULTIBOOT_MAGIC)
		return problem(why, PROBLEM_NOT_MULTIBOOT, "not started by a multiboot loader");
	if (!info || !phys_reaches(mem, info, INFO_SIZE))
		return malformed(why, "structure outside memory");
	flags = phys_get32(mem, info + INFO_FLAGS);
	mb->flags = flags & FLAGS_KEPT;
	if (flags & FLAG_MEMORY) {
		mb->mem_lower = phys_get32(mem, info + INFO_MEM_LOWER);
		mb->mem_upper = phys_get32(mem, info + INFO_MEM_UPPER);
	}
	if (flags & FLAG_BOOT_DEVICE)
		mb->boot_device = phys_get32(mem, info + INFO_BOOT_DEVICE);
	if (flags & FLAG_CMDLINE && phys_get32(mem, info + INFO_CMDLINE)) {
		mb->cmdline = take_string(mem, phys_get32(mem, info + INFO_CMDLINE), mb, why);
		if (!mb->cmdline) {
			mb->cmdline = "";
			return false;
		}
	}
	if (!read_memory(mem, info, flags, mb, memory, why))
		return false;
	return !(flags & FLAG_MODULES) || read_modules(mem, info, mb, modules, why);
}

/* A command line of n characters takes n + 1 bytes. */
static u64 string_size(const char *s)
{
	u64 n = 0;

	while (s[n++])
		;
	return n;
}

u64 multiboot_copy_size(const struct multiboot *mb, const struct memory *memory,
			const struct module *modules, const char *cmdline)
{
	u64 size = INFO_SIZE + (u64)mb->num_modules * MODULE_ENTRY_SIZE +
		   (u64)memory->entries * (4 + MMAP_ENTRY_MIN) + string_size(cmdline);

	for (u32 i = 0; i < mb->num_modules; i++)
		size += string_size(modules[i].cmdline);
	return size;
}

static u32 put_string(const struct phys *mem, paddr_t *at, const char *s)
{
	u32 start = (u32)*at;
	u64 size = string_size(s);

	phys_write(mem, *at, s, size);
	*at += size;
	return start;
}

static void put_memory_map(const struct phys *mem, paddr_t at, const struct memory *memory)
{
	for (u32 i = 0; i < memory->entries; i++, at += 4 + MMAP_ENTRY_MIN) {
		phys_put32(mem, at, MMAP_ENTRY_MIN);
		phys_put64(mem, at + 4, memory->map[i].at.start);
		phys_put64(mem, at + 12, range_size(memory->map[i].at));
		phys_put32(mem, at + 20, memory->map[i].type);
	}
}

void multiboot_copy(const struct phys *mem, paddr_t at, const struct multiboot *mb,
		    const struct memory *memory, const struct module *modules,
		    const char *cmdline)
{
	u32 mmap_length = memory->entries * (4 + MMAP_ENTRY_MIN);
	paddr_t table = at + INFO_SIZE;
	paddr_t mmap = table + (u64)mb->num_modules * MODULE_ENTRY_SIZE;
	paddr_t strings = mmap + mmap_length;

	phys_zero(mem, (struct range){ at, table });
	phys_put32(mem, at + INFO_FLAGS, mb->flags | FLAG_CMDLINE | FLAG_MODULES | FLAG_MMAP);
	phys_put32(mem, at + INFO_MEM_LOWER, mb->mem_lower);
	phys_put32(mem, at + INFO_MEM_UPPER, mb->mem_upper);
	phys_put32(mem, at + INFO_BOOT_DEVICE, mb->boot_device);
	phys_put32(mem, at + INFO_CMDLINE, put_string(mem, &strings, cmdline));
	phys_put32(mem, at + INFO_MODS_COUNT, mb->num_modules);
	phys_put32(mem, at + INFO_MODS_ADDR, (u32)table);
	phys_put32(mem, at + INFO_MMAP_LENGTH, mmap_length);
	phys_put32(mem, at + INFO_MMAP_ADDR, (u32)mmap);
	put_memory_map(mem, mmap, memory);
	for (u32 i = 0; i < mb->num_modules; i++, table += MODULE_ENTRY_SIZE) {
		struct range r = module_range(&modules[i]);

		phys_put32(mem, table, (u32)r.start);
		phys_put32(mem, table + 4, (u32)r.end);
		phys_put32(mem, table + 8, put_string(mem, &strings, modules[i].cmdline));
		phys_put32(mem, table + 12,
			   modules[i].is_program ? (u32)modules[i].image.entry : 0);
	}
}
