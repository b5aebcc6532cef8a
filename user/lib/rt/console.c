/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The console behind formatted output: the kernel's print and read traps, unless the program uses
 * another one. For the traps text is copied to the stack first, because the kernel prints only what
 * is mapped.
 */
#include <l4/types.h>
#include <l4/kdebug.h>

#include <l4io.h>
#include <rt.h>
#include <string.h>

#define CHUNK	120

static void kernel_write(const char *text, size_t length)
{
	char chunk[CHUNK + 1];

	while (length > 0) {
		size_t n = length < CHUNK ? length : CHUNK;

		memcpy(chunk, text, n);
		chunk[n] = '\0';
		L4_KDB_PrintString(chunk);
		text += n;
		length -= n;
	}
}

static int kernel_read(void)
{
	return (unsigned char)L4_KDB_ReadChar_Blocked();
}

/* A trap returns when its text is out. */
static void kernel_flush(void)
{
}

const struct rt_console rt_console_kernel = {
	.write = kernel_write, .read = kernel_read, .flush = kernel_flush,
};

static const struct rt_console *used = &rt_console_kernel;

void rt_console_use(const struct rt_console *console)
{
	used = console;
}

__attribute__((weak)) void rt_console_write(const char *text, size_t length)
{
	used->write(text, length);
}

__attribute__((weak)) int rt_console_read(void)
{
	return used->read();
}

void rt_console_flush(void)
{
	used->flush();
}

int __l4_putc(int c)
{
	char text = (char)c;

	rt_console_write(&text, 1);
	return (unsigned char)c;
}

int __l4_puts(const char *s)
{
	rt_console_write(s, strlen(s));
	rt_console_write("\n", 1);
	return 0;
}

int __l4_getc(void)
{
	return rt_console_read();
}

int putc(int c) __attribute__((weak, alias("__l4_putc")));
int putchar(int c) __attribute__((weak, alias("__l4_putc")));
int puts(const char *s) __attribute__((weak, alias("__l4_puts")));
int getc(void) __attribute__((weak, alias("__l4_getc")));
int getchar(void) __attribute__((weak, alias("__l4_getc")));
