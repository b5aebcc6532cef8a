/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Screen output: VGA text mode as the firmware has left it, behind what stands there.
 */
#include "console.h"

#include <arch/io.h>
#include <lib/vga_text.h>

static u8 crtc_read(u8 reg)
{
	outb(VGA_CRTC_INDEX, reg);
	return inb(VGA_CRTC_DATA);
}

static void crtc_write(u8 reg, u8 value)
{
	outb(VGA_CRTC_INDEX, reg);
	outb(VGA_CRTC_DATA, value);
}

static const struct vga_crtc crtc = { .read = crtc_read, .write = crtc_write };
static struct vga_text screen = {
	.cells = (volatile u16 *)VGA_TEXT_PADDR,
	.top = IS_ENABLED(CONFIG_CONSOLE_EVENT_CHARS) ? VGA_EVENT_ROWS : 0,
};

void vga_init(void)
{
	vga_text_start(&screen, &crtc);
	if (screen.column > 0)
		vga_put('\n');
}

void vga_put(char c)
{
	vga_text_putc(&screen, &crtc, c);
}
