/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The PC's text screen as a console.
 */
#ifndef L4_ARCH_PC_VGA_H
#define L4_ARCH_PC_VGA_H

#include <arch/console.h>

/*
 * Tells where VGA_TEXT_PADDR is mapped now. Output starts with the first call,
 * at the hardware cursor, so that it continues what the boot loader wrote.
 * Later calls only move the base; NULL stops output.
 */
void vga_map(void *base);

/* arch_console_corner() of this screen. */
void vga_corner(unsigned int row, unsigned int column, char c);

/* The console made of screen and keyboard. */
struct console_dev *vga_console(void);

#endif
