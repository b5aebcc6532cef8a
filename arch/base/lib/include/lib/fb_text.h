/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text on a framebuffer: memory in which each pixel is a number that holds its colour. Such memory
 * is slow to write and much slower to read, so it is never read: what should be on the screen and
 * what is there are kept as characters, and a cell is drawn when the two differ. The text does not
 * move line by line, as all of it would have to be drawn for each line: when the screen is full its
 * lower half becomes the upper one.
 *
 * The user says where the pixels are and draws in steps, none of which takes long.
 */
#ifndef L4_LIB_FB_TEXT_H
#define L4_LIB_FB_TEXT_H

#include <lib/fb_mode.h>

#include <stdbool.h>
#include <stdint.h>

#define FB_GLYPH_COLUMNS	8u	/* pixels */
#define FB_GLYPH_ROWS		16u
#define FB_GLYPHS		256
#define FB_GLYPH_UNKNOWN	0x7fu	/* for characters that have none */
#define FB_TAB_WIDTH		8
/* Of a larger screen the upper part is used, and where a row alone were too long its left one. */
#define FB_CELLS_MAX		32768u
#define FB_COLUMNS_MAX		512u
/* A smaller screen shows no text. */
#define FB_COLUMNS_MIN		80u
#define FB_ROWS_MIN		25u

/* Glyph of each character from the top down, its leftmost pixel in the highest bit. */
typedef const uint8_t fb_font[FB_GLYPHS][FB_GLYPH_ROWS];

/* The build's. */
extern fb_font fb_text_font;

struct fb_text {
	uint8_t *pixels;		/* NULL: nothing can be drawn now */
	fb_font *font;
	uint32_t pitch;
	unsigned int bytes;		/* of a pixel */
	unsigned int columns, top;	/* cells; rows above the text */
	unsigned int rows;		/* of text */
	unsigned int row, column;	/* column may be `columns`: the next character wraps */
	unsigned int first;		/* where row 0 is in `cells`, a ring of rows */
	unsigned int stale_row, stale_column;	/* all cells before are shown as they should be */
	unsigned int cursor_row, cursor_column;	/* where it is shown */
	uint8_t four[16][16];		/* four pixels, for each choice of those that are lit */
	uint8_t cells[FB_CELLS_MAX];	/* the text, up to `row`; what is below is blank */
	uint8_t shown[FB_CELLS_MAX];	/* on the screen; 0: unknown */
};

/* Why no text can be shown in this mode; NULL if it can. Any numbers may come. */
const char *fb_text_objection(const struct fb_mode *mode);
/* Bytes from the first pixel to behind the last one, of a mode without objection. */
uint64_t fb_text_bytes(const struct fb_mode *mode);

/* An empty text for a mode without objection; `top` rows above it stay free. Nothing is drawn. */
void fb_text_start(struct fb_text *v, const struct fb_mode *mode, fb_font *font, unsigned int top);
/* Nothing is known of what is on the screen any more. */
void fb_text_forget(struct fb_text *v);
/* Draws what belongs to no cell of the text, and the rows above it, black. */
void fb_text_clear_rest(const struct fb_text *v, const struct fb_mode *mode);

/*
 * Draws cells that differ, at most so many; false: some are left. It looks at no more than 32 times
 * as many, and always at one or more.
 */
bool fb_text_draw(struct fb_text *v, unsigned int max);
/*
 * Writes one character: '\n', '\r', '\b' and '\t' move as they do on a terminal. It draws one cell,
 * FB_TAB_WIDTH of them for '\t', or leaves more to fb_text_draw().
 */
void fb_text_putc(struct fb_text *v, char c);
/* Draws c above the text, at this column from the right. */
void fb_text_corner(const struct fb_text *v, unsigned int row, unsigned int column, char c);

#endif
