/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The PS/2 keyboard, polled, US layout.
 */
#ifndef L4_ARCH_PC_KBD_H
#define L4_ARCH_PC_KBD_H

/*
 * Consumes scan codes until one makes a character, and returns it; -1 if the
 * controller is empty or there is none.
 */
int kbd_getc(void);

#endif
