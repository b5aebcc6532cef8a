/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Screen output where pixels are: the framebuffer that the boot loader has left on. What was there
 * stays until there is something to say.
 */
#include "console.h"

#include <lib/fb_text.h>

static struct fb_text screen;
static const struct framebuffer *framebuffer;	/* NULL: there is none */

bool fb_init(const struct framebuffer *f)
{
	if (fb_text_objection(&f->mode))
		return false;
	framebuffer = f;
	fb_text_start(&screen, &f->mode, &fb_text_font, 0);
	return true;
}

void fb_put(char c)
{
	if (!framebuffer)
		return;
	if (!screen.pixels) {
		screen.pixels = (uint8_t *)(uintptr_t)framebuffer->at;
		fb_text_clear_rest(&screen, &framebuffer->mode);
	}
	fb_text_putc(&screen, c);
	(void)fb_text_draw(&screen, FB_CELLS_MAX);
}
