/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Serial port on a PCI card. The first of its base address registers that can be true is believed.
 */
#include <arch/pc/pci_uart.h>

#include <arch/pc/pci.h>
#include <lib/pc_ports.h>
#include <lib/uart16550.h>

#define POLLS		100000	/* about a microsecond each */
#define PATIENCE	(10 * POLLS)

#define CLASS_SERIAL	0x0700u	/* class and subclass */
#define CLASS_SHIFT	16
#define KIND_SHIFT	8	/* programming interface: 0 is an 8250, up to 6 they do more */
#define KIND_MAX	6u
#define NOWHERE		PCI_DEVICES
#define LINES_ISA	16u

#ifdef CONFIG_CONSOLE_PCI_UART_FIND
#define WANTED		NOWHERE
#else
#define WANTED \
	PCI_WHERE(CONFIG_CONSOLE_PCI_UART_BUS, CONFIG_CONSOLE_PCI_UART_DEVICE, \
		  CONFIG_CONSOLE_PCI_UART_FUNCTION)
#endif

static unsigned int where = NOWHERE;
static u16 ports;				/* 0: in memory */
static paddr_t memory;				/* 0: in ports */
static volatile u8 __iomem *registers;		/* NULL: not mapped */
static unsigned int line;			/* interrupt; 0, or too large: none */
static const char *objection;

static u8 read(unsigned int reg)
{
	if (ports != 0)
		return inb((u16)(ports + reg));
	return *(volatile u8 __force *)(registers + reg);
}

static void write(unsigned int reg, u8 value)
{
	if (ports != 0)
		outb((u16)(ports + reg), value);
	else
		*(volatile u8 __force *)(registers + reg) = value;
}

static const struct uart16550 uart = {
	.read = read,
	.write = write,
	.divisor = UART16550_CLOCK / CONFIG_CONSOLE_PCI_UART_SPEED,
	.polls = POLLS,
};

static bool is_reached(void)
{
	return ports != 0 || registers != NULL;
}

static bool pci_uart_putc(char c)
{
	static bool half;

	return !is_reached() || uart16550_putc(&uart, c, &half);
}

static int pci_uart_getc(void)
{
	return is_reached() ? uart16550_getc(&uart) : -1;
}

static struct console_dev pci_uart_dev = {
	.name = "PCI uart",
	.putc = pci_uart_putc,
	.getc = pci_uart_getc,
	.patience = PATIENCE,
};

static bool is_there(unsigned int at)
{
	return pci_read(at, PCI_ID) != PCI_NOTHING;
}

static bool is_serial(unsigned int at)
{
	u32 class = pci_read(at, PCI_CLASS);

	return class >> CLASS_SHIFT == CLASS_SERIAL && (class >> KIND_SHIFT & 0xff) <= KIND_MAX;
}

/* A device without function 0 is none, and most have no other. */
static unsigned int find(void)
{
	for (unsigned int at = 0; at < PCI_DEVICES; at++) {
		if (is_there(at) && is_serial(at))
			return at;
		if ((at & PCI_FUNCTION) == 0 &&
		    (!is_there(at) || !(pci_read(at, PCI_HEADER) & PCI_HEADER_MANY)))
			at |= PCI_FUNCTION;
	}
	return NOWHERE;
}

/* Ports that a serial line can have: not beyond the last one, not the kernel's. */
static bool are_ports(u32 base)
{
	if (base == 0 || base > PC_PORTS - PCI_UART_BYTES)
		return false;
	for (unsigned int i = 0; i < PCI_UART_BYTES; i++)
		if (pc_port_is_kernels(base + i))
			return false;
	return true;
}

/* Sets ports or memory; false: none of the registers can be true. */
static bool read_bars(void)
{
	for (unsigned int i = 0; i < PCI_BARS; i++) {
		u32 bar = pci_read(where, PCI_BAR0 + 4 * i);
		u64 high = 0;

		if (bar & PCI_BAR_PORTS) {
			if (!are_ports(bar & PCI_BAR_PORTS_MASK))
				continue;
			ports = (u16)(bar & PCI_BAR_PORTS_MASK);
			return true;
		}
		if ((bar & PCI_BAR_TYPE) == PCI_BAR_64 && i + 1 < PCI_BARS)
			high = pci_read(where, PCI_BAR0 + 4 * ++i);
		memory = high << 32 | (bar & PCI_BAR_MEMORY_MASK);
		if (memory != 0)
			return true;
	}
	return false;
}

/* The card answers at its ports or memory, which firmware need not have seen to. */
static void enable(u32 what)
{
	u32 command = pci_read(where, PCI_COMMAND) & PCI_COMMAND_MASK;

	pci_write(where, PCI_COMMAND, command | what);
}

static const char *look(void)
{
	ports = 0;
	memory = 0;
	where = WANTED != NOWHERE ? WANTED : find();
	if (where == NOWHERE || !is_there(where))
		return "not there";
	if ((pci_read(where, PCI_HEADER) & PCI_HEADER_TYPE) != 0)
		return "a bridge";
	if (!read_bars())
		return "without usable registers";
	line = pci_read(where, PCI_INTERRUPT) & 0xff;
	if (ports == 0)
		return NULL;
	enable(PCI_COMMAND_PORTS);
	if (uart16550_init(&uart))
		return NULL;
	ports = 0;
	return "no serial port";
}

struct console_dev *pci_uart_init(void)
{
	objection = look();
	return objection == NULL ? &pci_uart_dev : NULL;
}

const char *pci_uart_objection(void)
{
	return objection;
}

paddr_t pci_uart_memory(void)
{
	return ports == 0 && objection == NULL ? memory : 0;
}

bool pci_uart_map(volatile void __iomem *at)
{
	bool is_first = registers == NULL;

	registers = at;
	if (!is_first)
		return true;
	enable(PCI_COMMAND_MEMORY);
	if (uart16550_init(&uart))
		return true;
	registers = NULL;
	return false;
}

/* As it was at the start: the root task may use or change configuration registers since. */
int pci_uart_line(void)
{
	return is_reached() && line > 0 && line < LINES_ISA ? (int)line : -1;
}

void pci_uart_interrupt(bool on)
{
	if (is_reached())
		write(UART_IER, on ? UART_IER_RECEIVED : 0);
}
