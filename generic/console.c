/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Console input and output over the devices that the machine has. While threads run, output is kept
 * in a ring and goes out in short pieces, so that no device, however slow, keeps interrupts off.
 */
#include <generic/console.h>

#include <arch/console.h>
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

void console_begin(void)
{
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
	owed();
}

size_t console_room(void)
{
	size_t room = RING_CHARS - (ring_put - ring_get);
	size_t note = lost_messages ? NOTE_CHARS : 0;

	return room > note ? room - note : 0;
}

bool console_step(void)
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

u32 console_position(void)
{
	return ring_put;
}

bool console_is_out(u32 position)
{
	return ring_put - ring_get <= ring_put - position;
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
