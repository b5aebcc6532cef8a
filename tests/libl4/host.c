/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The host side of the library's tests: sets up the fake kernel and runs all groups of checks.
 */
#define _GNU_SOURCE
#include "host.h"

#include <asm/prctl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

L4_Word_t utcb_slot[256] __attribute__((aligned(1024)));
L4_Word_t kip_words[512] __attribute__((aligned(4096)));
int trap_operation;
L4_Word_t trap_rax, trap_answer;
const char *trap_text;

static L4_Word_t *gs_word = UTCB;
static int tests, failures;

void ok(int good, const char *name)
{
	tests++;
	if (!good)
		failures++;
	printf("%sok %d - %s\n", good ? "" : "not ", tests, name);
}

void is(L4_Word_t got, L4_Word_t want, const char *name)
{
	ok(got == want, name);
	if (got != want)
		printf("# got %#lx, want %#lx\n", got, want);
}

void reset_kernel(void)
{
	int i;

	for (i = 0; i < REGISTERS; i++)
		gate_answer[i] = 0xbad0bad0bad00000 + (L4_Word_t)i;
	gate_answer[RDI] = (L4_Word_t)UTCB;
	for (i = 0; i < 128; i++)
		utcb_slot[i] = 0x0c0de000 + (L4_Word_t)i;
	gate_calls = 0;
}

/* KernelInterface: lock; nop */
static void on_illegal(int number, siginfo_t *info, void *context)
{
	greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
	const unsigned char *ip = (const unsigned char *)registers[REG_RIP];

	(void)number;
	(void)info;
	if (ip[0] != 0xf0 || ip[1] != 0x90)
		abort();
	registers[REG_RAX] = (greg_t)kip_words;
	registers[REG_RCX] = (greg_t)kip_words[1];
	registers[REG_RDX] = (greg_t)kip_words[2];
	registers[REG_RSI] = 0x04020000;
	registers[REG_RIP] += 2;
}

/* Debugger traps, as the kernel reads them. */
static void on_trap(int number, siginfo_t *info, void *context)
{
	greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
	const unsigned char *ip = (const unsigned char *)registers[REG_RIP];
	int address;

	(void)number;
	(void)info;
	trap_rax = (L4_Word_t)registers[REG_RAX];
	if (ip[0] == 0x3c) {
		trap_operation = ip[1];
		if (ip[1] == 0x08 || ip[1] == 0x0d)
			registers[REG_RAX] = (greg_t)trap_answer;
	} else if (ip[0] == 0xeb && ip[2] == 0x48 && ip[3] == 0xc7 && ip[4] == 0xc0) {
		trap_operation = -1;
		memcpy(&address, ip + 5, sizeof(address));
		trap_text = (const char *)(long)address;
	} else {
		trap_operation = -2;
	}
}

static void catch_signal(int number, void (*handler)(int, siginfo_t *, void *))
{
	struct sigaction action;

	memset(&action, 0, sizeof(action));
	action.sa_sigaction = handler;
	action.sa_flags = SA_SIGINFO;
	if (sigaction(number, &action, NULL) != 0)
		abort();
}

int main(void)
{
	if (syscall(SYS_arch_prctl, ARCH_SET_GS, &gs_word) != 0) {
		printf("1..0 # SKIP the host does not let programs set GS\n");
		return 0;
	}
	catch_signal(SIGILL, on_illegal);
	catch_signal(SIGTRAP, on_trap);
	reset_kernel();

	test_types();
	test_messages();
	test_strings();
	test_registers();
	test_pages();
	test_gates();
	test_calls();
	test_traps();
	test_overloads();
	test_trace();
	printf("# %d checks of the library, %d failed\n", tests, failures);
	return failures != 0;
}
