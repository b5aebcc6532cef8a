/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text on a framebuffer.
 */
#include <lib/fb_text.h>

#include <stddef.h>

#define GREY		0xaau	/* of each colour, 0 to 255 */
#define CURSOR_ROWS	2u	/* of pixels, at the bottom of its cell */
#define CURSOR_AT	(FB_GLYPH_ROWS - CURSOR_ROWS)
#define LOOKS		32u	/* at cells, for each that may be drawn */
/* Nothing has a longer row of pixels, and more of them. */
#define SIDE_MAX	32768u
#define COLOUR_MAX	16u	/* bits */

static bool is_colour(const struct fb_colour *c, uint32_t depth)
{
	return c->size <= COLOUR_MAX && fb_is_colour(c, depth);
}

const char *fb_text_objection(const struct fb_mode *mode)
{
	if (!fb_is_depth(mode->depth))
		return "has no 16, 24 or 32 bits a pixel";
	if (!is_colour(&mode->red, mode->depth) || !is_colour(&mode->green, mode->depth) ||
	    !is_colour(&mode->blue, mode->depth))
		return "has colours outside of its pixels";
	if (mode->width > SIDE_MAX || mode->height > SIDE_MAX)
		return "is larger than any screen";
	if (mode->width < FB_COLUMNS_MIN * FB_GLYPH_COLUMNS ||
	    mode->height < FB_ROWS_MIN * FB_GLYPH_ROWS)
		return "is too small for text";
	if (mode->pitch < mode->width * fb_pixel_bytes(mode) || mode->pitch > 4 * SIDE_MAX)
		return "has rows of an impossible length";
	return NULL;
}

uint64_t fb_text_bytes(const struct fb_mode *mode)
{
	return (uint64_t)mode->pitch * (mode->height - 1) + mode->width * fb_pixel_bytes(mode);
}

static uint32_t lit(const struct fb_colour *c)
{
	uint32_t value = c->size < 8 ? GREY >> (8 - c->size) : GREY << (c->size - 8);

	return value << c->position;
}

static void make_pixels(struct fb_text *v, uint32_t grey)
{
	for (unsigned int n = 0; n < 16; n++)
		for (unsigned int i = 0; i < 4 * v->bytes; i++)
			v->four[n][i] = n >> (3 - i / v->bytes) & 1 ?
						(uint8_t)(grey >> 8 * (i % v->bytes)) : 0;
}

static unsigned int lower(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

void fb_text_start(struct fb_text *v, const struct fb_mode *mode, fb_font *font, unsigned int top)
{
	unsigned int rows = mode->height / FB_GLYPH_ROWS;

	v->pixels = NULL;
	v->font = font;
	v->pitch = mode->pitch;
	v->bytes = fb_pixel_bytes(mode);
	v->columns = lower(mode->width / FB_GLYPH_COLUMNS, FB_COLUMNS_MAX);
	v->top = lower(top, rows / 2);
	v->rows = lower(rows - v->top, FB_CELLS_MAX / v->columns);
	v->row = v->column = v->first = v->cursor_row = v->cursor_column = 0;
	make_pixels(v, lit(&mode->red) | lit(&mode->green) | lit(&mode->blue));
	for (unsigned int i = 0; i < v->columns; i++)
		v->cells[i] = ' ';
	fb_text_forget(v);
}

void fb_text_forget(struct fb_text *v)
{
	for (unsigned int i = 0; i < v->columns * v->rows; i++)
		v->shown[i] = 0;
	v->stale_row = v->stale_column = 0;
}

/* --- pixels --- */

/* The cell of a row that counts from the top of the screen. */
static uint8_t *cell_pixels(const struct fb_text *v, unsigned int row, unsigned int column)
{
	return v->pixels + (size_t)v->pitch * (row * FB_GLYPH_ROWS) +
	       column * FB_GLYPH_COLUMNS * v->bytes;
}

/* Rows [from, to) of a glyph, with `set` lit in each; `bytes` is a constant. */
static inline __attribute__((always_inline)) void
draw_rows(const struct fb_text *v, uint8_t *at, const uint8_t *from, const uint8_t *to, uint8_t set,
	  unsigned int bytes)
{
	for (; from < to; from++, at += v->pitch) {
		uint8_t bits = *from | set;

		__builtin_memcpy(at, v->four[bits >> 4], 4 * bytes);
		__builtin_memcpy(at + 4 * bytes, v->four[bits & 15], 4 * bytes);
	}
}

static void draw(const struct fb_text *v, uint8_t *at, uint8_t c, unsigned int from, uint8_t set)
{
	const uint8_t *glyph = (*v->font)[c], *end = glyph + FB_GLYPH_ROWS;

	at += (size_t)v->pitch * from;
	glyph += from;
	if (v->bytes == 4)
		draw_rows(v, at, glyph, end, set, 4);
	else if (v->bytes == 3)
		draw_rows(v, at, glyph, end, set, 3);
	else
		draw_rows(v, at, glyph, end, set, 2);
}

static void clear(const struct fb_text *v, uint32_t from_row, uint32_t to_row, uint32_t from,
		  uint32_t to)
{
	for (uint32_t y = from_row; y < to_row; y++) {
		uint8_t *row = v->pixels + (size_t)v->pitch * y;

		for (uint32_t i = from * v->bytes; i < to * v->bytes; i++)
			row[i] = 0;
	}
}

void fb_text_clear_rest(const struct fb_text *v, const struct fb_mode *mode)
{
	uint32_t top = v->top * FB_GLYPH_ROWS, right = v->columns * FB_GLYPH_COLUMNS;
	uint32_t bottom = (v->top + v->rows) * FB_GLYPH_ROWS;

	clear(v, 0, top, 0, mode->width);
	clear(v, top, bottom, right, mode->width);
	clear(v, bottom, mode->height, 0, mode->width);
}

/* --- cells --- */

static uint8_t *cells_of(struct fb_text *v, unsigned int row)
{
	unsigned int i = v->first + row;

	return v->cells + (i < v->rows ? i : i - v->rows) * v->columns;
}

static void draw_cell(struct fb_text *v, unsigned int row, unsigned int column, uint8_t c)
{
	v->shown[row * v->columns + column] = c;
	draw(v, cell_pixels(v, v->top + row, column), c, 0, 0);
}

/* The cursor's own cell is drawn as it should be where it leaves. */
static void move_cursor(struct fb_text *v)
{
	unsigned int column = lower(v->column, v->columns - 1);
	unsigned int old = v->cursor_row * v->columns + v->cursor_column;

	if (v->pixels == NULL)
		return;
	draw(v, cell_pixels(v, v->top + v->cursor_row, v->cursor_column), v->shown[old], CURSOR_AT,
	     0);
	v->cursor_row = v->row;
	v->cursor_column = column;
	draw(v, cell_pixels(v, v->top + v->row, column), ' ', CURSOR_AT, 0xff);
}

static bool is_all_drawn(const struct fb_text *v)
{
	return v->stale_row == v->rows;
}

bool fb_text_draw(struct fb_text *v, unsigned int max)
{
	unsigned int looks = max * LOOKS + 1;

	if (v->pixels == NULL || is_all_drawn(v))
		return true;
	for (; v->stale_row < v->rows; v->stale_row++, v->stale_column = 0) {
		unsigned int row = v->stale_row;
		const uint8_t *cells = cells_of(v, row);

		for (; v->stale_column < v->columns; v->stale_column++) {
			unsigned int column = v->stale_column;
			uint8_t c = row <= v->row ? cells[column] : ' ';

			if (looks-- == 0)
				return false;
			if (v->shown[row * v->columns + column] == c)
				continue;
			if (max-- == 0)
				return false;
			draw_cell(v, row, column, c);
		}
	}
	move_cursor(v);
	return true;
}

static void blank_row(struct fb_text *v)
{
	uint8_t *cells = cells_of(v, v->row);

	for (unsigned int i = 0; i < v->columns; i++)
		cells[i] = ' ';
}

static void new_line(struct fb_text *v)
{
	unsigned int half = v->rows / 2;

	v->column = 0;
	if (v->row + 1 < v->rows) {
		v->row++;
	} else {
		v->first = v->first + half < v->rows ? v->first + half : v->first + half - v->rows;
		v->row = v->rows - half;
		v->stale_row = v->stale_column = 0;
	}
	blank_row(v);
}

static void glyph(struct fb_text *v, uint8_t c)
{
	if (v->column == v->columns)
		new_line(v);
	cells_of(v, v->row)[v->column] = c;
	if (v->pixels != NULL && is_all_drawn(v)) {
		draw_cell(v, v->row, v->column, c);
	} else if (v->row < v->stale_row) {
		v->stale_row = v->row;
		v->stale_column = 0;
	}
	v->column++;
}

void fb_text_putc(struct fb_text *v, char c)
{
	uint8_t code = (uint8_t)c;

	switch (c) {
	case '\n':
		new_line(v);
		break;
	case '\r':
		v->column = 0;
		break;
	case '\b':
		if (v->column > 0)
			v->column--;
		break;
	case '\t':
		do {
			glyph(v, ' ');
		} while (v->column % FB_TAB_WIDTH != 0 && v->column < v->columns);
		break;
	default:
		glyph(v, code < ' ' ? FB_GLYPH_UNKNOWN : code);
	}
	if (is_all_drawn(v))
		move_cursor(v);
}

void fb_text_corner(const struct fb_text *v, unsigned int row, unsigned int column, char c)
{
	if (v->pixels != NULL && row < v->top && column < v->columns)
		draw(v, cell_pixels(v, row, v->columns - 1 - column), (uint8_t)c, 0, 0);
}
