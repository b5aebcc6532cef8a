/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IO-APIC driver (82093AA data sheet; Intel ICH and PCH data sheets). Hides the pair of registers
 * through which all others are reached, which processors take turns at.
 */
#include <arch/pc/ioapic.h>

#include <arch/pc/turn.h>

/* Offsets of the two registers in bytes. */
#define REG_INDEX	0x00
#define REG_DATA	0x10

#define INDEX_VERSION	0x01
#define INDEX_INPUT(n)	(0x10 + 2 * (n))	/* lower half of its entry; then the upper one */

#define VERSION_ABSENT	0xffffffffu
#define VERSION_LAST(v)	((v) >> 16 & 0xff)	/* number of its last input */
#define LAST_MAX	((0xff - 0x10) / 2)

#define ENTRY_MODE	0x00700
#define ENTRY_SMI	0x00200
#define ENTRY_LOW	0x02000
#define ENTRY_LEVEL	0x08000
#define ENTRY_MASKED	0x10000
#define DEST_SHIFT	24			/* in the upper half */

struct input {
	volatile u32 __iomem *regs;	/* NULL: there is no such input */
	u8 number;			/* of its IO-APIC */
	u32 entry;			/* the lower half, as if it were not masked */
};

static struct input inputs[IOAPIC_INPUTS];

static struct turn turn;

static volatile u32 *reg(volatile u32 __iomem *regs, unsigned int offset)
{
	return (volatile u32 __force *)regs + offset / sizeof(u32);
}

static u32 read_at(volatile u32 __iomem *regs, u32 index)
{
	*reg(regs, REG_INDEX) = index;
	return *reg(regs, REG_DATA);
}

static void write_at(volatile u32 __iomem *regs, u32 index, u32 value)
{
	*reg(regs, REG_INDEX) = index;
	*reg(regs, REG_DATA) = value;
}

/* Writes the lower half, and waits until it is there. */
static void write_entry(const struct input *i, u32 entry)
{
	turn_take(&turn);
	write_at(i->regs, INDEX_INPUT(i->number), entry);
	(void)*reg(i->regs, REG_DATA);
	turn_give(&turn);
}

const char *ioapic_add(volatile void __iomem *base, u32 first)
{
	volatile u32 __iomem *regs = base;
	u32 version = read_at(regs, INDEX_VERSION), last = VERSION_LAST(version);

	if (version == VERSION_ABSENT || last > LAST_MAX)
		return "where none answers";
	for (u32 n = 0; n <= last && first < IOAPIC_INPUTS && n < IOAPIC_INPUTS - first; n++)
		if (inputs[first + n].regs != NULL)
			return "with inputs of another one";
	for (u32 n = 0; n <= last; n++) {
		/* Firmware's own, to be left as it is. */
		if ((read_at(regs, INDEX_INPUT(n)) & ENTRY_MODE) == ENTRY_SMI)
			continue;
		/* As an edge it forgets a level that was never acknowledged. */
		write_at(regs, INDEX_INPUT(n), ENTRY_MASKED);
		if (first < IOAPIC_INPUTS && n < IOAPIC_INPUTS - first)
			inputs[first + n] = (struct input){ regs, (u8)n, 0 };
	}
	return NULL;
}

bool ioapic_has(u32 input)
{
	return input < IOAPIC_INPUTS && inputs[input].regs != NULL;
}

void ioapic_set(u32 input, struct ioapic_mode mode, u8 apic_id)
{
	struct input *i = &inputs[input];

	i->entry = mode.vector | (mode.is_level ? ENTRY_LEVEL : 0) | (mode.is_low ? ENTRY_LOW : 0);
	ioapic_route(input, apic_id);
	ioapic_mask(input);
}

void ioapic_mask(u32 input)
{
	write_entry(&inputs[input], inputs[input].entry | ENTRY_MASKED);
}

void ioapic_unmask(u32 input)
{
	write_entry(&inputs[input], inputs[input].entry);
}

void ioapic_route(u32 input, u8 apic_id)
{
	const struct input *i = &inputs[input];

	turn_take(&turn);
	write_at(i->regs, INDEX_INPUT(i->number) + 1, (u32)apic_id << DEST_SHIFT);
	turn_give(&turn);
}
