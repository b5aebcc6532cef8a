/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes the multiboot information structure that users get.
 */
#include "mbi.h"

/* A command line of n characters takes n + 1 bytes. */
static u64 string_size(const char *s)
{
	u64 n = 0;

	while (s[n++])
		;
	return n;
}

u64 mbi_size(const struct loader_info *told, const struct memory *memory,
			const struct module *modules, const char *cmdline)
{
	u64 size = MBI_SIZE + (u64)told->num_modules * MBI_MODULE_SIZE +
		   (u64)memory->entries * (4 + MBI_MMAP_MIN) + string_size(cmdline);

	for (u32 i = 0; i < told->num_modules; i++)
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
	for (u32 i = 0; i < memory->entries; i++, at += 4 + MBI_MMAP_MIN) {
		phys_put32(mem, at, MBI_MMAP_MIN);
		phys_put64(mem, at + 4, memory->map[i].at.start);
		phys_put64(mem, at + 12, range_size(memory->map[i].at));
		phys_put32(mem, at + 20, memory->map[i].type);
	}
}

void mbi_write(const struct phys *mem, paddr_t at, const struct loader_info *told,
		    const struct memory *memory, const struct module *modules,
		    const char *cmdline)
{
	u32 flags = MBI_HAS_CMDLINE | MBI_HAS_MODULES | MBI_HAS_MMAP |
		    (told->has_memory_sizes ? MBI_HAS_MEMORY : 0) |
		    (told->has_boot_device ? MBI_HAS_BOOT_DEVICE : 0);
	u32 mmap_length = memory->entries * (4 + MBI_MMAP_MIN);
	paddr_t table = at + MBI_SIZE;
	paddr_t mmap = table + (u64)told->num_modules * MBI_MODULE_SIZE;
	paddr_t strings = mmap + mmap_length;

	phys_zero(mem, (struct range){ at, table });
	phys_put32(mem, at + MBI_FLAGS, flags);
	phys_put32(mem, at + MBI_MEM_LOWER, told->mem_lower);
	phys_put32(mem, at + MBI_MEM_UPPER, told->mem_upper);
	phys_put32(mem, at + MBI_BOOT_DEVICE, told->boot_device);
	phys_put32(mem, at + MBI_CMDLINE, put_string(mem, &strings, cmdline));
	phys_put32(mem, at + MBI_MODS_COUNT, told->num_modules);
	phys_put32(mem, at + MBI_MODS_ADDR, (u32)table);
	phys_put32(mem, at + MBI_MMAP_LENGTH, mmap_length);
	phys_put32(mem, at + MBI_MMAP_ADDR, (u32)mmap);
	put_memory_map(mem, mmap, memory);
	for (u32 i = 0; i < told->num_modules; i++, table += MBI_MODULE_SIZE) {
		struct range r = module_range(&modules[i]);

		phys_put32(mem, table, (u32)r.start);
		phys_put32(mem, table + 4, (u32)r.end);
		phys_put32(mem, table + 8, put_string(mem, &strings, modules[i].cmdline));
		phys_put32(mem, table + 12,
			   modules[i].is_program ? (u32)modules[i].image.entry : 0);
	}
}
