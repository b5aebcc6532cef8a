/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Physical memory that no user may have because a store there raises an interrupt: vectors, INIT
 * and NMI are the kernel's. Where the firmware's tables do not say where such registers are, or
 * say something that cannot be, the places are closed where chipsets have them. (Intel 64 manual,
 * volume 3, chapter APIC; IO-APIC 82093AA; HPET 1.0a, section 2.3.9)
 */
#include <glue/glue.h>

#include <api/kip.h>
#include <arch/lapic.h>
#include <arch/space.h>
#include <base/assert.h>
#include <generic/printf.h>
#include <glue/firmware.h>

/* Where each page is a mailbox of the processors: a store is a message that names its vector. */
#define MESSAGES_START	0xfee00000ul
#define MESSAGES_END	0xfef00000ul
/* Where chipsets have IO-APICs, whose registers hold vectors, and the HPET, which sends some. */
#define IO_APICS_START	0xfec00000ul
#define IO_APICS_END	0xfed00000ul
#define HPET_START	0xfed00000ul
#define HPET_END	0xfed04000ul

/* Below are memory, the screen and the BIOS. */
#define DEVICES_START	0x100000ul

/* What firmware calls registers would be taken away from somebody who needs it. */
static bool is_ram(paddr_t start, paddr_t last)
{
	for (unsigned int i = 0; i < kip_memory_count(); i++) {
		struct kip_memory m = kip_memory(i);

		if (!m.is_virtual && m.type == L4_MEMORY_CONVENTIONAL && start < m.end &&
		    last >= m.start)
			return true;
	}
	return false;
}

/* What firmware says is not worth more than what is known of all PCs. */
const char *registers_objection(paddr_t start, paddr_t last)
{
	if (last >= arch_phys_end())
		return "where addresses have ended";
	if (is_ram(start, last))
		return "where memory is";
	if (start < DEVICES_START || (start < MESSAGES_END && last >= MESSAGES_START))
		return "where something else is";
	return NULL;
}

/* Closes what the tables name; false: that is nothing, or not all of it can be. */
static bool reserve_named(const struct acpi_range *ranges, unsigned int n, const char *what)
{
	bool is_sound = n > 0 && n < ACPI_RANGES_MAX;

	if (n == ACPI_RANGES_MAX)
		kprintf("firmware names %s more than %u times\n", what, n - 1);
	for (unsigned int i = 0; i < n; i++) {
		const struct acpi_range *r = &ranges[i];
		const char *why = registers_objection(r->start, r->last);

		if (why != NULL) {
			kprintf("firmware names %s at %#lx, %s\n", what, r->start, why);
			is_sound = false;
			continue;
		}
		memory_reserve(ALIGN_DOWN(r->start, ARCH_PAGE_SIZE),
			       ALIGN_DOWN(r->last, ARCH_PAGE_SIZE) + ARCH_PAGE_SIZE);
	}
	return is_sound;
}

void reserve_devices(void)
{
	static struct acpi_range ranges[ACPI_RANGES_MAX];
	const struct acpi *acpi = firmware_tables();
	unsigned int n;

	memory_reserve(MESSAGES_START, MESSAGES_END);
	if (lapic_paddr() < MESSAGES_START || lapic_paddr() >= MESSAGES_END)
		memory_reserve(lapic_paddr(), lapic_paddr() + LAPIC_SIZE);
	n = acpi_io_apics(acpi, ranges, ACPI_RANGES_MAX);
	if (!reserve_named(ranges, n, "an IO-APIC"))
		memory_reserve(IO_APICS_START, IO_APICS_END);
	n = acpi_hpet(acpi, ranges, ACPI_RANGES_MAX);
	if (!reserve_named(ranges, n, "the HPET"))
		memory_reserve(HPET_START, HPET_END);
}
