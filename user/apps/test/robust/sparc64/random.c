/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random values in all registers of all system calls, random code, stacks that cannot be right:
 * nothing but the thread itself may suffer.
 */
#include "exc_code.h"
#include "random.h"

#define CALLS		2000
#define SNIPPETS	150
#define SNIPPET_WORDS	16
#define FIRST_CALL	0x71
#define LAST_CALL	0x7b
#define RETURN		0x81c3e008	/* retl */
#define NO_OPERATION	0x01000000
#define BRIEFLY		L4_TimePeriod(200)
#define TRIES		6

helper_fn random_call;

static L4_Word_t words[32];

/* Returns whether the helper is still to be had. */
static bool call_once(struct helper *h, unsigned int i)
{
	unsigned int k;

	for (k = 0; k < 32; k++)
		words[k] = random_parameter();
	/* Waits without end would only cost helpers. */
	if ((i & 7) != 0)
		words[2] = NO_WAIT;
	helper_start(h, random_call, (L4_Word_t)words,
		     FIRST_CALL + i % (LAST_CALL + 1 - FIRST_CALL), 0);
	if (L4_IpcFailed(L4_Receive_Timeout(h->id, BRIEFLY))) {
		(void)exregs_control(h->id, L4_EXREGS_CANCEL_SEND | L4_EXREGS_CANCEL_RECV |
				     L4_EXREGS_HALT_VALID);
		if (L4_IpcFailed(L4_Receive_Timeout(h->id, BRIEFLY)))
			return false;
	}
	return L4_Label(L4_MsgTag()) == L4_Label((L4_MsgTag_t){ .raw = h->mr[0] });
}

TAP_TEST(robust, random_calls, "ROB-01 random values in all registers of all system calls")
{
	struct helper *h = helper_there();
	unsigned int i;

	for (i = 0; i < CALLS; i++) {
		if (call_once(h, i))
			continue;
		helper_forget(h);
		h = helper_there();
	}
	tap_check_eq(helper_call(helper_there(), work_nothing, 5, 0, 0), 5);
}

/*
 * What each processor, or emulator, answers for itself: conditions of a register's value that are
 * reserved, and spaces of the floating-point unit, of which there are others on each.
 */
static bool is_reserved(unsigned int insn)
{
	unsigned int operation = insn >> 19 & 0x3f;

	if ((insn >> 30) == 0)
		return (insn >> 22 & 7) == 3 && (insn >> 25 & 3) == 0;
	if ((insn >> 30) == 3)
		return (operation & 0x38) == 0x30;
	return (insn >> 30) == 2 && (operation == 0x2f || operation == 0x35) &&
	       (insn >> 10 & 3) == 0;
}

static void random_code(volatile unsigned int *code)
{
	unsigned int i;

	for (i = 0; i < SNIPPET_WORDS; i++) {
		code[i] = (unsigned int)random_word();
		if (is_reserved(code[i]))
			code[i] = NO_OPERATION;
		/* Software traps of the debugger would write to the console, or wait for a key. */
		if ((code[i] & 0xc1f80000) == 0x81d00000)
			code[i] = NO_OPERATION;
		__asm__ volatile ("flush %0" : : "r" (&code[i]) : "memory");
	}
	code[SNIPPET_WORDS] = RETURN;
	code[SNIPPET_WORDS + 1] = NO_OPERATION;
	__asm__ volatile ("flush %0" : : "r" (&code[SNIPPET_WORDS]) : "memory");
}

/* Lets a helper execute it; what faults is stepped over. */
static void execute(struct helper *h)
{
	L4_MsgTag_t tag;
	unsigned int i;
	L4_Word_t ip;

	helper_start(h, probe_execute, PLACE, 0, 0);
	for (i = 0; i < TRIES; i++) {
		tag = L4_Receive_Timeout(h->id, BRIEFLY);
		if (L4_IpcFailed(tag) || !is_protocol(tag.raw, L4_PROTO_EXCEPTION))
			return;
		L4_StoreMR(MR_IP, &ip);
		L4_Set_MsgTag((L4_MsgTag_t){ .raw = 1 });
		L4_LoadMR(MR_IP, ip + 4);
		(void)L4_Send_Timeout(h->id, L4_ZeroTime);
	}
}

TAP_TEST(robust, random_code, "ROB-02 random instructions")
{
	struct helper *h, *other = helper_there();
	unsigned int i;

	for (i = 0; i < SNIPPETS; i++) {
		random_code((volatile unsigned int *)page_word(0));
		h = handled(helper_there());
		give(h, page_fpage(0, L4_FullyAccessible), PLACE, L4_CompleteAddressSpace);
		execute(h);
		helper_forget(h);
	}
	tap_check_eq(helper_call(other, work_nothing, 5, 0, 0), 5);
}

TAP_TEST(robust, stack_pointers,
	 "ROB-05 any stack pointer at a gate: the call works, or its thread faults")
{
	static const L4_Word_t sp[] = {
		0, 1, 7, PLACE, PLACE + 1, 0x000007fffffffff1, 0x0000080000000001,
		0x8000000000000001, 0xfffff80000000001, 0xfffff80000400001, ~(L4_Word_t)0,
	};
	struct helper *h;
	struct exregs r;
	unsigned int i;

	for (i = 0; i < sizeof(sp) / sizeof(sp[0]); i++) {
		tap_context("%#lx", sp[i]);
		h = handled(helper_there());
		/* It waits in the kernel; afterwards it uses the stack. */
		r = (struct exregs){ .sp = sp[i] };
		exregs(h->id, L4_EXREGS_SET_SP | L4_EXREGS_CANCEL_RECV, &r);
		tap_check(helper_finish(h) != SILENT);
		helper_forget(h);
	}
	tap_check_eq(helper_call(helper_there(), work_nothing, 5, 0, 0), 5);
}
