/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Input of the debugger: a line with backspace, ^U (all), ^W (word), ^C (give up), and earlier
 * lines by the arrow keys or ^P and ^N. Characters that come while a command prints are kept.
 * Where the screen comes first, long output waits when the screen is full.
 */
#include <kdb/kdb.h>

#include <base/bits.h>
#include <generic/console.h>
#include <generic/string.h>

#define CTRL(c)		((c) - '@')
#define BACKSPACE	'\b'
#define DELETE		0x7f
#define ESCAPE		0x1b
#define HISTORY_LINES	8
#define HISTORY_BYTES	80
#define AHEAD_BYTES	128
#define PAGE_LINES	18	/* of output at once; a screen has some more */

static char history[HISTORY_LINES][HISTORY_BYTES];	/* a ring of lines */
static unsigned int history_next;			/* where the next one goes */
static u8 ahead[AHEAD_BYTES];				/* a ring of characters */
static unsigned int ahead_put, ahead_get;
static unsigned int page_lines;				/* printed since the last wait */

struct editor {
	char *line;
	size_t size, length;
	unsigned int back;	/* how many lines back in history; 0: the new line */
};

static int next_char(void)
{
	if (ahead_get != ahead_put)
		return ahead[ahead_get++ % AHEAD_BYTES];
	return console_getc_blocking();
}

/* The screen is full: waits for a key and returns it, unless it only means to go on. */
static int wait_for_reader(void)
{
	int c;

	page_lines = 0;
	console_puts("more? ");
	c = next_char();
	console_puts("\r      \r");
	return c == CTRL('C') || c == ESCAPE ? c : -1;
}

bool kdb_is_interrupted(void)
{
	int c;

	if (IS_ENABLED(CONFIG_CONSOLE_FIRST_VGA) && ++page_lines > PAGE_LINES)
		c = wait_for_reader();
	else
		c = console_getc();
	if (c == CTRL('C') || c == ESCAPE) {
		console_puts("^C\n");
		return true;
	}
	if (c >= 0 && ahead_put - ahead_get < AHEAD_BYTES)
		ahead[ahead_put++ % AHEAD_BYTES] = (u8)c;
	return false;
}

static void erase(struct editor *e, size_t chars)
{
	while (chars-- > 0 && e->length > 0) {
		e->length--;
		console_puts("\b \b");
	}
}

static void erase_word(struct editor *e)
{
	while (e->length > 0 && e->line[e->length - 1] == ' ')
		erase(e, 1);
	while (e->length > 0 && e->line[e->length - 1] != ' ')
		erase(e, 1);
}

static void insert(struct editor *e, int c)
{
	if (c < ' ' || c > '~' || e->length + 1 >= e->size)
		return;
	e->line[e->length++] = (char)c;
	console_putc((char)c);
}

static void recall(struct editor *e, unsigned int back)
{
	const char *old = history[(history_next - back) % HISTORY_LINES];

	if (back > HISTORY_LINES || (back > 0 && *old == '\0'))
		return;
	erase(e, e->length);
	e->back = back;
	while (back > 0 && *old != '\0')
		insert(e, *old++);
}

static void remember(const char *line)
{
	if (*line == '\0')
		return;
	kmemcpy(history[history_next % HISTORY_LINES], line, MIN(kstrlen(line) + 1, HISTORY_BYTES));
	history[history_next++ % HISTORY_LINES][HISTORY_BYTES - 1] = '\0';
}

/* Behind the escape character: arrow keys, as terminals send them. */
static void escape_sequence(struct editor *e)
{
	int c = next_char();

	if (c != '[') {
		/* The key itself: it means nothing here, what follows is input. */
		if (c >= 0)
			ahead[--ahead_get % AHEAD_BYTES] = (u8)c;
		return;
	}
	switch (next_char()) {
	case 'A':
		recall(e, e->back + 1);
		break;
	case 'B':
		if (e->back > 0)
			recall(e, e->back - 1);
		break;
	}
}

static void edit(struct editor *e, int c)
{
	switch (c) {
	case BACKSPACE:
	case DELETE:
		erase(e, 1);
		break;
	case CTRL('U'):
		erase(e, e->length);
		break;
	case CTRL('W'):
		erase_word(e);
		break;
	case CTRL('P'):
		recall(e, e->back + 1);
		break;
	case CTRL('N'):
		if (e->back > 0)
			recall(e, e->back - 1);
		break;
	case ESCAPE:
		escape_sequence(e);
		break;
	default:
		insert(e, c);
	}
}

bool kdb_read_line(char *line, size_t size)
{
	struct editor e = { .line = line, .size = size };

	page_lines = 0;
	for (;;) {
		int c = next_char();

		if (c < 0)
			return false;
		if (c == CTRL('C')) {
			console_puts("^C");
			e.length = 0;
			break;
		}
		if (c == '\r' || c == '\n')
			break;
		edit(&e, c);
	}
	console_putc('\n');
	line[e.length] = '\0';
	remember(line);
	return true;
}
