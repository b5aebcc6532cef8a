/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The console in memory. Its checksum follows each character with a few instructions, so the text
 * is sound whenever the machine stops; scripts/gdb/l4log.py reads it too.
 */
#include <generic/console_ring.h>

#include <generic/string.h>

#define RING_MAGIC	0x31474f4c5442464cull	/* bytes "LFBTLOG1" in memory */

struct console_log {
	u64 magic;
	u32 bytes;		/* of `text` */
	u32 at;			/* where the next character goes */
	u32 length;		/* of the text, which ends there */
	u32 check;		/* see check_of() */
	char text[];
};

static struct console_log *now, *former;	/* NULL: no memory */
static enum console_ring_state former_state;
static u32 sum;				/* of this run's text */
static bool is_held;

/* What a character adds to the sum of a text, wherever the text begins. */
static u32 share(u32 at, char c)
{
	return (u32)(u8)c * (2 * at + 1);
}

static u32 check_of(const struct console_log *log, u32 text_sum)
{
	return text_sum + log->at * 0x9e3779b1u + log->length * 0x85ebca6bu + log->bytes;
}

/* All of it, whatever else may be wrong: the header fits the memory. */
static u32 sum_of(const struct console_log *log)
{
	u32 total = 0;

	for (u32 i = 0; i < log->bytes; i++)
		total += share(i, log->text[i]);
	return total;
}

static enum console_ring_state state_of(const struct console_log *log, u32 bytes)
{
	if (log->magic != RING_MAGIC || log->bytes != bytes || log->at >= bytes ||
	    log->length > bytes)
		return CONSOLE_RING_NONE;
	return check_of(log, sum_of(log)) == log->check ? CONSOLE_RING_WHOLE :
							  CONSOLE_RING_DAMAGED;
}

static bool ring_putc(char c)
{
	u32 at;

	if (now == NULL || is_held)
		return true;
	at = now->at;
	sum += share(at, c) - share(at, now->text[at]);
	now->text[at] = c;
	now->at = at + 1 < now->bytes ? at + 1 : 0;
	now->length += now->length < now->bytes;
	now->check = check_of(now, sum);
	return true;
}

static struct console_dev ring_dev = {
	.name = "memory",
	.putc = ring_putc,
};

struct console_dev *console_ring(void)
{
	return &ring_dev;
}

void console_ring_begin(void *memory, size_t bytes)
{
	size_t half = bytes / 2;
	u32 room = (u32)(half - sizeof(struct console_log));
	struct console_log *log = memory;

	former = (struct console_log *)((char *)memory + half);
	former_state = state_of(log, room);
	if (former_state != CONSOLE_RING_NONE)
		kmemcpy(former, log, half);
	kmemset(log, 0, half);
	log->magic = RING_MAGIC;
	log->bytes = room;
	sum = 0;
	log->check = check_of(log, sum);
	now = log;
}

void console_ring_move(void *memory)
{
	ptrdiff_t half = (char *)former - (char *)now;

	now = memory;
	former = (struct console_log *)((char *)memory + half);
}

void console_ring_hold(bool on)
{
	is_held = on;
}

enum console_ring_state console_ring_former(void)
{
	return former_state;
}

static char readable(char c)
{
	return (c >= ' ' && c <= '~') || c == '\n' ? c : '.';
}

static const struct console_log *log_of(bool is_former)
{
	return is_former ? former : now;
}

u32 console_ring_length(bool is_former)
{
	const struct console_log *log = log_of(is_former);

	return log == NULL || (is_former && former_state == CONSOLE_RING_NONE) ? 0 : log->length;
}

int console_ring_char(bool is_former, u32 i)
{
	const struct console_log *log = log_of(is_former);
	u32 at;

	if (i >= console_ring_length(is_former))
		return -1;
	at = log->at + log->bytes - log->length + i;
	/* It was looked at when it was copied, and is the kernel's alone since. */
	return (u8)readable(log->text[at % log->bytes]);
}
