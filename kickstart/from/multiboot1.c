/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads multiboot information structures. (Multiboot Specification 0.6.96, 3.3)
 */
#include "multiboot1.h"
#include "../core/mbi.h"
#include "../core/rsdp.h"

static bool malformed(struct problem *why, const char *what)
{
	return problem(why, PROBLEM_MULTIBOOT, "malformed multiboot information: %s", what);
}

static bool read_mmap(const struct phys *mem, paddr_t at, u32 length, struct memory *memory,
		      struct problem *why)
{
	if (!phys_reaches(mem, at, length))
		return malformed(why, "memory map outside memory");
	while (length) {
		u32 size;

		if (length < 4 + MBI_MMAP_MIN)
			return malformed(why, "memory map ends within an entry");
		size = phys_get32(mem, at);
		if (size < MBI_MMAP_MIN || size > length - 4)
			return malformed(why, "memory map entry of an impossible size");
		if (!memory_add(memory, phys_get64(mem, at + 4), phys_get64(mem, at + 12),
				phys_get32(mem, at + 20), why))
			return false;
		at += 4 + (u64)size;
		length -= 4 + size;
	}
	return true;
}

static bool read_memory(const struct phys *mem, paddr_t info, u32 flags, struct loader_info *told,
			struct memory *memory, struct problem *why)
{
	memory->entries = 0;
	if (flags & MBI_HAS_MMAP) {
		if (!read_mmap(mem, phys_get32(mem, info + MBI_MMAP_ADDR),
			       phys_get32(mem, info + MBI_MMAP_LENGTH), memory, why))
			return false;
	} else if (!loader_add_sizes(told, memory, why)) {
		return false;
	}
	return memory_is_known(memory, why);
}

static bool read_module(const struct phys *mem, paddr_t entry, struct loader_info *told,
			struct module *m, struct problem *why)
{
	u32 cmdline = phys_get32(mem, entry + 8);

	*m = (struct module){
		.file = { phys_get32(mem, entry), phys_get32(mem, entry + 4) },
		.cmdline = "",
	};
	if (cmdline) {
		m->cmdline = loader_take_string(mem, cmdline, CMDLINE_MAX, told, why);
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

static bool read_modules(const struct phys *mem, paddr_t info, struct loader_info *told,
			 struct module *modules, struct problem *why)
{
	u32 count = phys_get32(mem, info + MBI_MODS_COUNT);
	paddr_t table = phys_get32(mem, info + MBI_MODS_ADDR);

	if (count > MODULES_MAX)
		return problem(why, PROBLEM_SLOTS, "%u modules, no kernel can be told about more "
			       "than %u", count, MODULES_MAX);
	if (!phys_reaches(mem, table, (u64)count * MBI_MODULE_SIZE))
		return malformed(why, "module table outside memory");
	for (u32 i = 0; i < count; i++) {
		why->module = (int)i;
		told->num_modules = i + 1;
		if (!read_module(mem, table + i * MBI_MODULE_SIZE, told, &modules[i], why))
			return false;
	}
	why->module = NO_MODULE;
	return true;
}

bool multiboot1_read(const struct phys *mem, u32 magic, paddr_t info, struct loader_info *told,
		    struct memory *memory, struct module *modules, struct problem *why)
{
	u32 flags;

	why->module = NO_MODULE;
	loader_info_clear(told);
	if (magic != MULTIBOOT_MAGIC)
		return problem(why, PROBLEM_NOT_MULTIBOOT, "not started by a multiboot loader");
	if (!info || !phys_reaches(mem, info, MBI_SIZE))
		return malformed(why, "structure outside memory");
	flags = phys_get32(mem, info + MBI_FLAGS);
	told->has_memory_sizes = flags & MBI_HAS_MEMORY;
	told->has_boot_device = flags & MBI_HAS_BOOT_DEVICE;
	if (told->has_memory_sizes) {
		told->mem_lower = phys_get32(mem, info + MBI_MEM_LOWER);
		told->mem_upper = phys_get32(mem, info + MBI_MEM_UPPER);
	}
	if (told->has_boot_device)
		told->boot_device = phys_get32(mem, info + MBI_BOOT_DEVICE);
	if (flags & MBI_HAS_FRAMEBUFFER && phys_reaches(mem, info, MBI_FRAMEBUFFER_END) &&
	    !loader_take_framebuffer(mem, info + MBI_FRAMEBUFFER, info + MBI_COLOURS, told))
		(void)loader_take_framebuffer(mem, info + MBI_FRAMEBUFFER,
					      info + MBI_COLOURS_TABLE, told);
	/* Memory comes first: what is wrong with the rest can be shown on the screen then. */
	if (!read_memory(mem, info, flags, told, memory, why))
		return false;
	if (flags & MBI_HAS_CMDLINE && phys_get32(mem, info + MBI_CMDLINE)) {
		told->cmdline = loader_take_string(mem, phys_get32(mem, info + MBI_CMDLINE),
						   CMDLINE_MAX, told, why);
		if (!told->cmdline) {
			told->cmdline = "";
			return false;
		}
	}
	/* The protocol has no place for it. */
	told->rsdp = rsdp_find(mem, memory);
	return !(flags & MBI_HAS_MODULES) || read_modules(mem, info, told, modules, why);
}
