/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The 8259 pair, in the mode every PC uses: edge or level by line as the
 * firmware has set it, specific end of interrupt.
 */
#include <arch/pc/pic.h>

#include <arch/io.h>

/* Ports of the first chip; those of the second are so much higher. */
#define PIC_COMMAND	0x20
#define PIC_DATA	0x21
#define PIC_DISTANCE	0x80

#define ICW1_INIT	0x11	/* edge triggered, cascaded, ICW4 follows */
#define ICW4_8086	0x01
#define OCW2_EOI	0x60	/* specific: the line is in the low bits */
#define OCW3_READ_ISR	0x0b

static u8 masks[2];		/* what is in the two mask registers */

static u16 command_port(unsigned int chip)
{
	return (u16)(PIC_COMMAND + chip * PIC_DISTANCE);
}

static u16 data_port(unsigned int chip)
{
	return (u16)(PIC_DATA + chip * PIC_DISTANCE);
}

static void set_mask(unsigned int chip, u8 mask)
{
	masks[chip] = mask;
	outb(data_port(chip), mask);
}

/* The waits are for boards whose 8259 is slower than the processor's writes. */
static void init_chip(unsigned int chip, u8 vector, u8 cascade)
{
	outb(command_port(chip), ICW1_INIT);
	io_wait();
	outb(data_port(chip), vector);
	io_wait();
	outb(data_port(chip), cascade);
	io_wait();
	outb(data_port(chip), ICW4_8086);
	io_wait();
}

void pic_init(u8 base)
{
	/* The first chip wants the cascade as a bit, the second as a number. */
	init_chip(0, base, 1 << PIC_CASCADE);
	init_chip(1, (u8)(base + 8), PIC_CASCADE);
	set_mask(0, (u8)~(1 << PIC_CASCADE));
	set_mask(1, 0xff);
}

void pic_mask(unsigned int line)
{
	unsigned int chip = line / 8;

	set_mask(chip, (u8)(masks[chip] | 1u << line % 8));
}

void pic_unmask(unsigned int line)
{
	unsigned int chip = line / 8;

	set_mask(chip, (u8)(masks[chip] & ~(1u << line % 8)));
}

static bool is_spurious(unsigned int chip)
{
	outb(command_port(chip), OCW3_READ_ISR);
	if (inb(command_port(chip)) & 1u << 7)
		return false;
	/* The first chip has seen a real interrupt: the second's request. */
	if (chip == 1)
		outb(command_port(0), OCW2_EOI | PIC_CASCADE);
	return true;
}

bool pic_take(unsigned int line)
{
	unsigned int chip = line / 8;

	if (unlikely(line % 8 == 7) && is_spurious(chip))
		return false;
	set_mask(chip, (u8)(masks[chip] | 1u << line % 8));
	if (chip == 1)
		outb(command_port(1), (u8)(OCW2_EOI | line % 8));
	outb(command_port(0), (u8)(OCW2_EOI | (chip == 1 ? PIC_CASCADE : line)));
	return true;
}
