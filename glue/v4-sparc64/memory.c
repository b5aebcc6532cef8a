/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What loader and firmware tell of memory and processor, and the kernel's share of it. The firmware
 * may have loaded the kernel by itself: then it fills the kernel interface page as a loader does.
 */
#include <glue/glue.h>

#include <api/kip.h>
#include <arch/io.h>
#include <arch/space.h>
#include <base/assert.h>
#include <generic/kmem.h>
#include <lib/openfirmware.h>
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

static void add_from_firmware(void)
{
	paddr_t start = kernel_memory();

	/* The list of the firmware leaves out what it keeps for itself. */
	for (unsigned int i = 0; i < available_count; i++)
		add(available[i].start, available[i].start + available[i].bytes,
		    L4_MEMORY_CONVENTIONAL, false);
	add(start, start + KMEM_BYTES, L4_MEMORY_RESERVED, false);
}

static bool is_inside_ram(paddr_t start, paddr_t end)
{
	for (unsigned int i = 0; i < ram_count; i++)
		if (start >= ram[i].start && end <= ram[i].start + ram[i].bytes)
			return true;
	return false;
}

/* What is reserved of memory is the kernel's, unless the loader has put something there. */
static bool is_kernels(const struct kip_memory *r)
{
	if (r->type != L4_MEMORY_RESERVED || r->is_virtual || !is_inside_ram(r->start, r->end))
		return false;
	for (unsigned int i = 0; i < kip_memory_count(); i++) {
		struct kip_memory m = kip_memory(i);

		if (m.type == L4_MEMORY_BOOTLOADER && m.start < r->end && m.end > r->start)
			return false;
	}
	return true;
}

static void take_kernel_memory(void)
{
	for (unsigned int i = 0; i < kip_memory_count(); i++) {
		struct kip_memory m = kip_memory(i);

		if (!is_kernels(&m))
			continue;
		arch_phys_close(m.start, m.end);
		/* A page table at address 0 would be none: pte_make_table(). */
		if (m.end > ARCH_PAGE_SIZE)
			kmem_add(MAX(m.start, ARCH_PAGE_SIZE), m.end);
	}
	if (kmem_free_bytes() == 0)
		panic("the loader reserved no memory for the kernel");
}

void memory_add(void)
{
	if (kip_memory_count() == 0)
		add_from_firmware();
	take_kernel_memory();
	arch_phys_close(image_to_paddr(image_start), image_to_paddr(image_end));
	add(image_to_paddr(image_start), image_to_paddr(image_end), L4_MEMORY_RESERVED, false);
	add(IO_START, IO_END, L4_MEMORY_DEDICATED, false);
	/* These registers decide what interrupts whom: they are the kernel's alone. */
	arch_phys_close(IO_HOST_BRIDGE, IO_HOST_BRIDGE + IO_HOST_INTERRUPTS);
	add(IO_HOST_BRIDGE, IO_HOST_BRIDGE + IO_HOST_INTERRUPTS, L4_MEMORY_RESERVED, false);
	add(0, ARCH_USER_END, L4_MEMORY_CONVENTIONAL, true);
}
