/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The serial port on a PCI card: a bus with cards of all kinds, and registers in ports or memory.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <arch/pc/pci.h>
#include <arch/pc/pci_uart.h>

#include "check.h"

#define CARDS		4
#define REGISTERS	16
#define OUTPUT		256

struct card {
	unsigned int where;
	u32 config[REGISTERS];		/* ID 0: no card */
};

static struct card cards[CARDS];
static u32 address;
static unsigned int reads;

/* The UART: what the registers of a 16550 keep. */
static u16 uart_port;			/* 0: in no ports */
static u8 uart[8], divisor[2];
static volatile u8 window[8];		/* of the card in memory */
static char output[OUTPUT];
static unsigned int printed;

static u32 *config(void)
{
	unsigned int where = address >> 8 & 0xffff, reg = address >> 2 & 0x3f;

	for (unsigned int i = 0; i < CARDS; i++)
		if (cards[i].config[0] != 0 && cards[i].where == where && reg < REGISTERS)
			return &cards[i].config[reg];
	return NULL;
}

u32 model_inl(u16 port)
{
	u32 *reg = config();

	reads++;
	return port == PCI_DATA && reg != NULL ? *reg : ~0u;
}

void model_outl(u16 port, u32 value)
{
	u32 *reg = config();

	if (port == PCI_ADDRESS)
		address = value;
	else if (port == PCI_DATA && reg != NULL)
		*reg = value;
}

u8 model_inb(u16 port)
{
	unsigned int reg = port - uart_port;

	if (uart_port == 0 || reg > 7)
		return 0xff;
	if (reg < 2 && uart[3] & 0x80)
		return divisor[reg];
	return reg == 5 ? 0x60 | (uart[0] != 0) : uart[reg];
}

void model_outb(u16 port, u8 value)
{
	unsigned int reg = port - uart_port;

	if (uart_port == 0 || reg > 7)
		return;
	if (reg < 2 && uart[3] & 0x80)
		divisor[reg] = value;
	else if (reg == 0)
		output[printed++ % OUTPUT] = (char)value;
	else
		uart[reg] = value;
}

static void empty_bus(void)
{
	memset(cards, 0, sizeof(cards));
	memset(uart, 0, sizeof(uart));
	memset(output, 0, sizeof(output));
	printed = 0;
	uart_port = 0;
}

static struct card *put_card(unsigned int i, unsigned int where, u32 class, u32 bar0)
{
	cards[i] = (struct card){ .where = where };
	cards[i].config[0] = 0x00021b36;
	cards[i].config[PCI_CLASS / 4] = class << 8 | 1;
	cards[i].config[PCI_BAR0 / 4] = bar0;
	return &cards[i];
}

static void print(struct console_dev *dev, const char *s)
{
	for (; *s; s++)
		while (!dev->putc(*s))
			;
}

static void test_found(void)
{
	struct console_dev *dev;
	struct card *c;

	empty_bus();
	reads = 0;
	check(pci_uart_init() == NULL && pci_uart_objection() != NULL && reads < 20000,
	      "PCI uart: none on an empty bus, after %u reads", reads);
	uart_port = 0xc050;
	put_card(0, PCI_WHERE(0, 3, 0), 0x020000, 0xc001);
	c = put_card(1, PCI_WHERE(3, 4, 0), 0x070002, 0xc051);
	c->config[PCI_INTERRUPT / 4] = 0x01ff;
	check(pci_uart_init() != NULL && pci_uart_line() == -1, "PCI uart: no line");
	c->config[PCI_INTERRUPT / 4] = 0x010b;
	dev = pci_uart_init();
	check(dev != NULL && pci_uart_objection() == NULL && pci_uart_memory() == 0,
	      "PCI uart: found by its class, in ports");
	if (dev != NULL)
		print(dev, "hi\n");
	check(!strcmp(output, "hi\r\n"), "PCI uart: it prints");
	uart[0] = 'k';
	check(dev != NULL && dev->getc() == 'k', "PCI uart: it reads");
	check(c->config[PCI_COMMAND / 4] == PCI_COMMAND_PORTS, "PCI uart: its ports are turned on");
	reads = 0;
	c->config[PCI_INTERRUPT / 4] = 0x0102;
	check(pci_uart_line() == 11 && reads == 0,
	      "PCI uart: its line is the one that firmware gave, whatever a program writes later");
	pci_uart_interrupt(true);
	check(uart[1] == 1, "PCI uart: what comes in interrupts");
	/* Function 1 of a card counts only if function 0 says that there are more. */
	empty_bus();
	uart_port = 0xc050;
	put_card(0, PCI_WHERE(0, 5, 1), 0x070002, 0xc051);
	check(pci_uart_init() == NULL, "PCI uart: function 1 without function 0 is none");
	c = put_card(1, PCI_WHERE(0, 5, 0), 0x020000, 0);
	check(pci_uart_init() == NULL, "PCI uart: nor where function 0 is alone");
	c->config[PCI_HEADER / 4] = PCI_HEADER_MANY;
	check(pci_uart_init() != NULL, "PCI uart: of a card with several functions");
}

/* Base address registers that cannot be true. */
static void test_hostile(void)
{
	static const struct {
		u32 bar;
		const char *what;
	} bad[] = {
		{ 0x00000000, "nothing" }, { 0x00000001, "port 0" },
		{ 0xfffffffd, "ports beyond all" }, { 0x0000fffd, "ports at the end" },
		{ 0x0000001d, "ports that end in the kernel's" },
		{ 0x00000021, "the interrupt controller" }, { 0x000000a1, "its second half" },
		{ 0x000004d1, "its edges and levels" }, { 0x00010001, "a port of 17 bits" },
		{ 0x00000041, "the timer" },
	};
	struct card *c;

	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		empty_bus();
		uart_port = (u16)(bad[i].bar & 0xfffc);
		c = put_card(0, PCI_WHERE(0, 4, 0), 0x070002, bad[i].bar);
		check(pci_uart_init() == NULL && c->config[PCI_COMMAND / 4] == 0,
		      "PCI uart: refused and left alone: %s", bad[i].what);
	}
	empty_bus();
	put_card(0, PCI_WHERE(0, 4, 0), 0x070002, 0xc051);
	check(pci_uart_init() == NULL && pci_uart_objection() != NULL && pci_uart_line() == -1,
	      "PCI uart: ports without a UART");
	c = put_card(0, PCI_WHERE(0, 4, 0), 0x070002, 0xc051);
	c->config[PCI_HEADER / 4] = 0x010000;
	uart_port = 0xc050;
	check(pci_uart_init() == NULL, "PCI uart: a bridge");
}

static void test_memory(void)
{
	struct console_dev *dev;
	struct card *c;

	empty_bus();
	c = put_card(0, PCI_WHERE(0, 4, 0), 0x070002, 0xfebf1000);
	dev = pci_uart_init();
	check(dev != NULL && pci_uart_memory() == 0xfebf1000, "PCI uart: registers in memory");
	check(dev != NULL && dev->putc('x') && dev->getc() == -1 && pci_uart_line() == -1,
	      "PCI uart: mute until they are mapped");
	c->config[PCI_BAR0 / 4] = 0x0000000c;
	c->config[PCI_BAR0 / 4 + 1] = 0x12;
	dev = pci_uart_init();
	check(dev != NULL && pci_uart_memory() == 0x1200000000, "PCI uart: an address of 64 bits");
	c->config[PCI_BAR0 / 4] = 0;
	c->config[PCI_BAR0 / 4 + 1] = 0xe0000008;
	dev = pci_uart_init();
	check(dev != NULL && pci_uart_memory() == 0xe0000000, "PCI uart: in the second register");
	/* Memory that keeps each byte is no UART, as a line status of 0 sends nothing. */
	check(pci_uart_map((volatile void *)window) &&
	      c->config[PCI_COMMAND / 4] == PCI_COMMAND_MEMORY,
	      "PCI uart: memory is turned on when it is mapped");
	window[5] = 0x21;
	window[0] = 'm';
	check(dev != NULL && dev->getc() == 'm', "PCI uart: it reads from memory");
	check(dev != NULL && dev->putc('w') && window[0] == 'w', "PCI uart: it writes to memory");
}

void test_pci_uart(void)
{
	test_found();
	test_hostile();
	test_memory();
}
