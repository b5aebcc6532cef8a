/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Drivers of a PCI device, whose line is level-triggered: QEMU's device `edu`, which raises its
 * line when it is told to, and writes anything anywhere.
 */
#include <plat.h>

#include "interrupts.h"

#define PCI_ADDRESS	0xcf8
#define PCI_DATA	0xcfc
#define PCI_ENABLE	0x80000000u
#define PCI_DEVICES	32
#define PCI_ID		0x00
#define PCI_COMMAND	0x04
#define PCI_BAR0	0x10
#define PCI_LINE	0x3c
#define COMMAND_MEMORY	0x2
#define COMMAND_MASTER	0x4

#define EDU_ID		0x11e81234u
#define EDU_RAISE	0x60
#define EDU_ACK		0x64
#define EDU_DMA_FROM	0x80
#define EDU_DMA_TO	0x88
#define EDU_DMA_BYTES	0x90
#define EDU_DMA_COMMAND	0x98
#define EDU_DMA_START	0x1
#define EDU_DMA_OUT	0x2		/* to memory */
#define EDU_BUFFER	0x40000

#define ISA_LINES	16

/* A store there is an interrupt of the first processor. */
#define MESSAGES	0xfee00000u

static volatile unsigned int *edu;	/* its registers; NULL: none is there */
static L4_Word_t edu_line;
static unsigned int edu_slot;

static unsigned int pci_read(unsigned int device, unsigned int reg)
{
	outl(PCI_ADDRESS, PCI_ENABLE | device << 11 | reg);
	return inl(PCI_DATA);
}

static void pci_write(unsigned int device, unsigned int reg, unsigned int value)
{
	outl(PCI_ADDRESS, PCI_ENABLE | device << 11 | reg);
	outl(PCI_DATA, value);
}

static unsigned int edu_read(unsigned int reg)
{
	return edu[reg / sizeof(*edu)];
}

static void edu_write(unsigned int reg, unsigned int value)
{
	edu[reg / sizeof(*edu)] = value;
}

static bool has_edu(void)
{
	unsigned int bar, command;

	for (unsigned int d = 0; edu == NULL && d < PCI_DEVICES; d++) {
		if (pci_read(d, PCI_ID) != EDU_ID)
			continue;
		bar = pci_read(d, PCI_BAR0) & ~0xfu;
		command = pci_read(d, PCI_COMMAND);
		pci_write(d, PCI_COMMAND, command | COMMAND_MEMORY | COMMAND_MASTER);
		edu_line = pci_read(d, PCI_LINE) & 0xff;
		edu_slot = d;
		if (!L4_IsNilFpage(L4_Sigma0_GetPage(L4_nilthread,
						     L4_FpageAddRights(L4_Fpage(bar, page_size),
								       L4_ReadWriteOnly))))
			edu = (volatile unsigned int *)(L4_Word_t)bar;
	}
	if (edu == NULL)
		tap_skip_test("there is no device edu");
	return edu != NULL;
}

/* The main thread has an interrupt of this line that nobody serves. */
static void begin(L4_Word_t line)
{
	L4_ThreadId_t from;

	check_granted(L4_AssociateInterrupt(irq(line), main_thread));
	edu_write(EDU_RAISE, 1);
	tap_check_eq(await(irq(line), &from).raw, IRQ_TAG);
	tap_check_eq(from.raw, irq(line).raw);
}

static void end(L4_Word_t line)
{
	edu_write(EDU_ACK, ~0u);
	check_granted(L4_DeassociateInterrupt(irq(line)));
}

TAP_TEST(irq, level_once, "IRQ-04 a level that stays is one message until the acknowledgement")
{
	L4_ThreadId_t from;

	if (!has_edu())
		return;
	begin(edu_line);
	check_error(await(irq(edu_line), &from), RECEIVE_TIMEOUT);
	end(edu_line);
}

TAP_TEST(irq, level_again, "IRQ-05 a level that outlasts the acknowledgement comes again")
{
	L4_ThreadId_t from;
	unsigned int i;

	if (!has_edu())
		return;
	begin(edu_line);
	for (i = 0; i < 5; i++) {
		check_ok(acknowledge(irq(edu_line)));
		tap_check_eq(await(irq(edu_line), &from).raw, IRQ_TAG);
	}
	edu_write(EDU_ACK, 1);
	check_ok(acknowledge(irq(edu_line)));
	check_error(await(irq(edu_line), &from), RECEIVE_TIMEOUT);
	/* And the next one. */
	edu_write(EDU_RAISE, 1);
	tap_check_eq(await(irq(edu_line), &from).raw, IRQ_TAG);
	end(edu_line);
}

TAP_TEST(irq, level_before, "IRQ-06 a level from before the association comes after it")
{
	L4_ThreadId_t from;

	if (!has_edu())
		return;
	edu_write(EDU_RAISE, 1);
	check_granted(L4_AssociateInterrupt(irq(edu_line), main_thread));
	tap_check_eq(await(irq(edu_line), &from).raw, IRQ_TAG);
	end(edu_line);
}

TAP_TEST(irq, level_detached, "IRQ-07 a level that nobody has associated disturbs nobody")
{
	L4_ThreadId_t from;

	if (!has_edu())
		return;
	begin(edu_line);
	check_granted(L4_DeassociateInterrupt(irq(edu_line)));
	check_error(await(L4_anythread, &from), RECEIVE_TIMEOUT);
	end(edu_line);
}

TAP_TEST(irq, level_storm, "IRQ-05 a device that nobody serves takes no time of others")
{
	static volatile L4_Word_t stop, counter;
	struct helper *h = helper_here();
	L4_ThreadId_t from;
	L4_Word_t before;
	unsigned int i;

	if (!has_edu())
		return;
	begin(edu_line);
	counter = stop = 0;
	check_granted(L4_Set_Priority(h->id, 1));
	helper_start(h, work_count, (L4_Word_t)&counter, (L4_Word_t)&stop, 0);
	/* Acknowledged at once each time; and then no more, while the line stays active. */
	for (i = 0; i < 100; i++) {
		check_ok(acknowledge(irq(edu_line)));
		tap_check_eq(await(irq(edu_line), &from).raw, IRQ_TAG);
	}
	before = counter;
	L4_Sleep(L4_TimePeriod(10000 * stretch));
	/* Where nobody counts instructions the machine may have stood still. */
	tap_check(lateness ? await_over(&counter, before + 10000) : counter - before > 10000);
	stop = 1;
	tap_check_eq(helper_finish(h), DONE);
	end(edu_line);
}

TAP_TEST(irq, above_isa, "IRQ-05 a PCI device by its input of an IO-APIC, above the ISA lines")
{
	L4_Word_t lines = L4_ThreadIdSystemBase(L4_GetKernelInterface()), n, line = 0;
	L4_ThreadId_t from;

	if (!has_edu())
		return;
	if (lines <= ISA_LINES) {
		tap_skip_test("there are no lines above those of ISA");
		return;
	}
	for (n = ISA_LINES; n < lines; n++)
		check_granted(L4_AssociateInterrupt(irq(n), main_thread));
	edu_write(EDU_RAISE, 1);
	if (await(L4_anythread, &from).raw == IRQ_TAG)
		line = L4_ThreadNo(from);
	edu_write(EDU_ACK, 1);
	for (n = ISA_LINES; n < lines; n++)
		check_granted(L4_DeassociateInterrupt(irq(n)));
	if (line == 0) {
		tap_skip_test("this machine has its PCI devices at ISA lines");
		return;
	}
	tap_check(line >= ISA_LINES && line < lines);
	begin(line);
	check_ok(acknowledge(irq(line)));
	tap_check_eq(await(irq(line), &from).raw, IRQ_TAG);
	edu_write(EDU_ACK, 1);
	check_ok(acknowledge(irq(line)));
	check_error(await(irq(line), &from), RECEIVE_TIMEOUT);
	end(line);
}

TAP_TEST(irq, no_line, "IRQ-09 the first number that is no line: error 2")
{
	L4_Word_t lines = L4_ThreadIdSystemBase(L4_GetKernelInterface());

	tap_check(lines >= ISA_LINES);
	check_refused(L4_AssociateInterrupt(irq(lines), main_thread), L4_ErrInvalidThread);
}

/* The device copies a word. */
static void copy_word(unsigned int from, unsigned int to, unsigned int direction)
{
	L4_Word64_t end = L4_SystemClock().raw + 1000000 + lateness;

	edu_write(EDU_DMA_FROM, from);
	edu_write(EDU_DMA_TO, to);
	edu_write(EDU_DMA_BYTES, sizeof(unsigned int));
	edu_write(EDU_DMA_COMMAND, EDU_DMA_START | direction);
	while ((edu_read(EDU_DMA_COMMAND) & EDU_DMA_START) && L4_SystemClock().raw < end)
		L4_Sleep(L4_TimePeriod(1000));
	tap_check((edu_read(EDU_DMA_COMMAND) & EDU_DMA_START) == 0);
}

/* The device stores a word where a store is an interrupt with this vector. */
static void send_vector(unsigned int vector)
{
	/* The root task's memory has the addresses of the machine. */
	static volatile unsigned int word;

	word = vector;
	copy_word((unsigned int)(L4_Word_t)&word, EDU_BUFFER, 0);
	copy_word(EDU_BUFFER, MESSAGES, EDU_DMA_OUT);
}

/* The timer interrupts once, and that is told. */
static void check_timer(void)
{
	L4_ThreadId_t from;

	check_granted(L4_AssociateInterrupt(irq(PIT_LINE), main_thread));
	arm();
	tap_check_eq(await(irq(PIT_LINE), &from).raw, IRQ_TAG);
	check_granted(L4_DeassociateInterrupt(irq(PIT_LINE)));
}

TAP_TEST(irq, stray, "an interrupt with any vector, which a device may send, does no harm")
{
	static const unsigned char vectors[] = { 0x20, 0x27, 0x2f, 0x48, 0xd0, 0xef, 0xf1, 0xfe };
	L4_ThreadId_t from;
	char messages[4];
	unsigned int i;

	if (!has_edu())
		return;
	if (!plat_option("messages", messages, sizeof(messages))) {
		tap_skip_test("this device does not reach so far");
		return;
	}
	for (i = 0; i < sizeof(vectors); i++) {
		send_vector(vectors[i]);
		check_error(L4_Wait_Timeout(L4_ZeroTime, &from), RECEIVE_TIMEOUT);
		check_timer();
	}
}
