/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Chooses the program's console before main() runs: by words of its command line, else as
 * configured. What cannot be had is said on the kernel's console, which is used then.
 */
#include <plat.h>
#include <rt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console.h"

#define WORD_MAX	32
#define INDEX_END	4	/* com= below this is an index */

#if defined(CONFIG_USER_CONSOLE_SERIAL)
#define USUAL		"serial"
#elif defined(CONFIG_USER_CONSOLE_SCREEN)
#define USUAL		"screen"
#elif defined(CONFIG_USER_CONSOLE_NONE)
#define USUAL		"none"
#else
#define USUAL		"kernel"
#endif

#ifndef CONFIG_USER_CONSOLE_LINE
#define CONFIG_USER_CONSOLE_LINE	"1"
#endif

static void none_write(const char *text, size_t length)
{
	(void)text;
	(void)length;
}

static int none_read(void)
{
	return EOF;
}

static void none_flush(void)
{
}

static const struct rt_console none = {
	.write = none_write, .read = none_read, .flush = none_flush,
};

static bool is_kernels = true;		/* the console */

void console_last_words(const char *text)
{
	rt_console_write(text, strlen(text));
	rt_console_flush();
	if (!is_kernels)
		rt_console_kernel.write(text, strlen(text));
}

/* A whole number up to `stop`; false: there is none. */
static bool read_number(const char *text, char stop, unsigned long *number, const char **rest)
{
	char *end;

	*number = strtoul(text, &end, 0);
	*rest = end;
	return end != text && *text != '-' && (*end == '\0' || *end == stop) && *number != ~0ul;
}

/* "index", "address" or "address:interrupt". */
static const char *find_serial(const char *text, struct serial_place *place)
{
	unsigned long number, line;
	const char *rest, *wrong;

	if (!read_number(text, ':', &number, &rest))
		return "that is no number";
	if (number < INDEX_END)
		return *rest == '\0' ? serial_by_index(number, place) :
				       "an index has its interrupt already";
	if (number % SERIAL_REGISTERS != 0)
		return "that is no line (0 to 3) and no multiple of eight";
	wrong = serial_by_address(number, place);
	if (wrong)
		return wrong;
	if (*rest == ':') {
		if (!read_number(rest + 1, '\0', &line, &rest))
			return "its interrupt is no number";
		place->line = line;
	}
	return place->line == CONSOLE_NO_LINE ? "its interrupt has to stand behind a colon" : NULL;
}

static const char *use_serial(const char *text)
{
	const struct console_device *device;
	struct serial_place place;
	const char *wrong = find_serial(text, &place);

	if (!wrong)
		wrong = serial_open(&place);
	if (wrong)
		return wrong;
	device = uart_device(&place);
	return device ? console_drive(device) : "there is no UART";
}

static const char *use_screen(void)
{
	const char *wrong;
	const struct console_device *device = screen_device(&wrong);

	return device ? console_drive(device) : wrong;
}

static const char *use(const char *what, const char *line)
{
	if (strcmp(what, "serial") == 0)
		return use_serial(line);
	if (strcmp(what, "screen") == 0)
		return use_screen();
	if (strcmp(what, "none") == 0) {
		rt_console_use(&none);
		return NULL;
	}
	return strcmp(what, "kernel") == 0 ? NULL :
					     "that is none of kernel, serial, screen and none";
}

/* `com=` means the serial line, unless `console=` says something else. */
__attribute__((constructor)) static void choose(void)
{
	char what[WORD_MAX] = USUAL, line[WORD_MAX] = CONFIG_USER_CONSOLE_LINE;
	const char *wrong;

	if (plat_option("com", line, sizeof(line)))
		strcpy(what, "serial");
	(void)plat_option("console", what, sizeof(what));
	wrong = use(what, line);
	is_kernels = wrong || strcmp(what, "kernel") == 0;
	if (!wrong)
		return;
	if (strcmp(what, "serial") == 0)
		printf("console: com=%s: %s; the kernel's is used\n", line, wrong);
	else
		printf("console: console=%s: %s; the kernel's is used\n", what, wrong);
}
