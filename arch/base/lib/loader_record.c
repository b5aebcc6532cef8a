/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads the loader's record, in memory that the caller's function gives.
 */
#include <lib/loader_record.h>

#include <l4/abi/loader.h>

/* The record at this address, all of whose first `bytes` bytes count; NULL: there is none. */
static const char *open_record(const void *(*memory)(uint64_t start, size_t bytes), uint64_t record,
			       size_t bytes)
{
	const uint32_t *head;

	/* KdebugConfig1 is somebody else's word where no record is: no memory is asked for. */
	if (record == 0 || record % sizeof(uint64_t) != 0)
		return NULL;
	head = memory(record, L4_LOADER_HEADER_BYTES);
	if (head == NULL || head[L4_LOADER_AT_MAGIC / 4] != L4_LOADER_MAGIC ||
	    head[L4_LOADER_AT_SIZE / 4] < bytes)
		return NULL;
	return memory(record, bytes);
}

uint64_t loader_record_rsdp(const void *(*memory)(uint64_t start, size_t bytes), uint64_t record)
{
	const char *p = open_record(memory, record, L4_LOADER_AT_RSDP + sizeof(uint64_t));

	return p != NULL ? *(const uint64_t *)(p + L4_LOADER_AT_RSDP) : 0;
}

static uint32_t number_at(const char *record, size_t offset)
{
	return *(const uint32_t *)(record + offset);
}

static struct fb_colour colour_at(const char *record, size_t offset)
{
	return (struct fb_colour){ (uint8_t)record[offset], (uint8_t)record[offset + 1] };
}

uint64_t loader_record_framebuffer(const void *(*memory)(uint64_t start, size_t bytes),
				   uint64_t record, struct fb_mode *mode)
{
	const char *p = open_record(memory, record, L4_LOADER_BYTES);
	uint64_t start;

	if (p == NULL)
		return 0;
	start = *(const uint64_t *)(p + L4_LOADER_AT_FRAMEBUFFER);
	*mode = (struct fb_mode){
		.pitch = number_at(p, L4_LOADER_AT_PITCH),
		.width = number_at(p, L4_LOADER_AT_WIDTH),
		.height = number_at(p, L4_LOADER_AT_HEIGHT),
		.depth = number_at(p, L4_LOADER_AT_DEPTH),
		.red = colour_at(p, L4_LOADER_AT_COLOURS),
		.green = colour_at(p, L4_LOADER_AT_COLOURS + 2),
		.blue = colour_at(p, L4_LOADER_AT_COLOURS + 4),
	};
	return start != 0 && fb_mode_objection(start, mode) == NULL ? start : 0;
}
