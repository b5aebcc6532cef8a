/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The reader of the loader's record for programs, over records made here: whole ones, short ones,
 * and none.
 */
#include "tables.h"

#include <lib/loader_record.h>

#include <l4/abi/loader.h>

#include <stdio.h>
#include <string.h>

#define RECORD		0x1000u
#define SCREEN		0x40c0000000u
#define ROOT		0xf5a40u

static struct fb_mode mode;

/* A record with all fields. */
static void make(void)
{
	static const unsigned char colours[] = { 16, 8, 8, 7, 0, 6 };

	memset(low, 0, sizeof(low));
	put(low + RECORD + L4_LOADER_AT_MAGIC, L4_LOADER_MAGIC, 4);
	put(low + RECORD + L4_LOADER_AT_SIZE, L4_LOADER_BYTES, 4);
	put(low + RECORD + L4_LOADER_AT_RSDP, ROOT, 8);
	put(low + RECORD + L4_LOADER_AT_FRAMEBUFFER, SCREEN, 8);
	put(low + RECORD + L4_LOADER_AT_PITCH, 4096, 4);
	put(low + RECORD + L4_LOADER_AT_WIDTH, 1000, 4);
	put(low + RECORD + L4_LOADER_AT_HEIGHT, 768, 4);
	put(low + RECORD + L4_LOADER_AT_DEPTH, 32, 4);
	memcpy(&low[RECORD + L4_LOADER_AT_COLOURS], colours, sizeof(colours));
}

static uint64_t screen(uint64_t record)
{
	uint64_t start = loader_record_framebuffer(memory, record, &mode);

	forget_blocks();
	return start;
}

static uint64_t rsdp(uint64_t record)
{
	uint64_t start = loader_record_rsdp(memory, record);

	forget_blocks();
	return start;
}

/* One field is another: is there still a framebuffer? */
static bool is_screen_with(size_t offset, uint64_t value, unsigned int bytes)
{
	make();
	put(low + RECORD + offset, value, bytes);
	return screen(RECORD) != 0;
}

int main(void)
{
	make();
	ok(screen(RECORD) == SCREEN && mode.pitch == 4096 && mode.width == 1000 &&
	   mode.height == 768 && mode.depth == 32, "record: a framebuffer and its mode");
	ok(mode.red.position == 16 && mode.red.size == 8 && mode.green.position == 8 &&
	   mode.green.size == 7 && mode.blue.position == 0 && mode.blue.size == 6,
	   "record: its colours");
	ok(rsdp(RECORD) == ROOT, "record: ACPI's root pointer");
	ok(!is_screen_with(L4_LOADER_AT_FRAMEBUFFER, 0, 8), "record: no framebuffer");
	ok(!is_screen_with(L4_LOADER_AT_MAGIC, 1, 4) && rsdp(RECORD) == 0, "record: no magic");
	ok(!is_screen_with(L4_LOADER_AT_SIZE, L4_LOADER_BYTES - 1, 4) && rsdp(RECORD) == ROOT,
	   "record: one that is too short for a framebuffer has the fields before it");
	ok(!is_screen_with(L4_LOADER_AT_SIZE, L4_LOADER_AT_RSDP + 7, 4) && rsdp(RECORD) == 0,
	   "record: one that is too short for ACPI's root pointer");
	ok(!is_screen_with(L4_LOADER_AT_PITCH, 3999, 4) &&
	   !is_screen_with(L4_LOADER_AT_HEIGHT, 0, 4) &&
	   !is_screen_with(L4_LOADER_AT_DEPTH, 8, 4) &&
	   !is_screen_with(L4_LOADER_AT_FRAMEBUFFER, (uint64_t)1 << 52, 8) &&
	   !is_screen_with(L4_LOADER_AT_COLOURS, 25, 1), "record: no framebuffer can be so");
	make();
	ok(screen(0) == 0 && screen(RECORD + 4) == 0 && screen(LOW_SIZE - 4) == 0 &&
	   screen(~(uint64_t)7) == 0, "record: an address where none can be");
	memmove(&low[LOW_SIZE - L4_LOADER_BYTES], &low[RECORD], L4_LOADER_BYTES);
	ok(screen(LOW_SIZE - L4_LOADER_BYTES) == SCREEN, "record: at the end of memory");
	memmove(&low[LOW_SIZE - L4_LOADER_BYTES + 8], &low[RECORD], L4_LOADER_BYTES - 8);
	ok(screen(LOW_SIZE - L4_LOADER_BYTES + 8) == 0, "record: beyond the end of memory");
	printf("1..%d\n", tests);
	return failures > 0;
}
