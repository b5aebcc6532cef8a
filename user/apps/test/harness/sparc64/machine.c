/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The processor's side of starting threads, of putting code into memory, and of ending the run.
 */
#include <l4/syscalls.h>
#include <plat.h>

#include "irq_source.h"
#include "test.h"

/* The page of EBus devices from which interrupts are made. */
void machine_setup(void)
{
	(void)L4_Sigma0_GetPage(L4_nilthread, fpage_at(EBUS_PORTS, L4_ReadWriteOnly));
}

void put_function(void *memory)
{
	static const unsigned int code[] = {
		0x81c3e008,	/* retl */
		0x9010205a,	/* mov 0x5a, %o0 */
	};
	volatile unsigned int *to = memory;
	unsigned int i;

	for (i = 0; i < sizeof(code) / sizeof(code[0]); i++) {
		to[i] = code[i];
		__asm__ volatile ("flush %0" : : "r" (&to[i]) : "memory");
	}
}

L4_Word_t cycles(void)
{
	return __L4_Rdtsc();
}

static L4_Word_t loop_cycles(void)
{
	L4_Word_t start = cycles();
	unsigned int i;

	for (i = 0; i < 10000; i++)
		__asm__ volatile ("");
	return cycles() - start;
}

/* The counter counts every tenth instruction: two loops may differ by a count. */
bool clock_is_counted(void)
{
	L4_Word_t first = loop_cycles(), other;
	unsigned int i;

	for (i = 0; i < 4; i++) {
		other = loop_cycles();
		if (other + 1 < first || other > first + 1)
			return false;
	}
	return true;
}

L4_Word_t kernel_memory(void)
{
	register L4_Word_t bytes __asm__("o0") = 0x20;

	__asm__ volatile ("ta 0x7f" : "+r" (bytes));
	return bytes;
}

L4_Word_t kernel_memory_fail(L4_Word_t n)
{
	register L4_Word_t call __asm__("o0") = 0x21;
	register L4_Word_t number __asm__("o1") = n;

	__asm__ volatile ("ta 0x7f" : "+r" (call) : "r" (number) : "memory");
	return call;
}
