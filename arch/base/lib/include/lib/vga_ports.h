/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The registers of the text screen's controller by its ports, as kernel, loader and programs reach
 * them.
 */
#ifndef L4_LIB_VGA_PORTS_H
#define L4_LIB_VGA_PORTS_H

#include <lib/port_io.h>
#include <lib/vga_text.h>

static inline uint8_t vga_crtc_read(uint8_t reg)
{
	outb(VGA_CRTC_INDEX, reg);
	return inb(VGA_CRTC_DATA);
}

static inline void vga_crtc_write(uint8_t reg, uint8_t value)
{
	outb(VGA_CRTC_INDEX, reg);
	outb(VGA_CRTC_DATA, value);
}

static const struct vga_crtc vga_crtc_ports = {
	.read = vga_crtc_read, .write = vga_crtc_write,
};

#endif
