/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The firmware's tables at boot: hides how the kernel finds them, and what memory it reads.
 */
#include <glue/firmware.h>

#include <api/kip.h>
#include <api/loader_record.h>
#include <arch/space.h>
#include <glue/glue.h>

bool memory_is_described(const struct kip_memory *m)
{
	return !m->is_virtual && (m->start != 0 || m->end < ARCH_USER_END);
}

/* Where devices may begin behind memory is a multiple of this, on chipsets of PCs. */
#define DEVICES_ALIGN	0x1000000ul
#define DEVICES_END	0x100000000ul
#define BIOS_START	0xe0000ul
#define BIOS_END	0x100000ul

/* Where the last memory below 4 GiB ends, with what maxmem= has taken from its end. */
static paddr_t memory_end(void)
{
	paddr_t end = 0;

	for (unsigned int i = 0; i < kip_memory_count(); i++) {
		struct kip_memory m = kip_memory(i);

		if (!memory_is_described(&m) || m.end >= DEVICES_END || m.end <= end)
			continue;
		if (m.type == L4_MEMORY_CONVENTIONAL ||
		    (m.type == L4_MEMORY_RESERVED && m.start <= end)) {
			end = m.end;
			i = ~0u;	/* from the first one again */
		}
	}
	return end;
}

static bool is_firmware_told(void)
{
	for (unsigned int i = 0; i < kip_memory_count(); i++) {
		struct kip_memory m = kip_memory(i);

		/* Without a subtype it is the kernel's own entry. */
		if (m.type == L4_MEMORY_ARCH && m.subtype != 0)
			return true;
	}
	return false;
}

/*
 * True if nobody has told what this is, and it can only be the firmware's: a boot loader that tells
 * of memory alone, as iPXE does, leaves out where the tables lie. A BIOS has them in its own memory
 * and behind the last memory below 4 GiB, in front of the devices.
 */
static bool is_untold(paddr_t start, paddr_t end)
{
	paddr_t last = memory_end();

	return !is_firmware_told() &&
	       ((start >= BIOS_START && end <= BIOS_END) ||
		(start >= last && end <= ALIGN_UP(last, DEVICES_ALIGN)));
}

/* The first address from `at` on, or else `end`, that no descriptor covers. */
static paddr_t behind_described(paddr_t at, paddr_t end)
{
	for (unsigned int i = 0; i < kip_memory_count() && at < end; i++) {
		struct kip_memory m = kip_memory(i);

		if (memory_is_described(&m) && m.start <= at && at < m.end) {
			at = m.end;
			i = ~0u;	/* from the first one again */
		}
	}
	return at;
}

/*
 * Returns firmware's memory to read, NULL if the address cannot be right: registers of devices may
 * not even be read.
 */
static const void *firmware_memory(uint64_t start, size_t bytes)
{
	paddr_t at;

	if (!arch_phys_is_mapped(start, bytes))
		return NULL;
	at = behind_described(start, start + bytes);
	if (at < start + bytes && !is_untold(at, start + bytes))
		return NULL;
	return paddr_to_kv(start);
}

const struct acpi *firmware_tables(void)
{
	static struct acpi acpi;

	if (acpi.memory == NULL)
		(void)acpi_open(&acpi, firmware_memory, loader_record.rsdp);
	return &acpi;
}

static void describe(paddr_t start, paddr_t end)
{
	start = behind_described(start, end);
	if (start < end)
		memory_describe(start, end, L4_MEMORY_ARCH);
}

void firmware_describe(void)
{
	const struct acpi *acpi = firmware_tables();
	paddr_t last;

	if (is_firmware_told() || (acpi->rsdt == 0 && acpi->xsdt == 0))
		return;
	last = memory_end();
	describe(BIOS_START, BIOS_END);
	describe(last, ALIGN_UP(last, DEVICES_ALIGN));
}
