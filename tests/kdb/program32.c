/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * 32-bit root task for the tests of the kernel debugger and of gdb: does what the character says
 * that it reads from the kernel's console.
 */
#include <l4/ipc.h>
#include <l4/kdebug.h>
#include <l4/types.h>
#include <lib/port_io.h>
#include <rt_thread.h>
#include <stdio.h>

#define EXIT_PORT	0xf4
#define EXIT_CODE	0x10
#define MARK		0x12345678

#define STACK_BYTES	4096

int target(int x);
int middle(int x);
void waiter(void *whom);

/* Stops with a known value in EBX, called by two functions that both have something to do then. */
__attribute__((noinline)) int target(int x)
{
	__asm__ volatile("nop" : : "b"(MARK), "S"(x) : "memory");
	L4_KDB_Enter("text of a 32-bit program");
	return x + 1;
}

__attribute__((noinline)) int middle(int x)
{
	return 2 * target(x) + x;
}

/* Says so to a thread, and waits for ever, in an entry stub. */
__attribute__((noinline)) void waiter(void *whom)
{
	L4_ThreadId_t from = *(const L4_ThreadId_t *)whom;

	for (;;) {
		L4_Set_MsgTag(L4_Niltag);
		(void)L4_ReplyWait(from, &from);
	}
}

void wide(void);

/* Goes over to 64-bit code and stays there. */
__asm__(".text\n\t"
	".globl wide\n"
	"wide:\tljmp $0x2b, $1f\n\t"
	".code64\n"
	"1:\tmovabsq $0x1234567887654321, %rax\n\t"
	".globl wide_loop\n"
	"wide_loop:\tjmp wide_loop\n\t"
	".code32");

int main(void)
{
	static char stack[STACK_BYTES];
	L4_ThreadId_t me;

	me = L4_MyGlobalId();
	L4_Set_MsgTag(L4_Receive(rt_thread_start(waiter, &me, stack, sizeof(stack))));
	printf("program is ready\n");
	for (;;) {
		int c = L4_KDB_ReadChar_Blocked();

		if (c == 'e')
			printf("resumed %d\n", middle(c) + c);
		else if (c == 'o')
			wide();
		else if (c == 'q')
			outb(EXIT_PORT, EXIT_CODE);
		else
			printf("char %#x\n", (unsigned char)c);
	}
}
