/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Events of lines that change the processor, or come a second time; and which controllers there are
 * at all.
 */
#include <glue/line_events.h>

#include <api/interrupt.h>
#include <arch/page.h>
#include <arch/pc/lines.h>
#include <base/atomic.h>
#include <base/notify.h>
#include <generic/printf.h>
#include <glue/firmware.h>
#include <glue/glue.h>
#include <lib/acpi_madt.h>

#define IO_APICS_MAX	16
#define IO_APIC_BYTES	0x1000ul	/* registers and their aliases */

struct line_events line_events[NR_CPUS];

static void note(struct line_events *e, unsigned int line)
{
	(void)atomic_or(&e->lines[line / 64], 1ull << (line % 64));
	(void)atomic_or(&e->words, 1ull << (line / 64));
}

void line_event_pass(unsigned int line)
{
	struct cpu *c = cpu_of(&thread_by_number(line)->tcb);

	note(&line_events[c->number], line);
	arch_notify(&c->arch);
}

void line_event_again(unsigned int line)
{
	note(&line_events[this_cpu()->number], line);
	arch_notify(&this_cpu()->arch);
}

void line_events_work(void)
{
	struct line_events *e = &line_events[this_cpu()->number];
	u64 words, lines;

	for (words = atomic_swap(&e->words, 0); words != 0; words &= words - 1) {
		unsigned int w = bit_lowest(words);

		for (lines = atomic_swap(&e->lines[w], 0); lines != 0; lines &= lines - 1)
			line_event(w * 64 + bit_lowest(lines));
	}
}

void line_events_init(void)
{
	struct acpi_io_apic list[IO_APICS_MAX];
	const struct acpi *acpi = firmware_tables();
	unsigned int n = acpi_io_apic_list(acpi, list, IO_APICS_MAX);
	const char *why;

	if (n > IO_APICS_MAX)
		kprintf("%u IO-APICs: %u of them are used\n", n, IO_APICS_MAX);
	for (unsigned int i = 0; i < MIN(n, IO_APICS_MAX); i++) {
		/* What reserve_devices() will object to, and tell. */
		if (registers_objection(list[i].address, list[i].address + IO_APIC_BYTES - 1) !=
		    NULL)
			continue;
		why = lines_add_ioapic((volatile void __iomem __force *)
				       paddr_to_kv(list[i].address), list[i].first);
		if (why != NULL)
			kprintf("firmware names an IO-APIC at %#lx, %s\n", list[i].address, why);
	}
	lines_init(acpi);
}
