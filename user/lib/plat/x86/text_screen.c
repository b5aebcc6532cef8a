/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The text screen of a PC. What another program or the kernel writes on it is not known here.
 */
#include <lib/port_io.h>
#include <lib/vga_ports.h>
#include <lib/vga_text.h>

#include "../internal.h"
#include "ports.h"
#include "screen.h"

/* Graphics controller: number of a register, its contents. (VGA, miscellaneous register) */
#define GRAPHICS_INDEX	0x3ce
#define GRAPHICS_MODE	6
#define GRAPHICS_ON	0x01

#ifdef CONFIG_CONSOLE_EVENT_CHARS
#define KERNEL_ROWS	VGA_EVENT_ROWS
#else
#define KERNEL_ROWS	0
#endif

static struct vga_text screen = { .top = KERNEL_ROWS };

void text_screen_put(char c)
{
	vga_text_putc(&screen, &vga_crtc_ports, c);
}

/* True if the cursor's place can be written, which is left as it is. */
static bool is_there(void)
{
	uint8_t old = vga_crtc_read(VGA_CRTC_CURSOR_LOW), other = (uint8_t)~old;
	bool good;

	vga_crtc_write(VGA_CRTC_CURSOR_LOW, other);
	good = vga_crtc_read(VGA_CRTC_CURSOR_LOW) == other;
	vga_crtc_write(VGA_CRTC_CURSOR_LOW, old);
	return good && vga_crtc_read(VGA_CRTC_CURSOR_LOW) == old;
}

static bool shows_graphics(void)
{
	outb(GRAPHICS_INDEX, GRAPHICS_MODE);
	return inb(GRAPHICS_INDEX + 1) & GRAPHICS_ON;
}

const char *text_screen_begin(void)
{
	if (!plat_ports(VGA_CRTC_INDEX, 2) || !plat_ports(GRAPHICS_INDEX, 2))
		return "sigma0 does not give it";
	if (!is_there())
		return "there is none";
	if (shows_graphics())
		return "it shows graphics";
	screen.cells = (volatile uint16_t *)plat_memory(VGA_TEXT_PADDR, VGA_TEXT_SIZE);
	if (!screen.cells)
		return "sigma0 does not give its memory";
	vga_text_start(&screen, &vga_crtc_ports);
	return NULL;
}
