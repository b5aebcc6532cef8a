/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The text screen that loader and kernel share: an array of cells and registers of a controller.
 */
#include <stdio.h>
#include <string.h>

#include <lib/vga_text.h>

#include "check.h"

static _Alignas(8) unsigned short cells[VGA_CELLS + VGA_COLUMNS];
static unsigned char registers[256];

static uint8_t crtc_read(uint8_t reg)
{
	return registers[reg];
}

static void crtc_write(uint8_t reg, uint8_t value)
{
	registers[reg] = value;
}

static const struct vga_crtc crtc = { .read = crtc_read, .write = crtc_write };

static void set_cursor(unsigned int pos)
{
	registers[VGA_CRTC_CURSOR_HIGH] = (unsigned char)(pos >> 8);
	registers[VGA_CRTC_CURSOR_LOW] = (unsigned char)pos;
}

static unsigned int cursor(void)
{
	return registers[VGA_CRTC_CURSOR_HIGH] << 8 | registers[VGA_CRTC_CURSOR_LOW];
}

/* A screen full of rubbish, behind which nothing may be written. */
static struct vga_text begin(unsigned int at, unsigned int top)
{
	struct vga_text v = { .cells = cells, .top = top };

	memset(cells, 0x58, sizeof(cells));
	registers[VGA_CRTC_START_HIGH] = registers[VGA_CRTC_START_LOW] = 1;
	set_cursor(at);
	vga_text_start(&v, &crtc);
	return v;
}

static void put(struct vga_text *v, const char *s)
{
	while (*s)
		vga_text_putc(v, &crtc, *s++);
}

/* The row holds exactly this, blanks behind it. */
static bool row_is(unsigned int row, const char *text)
{
	size_t length = strlen(text);

	for (unsigned int c = 0; c < VGA_COLUMNS; c++)
		if (cells[row * VGA_COLUMNS + c] !=
		    (c < length ? VGA_GREY | (unsigned char)text[c] : VGA_BLANK))
			return false;
	return true;
}

static bool is_rubbish(unsigned int from, unsigned int to)
{
	for (; from < to; from++)
		if (cells[from] != 0x5858)
			return false;
	return true;
}

static void test_start(void)
{
	struct vga_text v = begin(3 * VGA_COLUMNS + 5, 0), next = { .cells = cells };

	check(is_rubbish(0, 3 * VGA_COLUMNS + 5), "screen: what stands before the cursor stays");
	check(row_is(4, "") && row_is(VGA_ROWS - 1, ""), "screen: what stood behind it is gone");
	check(registers[VGA_CRTC_START_HIGH] == 0 && registers[VGA_CRTC_START_LOW] == 0,
	      "screen: the first cell is shown first");
	put(&v, "\nthe loader\n");
	check(cursor() == 5 * VGA_COLUMNS, "screen: the cursor moves along");
	vga_text_start(&next, &crtc);
	put(&next, "the kernel");
	check(row_is(4, "the loader") && row_is(5, "the kernel"),
	      "screen: the next one goes on behind it");
	begin(0xffff, 0);
	check(row_is(0, "") && cursor() == 0, "screen: a cursor outside begins at the top");
}

static void test_scroll(void)
{
	struct vga_text v = begin(0, 0);
	char line[16];

	for (unsigned int i = 0; i < VGA_ROWS + 3; i++) {
		snprintf(line, sizeof(line), "%sline %u", i ? "\n" : "", i);
		put(&v, line);
	}
	check(row_is(0, "line 3") && row_is(VGA_ROWS - 1, "line 27"), "screen: it scrolls");
	check(is_rubbish(VGA_CELLS, VGA_CELLS + VGA_COLUMNS),
	      "screen: nothing is written behind it");
}

static void test_wrap(void)
{
	struct vga_text v = begin(0, 0);
	char line[VGA_COLUMNS + 1];

	memset(line, 'x', VGA_COLUMNS);
	line[VGA_COLUMNS] = '\0';
	put(&v, line);
	put(&v, "\ny\tz\b!\rY");
	check(row_is(0, line) && row_is(1, "Y       !"),
	      "screen: a full line needs no empty one, control characters move");
}

static void test_top(void)
{
	struct vga_text v = begin(7, 2);

	check(row_is(0, "") && row_is(1, "") && cursor() == 2 * VGA_COLUMNS,
	      "screen: the rows that are kept free are blank, text is below them");
	cells[0] = cells[2 * VGA_COLUMNS - 1] = VGA_GREY | '!';
	put(&v, "first");
	for (unsigned int i = 0; i < VGA_ROWS - 3; i++)
		put(&v, "\n.");
	check(row_is(2, "first"), "screen: the text fills all other rows");
	put(&v, "\nlast");
	check(row_is(2, ".") && row_is(VGA_ROWS - 1, "last") && row_is(0, "!") &&
	      cells[2 * VGA_COLUMNS - 1] == (VGA_GREY | '!'), "screen: they are not scrolled");
}

void test_vga_text(void)
{
	test_start();
	test_scroll();
	test_wrap();
	test_top();
}
