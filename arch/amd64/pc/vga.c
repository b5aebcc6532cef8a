/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text screen driver: goes on behind what the loader has written.
 */
#include <arch/pc/vga.h>

#include <arch/pc/kbd.h>
#include <lib/vga_ports.h>
#include <lib/vga_text.h>

/* No cells: not mapped. */
static struct vga_text screen = {
	.top = IS_ENABLED(CONFIG_CONSOLE_EVENT_CHARS) ? VGA_EVENT_ROWS : 0,
};

static bool vga_putc(char c)
{
	if (screen.cells)
		vga_text_putc(&screen, &vga_crtc_ports, c);
	return true;
}

void vga_corner(unsigned int row, unsigned int column, char c)
{
	if (screen.cells && row < screen.top && column < VGA_COLUMNS)
		screen.cells[(row + 1) * VGA_COLUMNS - 1 - column] = (u16)(VGA_GREY | (u8)c);
}

void vga_map(void *base)
{
	bool is_first = base && !screen.cells;

	screen.cells = base;
	if (is_first)
		vga_text_start(&screen, &vga_crtc_ports);
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
