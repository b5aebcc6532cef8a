/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The host side of the library's tests: sets up the fake kernel and runs all groups of checks.
 */
#define _GNU_SOURCE
#include "host.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

L4_Word_t utcb_slot[256] __attribute__((aligned(1024)));
L4_Word_t kip_words[512] __attribute__((aligned(4096)));
int trap_operation;
L4_Word_t trap_value, trap_answer;
const char *trap_text;

L4_Word_t *gs_word = UTCB;
static int tests, failures;

void ok(int good, const char *name)
{
	tests++;
	if (!good)
		failures++;
	machine_enter(0);
	printf("%sok %d - %s\n", good ? "" : "not ", tests, name);
	machine_enter(1);
}

void is(L4_Word64_t got, L4_Word64_t want, const char *name)
{
	ok(got == want, name);
	machine_enter(0);
	if (got != want)
		printf("# got %#llx, want %#llx\n", (unsigned long long)got,
		       (unsigned long long)want);
	machine_enter(1);
}

void reset_kernel(void)
{
	int i;

	for (i = 0; i < REGISTERS; i++)
		gate_answer[i] = HALF_WORDS + (L4_Word_t)i;
	gate_answer[UTCB_POINTER] = (L4_Word_t)UTCB;
	for (i = 0; i < 128; i++)
		utcb_slot[i] = 0x0c0de000 + (L4_Word_t)i;
	gate_calls = 0;
}

/* KernelInterface: lock; nop */
static void on_illegal(int number, siginfo_t *info, void *context)
{
	greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
	const unsigned char *ip = (const unsigned char *)registers[SIGNAL_IP];

	(void)number;
	(void)info;
	if (ip[0] != 0xf0 || ip[1] != 0x90)
		abort();
	registers[SIGNAL_RESULT] = (greg_t)kip_words;
	registers[SIGNAL_VERSION] = (greg_t)kip_words[1];
	registers[SIGNAL_FLAGS] = (greg_t)kip_words[2];
	registers[SIGNAL_KERNEL] = 0x04020000;
	registers[SIGNAL_IP] += 2;
}

/* Debugger traps, as the kernel reads them. */
static void on_trap(int number, siginfo_t *info, void *context)
{
	static const unsigned char move[] = MOVE_TEXT;
	greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
	const unsigned char *ip = (const unsigned char *)registers[SIGNAL_IP];
	int address;

	(void)number;
	(void)info;
	trap_value = (L4_Word_t)registers[SIGNAL_RESULT];
	if (ip[0] == 0x3c) {
		trap_operation = ip[1];
		if (ip[1] == 0x08 || ip[1] == 0x0d)
			registers[SIGNAL_RESULT] = (greg_t)trap_answer;
	} else if (ip[0] == 0xeb && memcmp(ip + 2, move, sizeof(move)) == 0) {
		trap_operation = -1;
		memcpy(&address, ip + 2 + sizeof(move), sizeof(address));
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
	catch_signal(SIGILL, on_illegal);
	catch_signal(SIGTRAP, on_trap);
	if (!machine_setup()) {
		printf("1..0 # SKIP the host does not let programs set GS\n");
		return 0;
	}
	machine_enter(1);
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
	test_special();
	machine_enter(0);
	printf("# %d checks of the library, %d failed\n", tests, failures);
	return failures != 0;
}
