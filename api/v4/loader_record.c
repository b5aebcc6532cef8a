/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads the loader's record. Other loaders may use KdebugConfig1 for something else: nothing is
 * read that is not memory of the loader, and nothing is believed without the magic.
 */
#include <api/loader_record.h>

#include <api/kip.h>
#include <arch/page.h>
#include <arch/space.h>
#include <generic/printf.h>
#include <l4/abi/loader.h>

#define RECORD_ALIGN	8

struct loader_record loader_record;

/* True if one descriptor of the loader's memory covers the range, and the kernel's map does. */
static bool is_loaders_memory(paddr_t start, size_t bytes)
{
	if (!arch_phys_is_mapped(start, bytes))
		return false;
	for (unsigned int i = 0; i < kip_memory_count(); i++) {
		struct kip_memory m = kip_memory(i);

		if (m.type == L4_MEMORY_BOOTLOADER && !m.is_virtual && m.start <= start &&
		    start < m.end && bytes <= m.end - start)
			return true;
	}
	return false;
}

static u32 read_u32(paddr_t record, unsigned int offset)
{
	return *(const u32 *)paddr_to_kv(record + offset);
}

static u64 read_u64(paddr_t record, unsigned int offset)
{
	return *(const u64 *)paddr_to_kv(record + offset);
}

/* Why there can be no record at this address, NULL if there is one. */
static const char *objection(paddr_t record)
{
	if (record % RECORD_ALIGN != 0)
		return "not aligned";
	if (!is_loaders_memory(record, L4_LOADER_HEADER_BYTES))
		return "not in memory of the loader";
	if (read_u32(record, L4_LOADER_AT_MAGIC) != L4_LOADER_MAGIC)
		return "without its magic number";
	if (!is_loaders_memory(record, read_u32(record, L4_LOADER_AT_SIZE)))
		return "of an impossible size";
	return NULL;
}

static bool is_conventional(paddr_t start, paddr_t end)
{
	for (unsigned int i = 0; i < kip_memory_count(); i++) {
		struct kip_memory m = kip_memory(i);

		if (m.type == L4_MEMORY_CONVENTIONAL && !m.is_virtual && m.start < end &&
		    start < m.end)
			return true;
	}
	return false;
}

/* Why the framebuffer in the record cannot be one, NULL if it can. */
static const char *framebuffer_objection(paddr_t start, const struct fb_mode *mode)
{
	const char *why = fb_mode_objection(start, mode);

	if (why == NULL && is_conventional(start, start + (u64)mode->pitch * mode->height))
		why = "where memory is";
	return why;
}

/* Takes over what the record, which is long enough, says about the framebuffer. */
static void read_framebuffer(paddr_t record)
{
	const u8 *colour = paddr_to_kv(record + L4_LOADER_AT_COLOURS);
	paddr_t start = read_u64(record, L4_LOADER_AT_FRAMEBUFFER);
	const struct fb_mode mode = {
		.pitch = read_u32(record, L4_LOADER_AT_PITCH),
		.width = read_u32(record, L4_LOADER_AT_WIDTH),
		.height = read_u32(record, L4_LOADER_AT_HEIGHT),
		.depth = read_u32(record, L4_LOADER_AT_DEPTH),
		.red = { colour[0], colour[1] },
		.green = { colour[2], colour[3] },
		.blue = { colour[4], colour[5] },
	};
	const char *why;

	if (start == 0)
		return;
	why = framebuffer_objection(start, &mode);
	if (why != NULL) {
		kprintf("the loader's framebuffer at %#lx is %s: ignored\n", (word_t)start, why);
		return;
	}
	loader_record.framebuffer = start;
	loader_record.mode = mode;
}

void loader_record_read(void)
{
	paddr_t record = kip_read(L4_KIP_WORD_KDEBUG_CONFIG1);
	const char *why = record != 0 ? objection(record) : NULL;
	u32 size;

	if (why != NULL)
		kprintf("the loader's record at %#lx is %s: ignored\n", (word_t)record, why);
	if (why != NULL || record == 0)
		return;
	size = read_u32(record, L4_LOADER_AT_SIZE);
	if (size >= L4_LOADER_AT_MAXCPUS + sizeof(u32))
		loader_record.maxcpus = read_u32(record, L4_LOADER_AT_MAXCPUS);
	if (size >= L4_LOADER_AT_RSDP + sizeof(u64))
		loader_record.rsdp = read_u64(record, L4_LOADER_AT_RSDP);
	if (size >= L4_LOADER_BYTES)
		read_framebuffer(record);
}
