/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Framebuffer console. Users may get the framebuffer, as any device: then it is theirs, and the
 * kernel draws again only when it has come to its end.
 */
#include <arch/pc/fb.h>

#include <arch/page.h>
#include <arch/pc/kbd.h>
#include <base/atomic.h>
#include <base/bits.h>
#include <base/percpu.h>

/* Cells that are drawn for each offer of a character, of some 300 instructions each. */
#define STEP_CELLS	8
/* Cells that characters in a row write, before somebody else may have the processor. */
#define ROW_CELLS	8
/* For event characters, one for each processor; of more than eight nobody looks at all. */
#define EVENT_ROWS	(NR_CPUS < 8 ? NR_CPUS : 8)
/* Offers in which any screen is drawn. */
#define PATIENCE	(2 * FB_CELLS_MAX / STEP_CELLS)

static struct fb_text screen;
static struct fb_mode mode;
static paddr_t start, end;	/* both 0: there is none */
static uint8_t *mapped;		/* NULL: not yet */
static bool is_given;		/* to users */

/* Another processor may give it away, so the text learns of it between two characters. */
static void look_who_has_it(void)
{
	screen.pixels = atomic_peek(&is_given) ? NULL : mapped;
}

/* The most that a character writes. */
static unsigned int cells_of(char c)
{
	return c == '\t' ? FB_TAB_WIDTH : 1;
}

static bool fb_putc(char c)
{
	static unsigned int row;

	if (end == 0)
		return true;
	look_who_has_it();
	if (!fb_text_draw(&screen, STEP_CELLS) || row + cells_of(c) > ROW_CELLS) {
		row = 0;
		return false;
	}
	fb_text_putc(&screen, c);
	row += cells_of(c);
	return true;
}

void fb_begin(paddr_t at, const struct fb_mode *m)
{
	mode = *m;
	start = at;
	end = at + fb_text_bytes(m);
	fb_text_start(&screen, m, &fb_text_font,
		      IS_ENABLED(CONFIG_CONSOLE_EVENT_CHARS) ? EVENT_ROWS : 0);
}

static void draw_all(void)
{
	look_who_has_it();
	fb_text_forget(&screen);
	if (screen.pixels == NULL)
		return;
	fb_text_clear_rest(&screen, &mode);
	while (!fb_text_draw(&screen, STEP_CELLS))
		;
}

void fb_map(void *pixels)
{
	bool is_first = mapped == NULL;

	mapped = pixels;
	if (is_first)
		draw_all();
}

void fb_corner(unsigned int row, unsigned int column, char c)
{
	if (mapped != NULL && !atomic_peek(&is_given))
		fb_text_corner(&screen, row, column, c);
}

static bool has_pixels(paddr_t from, paddr_t to)
{
	return from < end && to > start;
}

bool arch_console_may_give(paddr_t at, paddr_t from, paddr_t to)
{
	paddr_t page = ALIGN_DOWN(at, ARCH_PAGE_SIZE);

	return !has_pixels(from, to) || has_pixels(page, page + ARCH_PAGE_SIZE) ||
	       atomic_peek(&is_given);
}

void arch_console_give(paddr_t from, paddr_t to)
{
	if (has_pixels(from, to))
		atomic_poke(&is_given, true);
}

void arch_console_take(void)
{
	if (!atomic_peek(&is_given))
		return;
	atomic_poke(&is_given, false);
	draw_all();
}

static struct console_dev fb_dev = {
	.name = "framebuffer",
	.putc = fb_putc,
	/* There is one keyboard. */
	.getc = IS_ENABLED(CONFIG_CONSOLE_VGA) ? NULL : kbd_getc,
	.patience = PATIENCE,
};

struct console_dev *fb_console(void)
{
	return &fb_dev;
}
