/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * x86: instructions that fault, by accesses to memory and ports and in other ways. What an
 * assembler for 32 bits does not know is written as bytes.
 */
#include <lib/port_io.h>

#include "../sandbox.h"

#define FLAGS	0x254dd5ul	/* those that a program can change */

#ifdef __x86_64__
#define CLOBBERED_BY_SYSCALL	"r11",
#else
#define CLOBBERED_BY_SYSCALL
#endif

void machine_access(L4_Word_t address, L4_Word_t access)
{
	if (access == L4_FPAGE_R)
		__asm__ volatile ("movb (%0), %%al" : : "r" (address) : "eax", "memory");
	else if (access == L4_FPAGE_W)
		__asm__ volatile ("mov %0, (%0)" : : "r" (address) : "memory");
	else
		__asm__ volatile ("call *%0" : : "r" (address) : "eax", "ecx", "edx", "memory");
}

void machine_port(L4_Word_t port, L4_Word_t bytes)
{
	if (bytes == 1)
		(void)inb((unsigned short)port);
	else if (bytes == 2)
		(void)inw((unsigned short)port);
	else
		(void)inl((unsigned short)port);
}

static void load_selector(L4_Word_t which, L4_Word_t selector)
{
	switch (which & 3) {
	case 0:
		__asm__ volatile ("movl %k0, %%gs" : : "r" (selector));
		break;
	case 1:
		__asm__ volatile ("movl %k0, %%fs" : : "r" (selector));
		break;
	case 2:
		__asm__ volatile ("movl %k0, %%ds" : : "r" (selector));
		break;
	default:
		__asm__ volatile ("movl %k0, %%ss" : : "r" (selector));
		break;
	}
}

static void privileged(L4_Word_t which, L4_Word_t value)
{
	switch (which & 7) {
	case 0:
		__asm__ volatile ("hlt");
		break;
	case 1:
		__asm__ volatile ("cli");
		break;
	case 2:
		__asm__ volatile ("mov %0, %%cr3" : : "r" (value));
		break;
	case 3:
		__asm__ volatile ("wrmsr" : : "a" (value), "c" (value), "d" (value));
		break;
	case 4:
		__asm__ volatile (".byte 0x0f, 0x01, 0xf8"	/* swapgs */);
		break;
	case 5:
		__asm__ volatile ("mov %0, %%dr7" : : "r" (value));
		break;
	case 6:
		__asm__ volatile (".byte 0x48, 0x0f, 0x07" : : "c" (value) /* sysretq */);
		break;
	default:
		__asm__ volatile ("invlpg (%0)" : : "r" (value));
		break;
	}
}

void machine_exception(const L4_Word_t *chance)
{
	switch (chance[0] % 12) {
	case 0:
		__asm__ volatile ("ud2");
		break;
	case 1:
		__asm__ volatile ("divl %0" : : "r" (0) : "eax", "edx", "cc");
		break;
	case 2:
		__asm__ volatile ("int $0x80");
		break;
	case 3:
		__asm__ volatile ("int $0x0e");
		break;
	case 4:
		__asm__ volatile (".byte 0x0f, 0x05" : : "a" (chance[1]), "d" (chance[2]) :
				  "ecx", CLOBBERED_BY_SYSCALL "memory");
		break;
	case 5:
		__asm__ volatile ("sysenter" : : "c" (chance[1]), "d" (chance[2]) : "memory");
		break;
	case 6:
		__asm__ volatile ("push %0; popf" : : "r" (chance[1] & FLAGS) : "cc");
		break;
	case 7: case 8:
		load_selector(chance[1], chance[2] & 0x7f);
		break;
	case 9: case 10:
		/* A thread with floating-point state. */
		__asm__ volatile ("movd %0, %%xmm0; pshufd $0, %%xmm0, %%xmm7; fld1" : :
				  "r" (chance[1]));
		break;
	default:
		privileged(chance[1], chance[2]);
		break;
	}
}

L4_Word_t machine_kernel_memory(void)
{
	L4_Word_t bytes = 0;

	__asm__ volatile ("int3\n\tcmpb $0x20, %%al" : "+a" (bytes) : : "cc");
	return bytes;
}

L4_Word_t machine_fail_allocation(L4_Word_t n)
{
	__asm__ volatile ("int3\n\tcmpb $0x21, %%al" : "+a" (n) : : "cc", "memory");
	return n;
}
