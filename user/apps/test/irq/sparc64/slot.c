/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A device in a PCI slot: QEMU's pci-serial, which has the registers of the other serial line. Its
 * interrupt goes through the same bridge by other registers. What holds one of them keeps the other
 * one from nothing.
 */
#include "interrupts.h"

#define CONFIGURATION	0x1fe01020000ul	/* of the devices on bus 2, 2 KiB each, little-endian */
#define SLOTS		4
#define SLOT_SHIFT	11
#define ID_BYTES	0x361b0200u	/* 1b36:0002, as it is read */
#define PCI_COMMAND	0x04
#define PCI_BAR0	0x10
#define COMMAND_IO	0x1
#define INO_OF_SLOT(n)	(0x10 + 4 * (n))

#define IER		1
#define IER_EMPTY	2

static volatile unsigned char *slot;	/* its registers; NULL: there is none */
static L4_Word_t slot_line;

static bool get_page(L4_Word_t address)
{
	return !L4_IsNilFpage(L4_Sigma0_GetPage(L4_nilthread,
						fpage_at(address & -page_size,
							 L4_ReadWriteOnly)));
}

static bool find(void)
{
	unsigned int n;

	for (n = 0; n < SLOTS && get_page(CONFIGURATION); n++) {
		volatile unsigned char *config =
			(volatile unsigned char *)CONFIGURATION + (n << SLOT_SHIFT);
		L4_Word_t ports;

		if (*(volatile unsigned int *)config != ID_BYTES)
			continue;
		config[PCI_COMMAND] |= COMMAND_IO;
		ports = EBUS_PORTS + (__builtin_bswap32(*(volatile unsigned int *)
							 (config + PCI_BAR0)) & ~7u);
		slot_line = INO_OF_SLOT(n);
		slot = get_page(ports) ? (volatile unsigned char *)ports : NULL;
	}
	if (slot == NULL)
		tap_skip_test("there is no serial line in a PCI slot");
	return slot != NULL;
}

static void slot_serve(void)
{
	slot[IER] = 0;
}

static void slot_arm(void)
{
	slot[IER] = 0;
	slot[IER] = IER_EMPTY;
}

static L4_MsgTag_t receive(L4_Word_t line, L4_Time_t limit)
{
	return L4_Receive_Timeout(irq(line), limit);
}

static void end(void)
{
	slot_serve();
	serve();
	check_granted(L4_DeassociateInterrupt(irq(slot_line)));
	check_granted(L4_DeassociateInterrupt(irq(SERIAL_LINE)));
}

static void begin(void)
{
	check_granted(L4_AssociateInterrupt(irq(slot_line), main_thread));
	check_granted(L4_AssociateInterrupt(irq(SERIAL_LINE), main_thread));
}

TAP_TEST(irq, slot, "IRQ-05 a device in a PCI slot interrupts, again while its level stays")
{
	unsigned int i;

	if (!find())
		return;
	begin();
	slot_arm();
	for (i = 0; i < 5; i++) {
		tap_check_eq(receive(slot_line, PATIENCE).raw, IRQ_TAG);
		check_error(receive(slot_line, L4_TimePeriod(2000)), RECEIVE_TIMEOUT);
		check_ok(acknowledge(irq(slot_line)));
	}
	tap_check_eq(receive(slot_line, PATIENCE).raw, IRQ_TAG);
	slot_serve();
	check_ok(acknowledge(irq(slot_line)));
	check_error(receive(slot_line, L4_TimePeriod(2000)), RECEIVE_TIMEOUT);
	end();
}

TAP_TEST(irq, slot_held, "IRQ-11 an interrupt that is not acknowledged delays no other device's")
{
	unsigned int i;

	if (!find())
		return;
	begin();
	slot_arm();
	tap_check_eq(receive(slot_line, PATIENCE).raw, IRQ_TAG);
	/* Its level stays up. */
	for (i = 0; i < 3; i++) {
		arm();
		tap_check_eq(receive(SERIAL_LINE, PATIENCE).raw, IRQ_TAG);
		serve();
		check_ok(acknowledge(irq(SERIAL_LINE)));
	}
	check_ok(acknowledge(irq(slot_line)));
	tap_check_eq(receive(slot_line, PATIENCE).raw, IRQ_TAG);
	end();
}

TAP_TEST(irq, board_held, "IRQ-11 the same with the devices changed over")
{
	unsigned int i;

	if (!find())
		return;
	begin();
	arm();
	tap_check_eq(receive(SERIAL_LINE, PATIENCE).raw, IRQ_TAG);
	for (i = 0; i < 3; i++) {
		slot_arm();
		tap_check_eq(receive(slot_line, PATIENCE).raw, IRQ_TAG);
		slot_serve();
		check_ok(acknowledge(irq(slot_line)));
	}
	check_ok(acknowledge(irq(SERIAL_LINE)));
	tap_check_eq(receive(SERIAL_LINE, PATIENCE).raw, IRQ_TAG);
	end();
}

TAP_TEST(irq, both_at_once, "IRQ-11 two devices that strike together are both heard")
{
	L4_ThreadId_t from;
	L4_Word_t heard = 0;
	unsigned int i;

	if (!find())
		return;
	slot_arm();
	arm();
	begin();
	for (i = 0; i < 2; i++) {
		tap_check_eq(L4_Wait_Timeout(PATIENCE, &from).raw, IRQ_TAG);
		heard += from.raw == irq(slot_line).raw;
		heard += from.raw == irq(SERIAL_LINE).raw ? 2 : 0;
	}
	tap_check_eq(heard, 3);
	end();
}

TAP_TEST(irq, slot_neighbour, "another pin of a slot that is given up does not close the slot")
{
	if (!find())
		return;
	begin();
	check_granted(L4_AssociateInterrupt(irq(slot_line + 1), main_thread));
	slot_arm();
	tap_check_eq(receive(slot_line, PATIENCE).raw, IRQ_TAG);
	check_granted(L4_DeassociateInterrupt(irq(slot_line + 1)));
	slot_serve();
	check_ok(acknowledge(irq(slot_line)));
	slot_arm();
	tap_check_eq(receive(slot_line, PATIENCE).raw, IRQ_TAG);
	end();
}
