/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SPARC-V9: instructions that fault, by accesses to memory and in other ways. Whatever they do to
 * windows and stack pointer ends the worker's life, which begins anew then.
 */
#include "../sandbox.h"

L4_Word_t machine_space_control(unsigned int space)
{
	(void)space;
	return 0;
}

void machine_access(L4_Word_t address, L4_Word_t access)
{
	if (access == L4_FPAGE_R)
		__asm__ volatile ("ldub [%0], %%g0" : : "r" (address) : "memory");
	else if (access == L4_FPAGE_W)
		__asm__ volatile ("stb %%g0, [%0]" : : "r" (address) : "memory");
	else
		__asm__ volatile ("jmpl %0, %%o7\n\t nop" : : "r" (address) :
				  "o0", "o1", "o2", "o3", "o4", "o5", "o7", "g1", "g4", "g5",
				  "memory");
}

/* There are none. */
void machine_port(L4_Word_t port, L4_Word_t bytes)
{
	(void)port;
	(void)bytes;
}

static void privileged(L4_Word_t which, L4_Word_t value)
{
	switch (which & 7) {
	case 0:
		__asm__ volatile ("wrpr %0, 0, %%pstate" : : "r" (value));
		break;
	case 1:
		__asm__ volatile ("wrpr %0, 0, %%cwp" : : "r" (value));
		break;
	case 2:
		__asm__ volatile ("wrpr %0, 0, %%otherwin" : : "r" (value));
		break;
	case 3:
		__asm__ volatile ("done");
		break;
	case 4:
		__asm__ volatile ("saved");
		break;
	case 5:
		__asm__ volatile ("restored");
		break;
	case 6:
		__asm__ volatile ("stxa %0, [%0] 0x58" : : "r" (value) : "memory");
		break;
	default:
		__asm__ volatile ("rdpr %%tick, %0\n\trdpr %%ver, %0" : "+r" (value));
		break;
	}
}

/* The stack pointer is anything when windows are saved or loaded. */
static void windows(L4_Word_t which, L4_Word_t value)
{
	switch (which & 3) {
	case 0:
		__asm__ volatile ("mov %0, %%g1\n\t"
				  "mov %%sp, %%g4\n\t"
				  "mov %%g1, %%sp\n\t"
				  "save %%g4, -192, %%sp\n\t"
				  "flushw\n\t"
				  "restore\n\t"
				  "mov %%g4, %%sp" : : "r" (value) : "g1", "g4", "memory");
		break;
	case 1:
		__asm__ volatile ("flushw" : : : "memory");
		break;
	case 2:
		__asm__ volatile (".rept 9\n\tsave %%sp, -192, %%sp\n\t.endr\n\t"
				  ".rept 9\n\trestore\n\t.endr" : : : "memory");
		break;
	default:
		__asm__ volatile ("restore\n\trestore\n\tsave\n\tsave" : : : "memory");
		break;
	}
}

void machine_exception(const L4_Word_t *chance)
{
	L4_Word_t word = chance[1];

	switch (chance[0] % 14) {
	case 0:
		__asm__ volatile ("illtrap 0");
		break;
	case 1:
		__asm__ volatile ("udivx %0, %%g0, %0" : "+r" (word));
		break;
	case 2:
		__asm__ volatile ("ta %0" : : "r" (word % 0x6f) :
				  "o0", "o1", "o2", "o3", "o4", "o5", "memory");
		break;
	case 3:
		__asm__ volatile ("ldx [%0], %0" : "+r" (word) : : "memory");
		break;
	case 4:
		/* Ipc, outside of a stub, with anything in the registers. */
		__asm__ volatile ("mov %0, %%o0\n\tmov %1, %%o1\n\tta 0x71" : :
				  "r" (word), "r" (chance[2]) :
				  "o0", "o1", "o2", "o3", "o4", "o5", "o7", "l0", "l1", "l2", "l3",
				  "l4", "l5", "l6", "l7", "i0", "i1", "i2", "i3", "i4", "i5",
				  "g1", "g4", "g5", "memory");
		break;
	case 5:
		__asm__ volatile ("wr %0, 0, %%fprs\n\twr %0, 0, %%asi\n\twr %0, 0, %%ccr" : :
				  "r" (word) : "cc");
		break;
	case 6:
		__asm__ volatile ("rd %%asr22, %0" : "=r" (word));
		break;
	case 7: case 8: case 9:
		windows(word, chance[2]);
		break;
	case 10: case 11:
		/* A thread with floating-point state. */
		__asm__ volatile ("wr %%g0, 4, %%fprs\n\t.word 0x81a00020" : : : "memory");
		break;
	default:
		privileged(word, chance[2]);
		break;
	}
}

L4_Word_t machine_kernel_memory(void)
{
	register L4_Word_t bytes __asm__("o0") = 0x20;

	__asm__ volatile ("ta 0x7f" : "+r" (bytes));
	return bytes;
}

L4_Word_t machine_fail_allocation(L4_Word_t n)
{
	register L4_Word_t call __asm__("o0") = 0x21;
	register L4_Word_t number __asm__("o1") = n;

	__asm__ volatile ("ta 0x7f" : "+r" (call) : "r" (number) : "memory");
	return call;
}
