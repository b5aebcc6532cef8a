/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A framebuffer as screen. It is the root task's, by sigma0; once the program has it the kernel
 * draws there no more, so all of it is drawn anew. The loader is believed no address of memory.
 */
#include <l4/types.h>
#include <l4/abi/kip.h>
#include <l4/kip.h>
#include <l4/memory_types.h>
#include <l4/misc.h>

#include <lib/fb_text.h>
#include <lib/loader_record.h>

#include "../internal.h"
#include "screen.h"

#define PAGE		((uint64_t)4096)	/* a PC's */

static struct fb_text screen;
static struct fb_mode mode;
static uint64_t start;

bool fb_screen_is_told(void)
{
	L4_Word_t record = __L4_Kip(L4_GetKernelInterface())->__kdebug_config[1];

	start = loader_record_framebuffer(plat_memory, record, &mode);
	return start != 0;
}

static bool is_in_memory(uint64_t from, uint64_t end)
{
	for (; from < end; from += PAGE)
		if (plat_is_memory(from))
			return true;
	return false;
}

/* Only a thread with privileges can say so; without it the screen is slower. */
static void combine_writes(uint64_t from, uint64_t end)
{
	uint64_t bytes;

	for (; from < end; from += bytes) {
		bytes = plat_block(from, end);
		(void)L4_Set_PageAttribute(L4_Fpage((L4_Word_t)from, (L4_Word_t)bytes),
					   L4_WriteCombiningMemory);
	}
}

const char *fb_screen_begin(void)
{
	uint64_t bytes, first = start & ~(PAGE - 1), end;
	const void *pixels;

	if (fb_text_objection(&mode))
		return "its framebuffer can show no text";
	bytes = fb_text_bytes(&mode);
	end = (start + bytes + PAGE - 1) & ~(PAGE - 1);
	if ((size_t)end != end || is_in_memory(first, end))
		return "its framebuffer is at an impossible address";
	pixels = plat_memory(start, (size_t)bytes);
	if (!pixels)
		return "sigma0 does not give its framebuffer";
	combine_writes(first, end);
	fb_text_start(&screen, &mode, &fb_text_font, 0);
	screen.pixels = (uint8_t *)(uintptr_t)pixels;
	fb_text_clear_rest(&screen, &mode);
	(void)fb_text_draw(&screen, FB_CELLS_MAX);
	return NULL;
}

void fb_screen_put(char c)
{
	fb_text_putc(&screen, c);
	(void)fb_text_draw(&screen, FB_CELLS_MAX);
}
