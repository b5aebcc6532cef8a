/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The start of other processors than the one that boots. For C and assembler.
 */
#ifndef L4_GLUE_PROCESSORS_H
#define L4_GLUE_PROCESSORS_H

/* How far the one that is being started has come; below, its APIC id. */
#define PROCESSOR_STATE_SHIFT	32
#define PROCESSOR_NOBODY	0	/* none is wanted */
#define PROCESSOR_WANTED	1
#define PROCESSOR_THERE		2	/* it runs in long mode */
#define PROCESSOR_UNFIT		3	/* and says why it stops */
#define PROCESSOR_COMPARES	4	/* it has its data, and shows its clock */
#define PROCESSOR_READY		5	/* it goes on to its idle thread */

#define BOOT_GDT_BYTES		32	/* of the table in boot.S */

#ifndef __ASSEMBLER__

#include <base/types.h>

struct tcb;

/*
 * Starts the processors that the firmware's tables name, one after the other; those that cannot be
 * used are reported and stay unused. Context: boot, when there are kernel memory, a clock and a
 * thread table, before there are spaces.
 */
void processors_start(void);

/* For trampoline.S: state and APIC id, start of the stack, registers in xAPIC mode. */
extern u64 processor_state, processor_stack;
extern volatile u32 __iomem *processor_lapic;

/* Called by trampoline.S on the other processor. Returns its first thread. */
struct tcb *processor_main(void);
/* The other processor stops for ever: nobody has asked for it. */
__attribute__((noreturn)) void processor_stop(void);

#endif
#endif
