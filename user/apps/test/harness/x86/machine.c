/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The processor's side of starting threads, of putting code into memory, and of ending the run.
 */
#include <l4/arch.h>
#include <plat.h>

#include "test.h"

/* A test may leave no kernel memory for the port that ends the run. */
void machine_setup(void)
{
	L4_Word_t port;

	if (plat_option_number("exit", &port))
		(void)L4_Sigma0_GetPage(L4_nilthread, L4_IoFpageLog2(port, 0));
}

void put_function(void *memory)
{
	static const unsigned char code[] = { 0xb8, 0x5a, 0, 0, 0, 0xc3 };	/* mov, ret */
	volatile unsigned char *to = memory;
	unsigned int i;

	for (i = 0; i < sizeof(code); i++)
		to[i] = code[i];
}

L4_Word_t cycles(void)
{
	unsigned int lo, hi;

	__asm__ volatile ("lfence\n\trdtsc" : "=a" (lo), "=d" (hi) : : "memory");
	return (L4_Word_t)((L4_Word64_t)hi << 32 | lo);
}

static L4_Word_t loop_cycles(void)
{
	L4_Word_t start = cycles();
	unsigned int i;

	for (i = 0; i < 1000; i++)
		__asm__ volatile ("");
	return cycles() - start;
}

bool clock_is_counted(void)
{
	L4_Word_t first = loop_cycles();
	unsigned int i;

	for (i = 0; i < 4; i++)
		if (loop_cycles() != first)
			return false;
	return true;
}

L4_Word_t kernel_memory(void)
{
	L4_Word_t bytes;

	__asm__ volatile ("int3\n\tcmpb $0x20, %%al" : "=a" (bytes) : : "cc");
	return bytes;
}

L4_Word_t kernel_memory_fail(L4_Word_t n)
{
	__asm__ volatile ("int3\n\tcmpb $0x21, %%al" : "+a" (n) : : "cc", "memory");
	return n;
}
