/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Root task for the tests of the kernel debugger: does what the character says that it reads from
 * the kernel's console.
 */
#include <l4/ipc.h>
#include <l4/kdebug.h>
#include <l4/kip.h>
#include <l4/schedule.h>
#include <l4/thread.h>
#include <plat.h>
#include <stdio.h>

#define SLEEP_US	1500000

void target(void);

/* Where the tests set a breakpoint. */
__attribute__((noinline)) void target(void)
{
	__asm__ volatile("nop\n\tnop" : : : "memory");
}

static void unknown_operation(void)
{
	__asm__ volatile("int3\n\tcmpb $0x42, %%al" : : : "cc");
}

static void clock(void)
{
	L4_Clock_t before = L4_SystemClock();

	printf("clock %s\n", L4_SystemClock().raw >= before.raw ? "runs" : "goes backwards");
}

static void do_it(char c)
{
	switch (c) {
	case 'e':
		L4_KDB_Enter("text of the program");
		printf("resumed\n");
		break;
	case 's':
		__asm__ volatile("int3\n\ttestl %%eax, %%eax" : : : "cc");
		printf("went on\n");
		break;
	case 'u':
		unknown_operation();
		printf("passed\n");
		break;
	case 't':
		L4_KDB_ToggleBreakin();
		printf("toggled\n");
		break;
	case 'c':
		clock();
		break;
	case 'b':
		target();
		target();
		printf("target done\n");
		break;
	case 'z':
		L4_Sleep(L4_TimePeriod(SLEEP_US));
		printf("slept\n");
		break;
	case 'w':
		printf("spinning\n");
		for (;;)
			target();
	case 'q':
		plat_exit(true);
	default:
		printf("char %#x\n", (unsigned char)c);
	}
}

int main(void)
{
	printf("program is ready\n");
	for (;;)
		do_it(L4_KDB_ReadChar_Blocked());
}
