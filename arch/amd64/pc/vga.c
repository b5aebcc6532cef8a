/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text screen driver: scrolls, and moves the hardware cursor along.
 */
#include <arch/pc/vga.h>

#include <arch/io.h>
#include <arch/pc/kbd.h>

#define CRTC_INDEX	0x3d4
#define CRTC_DATA	0x3d5
#define CRTC_START_HIGH	0x0c
#define CRTC_START_LOW	0x0d
#define CRTC_CURSOR_HIGH 0x0e
#define CRTC_CURSOR_LOW	0x0f

#define VGA_CELLS	(VGA_COLUMNS * VGA_ROWS)
#define VGA_BLANK	0x0720		/* a space, grey on black */
#define VGA_GREY	0x0700
#define TAB_WIDTH	8

static volatile u16 *vga_cells;		/* NULL: not mapped */
static unsigned int row, column;	/* column may be VGA_COLUMNS: the next character wraps */

static u8 crtc_read(u8 reg)
{
	outb(CRTC_INDEX, reg);
	return inb(CRTC_DATA);
}

static void crtc_write(u8 reg, u8 value)
{
	outb(CRTC_INDEX, reg);
	outb(CRTC_DATA, value);
}

static void take_cursor(void)
{
	unsigned int pos = (unsigned int)crtc_read(CRTC_CURSOR_HIGH) << 8 |
			   crtc_read(CRTC_CURSOR_LOW);

	if (pos >= VGA_CELLS)
		pos = 0;
	row = pos / VGA_COLUMNS;
	column = pos % VGA_COLUMNS;
	crtc_write(CRTC_START_HIGH, 0);
	crtc_write(CRTC_START_LOW, 0);
}

static void set_cursor(void)
{
	unsigned int pos = row * VGA_COLUMNS + column;

	crtc_write(CRTC_CURSOR_HIGH, (u8)(pos >> 8));
	crtc_write(CRTC_CURSOR_LOW, (u8)pos);
}

/* Four cells at a time: one at a time it takes longer than interrupts may be off. */
static void scroll(void)
{
	volatile u64 *to = (volatile u64 *)vga_cells;
	const volatile u64 *from = (volatile u64 *)(vga_cells + VGA_COLUMNS);
	unsigned int i;

	for (i = 0; i < (VGA_CELLS - VGA_COLUMNS) / 4; i++)
		to[i] = from[i];
	for (; i < VGA_CELLS / 4; i++)
		to[i] = VGA_BLANK * 0x0001000100010001ull;
}

static void new_line(void)
{
	column = 0;
	if (row + 1 < VGA_ROWS)
		row++;
	else
		scroll();
}

static void put_glyph(char c)
{
	if (column == VGA_COLUMNS)
		new_line();
	vga_cells[row * VGA_COLUMNS + column++] = VGA_GREY | (u8)c;
}

static bool vga_putc(char c)
{
	if (!vga_cells)
		return true;
	switch (c) {
	case '\n':
		new_line();
		break;
	case '\r':
		column = 0;
		break;
	case '\b':
		if (column)
			column--;
		break;
	case '\t':
		do {
			put_glyph(' ');
		} while (column % TAB_WIDTH);
		break;
	default:
		put_glyph(c);
	}
	set_cursor();
	return true;
}

void vga_map(void *base)
{
	if (base && !vga_cells)
		take_cursor();
	vga_cells = base;
}

static struct console_dev vga_dev = {
	.name = "vga",
	.putc = vga_putc,
	.getc = kbd_getc,
};

struct console_dev *vga_console(void)
{
	return &vga_dev;
}
