/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Input of the debugger: a line that can be edited, ^U (all), ^W (word), ^C (give up), and earlier
 * lines by the arrow keys or ^P and ^N. Keys that come while a command prints are kept.
 * Where the screen comes first, long output waits when the screen is full.
 */
#include <kdb/kdb.h>

#include <base/bits.h>
#include <generic/console.h>
#include <generic/string.h>
#include <lib/string.h>
#include <kdb/keys.h>

#define CTRL(c)		((c) - '@')
#define BACKSPACE	'\b'
#define DELETE		0x7f
#define HISTORY_LINES	8
#define HISTORY_BYTES	80
#define AHEAD_KEYS	128
#define PAGE_LINES	18	/* of output at once; a screen has some more */

static char history[HISTORY_LINES][HISTORY_BYTES];	/* a ring of lines */
static unsigned int history_next;			/* where the next one goes */
static u16 ahead[AHEAD_KEYS];				/* a ring of keys */
static unsigned int ahead_put, ahead_get;
static unsigned int page_lines;				/* printed since the last wait */

struct editor {
	char *line;
	size_t size, length;
	size_t at;		/* the cursor */
	unsigned int back;	/* how many lines back in history; 0: the new line */
};

static bool is_ahead(void)
{
	return ahead_get != ahead_put;
}

void kdb_key_ahead(int key)
{
	if (key >= 0 && ahead_put - ahead_get < AHEAD_KEYS)
		ahead[ahead_put++ % AHEAD_KEYS] = (u16)key;
}

static int next_key(void)
{
	return is_ahead() ? ahead[ahead_get++ % AHEAD_KEYS] : kdb_key(true);
}

static bool is_text(int key)
{
	return key >= ' ' && key <= '~';
}

static bool is_end(int key)
{
	return key == CTRL('C') || key == KDB_KEY_ESCAPE;
}

static bool goes_on(int key)
{
	switch (key) {
	case -1:
	case ' ':
	case '\r':
	case '\n':
	case KDB_KEY_DOWN:
	case KDB_KEY_PAGE_DOWN:
		return true;
	default:
		return false;
	}
}

/*
 * The screen is full: waits for a key that means to go on, to end the output, or to begin the next
 * command, which ends it too.
 */
static int wait_for_reader(void)
{
	int key;

	page_lines = 0;
	/* Nobody waits for a page whose next command is typed already. */
	if (is_ahead())
		return -1;
	console_puts("more? ");
	do {
		key = next_key();
	} while (!goes_on(key) && !is_end(key) && !is_text(key));
	console_puts("\r      \r");
	if (goes_on(key))
		return -1;
	if (is_end(key) || key == 'q')
		return CTRL('C');
	kdb_key_ahead(key);
	return key;
}

bool kdb_is_interrupted(void)
{
	int key;

	if (IS_ENABLED(CONFIG_CONSOLE_FIRST_SCREEN) && ++page_lines > PAGE_LINES) {
		key = wait_for_reader();
		if (key >= 0 && !is_end(key)) {
			console_puts("...\n");
			return true;
		}
	} else {
		key = kdb_key(false);
	}
	if (is_end(key)) {
		console_puts("^C\n");
		return true;
	}
	kdb_key_ahead(key);
	return false;
}

/* Writes the line again from `from` on, with `blanks` behind it, and goes back to the cursor. */
static void show(const struct editor *e, size_t from, size_t blanks)
{
	for (size_t i = from; i < e->length; i++)
		console_putc(e->line[i]);
	for (size_t i = 0; i < blanks; i++)
		console_putc(' ');
	for (size_t i = e->at; i < e->length + blanks; i++)
		console_putc('\b');
}

static void move(struct editor *e, size_t to)
{
	for (; e->at > to; e->at--)
		console_putc('\b');
	for (; e->at < to; e->at++)
		console_putc(e->line[e->at]);
}

/* Takes the characters [from, to) away; the cursor stands at `from` then. */
static void erase(struct editor *e, size_t from, size_t to)
{
	move(e, from);
	kmemmove(e->line + from, e->line + to, e->length - to);
	e->length -= to - from;
	show(e, from, to - from);
}

static void erase_word(struct editor *e)
{
	size_t from = e->at;

	while (from > 0 && e->line[from - 1] == ' ')
		from--;
	while (from > 0 && e->line[from - 1] != ' ')
		from--;
	erase(e, from, e->at);
}

static void insert(struct editor *e, int key)
{
	size_t at = e->at;

	if (!is_text(key) || e->length + 1 >= e->size)
		return;
	kmemmove(e->line + at + 1, e->line + at, e->length - at);
	e->line[at] = (char)key;
	e->length++;
	e->at++;
	show(e, at, 0);
}

static void recall(struct editor *e, unsigned int back)
{
	const char *old = history[(history_next - back) % HISTORY_LINES];

	if (back > HISTORY_LINES || (back > 0 && *old == '\0'))
		return;
	erase(e, 0, e->length);
	e->back = back;
	while (back > 0 && *old != '\0')
		insert(e, *old++);
}

static void remember(const char *line)
{
	if (*line == '\0')
		return;
	kmemcpy(history[history_next % HISTORY_LINES], line, MIN(strlen(line) + 1, HISTORY_BYTES));
	history[history_next++ % HISTORY_LINES][HISTORY_BYTES - 1] = '\0';
}

static void edit_history(struct editor *e, int key)
{
	if (key == KDB_KEY_UP || key == CTRL('P'))
		recall(e, e->back + 1);
	else if (e->back > 0)
		recall(e, e->back - 1);
}

static void edit(struct editor *e, int key)
{
	switch (key) {
	case BACKSPACE:
	case DELETE:
		erase(e, e->at - (e->at > 0), e->at);
		break;
	case KDB_KEY_DELETE:
		erase(e, e->at, e->at + (e->at < e->length));
		break;
	case CTRL('U'):
		erase(e, 0, e->length);
		break;
	case CTRL('W'):
	case KDB_KEY_ALT_DELETE:
		erase_word(e);
		break;
	case KDB_KEY_UP:
	case KDB_KEY_DOWN:
	case CTRL('P'):
	case CTRL('N'):
		edit_history(e, key);
		break;
	case KDB_KEY_LEFT:
		move(e, e->at - (e->at > 0));
		break;
	case KDB_KEY_RIGHT:
		move(e, e->at + (e->at < e->length));
		break;
	case KDB_KEY_HOME:
		move(e, 0);
		break;
	case KDB_KEY_END:
		move(e, e->length);
		break;
	default:
		insert(e, key);
	}
}

bool kdb_read_line(char *line, size_t size)
{
	struct editor e = { .line = line, .size = size };

	page_lines = 0;
	for (;;) {
		int key = next_key();

		if (key < 0)
			return false;
		if (key == CTRL('C')) {
			move(&e, e.length);
			console_puts("^C");
			e.length = 0;
			break;
		}
		if (key == '\r' || key == '\n')
			break;
		edit(&e, key);
	}
	console_putc('\n');
	line[e.length] = '\0';
	remember(line);
	return true;
}
