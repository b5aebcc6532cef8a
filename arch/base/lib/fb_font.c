/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The font of the framebuffer: a console font of Linux, which the build takes from Debian's package
 * and turns into numbers.
 */
#include <lib/fb_text.h>

#include <generated/font.h>

fb_font fb_text_font = {
	FONT_GLYPHS
};
