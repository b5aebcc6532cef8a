/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Screen output: VGA text mode as the firmware has left it, behind what stands there.
 */
#include "console.h"

#include <lib/vga_ports.h>
#include <lib/vga_text.h>

static struct vga_text screen = {
	.cells = (volatile u16 *)VGA_TEXT_PADDR,
	.top = IS_ENABLED(CONFIG_CONSOLE_EVENT_CHARS) ? VGA_EVENT_ROWS : 0,
};

void vga_init(void)
{
	vga_text_start(&screen, &vga_crtc_ports);
	if (screen.column > 0)
		vga_put('\n');
}

void vga_put(char c)
{
	vga_text_putc(&screen, &vga_crtc_ports, c);
}
