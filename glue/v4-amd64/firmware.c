/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The firmware's tables at boot: hides how the kernel finds them, and what memory it reads.
 */
#include <glue/firmware.h>

#include <api/kip.h>
#include <api/loader_record.h>
#include <arch/space.h>

bool memory_is_described(const struct kip_memory *m)
{
	return !m->is_virtual && (m->start != 0 || m->end < ARCH_USER_END);
}

/*
 * Returns firmware's memory to read, NULL if the address cannot be right: registers of devices may
 * not even be read.
 */
static const void *firmware_memory(uint64_t start, size_t bytes)
{
	paddr_t at = start;

	if (!arch_phys_is_mapped(start, bytes))
		return NULL;
	for (unsigned int i = 0; i < kip_memory_count() && at < start + bytes; i++) {
		struct kip_memory m = kip_memory(i);

		if (memory_is_described(&m) && m.start <= at && at < m.end) {
			at = m.end;
			i = ~0u;	/* from the first one again */
		}
	}
	return at < start + bytes ? NULL : paddr_to_kv(start);
}

const struct acpi *firmware_tables(void)
{
	static struct acpi acpi;

	if (acpi.memory == NULL)
		(void)acpi_open(&acpi, firmware_memory, loader_record.rsdp);
	return &acpi;
}
