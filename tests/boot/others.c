/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What sigma0 gives to others than the root task's first thread: a port that only the firmware's
 * tables name, and memory where they lie. Its words are the port, and an address.
 */
#include <l4/types.h>
#include <l4/arch.h>
#include <l4/ipc.h>
#include <l4/schedule.h>
#include <l4/sigma0.h>
#include <l4/thread.h>

#include <plat.h>
#include <rt_thread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#define PAGE	4096

static char stack[4096];
static volatile bool is_done;
static bool has_port, has_memory;
static L4_Word_t port, address;

static bool gets(L4_Fpage_t page)
{
	return !L4_IsNilFpage(L4_Sigma0_GetPage(L4_nilthread, page));
}

static void other(void *unused)
{
	(void)unused;
	has_port = gets(L4_IoFpage(port, 1));
	has_memory = gets(L4_Fpage(address & -(L4_Word_t)PAGE, PAGE));
	is_done = true;
}

static L4_Word_t number(const char *name)
{
	char word[32];

	return plat_option(name, word, sizeof(word)) ? strtoul(word, NULL, 0) : 0;
}

int main(void)
{
	port = number("port");
	address = number("address");
	(void)rt_thread_start(other, NULL, stack, sizeof(stack));
	while (!is_done)
		L4_Sleep(L4_TimePeriod(1000));
	printf("others: %s port, %s memory\n", has_port ? "a" : "no", has_memory ? "and" : "no");
	printf("first: %s port\n", gets(L4_IoFpage(port, 1)) ? "a" : "no");
	plat_exit(true);
	return 0;
}
