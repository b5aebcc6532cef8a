/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads the information of multiboot 2: tags one behind the other, each on a multiple of 8.
 * (Multiboot2 Specification 2.0, 3.6)
 */
#include "multiboot2.h"
#include "efi_map.h"
#include "../core/rsdp.h"

#define TAG_ALIGN	8
#define INFO_HEADER	8	/* total size, a reserved word */
#define TAG_HEADER	8	/* type, size */

/* More than 512 modules with command lines need: no loader has a use for as many tags. */
#define INFO_MAX	(16 * MIB)

/* Byte offsets in tags, and how long a tag is that has the fields. */
#define MODULE_START	8
#define MODULE_END	12
#define MODULE_STRING	16
#define SIZES_LOWER	8
#define SIZES_UPPER	12
#define SIZES_BYTES	16
#define DEVICE_BIOS	8
#define DEVICE_PART	12
#define DEVICE_SUBPART	16
#define DEVICE_BYTES	20
#define MMAP_ENTRY	8	/* bytes of an entry */
#define MMAP_ENTRIES	16
#define ENTRY_LENGTH	8
#define ENTRY_TYPE	16
#define ENTRY_MIN	20
#define SCREEN_ADDRESS	8
#define SCREEN_COLOURS	32
#define SCREEN_BYTES	38
#define EFI_ENTRY	8	/* bytes of a descriptor */
#define EFI_ENTRIES	16

struct reader {
	const struct phys *mem;
	struct loader_info *told;
	struct module *modules;
	struct problem *why;
	/* Tags that are looked at when all are known; empty: there is none. */
	struct range mmap, efi_map, rsdp_old, rsdp_new, screen;
};

static bool malformed(struct problem *why, const char *what)
{
	return problem(why, PROBLEM_MULTIBOOT, "malformed multiboot information: %s", what);
}

/* The string from `offset` on to the end of the tag; NULL: it does not end there. */
static const char *tag_string(const struct reader *r, struct range tag, u32 offset)
{
	if (range_size(tag) <= offset) {
		malformed(r->why, "string outside its tag");
		return NULL;
	}
	return loader_take_string(r->mem, tag.start + offset, range_size(tag) - offset, r->told,
				  r->why);
}

static bool read_cmdline(const struct reader *r, struct range tag)
{
	const char *text;

	if (r->told->cmdline[0])
		return true;
	text = tag_string(r, tag, TAG_HEADER);
	if (text)
		r->told->cmdline = text;
	return text;
}

static bool read_module(const struct reader *r, struct range tag)
{
	struct loader_info *told = r->told;
	struct module *m = &r->modules[told->num_modules];
	const char *cmdline;

	if (told->num_modules == MODULES_MAX)
		return problem(r->why, PROBLEM_SLOTS,
			       "no kernel can be told about more than %u modules", MODULES_MAX);
	*m = (struct module){ .cmdline = "" };
	r->why->module = (int)told->num_modules++;
	if (range_size(tag) <= MODULE_STRING)
		return malformed(r->why, "module cut off");
	m->file.start = phys_get32(r->mem, tag.start + MODULE_START);
	m->file.end = phys_get32(r->mem, tag.start + MODULE_END);
	cmdline = tag_string(r, tag, MODULE_STRING);
	if (!cmdline)
		return false;
	m->cmdline = cmdline;
	if (m->file.end < m->file.start)
		return malformed(r->why, "module ends before it starts");
	if (range_is_empty(m->file))
		return problem(r->why, PROBLEM_TRUNCATED, "empty file");
	r->why->module = NO_MODULE;
	return true;
}

static bool read_sizes(const struct reader *r, struct range tag)
{
	struct loader_info *told = r->told;

	if (range_size(tag) < SIZES_BYTES)
		return malformed(r->why, "memory sizes cut off");
	if (told->has_memory_sizes)
		return true;
	told->mem_lower = phys_get32(r->mem, tag.start + SIZES_LOWER);
	told->mem_upper = phys_get32(r->mem, tag.start + SIZES_UPPER);
	told->has_memory_sizes = true;
	return true;
}

/* Users get it as multiboot 1 has it: the device in the highest byte, parts below, 0xff is none. */
static bool read_boot_device(const struct reader *r, struct range tag)
{
	struct loader_info *told = r->told;

	if (range_size(tag) < DEVICE_BYTES)
		return malformed(r->why, "boot device cut off");
	told->boot_device = phys_get32(r->mem, tag.start + DEVICE_BIOS) << 24 |
			    (phys_get32(r->mem, tag.start + DEVICE_PART) & 0xff) << 16 |
			    (phys_get32(r->mem, tag.start + DEVICE_SUBPART) & 0xff) << 8 | 0xff;
	told->has_boot_device = true;
	return true;
}

static void keep(struct range *first, struct range tag)
{
	if (range_is_empty(*first))
		*first = tag;
}

static bool read_tag(struct reader *r, u32 type, struct range tag)
{
	switch (type) {
	case MULTIBOOT2_CMDLINE:
		return read_cmdline(r, tag);
	case MULTIBOOT2_MODULE:
		return read_module(r, tag);
	case MULTIBOOT2_SIZES:
		return read_sizes(r, tag);
	case MULTIBOOT2_BOOT_DEVICE:
		return read_boot_device(r, tag);
	case MULTIBOOT2_EFI_RUNS:
		return problem(r->why, PROBLEM_MULTIBOOT,
			       "the boot loader has not ended the firmware's boot services");
	case MULTIBOOT2_MMAP:
		keep(&r->mmap, tag);
		break;
	case MULTIBOOT2_FRAMEBUFFER:
		keep(&r->screen, tag);
		break;
	case MULTIBOOT2_RSDP_OLD:
		keep(&r->rsdp_old, tag);
		break;
	case MULTIBOOT2_RSDP_NEW:
		keep(&r->rsdp_new, tag);
		break;
	case MULTIBOOT2_EFI_MAP:
		keep(&r->efi_map, tag);
		break;
	}
	return true;
}

/* All tags of [info.start, info.end), up to the one that says that it is the last. */
static bool read_tags(struct reader *r, struct range info)
{
	u64 at = info.start + INFO_HEADER;

	while (info.end - at >= TAG_HEADER) {
		u32 type = phys_get32(r->mem, at);
		u64 size = phys_get32(r->mem, at + 4), step = round_up(size, TAG_ALIGN);

		if (size < TAG_HEADER)
			return malformed(r->why, "tag of an impossible size");
		if (size > info.end - at)
			return malformed(r->why, "tag cut off");
		if (type == MULTIBOOT2_END)
			return true;
		if (!read_tag(r, type, (struct range){ at, at + size }))
			return false;
		if (step > info.end - at)
			break;
		at += step;
	}
	return malformed(r->why, "no tag is the last one");
}

static bool read_mmap(const struct reader *r, struct memory *memory)
{
	struct range tag = r->mmap;
	u64 size;

	if (range_is_empty(tag))
		return true;
	if (range_size(tag) < MMAP_ENTRIES)
		return malformed(r->why, "memory map cut off");
	size = phys_get32(r->mem, tag.start + MMAP_ENTRY);
	if (size < ENTRY_MIN)
		return malformed(r->why, "memory map entry of an impossible size");
	for (tag.start += MMAP_ENTRIES; tag.start < tag.end; tag.start += size) {
		if (size > range_size(tag))
			return malformed(r->why, "memory map ends within an entry");
		if (!memory_add(memory, phys_get64(r->mem, tag.start),
				phys_get64(r->mem, tag.start + ENTRY_LENGTH),
				phys_get32(r->mem, tag.start + ENTRY_TYPE), r->why))
			return false;
	}
	return true;
}

static bool read_efi_map(const struct reader *r, struct memory *memory)
{
	struct range tag = r->efi_map;

	if (range_is_empty(tag))
		return true;
	if (range_size(tag) < EFI_ENTRIES)
		return malformed(r->why, "memory map of the firmware cut off");
	return efi_map_read(r->mem, (struct range){ tag.start + EFI_ENTRIES, tag.end },
			    phys_get32(r->mem, tag.start + EFI_ENTRY), memory, r->why);
}

/*
 * The boot loader's map is that of the firmware in other words, so one of them is enough; the sizes
 * know less and count where there is no map.
 */
static bool read_memory(const struct reader *r, struct memory *memory)
{
	memory->entries = 0;
	if (!read_mmap(r, memory) || (!memory->entries && !read_efi_map(r, memory)))
		return false;
	if (range_is_empty(r->mmap) && range_is_empty(r->efi_map) &&
	    !loader_add_sizes(r->told, memory, r->why))
		return false;
	return memory_is_known(memory, r->why);
}

static void take_framebuffer(const struct reader *r)
{
	paddr_t tag = r->screen.start;

	if (range_size(r->screen) >= SCREEN_BYTES)
		(void)loader_take_framebuffer(r->mem, tag + SCREEN_ADDRESS, tag + SCREEN_COLOURS,
					      r->told);
}

/* What is needed to show on the screen that the tags are wrong. */
static void take_rest(struct reader *r, struct memory *memory)
{
	struct problem further;

	r->why = &further;
	if (read_memory(r, memory))
		take_framebuffer(r);
}

/* The copy of ACPI's root pointer in a tag, as far as that goes; false: there is no sound one. */
static bool take_rsdp(const struct reader *r, struct range tag)
{
	u64 bytes = range_size(tag) > TAG_HEADER ? range_size(tag) - TAG_HEADER : 0;

	if (bytes > RSDP_BYTES_MAX)
		bytes = RSDP_BYTES_MAX;
	if (bytes < RSDP_BYTES ||
	    !phys_read(r->mem, tag.start + TAG_HEADER, r->told->rsdp_copy, (size_t)bytes) ||
	    !rsdp_is_sound(r->told->rsdp_copy))
		return false;
	r->told->rsdp_bytes = (u32)bytes;
	return true;
}

bool multiboot2_read(const struct phys *mem, paddr_t info, struct loader_info *told,
		     struct memory *memory, struct module *modules, struct problem *why)
{
	struct reader r = { .mem = mem, .told = told, .modules = modules, .why = why };
	u32 bytes;

	why->module = NO_MODULE;
	loader_info_clear(told);
	if (!info || info % TAG_ALIGN || !phys_read32(mem, info, &bytes) ||
	    !phys_reaches(mem, info, bytes))
		return malformed(why, "structure outside memory");
	if (bytes < INFO_HEADER + TAG_HEADER || bytes > INFO_MAX)
		return malformed(why, "structure of an impossible size");
	if (!read_tags(&r, (struct range){ info, info + bytes })) {
		take_rest(&r, memory);
		return false;
	}
	if (!read_memory(&r, memory))
		return false;
	take_framebuffer(&r);
	if (!take_rsdp(&r, r.rsdp_new) && !take_rsdp(&r, r.rsdp_old))
		told->rsdp = rsdp_find(mem, memory);
	return true;
}
