/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A framebuffer that firmware or loader have set up, as a console.
 */
#ifndef L4_ARCH_PC_FB_H
#define L4_ARCH_PC_FB_H

#include <arch/console.h>
#include <lib/fb_text.h>

/*
 * From now on the console keeps text for this framebuffer, at this physical address. The mode is
 * one without objection. Context: boot, once.
 */
void fb_begin(paddr_t start, const struct fb_mode *mode);

/* Tells where it is mapped now: with the first call the text so far appears. */
void fb_map(void *pixels);

/* arch_console_corner() of this screen. */
void fb_corner(unsigned int row, unsigned int column, char c);

/* The console made of framebuffer and keyboard. Until fb_begin() it takes output and drops it. */
struct console_dev *fb_console(void);

#endif
