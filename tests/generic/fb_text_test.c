/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text on a framebuffer, of all depths: pixels in memory of the test's own, in rows that are longer
 * than they look, each read back as the character it shows.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <lib/fb_text.h>

#include "check.h"

#define WIDTH		(90 * 8 + 5)
#define HEIGHT		(30 * 16 + 7)
#define RUBBISH		0x5a
#define MARGIN		64	/* behind the last pixel, where nothing may be written */
#define STEP		8

static uint8_t font[FB_GLYPHS][FB_GLYPH_ROWS];
static struct fb_text text;
static uint8_t *pixels;
static size_t size;
static struct fb_mode mode;

/* Each character has a glyph of its own, lit at both edges, with room for the cursor. */
static void make_font(void)
{
	for (unsigned int c = 0; c < FB_GLYPHS; c++)
		for (unsigned int y = 0; y < FB_GLYPH_ROWS; y++)
			font[c][y] = c == ' ' ? 0 : (uint8_t)(y < 8 ? c : y < 14 ? ~c : 0x81);
}

static struct fb_mode mode_of(unsigned int depth)
{
	struct fb_mode m = { .width = WIDTH, .height = HEIGHT, .depth = depth };

	m.pitch = WIDTH * depth / 8 + 13;
	if (depth == 16) {
		m.red = (struct fb_colour){ 11, 5 };
		m.green = (struct fb_colour){ 5, 6 };
		m.blue = (struct fb_colour){ 0, 5 };
	} else {
		m.red = (struct fb_colour){ 16, 8 };
		m.green = (struct fb_colour){ 8, 8 };
		m.blue = (struct fb_colour){ 0, 8 };
	}
	return m;
}

static uint32_t pixel(unsigned int x, unsigned int y)
{
	const uint8_t *at = pixels + (size_t)mode.pitch * y + x * mode.depth / 8;
	uint32_t value = 0;

	/* A PC's framebuffer has the low byte first, whoever writes to it. */
	for (unsigned int i = 0; i < mode.depth / 8; i++)
		value |= (uint32_t)at[i] << 8 * i;
	return value;
}

static uint32_t grey(void)
{
	return mode.depth == 16 ? 0x15u << 11 | 0x2au << 5 | 0x15u : 0xaaaaaau;
}

/* Bits of a row of a cell; -1: it has other colours than these two. */
static int bits_at(unsigned int row, unsigned int column, unsigned int y)
{
	int bits = 0;

	for (unsigned int x = 0; x < 8; x++) {
		uint32_t value = pixel(column * 8 + x, row * 16 + y);

		if (value != 0 && value != grey())
			return -1;
		bits = bits << 1 | (value != 0);
	}
	return bits;
}

/* The character that a cell of the screen shows, without its last two rows; -1: none. */
static int shown_at(unsigned int row, unsigned int column)
{
	for (int c = 0; c < FB_GLYPHS; c++) {
		unsigned int y = 0;

		while (y < 14 && bits_at(row, column, y) == font[c][y])
			y++;
		if (y == 14)
			return c;
	}
	return -1;
}

static bool has_cursor(unsigned int row, unsigned int column)
{
	return bits_at(row, column, 14) == 0xff && bits_at(row, column, 15) == 0xff;
}

static bool row_is(unsigned int row, const char *line)
{
	size_t length = strlen(line);

	for (unsigned int c = 0; c < WIDTH / 8; c++)
		if (shown_at(row, c) != (c < length ? (uint8_t)line[c] : ' '))
			return false;
	return true;
}

/* What is no pixel is as it was. */
static bool is_margin_kept(void)
{
	for (unsigned int y = 0; y < HEIGHT; y++)
		for (size_t i = WIDTH * mode.depth / 8; i < mode.pitch; i++)
			if (pixels[(size_t)mode.pitch * y + i] != RUBBISH)
				return false;
	for (size_t i = fb_text_bytes(&mode); i < size; i++)
		if (pixels[i] != RUBBISH)
			return false;
	return true;
}

static unsigned int finish(void)
{
	unsigned int steps = 1;

	while (!fb_text_draw(&text, STEP))
		steps++;
	return steps;
}

static void put(const char *s)
{
	for (; *s; s++) {
		finish();
		fb_text_putc(&text, *s);
	}
	finish();
}

static void begin(unsigned int depth, unsigned int top)
{
	mode = mode_of(depth);
	free(pixels);
	size = (size_t)mode.pitch * HEIGHT + MARGIN;
	pixels = malloc(size);
	memset(pixels, RUBBISH, size);
	fb_text_start(&text, &mode, (fb_font *)&font, top);
	text.pixels = pixels;
	fb_text_clear_rest(&text, &mode);
}

static void test_depth(unsigned int depth)
{
	begin(depth, 1);
	put("first\nab\tc\bd\rA\nlast");
	check(row_is(1, "first") && row_is(2, "Ab      d") && row_is(3, "last"),
	      "framebuffer, %u bits: characters are where a terminal has them", depth);
	check(has_cursor(3, 4) && !has_cursor(3, 3) && !has_cursor(2, 0) &&
	      bits_at(2, 1, 15) == 0x81,
	      "framebuffer, %u bits: the cursor is behind them, and nowhere else", depth);
	check(row_is(0, "") && row_is(29, "") && pixel(WIDTH - 1, 20) == 0 &&
	      pixel(0, HEIGHT - 1) == 0 && pixel(WIDTH - 1, HEIGHT - 1) == 0,
	      "framebuffer, %u bits: all else is black", depth);
	fb_text_corner(&text, 0, 2, '|');
	fb_text_corner(&text, 1, 0, '!');
	fb_text_corner(&text, 0, 1000, '!');
	check(shown_at(0, WIDTH / 8 - 3) == '|' && shown_at(1, WIDTH / 8 - 1) == ' ',
	      "framebuffer, %u bits: the corner is above the text alone", depth);
	check(is_margin_kept(), "framebuffer, %u bits: nothing is written but pixels", depth);
}

/* Lines of their own numbers, so many that the screen is full more than once. */
static void test_scroll(unsigned int depth)
{
	char line[32];
	unsigned int rows;
	bool good = true;

	begin(depth, 1);
	rows = text.rows;
	for (unsigned int i = 0; i < 3 * rows; i++) {
		snprintf(line, sizeof(line), "%sline %u", i ? "\n" : "", i);
		put(line);
	}
	for (unsigned int r = 0; r <= text.row; r++) {
		snprintf(line, sizeof(line), "line %u", 3 * rows - 1 - text.row + r);
		good &= row_is(1 + r, line);
	}
	for (unsigned int r = text.row + 1; r < rows; r++)
		good &= row_is(1 + r, "");
	check(good && text.row >= rows / 2 - 1,
	      "framebuffer, %u bits: the text scrolls, half a screen of it stays", depth);
	check(is_margin_kept(), "framebuffer, %u bits: scrolling writes nothing but pixels", depth);
	memset(pixels, RUBBISH, fb_text_bytes(&mode));
	fb_text_forget(&text);
	finish();
	snprintf(line, sizeof(line), "line %u", 3 * rows - 1);
	check(row_is(1 + text.row, line) && has_cursor(1 + text.row, text.column),
	      "framebuffer, %u bits: what was lost is drawn again", depth);
}

static void test_wrap(void)
{
	char line[WIDTH / 8 + 1];

	begin(32, 0);
	memset(line, 'x', WIDTH / 8);
	line[WIDTH / 8] = '\0';
	put(line);
	check(has_cursor(0, WIDTH / 8 - 1), "framebuffer: behind a full line the cursor is in it");
	put("\nY");
	check(row_is(0, line) && row_is(1, "Y"), "framebuffer: a full line needs no empty one");
	put("\n");
	put(line);
	put("z\x01\xff");
	check(row_is(3, "z\x7f\xff"), "framebuffer: a longer one goes on below; all codes show");
	put("\n\t\t\t\t\t\t\t\t\t\t\t\t.");
	check(row_is(5, "."), "framebuffer: tabs end with the line");
}

/* A text that nobody draws meanwhile, and one that is drawn late. */
static void test_hidden(void)
{
	begin(32, 0);
	put("one\n");
	text.pixels = NULL;
	put("two\nthree");
	check(row_is(0, "one") && row_is(1, ""), "framebuffer: nothing is drawn where nothing is");
	text.pixels = pixels;
	fb_text_forget(&text);
	finish();
	check(row_is(1, "two") && row_is(2, "three"), "framebuffer: the text is kept meanwhile");
	for (unsigned int i = 0; i < 2 * text.rows; i++)
		fb_text_putc(&text, '\n');
	for (const char *s = "late"; *s; s++)
		fb_text_putc(&text, *s);
	finish();
	check(row_is(text.row, "late") && row_is(0, ""),
	      "framebuffer: text may come before it is drawn");
}

/* What a line costs in the long run, where every cell differs from what it comes to stand on. */
static void test_cost(void)
{
	static const struct fb_mode xga = { 4096, 1024, 768, 32, { 16, 8 }, { 8, 8 }, { 0, 8 } };
	unsigned long drawn = 0, lines = 960, cells = 128 * 48;
	unsigned int steps;

	mode = xga;
	free(pixels);
	size = fb_text_bytes(&xga);
	pixels = malloc(size);
	fb_text_start(&text, &xga, (fb_font *)&font, 0);
	text.pixels = pixels;
	steps = finish();
	check(steps >= cells / STEP, "framebuffer: a screen is drawn in small steps: %u", steps);
	for (unsigned int row = 0; row < text.rows; row++)
		fb_text_putc(&text, '\n');
	steps = finish();
	check(steps >= cells / (STEP * 33), "framebuffer: nor is a blank one looked at at once: %u",
	      steps);
	for (unsigned long line = 0; line < lines; line++) {
		for (unsigned int i = 0; i < 128; i++) {
			/* Each step draws one cell, or looks at many that are as they should be. */
			while (!fb_text_draw(&text, 1))
				drawn++;
			fb_text_putc(&text, i < 127 ? (char)('!' + (i + line * 7) % 90) : '\n');
		}
	}
	check(drawn * 20 <= cells * lines && drawn > cells,
	      "framebuffer: to scroll a line draws %lu of %lu cells on average", drawn / lines,
	      cells);
}

static bool is_refused(struct fb_mode m)
{
	return fb_text_objection(&m) != NULL;
}

static void test_modes(void)
{
	struct fb_mode m = mode_of(32), bad;

	check(!is_refused(m) && !is_refused(mode_of(24)) && !is_refused(mode_of(16)),
	      "framebuffer: good modes");
	check(fb_text_bytes(&m) == (uint64_t)m.pitch * (HEIGHT - 1) + WIDTH * 4,
	      "framebuffer: the last row ends with its pixels");
#define REFUSED(what, change) \
	do { \
		bad = m; \
		change; \
		check(is_refused(bad), "framebuffer: refused: %s", what); \
	} while (0)
	REFUSED("12 bits", bad.depth = 12);
	REFUSED("more bits than any", bad.depth = 256 + 32);
	REFUSED("no depth", bad.depth = 0);
	REFUSED("rows that overlap", bad.pitch = WIDTH * 4 - 1);
	REFUSED("rows without end", bad.pitch = ~0u);
	REFUSED("no width", bad.width = 0);
	REFUSED("a width without end", (bad.width = ~0u, bad.pitch = ~0u));
	REFUSED("a width that overflows", (bad.width = 0x40000000, bad.pitch = 4));
	REFUSED("a height without end", bad.height = ~0u);
	REFUSED("79 columns", bad.width = 79 * 8);
	REFUSED("24 rows", bad.height = 24 * 16);
	REFUSED("a colour without bits", bad.red.size = 0);
	REFUSED("a colour outside", bad.blue.position = 25);
	REFUSED("a colour far outside", (bad.green.position = 255, bad.green.size = 255));
#undef REFUSED
	m = (struct fb_mode){ 4 * 32768, 32768, 32768, 32, { 0, 8 }, { 8, 8 }, { 16, 8 } };
	fb_text_start(&text, &m, (fb_font *)&font, 1);
	check(!is_refused(m) && text.columns * text.rows <= FB_CELLS_MAX && text.rows >= 25,
	      "framebuffer: of the largest a part is used");
	m.red = (struct fb_colour){ 22, 10 };
	fb_text_start(&text, &m, (fb_font *)&font, 1);
	check(!is_refused(m), "framebuffer: ten bits a colour");
}

void test_fb_text(void)
{
	make_font();
	test_modes();
	for (unsigned int depth = 16; depth <= 32; depth += 8) {
		test_depth(depth);
		test_scroll(depth);
	}
	test_wrap();
	test_hidden();
	test_cost();
	free(pixels);
	pixels = NULL;
}
