/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The pair of 8259 interrupt controllers: lines 0 to 15, line 2 being the
 * cascade. All functions expect interrupts off.
 */
#ifndef L4_ARCH_PC_PIC_H
#define L4_ARCH_PC_PIC_H

#include <base/types.h>

#define PIC_LINES	16
#define PIC_CASCADE	2

/* Line n raises vector base + n from now on; base is a multiple of 8. All lines are masked. */
void pic_init(u8 base);

void pic_mask(unsigned int line);
void pic_unmask(unsigned int line);

/*
 * An interrupt was taken on this line: masks the line and ends its service. False: it was none, as
 * the line went away before the processor asked; what that needs is done. Only lines 7 and 15 can
 * be spurious.
 */
bool pic_take(unsigned int line);

#endif
