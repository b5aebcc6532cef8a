/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Prints and reads on its console, whatever that is, says how it went, and ends with the next key.
 */
#include <l4/types.h>
#include <l4/ipc.h>
#include <l4/kdebug.h>
#include <l4/message.h>
#include <l4/schedule.h>
#include <l4/thread.h>

#include <plat.h>
#include <rt.h>
#include <rt_thread.h>
#include <stdbool.h>
#include <stdio.h>

#define LINES	200
#define WORDS	64
#define MARK	0x4d0000
#define ERROR	0x17

static char stack[4096];
static volatile bool is_done;

/* Prints and reads with all message registers and the error code in use. */
static bool keeps_registers(char *text, int size)
{
	bool good = true;
	int i, c, n = 0;

	for (i = 0; i < WORDS; i++)
		L4_LoadMR(i, MARK + (L4_Word_t)i);
	__L4_TCR_Write(L4_UTCB_ERROR_CODE, ERROR);
	printf("talk: ready\n");
	while ((c = getchar()) != '\r' && c != EOF)
		if (n < size - 1)
			text[n++] = (char)c;
	text[n] = '\0';
	for (i = 0; i < WORDS; i++) {
		L4_Word_t word;

		L4_StoreMR(i, &word);
		good &= word == MARK + (L4_Word_t)i;
	}
	return good && L4_ErrorCode() == ERROR;
}

static void print_lines(const char *who)
{
	for (int i = 0; i < LINES; i++)
		printf("%s line %d of a text that is longer than any buffer .\n", who, i);
}

static void other(void *unused)
{
	(void)unused;
	print_lines("other");
	is_done = true;
}

int main(void)
{
	char text[64];
	bool good = keeps_registers(text, sizeof(text));

	print_lines("main");
	(void)rt_thread_start(other, NULL, stack, sizeof(stack));
	while (!is_done)
		L4_Sleep(L4_TimePeriod(1000));
	printf("talk: registers %s\n", good ? "kept" : "lost");
	printf("talk: read \"%s\"\n", text);
	printf("talk: %lu interrupts\n", plat_console_interrupts());
	rt_console_flush();
	L4_KDB_PrintString("talk: the kernel's console\n");
	printf("talk: the end\n");
	(void)getchar();
	return 0;
}
