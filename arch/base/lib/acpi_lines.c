/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From ISA lines and overrides to inputs. (ACPI 6.4, sections 5.2.12.5 and 5.2.13)
 */
#include <lib/acpi_lines.h>
#include <lib/acpi_madt.h>

/* Timer, keyboard, cascade, clock and coprocessor are edges on every machine. */
#define NEVER_LEVEL	(1u << 0 | 1u << 1 | 1u << ACPI_ISA_CASCADE | 1u << 8 | 1u << 13)

static void override(struct acpi_line *line, const struct acpi_override *o)
{
	line->input = o->line;
	if ((o->flags & ACPI_TRIGGER_MASK) == ACPI_TRIGGER_EDGE)
		line->is_level = false;
	else if ((o->flags & ACPI_TRIGGER_MASK) == ACPI_TRIGGER_LEVEL)
		line->is_level = true;
	line->is_low = (o->flags & ACPI_POLARITY_MASK) == ACPI_POLARITY_LOW;
}

/* True if one of the overrides before `end` leads to this input. */
static bool is_taken(const struct acpi_override *list, unsigned int end, uint32_t input)
{
	for (unsigned int i = 0; i < end; i++)
		if (list[i].line == input && list[i].isa != ACPI_ISA_CASCADE)
			return true;
	return false;
}

void acpi_lines(const struct acpi *acpi, uint16_t level, struct acpi_line *lines, unsigned int n)
{
	struct acpi_override list[ACPI_ISA_LINES];
	unsigned int overrides = acpi_overrides(acpi, list, ACPI_ISA_LINES);

	if (level & NEVER_LEVEL)
		level = 0;
	for (unsigned int i = 0; i < n; i++) {
		bool is_isa = i < ACPI_ISA_LINES;

		lines[i] = (struct acpi_line){
			.input = is_taken(list, overrides, i) ? ACPI_NO_INPUT : i,
			.is_level = !is_isa || (level >> i & 1),
			.is_low = !is_isa,
		};
	}
	for (unsigned int i = 0; i < overrides; i++) {
		if (list[i].isa >= n)
			continue;
		override(&lines[list[i].isa], &list[i]);
		if (is_taken(list, i, list[i].line))
			lines[list[i].isa].input = ACPI_NO_INPUT;
	}
	if (n > ACPI_ISA_CASCADE)
		lines[ACPI_ISA_CASCADE].input = ACPI_NO_INPUT;
}
