/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lines of a kernel for several processors. The 8259 and level inputs are masked while an event is
 * being told. An IO-APIC forgets edges of a masked input, so that is left open: the next edge is
 * remembered here, and only then the input is masked, as more of them would say nothing new.
 */
#include <arch/pc/lines.h>

#include <arch/io.h>
#include <arch/lapic.h>
#include <arch/pc/ioapic.h>
#include <arch/pc/turn.h>
#include <base/bits.h>
#include <lib/acpi_lines.h>

/* Which ISA lines are level for the 8259s: one bit each. */
#define LEVEL_PORT	0x4d0

STATIC_ASSERT(LINES_MAX <= IOAPIC_INPUTS, "a line above those of the ISA bus is the same input");

struct line lines[LINES_MAX];

unsigned int lines_end, lines_vector;
static bool has_ioapics;

static struct turn pic_turn;

static bool take_pic(unsigned int n)
{
	bool is_real;

	turn_take(&pic_turn);
	is_real = pic_take(n);
	turn_give(&pic_turn);
	return is_real;
}

/* Masks what the controller has, where that is done at all. */
static void shut(const struct line *l, unsigned int n, bool on)
{
	if (l->kind == LINE_PIC) {
		turn_take(&pic_turn);
		if (on)
			pic_mask(n);
		else
			pic_unmask(n);
		turn_give(&pic_turn);
	} else if (l->kind != LINE_NONE) {
		if (on)
			ioapic_mask(l->input);
		else
			ioapic_unmask(l->input);
	}
}

const char *lines_add_ioapic(volatile void __iomem *base, u32 first)
{
	const char *why = ioapic_add(base, first);

	if (why == NULL)
		has_ioapics = true;
	return why;
}

static void add_input(unsigned int n, const struct acpi_line *from)
{
	struct line *l = &lines[n];
	struct ioapic_mode mode = {
		.vector = (u8)(VECTOR_LINES + n), .is_level = from->is_level,
		.is_low = from->is_low,
	};

	if (!ioapic_has(from->input))
		return;
	l->input = (u8)from->input;
	l->kind = from->is_level ? LINE_LEVEL : LINE_EDGE;
	ioapic_set(from->input, mode, (u8)lapic_id());
	if (l->kind == LINE_EDGE)
		ioapic_unmask(from->input);
	lines_end = n + 1;
}

void lines_init(const struct acpi *acpi)
{
	static struct acpi_line from[LINES_MAX];
	u16 level = (u16)(inb(LEVEL_PORT) | inb(LEVEL_PORT + 1) << 8);

	pic_init(VECTOR_PIC);
	lines_end = PIC_LINES;
	lines_vector = has_ioapics ? VECTOR_LINES : VECTOR_PIC;
	for (unsigned int n = 0; n < LINES_MAX; n++)
		lines[n].is_masked = true;
	if (!has_ioapics) {
		for (unsigned int n = 0; n < PIC_LINES; n++)
			lines[n].kind = n == PIC_CASCADE ? LINE_NONE : LINE_PIC;
		return;
	}
	pic_mask(PIC_CASCADE);
	acpi_lines(acpi, level, from, LINES_MAX);
	for (unsigned int n = 0; n < LINES_MAX; n++)
		add_input(n, &from[n]);
	lines_end = MAX(lines_end, PIC_LINES);
}

bool line_exists(unsigned int n)
{
	return n < lines_end && lines[n].kind != LINE_NONE;
}

bool line_take_other(unsigned int n)
{
	u8 kind = lines[n].kind;

	if (kind == LINE_PIC)
		return take_pic(n);
	/*
	 * The end of service raises a level again that is not masked by then. It is that of the
	 * highest vector in service, perhaps another line's: an event too many comes to nothing.
	 */
	if (kind == LINE_LEVEL)
		ioapic_mask(lines[n].input);
	lapic_eoi();
	return kind != LINE_NONE;
}

static void remember_edge(struct line *l, unsigned int n)
{
	if (l->is_pending && !l->is_shut) {
		l->is_shut = true;
		shut(l, n, true);
	}
	l->is_pending = true;
}

bool line_fire_masked(unsigned int n)
{
	struct line *l = &lines[n];

	if (l->is_masked) {
		if (l->kind == LINE_EDGE)
			remember_edge(l, n);
		return false;
	}
	l->is_masked = true;
	if (l->is_shut) {
		l->is_shut = false;
		shut(l, n, false);
	}
	return true;
}

void line_mask(unsigned int n)
{
	struct line *l = &lines[n];

	l->is_masked = true;
	if (l->kind != LINE_EDGE)
		shut(l, n, true);
}

bool line_unmask(unsigned int n)
{
	struct line *l = &lines[n];
	bool is_pending = l->is_pending;

	l->is_masked = l->is_pending = false;
	if (l->kind != LINE_EDGE)
		shut(l, n, false);
	return is_pending;
}

void line_route(unsigned int n)
{
	u32 id = lapic_id();

	/* What the field cannot hold, or means all, no input can reach. */
	if ((lines[n].kind == LINE_EDGE || lines[n].kind == LINE_LEVEL) && id < 0xff)
		ioapic_route(lines[n].input, (u8)id);
}
