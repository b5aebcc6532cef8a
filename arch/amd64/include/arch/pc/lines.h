/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The interrupt lines of a PC, whatever controllers it has. A kernel for one processor uses the
 * 8259 pair; one for several the IO-APICs, if there are any.
 *
 * What a line tells is an event. It arrives at some processor (line_take()), and is then the
 * business of the one processor that the line belongs to, which alone calls line_fire(),
 * line_mask() and line_unmask(). A masked line remembers one event. Context: interrupts off.
 */
#ifndef L4_ARCH_PC_LINES_H
#define L4_ARCH_PC_LINES_H

#include <arch/lapic.h>
#include <arch/pc/pic.h>
#include <arch/vectors.h>

#ifdef CONFIG_SMP

#define LINES_MAX	(VECTOR_LINES_END - VECTOR_LINES)

struct acpi;

/*
 * An IO-APIC, as firmware names it: its registers, as mapped, and the number of its first input.
 * Returns why it is of no use, NULL if it is used. Context: boot, before lines_init().
 */
const char *lines_add_ioapic(volatile void __iomem *base, u32 first);

/*
 * All lines are masked, and go to this processor. `acpi` tells what the lines of IO-APICs are, if
 * there are any. Context: boot.
 */
void lines_init(const struct acpi *acpi);

/* Set by lines_init(): 1 more than the number of the last line, and the vector of line 0. */
extern unsigned int lines_end, lines_vector;

static inline unsigned int lines_count(void)
{
	return lines_end;
}

/* There is a line of this number, and a device can be connected to it. */
bool line_exists(unsigned int n);

/* The line whose vector this is, though there may be nothing that raises it; -1: no line's. */
static inline int line_of_vector(unsigned int vector)
{
	unsigned int n = vector - lines_vector;

	return n < lines_end ? (int)n : -1;
}

enum line_kind {
	LINE_NONE,
	LINE_PIC,
	LINE_EDGE,
	LINE_LEVEL,
};

/* Of lines.c; the functions below do in place what is usual. */
extern struct line {
	u8 input;		/* of the IO-APICs */
	u8 kind;		/* enum line_kind */
	bool is_masked;		/* an event would not be told */
	bool is_pending;	/* an edge came meanwhile ... */
	bool is_shut;		/* ... and then another one: the input is masked too */
} lines[LINES_MAX];

bool line_take_other(unsigned int n);
bool line_fire_masked(unsigned int n);

/*
 * A vector has come: ends the interrupt's service. False: it was none, as the line went away before
 * the processor asked.
 */
static inline bool line_take(unsigned int n)
{
	if (unlikely(lines[n].kind != LINE_EDGE))
		return line_take_other(n);
	lapic_eoi();
	return true;
}

/* An event of line n. True: it is to be told now, and the line is masked. */
static inline bool line_fire(unsigned int n)
{
	if (unlikely(lines[n].is_masked || lines[n].is_shut))
		return line_fire_masked(n);
	lines[n].is_masked = true;
	return true;
}

void line_mask(unsigned int n);
/* True: an event was remembered; line_fire() is to be called again. */
bool line_unmask(unsigned int n);

/* Line n, which belongs to this processor, goes to this processor if its controller can do that. */
void line_route(unsigned int n);

#else

static inline unsigned int lines_count(void)
{
	return PIC_LINES;
}

static inline bool line_exists(unsigned int n)
{
	return n < PIC_LINES && n != PIC_CASCADE;
}

static inline int line_of_vector(unsigned int vector)
{
	bool is_line = vector >= VECTOR_PIC && vector < VECTOR_PIC + PIC_LINES;

	return is_line ? (int)vector - VECTOR_PIC : -1;
}

static inline bool line_take(unsigned int n)
{
	return pic_take(n);
}

/* The 8259 masks a line that it hands over. */
static inline bool line_fire(unsigned int n)
{
	(void)n;
	return true;
}

static inline void line_mask(unsigned int n)
{
	pic_mask(n);
}

/* The 8259 remembers, and raises the vector again. */
static inline bool line_unmask(unsigned int n)
{
	pic_unmask(n);
	return false;
}

#endif
#endif
