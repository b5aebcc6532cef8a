/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A PC's ports and registers that are not for everybody: those of the kernel are nobody's; with
 * those that reset or switch off the machine, reach the configuration of all devices, or make a
 * device of the board itself write to memory, the root task does what it likes, which includes
 * mapping them on. (ACPI; PCI 3.0, section 3.2.2.3; 8042; 8237A; Intel ICH9 datasheet, section 9.2)
 */
#include <l4/types.h>
#include <l4/kip.h>
#include <lib/acpi.h>
#include <lib/loader_record.h>
#include <lib/pc_ports.h>

#include <stdio.h>

#include "../sigma0.h"

#define RANGES	ACPI_RANGES_MAX

/* Of every PC; what the firmware's tables name comes on top. */
static const struct {
	unsigned short first, last;
} root_ports[] = {
	{ 0x000, 0x00f },	/* DMA controller: writes to memory */
	{ 0x064, 0x064 },	/* keyboard controller's commands: reset */
	{ 0x081, 0x083 },	/* DMA: upper address bits, channels 2, 3, 1, */
	{ 0x087, 0x087 },	/* 0, */
	{ 0x089, 0x08b },	/* 6, 7, 5 */
	{ 0x092, 0x092 },	/* reset, address line 20 */
	{ 0x0b2, 0x0b3 },	/* calls of the firmware's system management */
	{ 0x0c0, 0x0df },	/* second DMA controller */
	{ 0x510, 0x51b },	/* QEMU's configuration device: writes to memory */
	{ 0xcf8, 0xcff },	/* PCI configuration, reset */
};

static void note(bool ok, const struct acpi_range *r)
{
	if (!ok)
		printf("sigma0: no room to keep %s %#llx .. %#llx for the root task\n",
		       r->is_ports ? "ports" : "memory", (unsigned long long)r->start,
		       (unsigned long long)r->last);
}

static void add_kernel_ports(struct sigma0 *s0)
{
	for (unsigned int p = 0; p < PC_PORTS; p++)
		if (pc_port_is_kernels(p) &&
		    !pool_set(&s0->ports, p, p, POOL_PRIVATE, s0->kernel.raw))
			printf("sigma0: no room to keep port %#x for the kernel\n", p);
}

static void add_ranges(struct sigma0 *s0, const struct acpi_range *ranges, unsigned int n)
{
	pool_addr_t page = ((pool_addr_t)1 << s0->page_log2) - 1;

	for (unsigned int i = 0; i < n; i++) {
		const struct acpi_range *r = &ranges[i];

		if (r->is_ports)
			note(sigma0_set_private(&s0->ports, r->start, r->last), r);
		else
			note(sigma0_set_private(&s0->memory, r->start & ~page, r->last | page), r);
	}
}

void sigma0_add_machine(struct sigma0 *s0)
{
	static struct acpi_range ranges[RANGES];
	L4_Word_t record = __L4_Kip(L4_GetKernelInterface())->__kdebug_config[1];
	struct acpi acpi;

	add_kernel_ports(s0);
	for (unsigned int i = 0; i < sizeof(root_ports) / sizeof(root_ports[0]); i++) {
		struct acpi_range r = { root_ports[i].first, root_ports[i].last, true };

		add_ranges(s0, &r, 1);
	}
	if (!acpi_open(&acpi, sigma0_memory, loader_record_rsdp(sigma0_memory, record)))
		return;
	add_ranges(s0, ranges, acpi_mmconfig(&acpi, ranges, RANGES));
	add_ranges(s0, ranges, acpi_registers(&acpi, ranges, RANGES));
}
