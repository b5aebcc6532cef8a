/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Console input and output over the devices that the machine has. While threads run, output is kept
 * in a ring and goes out in short pieces, so that no device, however slow, keeps interrupts off.
 */
#include <generic/console.h>

#include <arch/console.h>
#include <generic/lock.h>
#include <lib/format.h>

#define RING_CHARS	4096	/* a power of two */
#define STEP_CHARS	16
#define NOTE_CHARS	64	/* of the longest note about lost messages */

static char ring[RING_CHARS];
static u32 ring_put, ring_get;		/* count up for ever */
static u32 message_start;		/* of the message that is being put */
static bool message_fits;
static unsigned int lost_messages;	/* since the last one that fitted */
static void (*owed)(void);		/* NULL: what is printed goes to the devices at once */

/*
 * Of the ring and of the message that is being put. Nobody who has it takes another one, and who
 * prints at once does not take it: all others stand still then, maybe in the middle of a message.
 */
static struct lock lock = { .order = LOCK_CONSOLE };

static void acquire(void)
{
	if (owed)
		(void)lock_take(&lock);
}

static void release(void)
{
	if (owed)
		lock_give(&lock);
}

/*
 * Offers c to those that have not taken it yet. True: nobody is left; who has refused for too long
 * goes without, also without the next ones, until it takes one again.
 */
static bool offer(char c)
{
	struct console_dev *dev;
	bool all = true;

	for (dev = arch_console_devs; dev; dev = dev->next) {
		if (!dev->putc || dev->has_taken)
			continue;
		if (dev->putc(c)) {
			dev->refused = 0;
		} else if (dev->refused < dev->patience) {
			dev->refused++;
			all = false;
			continue;
		}
		dev->has_taken = true;
	}
	for (dev = arch_console_devs; all && dev; dev = dev->next)
		dev->has_taken = false;
	return all;
}

static void ring_add(char c)
{
	if (ring_put - ring_get == RING_CHARS)
		message_fits = false;
	if (message_fits)
		ring[ring_put++ % RING_CHARS] = c;
}

static void note_lost(void)
{
	char note[NOTE_CHARS];
	unsigned int lost = lost_messages;

	if (lost == 0 || ring_put - ring_get > RING_CHARS - NOTE_CHARS)
		return;
	lost_messages = 0;
	l4_snprintf(note, sizeof(note), "\n--- %u messages of the kernel lost ---\n", lost);
	message_fits = true;
	for (const char *s = note; *s; s++)
		ring_add(*s);
}

/* The lock is given back behind the message. */
void console_begin(void)
{
	acquire();
	note_lost();
	message_start = ring_put;
	message_fits = lost_messages == 0;
}

void console_end(void)
{
	if (!owed)
		return;
	if (!message_fits) {
		ring_put = message_start;
		lost_messages++;
	}
	release();
	owed();
}

static size_t room(void)
{
	size_t left = RING_CHARS - (ring_put - ring_get);
	size_t note = lost_messages ? NOTE_CHARS : 0;

	return left > note ? left - note : 0;
}

size_t console_room(void)
{
	size_t n;

	acquire();
	n = room();
	release();
	return n;
}

/* console_step(), with the lock. */
static bool step(void)
{
	for (unsigned int n = 0; n < STEP_CHARS && ring_get != ring_put; n++) {
		char c = ring[ring_get % RING_CHARS];

		if (!offer(c))
			return true;
		ring_get++;
		/* A screen may have had to scroll. */
		if (c == '\n')
			break;
	}
	if (ring_get == ring_put)
		note_lost();
	return ring_get != ring_put;
}

bool console_step(void)
{
	bool more;

	acquire();
	more = step();
	release();
	return more;
}

u32 console_position(void)
{
	u32 position;

	acquire();
	position = ring_put;
	release();
	return position;
}

bool console_is_out(u32 position)
{
	bool is_out;

	acquire();
	is_out = ring_put - ring_get <= ring_put - position;
	release();
	return is_out;
}

console_owed_fn *console_defer(console_owed_fn *new)
{
	console_owed_fn *old = owed;

	owed = new;
	while (!owed && console_step())
		;
	return old;
}

void console_putc(char c)
{
	if (owed) {
		ring_add(c);
		return;
	}
	while (!offer(c))
		;
}

void console_puts(const char *s)
{
	console_begin();
	while (*s)
		console_putc(*s++);
	console_end();
}

void console_write(const char *s, size_t n)
{
	console_begin();
	while (n--)
		console_putc(*s++);
	console_end();
}

bool console_write_if_room(const char *s, size_t n)
{
	bool fits;

	console_begin();
	fits = !owed || room() >= n;
	while (fits && n--)
		console_putc(*s++);
	if (!fits)
		/* Nothing is lost: it is tried again. */
		message_fits = true;
	console_end();
	return fits;
}

int console_getc(void)
{
	const struct console_dev *dev;
	int c;

	for (dev = arch_console_devs; dev; dev = dev->next) {
		c = dev->getc ? dev->getc() : -1;
		if (c >= 0)
			return c;
	}
	return -1;
}

static bool console_has_input(void)
{
	const struct console_dev *dev;

	for (dev = arch_console_devs; dev; dev = dev->next) {
		if (dev->getc)
			return true;
	}
	return false;
}

int console_getc_blocking(void)
{
	int c;

	if (!console_has_input())
		return -1;
	do {
		c = console_getc();
	} while (c < 0);
	return c;
}
