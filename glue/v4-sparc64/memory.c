/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the firmware tells of memory and processor, and the kernel's share of it. There is no
 * loader that could have filled the kernel interface page.
 */
#include <glue/glue.h>

#include <api/kip.h>
#include <arch/io.h>
#include <arch/openfirmware.h>
#include <arch/space.h>
#include <base/assert.h>
#include <generic/kmem.h>
#include <lib/string.h>

#define MAX_RANGES	16
#define KMEM_BYTES	((paddr_t)CONFIG_KMEM_MB << 20)

extern char image_start[], image_end[];

static struct firmware_range ram[MAX_RANGES], available[MAX_RANGES];
static unsigned int ram_count, available_count;

static unsigned int read_ranges(firmware_node_t node, const char *name, struct firmware_range *to)
{
	long bytes = firmware_property(node, name, to, MAX_RANGES * sizeof(*to));

	if (bytes < 0)
		return 0;
	return (unsigned int)MIN((size_t)bytes / sizeof(*to), (size_t)MAX_RANGES);
}

paddr_t memory_find(void)
{
	firmware_node_t node = firmware_find("/memory");
	paddr_t top = 0;

	if (node != 0) {
		ram_count = read_ranges(node, "reg", ram);
		available_count = read_ranges(node, "available", available);
	}
	for (unsigned int i = 0; i < ram_count; i++)
		top = MAX(top, ram[i].start + ram[i].bytes);
	if (top == 0 || available_count == 0)
		panic("the firmware tells of no memory");
	return top;
}

u64 processor_frequency(void)
{
	char type[16] = "";
	u32 hz;

	for (firmware_node_t n = firmware_child(firmware_find("/")); n != 0;
	     n = firmware_peer(n)) {
		if (firmware_property(n, "device_type", type, sizeof(type) - 1) > 0 &&
		    strcmp(type, "cpu") == 0 &&
		    firmware_property(n, "clock-frequency", &hz, sizeof(hz)) == sizeof(hz))
			return hz;
	}
	return 0;
}

static void add(paddr_t start, paddr_t end, unsigned int type, bool is_virtual)
{
	struct kip_memory m = { .start = start, .end = end, .type = type,
				.is_virtual = is_virtual };

	if (!kip_memory_add(&m))
		panic("too many memory ranges");
}

static void reserve(paddr_t start, paddr_t end)
{
	arch_phys_close(start, end);
	add(start, end, L4_MEMORY_RESERVED, false);
}

/* The kernel's memory: the highest available large pages, above the image. */
static paddr_t kernel_memory(void)
{
	paddr_t best = 0;

	for (unsigned int i = 0; i < available_count; i++) {
		paddr_t end = ALIGN_DOWN(available[i].start + available[i].bytes, level_size(1));

		if (available[i].bytes >= KMEM_BYTES && end >= available[i].start + KMEM_BYTES)
			best = MAX(best, end - KMEM_BYTES);
	}
	if (best < image_to_paddr(image_end))
		panic("no room for %lu MiB of kernel memory", (word_t)CONFIG_KMEM_MB);
	return best;
}

void memory_add(void)
{
	paddr_t start = kernel_memory();

	/* The list of the firmware leaves out what it keeps for itself. */
	for (unsigned int i = 0; i < available_count; i++)
		add(available[i].start, available[i].start + available[i].bytes,
		    L4_MEMORY_CONVENTIONAL, false);
	reserve(image_to_paddr(image_start), image_to_paddr(image_end));
	reserve(start, start + KMEM_BYTES);
	kmem_add(start, start + KMEM_BYTES);
	add(IO_START, IO_END, L4_MEMORY_DEDICATED, false);
	add(0, ARCH_USER_END, L4_MEMORY_CONVENTIONAL, true);
}
