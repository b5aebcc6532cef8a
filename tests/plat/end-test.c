/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How the machine ends, as the firmware's tables tell it: the reset register, soft-off.
 */
#include "tables.h"

#include <stdio.h>
#include <string.h>

static bool reset_is(unsigned int space, uint64_t address, unsigned int value)
{
	struct acpi acpi;
	struct acpi_reset r;
	bool is_there = acpi_open(&acpi, memory, 0) && acpi_find_reset(&acpi, &r);

	forget_blocks();
	if (space == ACPI_NOWHERE)
		return !is_there;
	return is_there && r.where.space == space && r.where.address == address && r.value == value;
}

static bool no_reset(void)
{
	return reset_is(ACPI_NOWHERE, 0, 0);
}

/* The reset register has this address now. */
static bool reset_patched(unsigned int space, uint64_t address)
{
	make_machine(0xf5a40, 2);
	patch(FADT, 116, space, 1);
	patch(FADT, 120, address, 8);
	return reset_is(space, address, 0x0e);
}

static void test_reset(void)
{
	static const struct {
		unsigned int space;
		uint64_t address;
	} absurd[] = {
		{ ACPI_PORTS, 0 }, { ACPI_PORTS, 0x10000 }, { ACPI_PORTS, ~0ull },
		{ ACPI_MEMORY, 0 }, { ACPI_PCI, 0x20000000fa }, { ACPI_PCI, 0x1f000800fa },
		{ ACPI_PCI, 0x1f00000100 }, { ACPI_PCI, 1ull << 48 }, { 3, 0xcf9 },
		{ 0x7f, 0xcf9 }, { 255, 0xcf9 },
	};
	struct acpi_register pci = { ACPI_PCI, 0x1f000200faull };
	bool refused = true;

	make_machine(0xf5a40, 2);
	ok(reset_is(ACPI_PORTS, 0xcf9, 0x0e), "the reset register, and its value");
	ok(reset_patched(ACPI_MEMORY, 0xfed80300) && reset_patched(ACPI_MEMORY, ~0ull) &&
	   reset_patched(ACPI_PCI, 0x1f000700ff) && reset_patched(ACPI_PORTS, 0xffff),
	   "in memory, of a PCI device, at the last port");
	ok(acpi_pci_address(&pci) == (0x80000000 | 31 << 11 | 2 << 8 | 0xf8),
	   "how PCI's address port names it");
	make_machine(0xf5a40, 2);
	patch(FADT, 112, ~0x400u, 4);
	ok(no_reset(), "the flags say that there is none");
	make_machine(0xf5a40, 0);
	ok(no_reset(), "an old FADT has none");
	make_machine(0xf5a40, 2);
	patch(FADT, 4, 128, 4);
	ok(no_reset(), "nor has one that ends in front of its value");
	make_machine(0xf5a40, 2);
	tables[FADT - TABLES + 9] ^= 1;
	ok(no_reset(), "nor one with a wrong sum");
	for (unsigned int i = 0; i < sizeof(absurd) / sizeof(absurd[0]); i++) {
		(void)reset_patched(absurd[i].space, absurd[i].address);
		refused &= no_reset();
	}
	ok(refused, "registers that there cannot be are none");
}

/* A machine without PM1 registers: flags, and the register instead. */
static void make_reduced(unsigned int space, uint64_t address)
{
	make_machine(0xf5a40, 2);
	patch(FADT, 64, 0, 4);
	patch(FADT, 68, 0, 4);
	patch(FADT, 112, 0x100000, 4);
	patch(FADT, 244, space, 1);
	patch(FADT, 248, address, 8);
}

static void test_off(void)
{
	static const unsigned char s5[] = { '_', 'S', '5', '_', 0x12, 0x06, 0x04, 0x0a, 0x06, 0x0a,
		0x07, 0x00, 0x00 };
	struct acpi_off off;
	unsigned char *t;

	make_machine(0xf5a40, 2);
	patch(FADT, 64, 0, 4);
	patch(FADT, 68, 0, 4);
	patch(FADT, 172, 1, 1);
	patch(FADT, 176, 0x604, 8);
	patch(FADT, 184, 1, 1);
	patch(FADT, 188, 0x704, 8);
	ok(found(), "control registers by their new addresses alone");
	patch(FADT, 172, 0, 1);
	patch(FADT, 176, 0xfed00604, 8);
	ok(absent(), "control registers in memory are none");
	make_machine(0xf5a40, 2);
	patch(FADT, 64, 0x10604, 4);
	ok(absent(), "nor is a port beyond the last one");
	make_machine(0xf5a40, 2);
	patch(FADT, 48, 0x100b2, 4);
	ok(look(&off) && off.smi_command == 0 && off.sleep.space == ACPI_NOWHERE,
	   "nor a port to ask for ACPI mode");
	make_reduced(ACPI_MEMORY, 0xfe800000);
	ok(look(&off) && off.control[0] == 0 && off.sleep.space == ACPI_MEMORY &&
	   off.sleep.address == 0xfe800000 && off.type[0] == 5 && acpi_sleep_value(5) == 0x34,
	   "a sleep control register instead of all that");
	make_reduced(ACPI_MEMORY, 0xfe800000);
	patch(FADT, 112, 0, 4);
	ok(absent(), "it counts if the flags say so");
	make_reduced(ACPI_PORTS, 0x12345);
	ok(absent(), "and if it can be one");
	make_reduced(ACPI_MEMORY, 0xfe800000);
	patch(FADT, 4, 244, 4);
	ok(absent(), "and if the table has it");

	make_machine(0xf5a40, 2);
	patch(DSDT, 36 + 25, 0x08, 1);
	ok(absent(), "a sleep type of more than three bits");
	make_machine(0xf5a40, 2);
	patch(DSDT, 36 + 18, 'X', 1);
	ok(absent(), "no \\_S5_ in the DSDT");
	/* In the second SSDT, at its end. */
	t = make_table(TABLES + 0x4000, "SSDT", 40);
	fix_sum(t, 40, 9);
	put(place(XSDT, 44) + 36 + 2 * 8, TABLES + 0x4000, 8);
	t = make_table(TABLES + 0x5000, "SSDT", 36 + sizeof(s5));
	memcpy(t + 36, s5, sizeof(s5));
	fix_sum(t, 36 + sizeof(s5), 9);
	put(place(XSDT, 44) + 36 + 3 * 8, TABLES + 0x5000, 8);
	fix_sum(place(XSDT, 36), LIST_BYTES(8), 9);
	ok(look(&off) && off.type[0] == 6 && off.type[1] == 7, "it may stand in an SSDT");
	patch(TABLES + 0x5000, 4, 36 + 10, 4);
	ok(absent(), "one that is cut off there is none");
}

int main(void)
{
	test_reset();
	test_off();
	printf("1..%d\n", tests);
	return failures != 0;
}
