/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Root task for the tests of the kernel debugger: does what the character says that it reads from
 * the kernel's console.
 */
#include <l4/ipc.h>
#include <l4/kdebug.h>
#include <l4/kip.h>
#include <l4/misc.h>
#include <l4/schedule.h>
#include <l4/sigma0.h>
#include <l4/space.h>
#include <l4/thread.h>
#include <lib/port_io.h>
#include <plat.h>
#include <rt_thread.h>
#include <stdio.h>

#define SLEEP_US	1500000
#define SLICES_US	60000
#define STACK_BYTES	4096
#define POLL_US		500000
#define POLL_CHARS	4
#define POLL_SCANCODES	4	/* two keys, pressed and released */

/* Bit 0 of the status is "data ready" in both. */
#define UART_DATA	0x3f8
#define UART_STATUS	0x3fd
#define KEYBOARD_DATA	0x60
#define KEYBOARD_STATUS	0x64

#define PLACE		0x50000000
#define PAGE_LOG2	12
#define INT3		0xcc

void target(void);

/* Where the tests set a breakpoint. */
__attribute__((noinline)) void target(void)
{
	__asm__ volatile("nop\n\tnop" : : : "memory");
}

void narrow(void);

/* Goes over to 32-bit code and stays there. */
__asm__(".text\n\t"
	".globl narrow\n"
	"narrow:\n\t"
	"movabsq $0x1234567887654321, %rax\n\t"
	"ljmp *1f(%rip)\n"
	"1:\t.long narrow_loop, 0x1b\n\t"
	".code32\n\t"
	".globl narrow_loop\n"
	"narrow_loop:\tjmp narrow_loop\n\t"
	".code64");

static void print_char(void)
{
	L4_KDB_PrintChar('A');
	L4_KDB_PrintString(" and a string\n");
}

static void spin(void *unused)
{
	(void)unused;
	for (;;)
		__asm__ volatile("pause");
}

/* Competes with an equal for some slices. */
static void end_slices(void)
{
	static char stack[STACK_BYTES];
	L4_ThreadId_t rival = rt_thread_start(spin, NULL, stack, sizeof(stack));
	L4_Clock_t start = L4_SystemClock();

	L4_Set_Priority(rival, 255);
	while (L4_SystemClock().raw - start.raw < SLICES_US)
		;
	rt_thread_stop(rival);
	printf("slices ended\n");
}

/* GS is not as the kernel wants it while it runs, and an NMI may find it so in an entry too. */
static void lead_astray(void *unused)
{
	(void)unused;
	for (unsigned int i = 0;; i++) {
		__asm__ volatile("mov %0, %%gs" : : "r"(i % 2 ? 0x23 : 0));
		for (unsigned int k = 0; k < i % 64; k++)
			__asm__ volatile("pause");
		L4_Yield();
	}
}

static void play_elsewhere(void)
{
	static char stack[STACK_BYTES];
	L4_ThreadId_t player = rt_thread_start(lead_astray, NULL, stack, sizeof(stack));

	printf("result %lu\n", L4_Set_ProcessorNo(player, 1));
}

#define HERD		3

static volatile unsigned long done[HERD];

static void run_the_same(void *counter)
{
	for (;;) {
		target();
		(void)L4_ProcessorControl(0, 0, 0, 0);
		(*(volatile unsigned long *)counter)++;
	}
}

/* Threads on all other processors that run the same code, of the program and of the kernel. */
static void run_herd(void)
{
	static char stacks[HERD][STACK_BYTES];

	for (unsigned int i = 0; i < HERD; i++) {
		L4_ThreadId_t t = rt_thread_start(run_the_same, (void *)&done[i], stacks[i],
						  STACK_BYTES);

		(void)L4_Set_ProcessorNo(t, i + 1);
	}
	printf("herd runs\n");
}

/* Each does its round again. */
static void await_herd(void)
{
	for (unsigned int i = 0; i < HERD; i++) {
		unsigned long before = done[i];

		while (done[i] < before + 2)
			__asm__ volatile("pause");
	}
	printf("herd goes on\n");
}

/* The NOP says: no stop. */
static void print_text_only(void)
{
	__asm__ volatile("int3\n\tnop\n\t.byte 0xeb, 2f - 1f\n1:\tmovq %0, %%rax\n2:"
			 : : "i"("text without a stop\n") : "memory", "rax");
	printf("no stop\n");
}

/* A trap whose marker would lie on a page that is not there; nobody comes back from it. */
static void trap_at_end(void)
{
	L4_Fpage_t page = L4_Sigma0_GetAny(L4_nilthread, PAGE_LOG2, L4_FpageLog2(PLACE, PAGE_LOG2));
	unsigned char *last = (unsigned char *)PLACE + L4_Size(page) - 1;

	*last = INT3;
	((void (*)(void))last)();
}

/* Leaves time in which the kernel could take what comes, then reads the device itself. */
static void poll(const char *name, unsigned short status, unsigned short data, unsigned int count)
{
	printf("polling %s\n", name);
	L4_Sleep(L4_TimePeriod(POLL_US));
	printf("polled");
	while (count > 0) {
		if (!(inb(status) & 1))
			continue;
		printf(" %#x", inb(data));
		count--;
	}
	printf(".\n");
}

static void unknown_operation(void)
{
	__asm__ volatile("int3\n\tcmpb $0x42, %%al" : : : "cc");
}

/* Two calls that nobody makes who does not want to. */
static void calls(void)
{
	L4_Word_t refused = L4_ProcessorControl(0, 0, 0, 0) == 0;

	refused += L4_ProcessorControl(0, 0, 0, 0) == 0;
	printf("calls refused: %lu\n", refused);
}

#define SMALL_LOG2	12
#define LARGE_LOG2	21

static L4_Fpage_t small, large;

/* Gives a page of each size the attribute that is typed, and stops. */
static void set_memory(void)
{
	L4_Word_t attribute = (L4_Word_t)L4_KDB_ReadChar_Blocked() - '0';

	if (L4_IsNilFpage(small)) {
		small = L4_Sigma0_GetAny(L4_nilthread, SMALL_LOG2, L4_CompleteAddressSpace);
		large = L4_Sigma0_GetAny(L4_nilthread, LARGE_LOG2, L4_CompleteAddressSpace);
	}
	printf("small %#lx large %#lx results %lu %lu\n", L4_Address(small), L4_Address(large),
	       L4_Set_PageAttribute(small, attribute), L4_Set_PageAttribute(large, attribute));
	L4_KDB_Enter("memory");
	printf("resumed\n");
}

/* Gives up the first part of the large page: small ones replace the rest. */
static void split_memory(void)
{
	L4_Fpage_t part = L4_FpageLog2(L4_Address(large), SMALL_LOG2);

	(void)L4_Flush(L4_FpageAddRights(part, L4_FullyAccessible));
	L4_KDB_Enter("split");
	printf("resumed\n");
}

#define SCREEN		0xfd000000	/* where QEMU has it */

/* In a large page with the framebuffer's end: tests/screen. */
#define BESIDE		0x8000380000

/* A place with nothing, for which the largest page would do. */
static void take_beside(void)
{
	L4_Fpage_t f = L4_Sigma0_GetPage(L4_nilthread, L4_FpageLog2(BESIDE, PAGE_LOG2));

	printf("beside taken: %s\n", L4_IsNilFpage(f) ? "no" : "yes");
}

/* The framebuffer, from sigma0; its first pixels become white. */
static void take_screen(void)
{
	L4_Fpage_t f = L4_Sigma0_GetPage(L4_nilthread, L4_FpageLog2(SCREEN, PAGE_LOG2));
	volatile unsigned int *pixels = (volatile unsigned int *)SCREEN;

	for (unsigned int i = 0; i < 64 && !L4_IsNilFpage(f); i++)
		pixels[i] = 0xffffff;
	printf("screen taken: %s\n", L4_IsNilFpage(f) ? "no" : "yes");
}

/* What takes a while, and what is left. */
static void act_in_time(int c)
{
	switch (c) {
	case 'z':
		L4_Sleep(L4_TimePeriod(SLEEP_US));
		printf("slept\n");
		break;
	case 'x':
		end_slices();
		break;
	case 'w':
		printf("spinning\n");
		for (;;)
			target();
	case 'o':
		narrow();
		break;
	case 'j':
		take_beside();
		break;
	case 'v':
		take_screen();
		break;
	case 'q':
		plat_exit(true);
	default:
		printf("char %#x\n", (unsigned char)c);
	}
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
	case 'a':
		print_char();
		break;
	case 'n':
		print_text_only();
		break;
	case 'f':
		trap_at_end();
		break;
	case 'p':
		poll("the UART", UART_STATUS, UART_DATA, POLL_CHARS);
		break;
	case 'k':
		poll("the keyboard", KEYBOARD_STATUS, KEYBOARD_DATA, POLL_SCANCODES);
		break;
	case 't':
		L4_KDB_ToggleBreakin();
		printf("toggled\n");
		break;
	case 'c':
		calls();
		break;
	case 'b':
		target();
		target();
		printf("target done\n");
		break;
	case 'g':
		play_elsewhere();
		break;
	case 'h':
		run_herd();
		break;
	case 'r':
		await_herd();
		break;
	case 'm':
		set_memory();
		break;
	case 'd':
		split_memory();
		break;
	default:
		act_in_time(c);
	}
}

int main(void)
{
	printf("program is ready\n");
	for (;;)
		do_it(L4_KDB_ReadChar_Blocked());
}
