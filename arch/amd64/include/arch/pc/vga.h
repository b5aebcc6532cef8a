/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The PC's text screen, 80 columns by 25 rows, colour.
 */
#ifndef L4_ARCH_PC_VGA_H
#define L4_ARCH_PC_VGA_H

#include <arch/console.h>
#include <base/types.h>

#define VGA_TEXT_PADDR	0xb8000
#define VGA_TEXT_SIZE	0x8000
#define VGA_COLUMNS	80
#define VGA_ROWS	25

/*
 * Tells where VGA_TEXT_PADDR is mapped now. Output starts with the first call,
 * at the hardware cursor, so that it continues what the boot loader wrote.
 * Later calls only move the base; NULL stops output.
 */
void vga_map(void *base);

/* The console made of screen and keyboard. */
struct console_dev *vga_console(void);

#endif
