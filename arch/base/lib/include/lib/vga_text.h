/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The text screen of a PC, 80 columns by 25 rows: loader and kernel write on it one after the
 * other, each at the hardware cursor, which the other finds where its text ends. The user says
 * where the screen's memory is and how the registers of its controller are reached.
 */
#ifndef L4_LIB_VGA_TEXT_H
#define L4_LIB_VGA_TEXT_H

#include <stdint.h>

#define VGA_TEXT_PADDR	0xb8000
#define VGA_TEXT_SIZE	0x8000
#define VGA_COLUMNS	80
#define VGA_ROWS	25
#define VGA_CELLS	(VGA_COLUMNS * VGA_ROWS)
#define VGA_BLANK	0x0720u		/* a space, grey on black */
#define VGA_GREY	0x0700u
#define VGA_TAB_WIDTH	8

/* Rows at the top for event characters, where they are shown: the first processor's. */
#define VGA_EVENT_ROWS	1u

/* Ports of the controller: the number of a register, then its contents. */
#define VGA_CRTC_INDEX	0x3d4
#define VGA_CRTC_DATA	0x3d5

enum vga_crtc_register {
	VGA_CRTC_START_HIGH = 0x0c,
	VGA_CRTC_START_LOW = 0x0d,
	VGA_CRTC_CURSOR_HIGH = 0x0e,
	VGA_CRTC_CURSOR_LOW = 0x0f,
};

/* A constant of the user, so that all of this becomes direct accesses. */
struct vga_crtc {
	uint8_t (*read)(uint8_t reg);
	void (*write)(uint8_t reg, uint8_t value);
};

struct vga_text {
	volatile uint16_t *cells;
	unsigned int row, column;	/* column may be VGA_COLUMNS: the next character wraps */
	unsigned int top;		/* first row of the text, those above it stay as they are */
};

/* Blanks the cells [from, to): four at a time, one at a time takes longer than need be. */
static inline void vga_text_blank(struct vga_text *v, unsigned int from, unsigned int to)
{
	for (; from < to && from % 4 != 0; from++)
		v->cells[from] = VGA_BLANK;
	for (; from + 4 <= to; from += 4)
		*(volatile uint64_t *)(v->cells + from) = VGA_BLANK * 0x0001000100010001ull;
	for (; from < to; from++)
		v->cells[from] = VGA_BLANK;
}

static inline void vga_text_show_cursor(const struct vga_text *v, const struct vga_crtc *crtc)
{
	unsigned int pos = v->row * VGA_COLUMNS + v->column;

	crtc->write(VGA_CRTC_CURSOR_HIGH, (uint8_t)(pos >> 8));
	crtc->write(VGA_CRTC_CURSOR_LOW, (uint8_t)pos);
}

/*
 * Starts to write at the cursor, or at the top where the cursor is off the screen; what stood
 * behind the cursor is blanked, and the rows above v->top too.
 */
static inline void vga_text_start(struct vga_text *v, const struct vga_crtc *crtc)
{
	unsigned int pos = (unsigned int)crtc->read(VGA_CRTC_CURSOR_HIGH) << 8 |
			   crtc->read(VGA_CRTC_CURSOR_LOW);

	if (pos >= VGA_CELLS)
		pos = 0;
	if (pos < v->top * VGA_COLUMNS)
		pos = v->top * VGA_COLUMNS;
	v->row = pos / VGA_COLUMNS;
	v->column = pos % VGA_COLUMNS;
	vga_text_blank(v, 0, v->top * VGA_COLUMNS);
	vga_text_blank(v, pos, VGA_CELLS);
	crtc->write(VGA_CRTC_START_HIGH, 0);
	crtc->write(VGA_CRTC_START_LOW, 0);
	vga_text_show_cursor(v, crtc);
}

/* Moves four cells at a time: one at a time it takes longer than interrupts may be off. */
static inline void vga_text_scroll(struct vga_text *v)
{
	const unsigned int first = v->top * VGA_COLUMNS, last = VGA_CELLS - VGA_COLUMNS;
	volatile uint64_t *to = (volatile uint64_t *)(v->cells + first);
	const volatile uint64_t *from = (volatile uint64_t *)(v->cells + first + VGA_COLUMNS);

	for (unsigned int i = 0; i < (last - first) / 4; i++)
		to[i] = from[i];
	vga_text_blank(v, last, VGA_CELLS);
}

static inline void vga_text_new_line(struct vga_text *v)
{
	v->column = 0;
	if (v->row + 1 < VGA_ROWS)
		v->row++;
	else
		vga_text_scroll(v);
}

static inline void vga_text_glyph(struct vga_text *v, char c)
{
	if (v->column == VGA_COLUMNS)
		vga_text_new_line(v);
	v->cells[v->row * VGA_COLUMNS + v->column++] = (uint16_t)(VGA_GREY | (uint8_t)c);
}

/* Writes one character: '\n', '\r', '\b' and '\t' move as they do on a terminal. */
static inline void vga_text_putc(struct vga_text *v, const struct vga_crtc *crtc, char c)
{
	switch (c) {
	case '\n':
		vga_text_new_line(v);
		break;
	case '\r':
		v->column = 0;
		break;
	case '\b':
		if (v->column)
			v->column--;
		break;
	case '\t':
		do {
			vga_text_glyph(v, ' ');
		} while (v->column % VGA_TAB_WIDTH);
		break;
	default:
		vga_text_glyph(v, c);
	}
	vga_text_show_cursor(v, crtc);
}

#endif
