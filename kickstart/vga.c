/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Screen output: VGA text mode as the firmware has left it, 80 by 25 characters.
 */
#include "console.h"

#define VGA_MEMORY	0xb8000
#define VGA_COLUMNS	80
#define VGA_ROWS	25
#define VGA_BLANK	0x0720	/* a space, light grey on black */

static u32 row, column;

static volatile u16 *vga_cell(u32 r, u32 c)
{
	return (volatile u16 *)VGA_MEMORY + r * VGA_COLUMNS + c;
}

static void blank_row(u32 r)
{
	for (u32 c = 0; c < VGA_COLUMNS; c++)
		*vga_cell(r, c) = VGA_BLANK;
}

void vga_init(void)
{
	for (u32 r = 0; r < VGA_ROWS; r++)
		blank_row(r);
	row = column = 0;
}

static void new_line(void)
{
	column = 0;
	if (++row < VGA_ROWS)
		return;
	row = VGA_ROWS - 1;
	for (u32 r = 0; r < row; r++)
		for (u32 c = 0; c < VGA_COLUMNS; c++)
			*vga_cell(r, c) = *vga_cell(r + 1, c);
	blank_row(row);
}

void vga_put(char c)
{
	if (c == '\n') {
		new_line();
		return;
	}
	if (column == VGA_COLUMNS)
		new_line();
	*vga_cell(row, column++) = (u16)((VGA_BLANK & 0xff00) | (u8)c);
}
