/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The text screen and the keyboard of a PC as device of the console. What another program or the
 * kernel writes on the screen is not known here.
 */
#include <lib/port_io.h>
#include <lib/ps2_keys.h>
#include <lib/vga_text.h>

#include "../console.h"
#include "../internal.h"
#include "ports.h"

#define KEYBOARD_LINE	1

/* Graphics controller: number of a register, its contents. (VGA, miscellaneous register) */
#define GRAPHICS_INDEX	0x3ce
#define GRAPHICS_MODE	6
#define GRAPHICS_ON	0x01

/* More codes than keys can have queued up: only a broken controller goes on. */
#define CODES_MAX	256

#ifdef CONFIG_CONSOLE_EVENT_CHARS
#define KERNEL_ROWS	VGA_EVENT_ROWS
#else
#define KERNEL_ROWS	0
#endif

static struct ps2_keys keys;
static struct vga_text screen = { .top = KERNEL_ROWS };

static uint8_t crtc_read(uint8_t reg)
{
	outb(VGA_CRTC_INDEX, reg);
	return inb(VGA_CRTC_DATA);
}

static void crtc_write(uint8_t reg, uint8_t value)
{
	outb(VGA_CRTC_INDEX, reg);
	outb(VGA_CRTC_DATA, value);
}

static const struct vga_crtc crtc = { .read = crtc_read, .write = crtc_write };

/* The driver's thread itself gives '\r' and '\n' for the end of a line. */
static bool put(char c)
{
	vga_text_putc(&screen, &crtc, c);
	return true;
}

static int get(void)
{
	unsigned int codes;
	uint8_t status, code;
	int c = -1;

	for (codes = 0; c < 0 && codes < CODES_MAX; codes++) {
		status = inb(PS2_STATUS);
		if (status == PS2_STATUS_ABSENT || !(status & PS2_STATUS_FULL))
			break;
		code = inb(PS2_DATA);
		if (!(status & PS2_STATUS_MOUSE))
			c = ps2_keys_take(&keys, code);
	}
	return c;
}

/* The firmware has turned the keyboard's interrupt on, and a screen needs none. */
static void announce(bool room)
{
	(void)room;
}

static bool is_pending(void)
{
	return false;
}

static bool is_idle(void)
{
	return true;
}

static struct console_device device = {
	.line = KEYBOARD_LINE, .works_without = true,
	.put = put, .get = get, .announce = announce, .is_pending = is_pending, .is_idle = is_idle,
};

/* True if the cursor's place can be written, which is left as it is. */
static bool is_there(void)
{
	uint8_t old = crtc_read(VGA_CRTC_CURSOR_LOW), other = (uint8_t)~old;
	bool good;

	crtc_write(VGA_CRTC_CURSOR_LOW, other);
	good = crtc_read(VGA_CRTC_CURSOR_LOW) == other;
	crtc_write(VGA_CRTC_CURSOR_LOW, old);
	return good && crtc_read(VGA_CRTC_CURSOR_LOW) == old;
}

static bool shows_graphics(void)
{
	outb(GRAPHICS_INDEX, GRAPHICS_MODE);
	return inb(GRAPHICS_INDEX + 1) & GRAPHICS_ON;
}

const struct console_device *screen_device(const char **wrong)
{
	*wrong = "sigma0 does not give it";
	if (!plat_ports(VGA_CRTC_INDEX, 2) || !plat_ports(GRAPHICS_INDEX, 2))
		return NULL;
	*wrong = "there is none";
	if (!is_there())
		return NULL;
	*wrong = "it shows graphics";
	if (shows_graphics())
		return NULL;
	*wrong = "sigma0 does not give its memory";
	screen.cells = (volatile uint16_t *)plat_memory(VGA_TEXT_PADDR, VGA_TEXT_SIZE);
	if (!screen.cells)
		return NULL;
	if (!plat_ports(PS2_DATA, 1) || !plat_ports(PS2_STATUS, 1))
		device.line = CONSOLE_NO_LINE;
	vga_text_start(&screen, &crtc);
	return &device;
}
