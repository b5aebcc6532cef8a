/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IO-APICs: the inputs of all of them, by one number. Any processor may call these functions, with
 * interrupts off; an input that does not exist (ioapic_has()) may not be named.
 */
#ifndef L4_ARCH_PC_IOAPIC_H
#define L4_ARCH_PC_IOAPIC_H

#include <base/types.h>

/* Inputs from this number on are left alone. */
#define IOAPIC_INPUTS	192

/*
 * Takes over the IO-APIC whose registers are mapped at base and whose first input has this number;
 * its inputs are masked. Returns why that cannot be, NULL if it could. Context: boot.
 */
const char *ioapic_add(volatile void __iomem *base, u32 first);

bool ioapic_has(u32 input);

/* How an input interrupts. */
struct ioapic_mode {
	u8 vector;
	bool is_level, is_low;
};

/* Sets up an input; it is masked, and goes to the processor with this APIC id. Context: boot. */
void ioapic_set(u32 input, struct ioapic_mode mode, u8 apic_id);

/* When it returns the input is masked for sure, whatever is on its way. An edge is lost then. */
void ioapic_mask(u32 input);
void ioapic_unmask(u32 input);

/* The input goes to the processor with this APIC id from now on. */
void ioapic_route(u32 input, u8 apic_id);

#endif
