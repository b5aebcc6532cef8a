/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel console: output goes to every device, input comes from the first
 * device that has some. The devices are those of <arch/console.h>; until
 * arch_console_init() has run, output is dropped.
 *
 * At first, and whenever threads do not run (panic, debugger), a character is on the devices when
 * console_putc() returns. In between output is deferred: it waits in a ring, in its order, until
 * somebody has the time for console_step().
 */
#ifndef L4_GENERIC_CONSOLE_H
#define L4_GENERIC_CONSOLE_H

#include <base/types.h>

/* What is called when there is something in the ring: somebody owes console_step(). */
typedef void console_owed_fn(void);

/*
 * From now on output is deferred; NULL: all that waits is printed, then output is no longer
 * deferred. Returns the function that was in force.
 */
console_owed_fn *console_defer(console_owed_fn *owed);

/*
 * One message: deferred it appears as a whole, or, if the ring is full, as one of so many lost
 * messages. kprintf() does this by itself.
 */
void console_begin(void);
/* Writes one character; '\n' starts a new line on every device. */
void console_putc(char c);
void console_end(void);

/* Whole messages. */
void console_puts(const char *s);
void console_write(const char *s, size_t n);
/* False: there is no room for n characters now, and nothing was written. */
bool console_write_if_room(const char *s, size_t n) __must_check;

/* A deferred message of so many characters is not lost. */
size_t console_room(void);

/*
 * Prints a little of what waits in the ring, without waiting for any device. False: nothing is
 * left.
 */
bool console_step(void);

/* How many characters have ever been put into the ring; it wraps. */
u32 console_position(void);
/* True if all up to this position has left the ring. */
bool console_is_out(u32 position);

/* Returns a character (0 to 255; the enter key is '\r'), or -1 if no device has one. */
int console_getc(void);

/* Spins until a character arrives; without any input device it returns -1 at once. */
int console_getc_blocking(void);

#endif
