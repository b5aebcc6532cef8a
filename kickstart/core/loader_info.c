/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keeping what the boot loader has told.
 */
#include "loader_info.h"

/* Fields of a framebuffer, byte offsets. (Multiboot Specification 0.6.96, 3.3; 2.0, 3.6.12) */
#define FB_ADDRESS	0
#define FB_PITCH	8
#define FB_WIDTH	12
#define FB_HEIGHT	16
#define FB_DEPTH	20	/* and the type behind it, one byte each */
#define FB_TYPE_RGB	1
#define FB_COLOURS_BYTES	6	/* position and size in bits of red, green, blue */

void loader_info_clear(struct loader_info *told)
{
	told->has_memory_sizes = told->has_boot_device = false;
	told->mem_lower = told->mem_upper = told->boot_device = 0;
	told->rsdp = told->rsdp_bytes = 0;
	told->framebuffer = (struct framebuffer){ .at = 0 };
	told->cmdline = "";
	told->num_modules = told->strings_used = 0;
}

const char *loader_take_string(const struct phys *mem, paddr_t at, u64 bytes,
			       struct loader_info *told, struct problem *why)
{
	char *s = &told->strings[told->strings_used];
	u32 room = STRINGS_SIZE - told->strings_used;
	u32 longest = bytes < CMDLINE_MAX ? (u32)bytes : CMDLINE_MAX, n;

	n = (u32)phys_read_string(mem, at, s, longest < room ? longest : room);
	if (n && !s[n - 1]) {
		told->strings_used += n;
		return s;
	}
	if (n == room)
		problem(why, PROBLEM_STRING, "command lines longer than %u bytes together",
			STRINGS_SIZE);
	else if (n < longest)
		problem(why, PROBLEM_STRING, "command line at %#llx runs out of memory", ull(at));
	else
		problem(why, PROBLEM_STRING, "command line at %#llx does not end within %u bytes",
			ull(at), longest);
	return NULL;
}

bool loader_add_sizes(const struct loader_info *told, struct memory *memory, struct problem *why)
{
	if (!told->has_memory_sizes)
		return true;
	if (told->mem_lower > 1024)
		return problem(why, PROBLEM_MULTIBOOT, "malformed multiboot information: "
			       "more than 1 MiB of lower memory");
	return memory_add(memory, 0, told->mem_lower * KIB, MEMORY_RAM, why) &&
	       memory_add(memory, MIB, told->mem_upper * KIB, MEMORY_RAM, why);
}

static struct fb_colour colour(const u8 *told)
{
	return (struct fb_colour){ told[0], told[1] };
}

bool loader_take_framebuffer(const struct phys *mem, paddr_t at, paddr_t colours,
			     struct loader_info *told)
{
	struct framebuffer *f = &told->framebuffer;
	u8 depth_and_type[2], c[FB_COLOURS_BYTES];

	*f = (struct framebuffer){ .at = 0 };
	if (!phys_read(mem, at + FB_DEPTH, depth_and_type, sizeof(depth_and_type)) ||
	    depth_and_type[1] != FB_TYPE_RGB || !phys_read(mem, colours, c, sizeof(c)))
		return false;
	f->at = phys_get64(mem, at + FB_ADDRESS);
	f->mode = (struct fb_mode){
		.pitch = phys_get32(mem, at + FB_PITCH),
		.width = phys_get32(mem, at + FB_WIDTH),
		.height = phys_get32(mem, at + FB_HEIGHT),
		.depth = depth_and_type[0],
		.red = colour(c), .green = colour(c + 2), .blue = colour(c + 4),
	};
	if (!f->at || fb_mode_objection(f->at, &f->mode))
		*f = (struct framebuffer){ .at = 0 };
	return f->at;
}
