/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random values in all registers of all gates, random code, invalid stacks, unusual flags: nothing
 * but the thread itself may suffer.
 */
#include <l4/abi/kip.h>
#include <l4/kdebug.h>
#include <string.h>

#include "exc_code.h"
#include "random.h"

#define CALLS		3000
#define SNIPPETS	600
#define SNIPPET_BYTES	16
#define TRAP		0xcc
#define INT_N		0xcd
#define TRAP_N		3
#define NO_OPERATION	0x90
#define RETURN		0xc3
#define SNIPPET_AT	(PLACE + 0x800)
#define POPF		0x9d
#define FLAG_TRAP	0x100
#define FLAG_NESTED	0x4000
#define FLAG_ALIGN	0x40000

static struct raw fuzz;
static L4_Word_t fuzz_gate;

static L4_Word_t work_gate(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	(void)a;
	(void)b;
	(void)c;
	raw_call(&fuzz, fuzz_gate);
	return 0;
}

/* Deletes the helper and makes a new one. */
static struct helper *renewed(struct helper *h)
{
	if (h)
		(void)thread_delete(h->id);
	return helper_there();
}

static L4_MsgTag_t wait_briefly(struct helper *h)
{
	return L4_Receive_Timeout(h->id, L4_TimePeriod(300));
}

TAP_TEST(robust, random_calls, "ROB-01 random values in all registers of all gates")
{
	L4_Word_t *words = (L4_Word_t *)&fuzz;
	struct helper *h = NULL;
	unsigned int i, k, renewals = 0;

	for (i = 0; i < CALLS; i++) {
		if (!h) {
			if (++renewals == HELPERS - 2)
				break;
			h = renewed(h);
		}
		for (k = 0; k < RAW_SIZE / 8; k++)
			words[k] = random_parameter();
		fuzz.flags = FIXED_FLAGS;
		/* Waits without end would only cost helpers. */
		if ((i & 7) != 0)
			fuzz.r8 = NO_WAIT;
		fuzz_gate = raw_kip_word(L4_KIP_WORD_SPACE_CONTROL + i % 11);
		helper_start(h, work_gate, 0, 0, 0);
		if (L4_IpcFailed(wait_briefly(h))) {
			/* Stopped, or waiting: it can be cancelled, or is deleted. */
			(void)exregs_control(h->id, L4_EXREGS_CANCEL_SEND |
					     L4_EXREGS_CANCEL_RECV | L4_EXREGS_HALT_VALID);
			if (L4_IpcFailed(wait_briefly(h))) {
				(void)thread_delete(h->id);
				h = NULL;
			}
		}
		if (h && (L4_Label(L4_MsgTag()) != 0x7e52)) {
			(void)thread_delete(h->id);
			h = NULL;
		}
	}
	tap_diag("%u calls, %u threads", i, renewals);
	tap_check_eq(helper_call(helper_there(), work_nothing, 5, 0, 0), 5);
}

static void random_code(unsigned char *code)
{
	unsigned int i;

	for (i = 0; i < SNIPPET_BYTES; i++) {
		code[i] = (unsigned char)random_word();
		/* Debugger traps would write to the console. */
		if (code[i] == TRAP || (code[i] == TRAP_N && i > 0 && code[i - 1] == INT_N))
			code[i] = NO_OPERATION;
	}
	code[SNIPPET_BYTES] = RETURN;
}

/* Stores a register at this address. */
static void store_code(unsigned char *code, L4_Word_t address)
{
	code[0] = 0x48;
	code[1] = 0xa3;
	memcpy(code + 2, &address, sizeof(address));
	code[10] = RETURN;
}

/* Gives h a page with a place for code and one for a stack, and takes this program away from it. */
static void isolate(struct helper *h)
{
	L4_Word_t p;

	give(h, page_fpage(0, L4_FullyAccessible), PLACE, L4_CompleteAddressSpace);
	give(h, page_fpage(1, L4_ReadWriteOnly), PLACE + page_size, L4_CompleteAddressSpace);
	for (p = (L4_Word_t)__image_start & -page_size; p < (L4_Word_t)__image_end; p += page_size)
		if (p < (L4_Word_t)page(0) || p >= (L4_Word_t)page(POOL_PAGES))
			(void)L4_UnmapFpage(fpage_at(p, L4_FullyAccessible));
}

/* Makes h execute its page's code, whatever it does at the moment. */
static bool execute_code(struct helper *h)
{
	struct exregs r = { .ip = SNIPPET_AT, .sp = PLACE + 2 * page_size - 64, .flags = 0 };

	exregs(h->id, L4_EXREGS_CANCEL_SEND | L4_EXREGS_CANCEL_RECV | L4_EXREGS_SET_IP |
	       L4_EXREGS_SET_SP | L4_EXREGS_SET_FLAGS | L4_EXREGS_HALT_VALID, &r);
	return !L4_IsNilThread(r.id);
}

TAP_TEST(robust, random_code, "ROB-02 random instructions harm only their thread")
{
	static L4_Word_t victim;
	L4_Word_t fault_at;
	unsigned char *code = (unsigned char *)page(0) + (SNIPPET_AT - PLACE);
	struct helper *h = helper_there();
	unsigned int i, stuck = 0;

	(void)helper_call(h, work_set_handler, main_thread.raw, 0, 0);
	isolate(h);
	/* What shares memory with this program could change it. */
	store_code(code, (L4_Word_t)&victim);
	tap_check(execute_code(h));
	tap_check(is_protocol(L4_Receive_Timeout(h->id, PATIENCE).raw, L4_PROTO_PAGEFAULT));
	L4_StoreMR(1, &fault_at);
	tap_check_eq(fault_at, (L4_Word_t)&victim);
	for (i = 0; i < SNIPPETS; i++) {
		random_code(code);
		if (!execute_code(h))
			break;
		stuck += L4_IpcFailed(wait_briefly(h));
	}
	tap_check_eq(i, SNIPPETS);
	tap_diag("%u of them went on running", stuck);
	tap_check_eq(helper_call(helper_there(), work_nothing, 5, 0, 0), 5);
}

/* Calls the gate with this stack pointer; there is no way back from it. */
static void __attribute__((noreturn)) call_on_stack(L4_Word_t sp, L4_Word_t gate)
{
	__asm__ volatile ("mov %0, %%rsp\n\tjmp *%1" : : "r" (sp), "a" (gate), "D" (0ul), "S" (0ul),
			  "d" (0ul) : "memory");
	__builtin_unreachable();
}

static L4_Word_t work_bad_stack(L4_Word_t sp, L4_Word_t gate, L4_Word_t c)
{
	(void)c;
	call_on_stack(sp, gate);
}

TAP_TEST(robust, bad_stack, "ROB-05 a gate called on an invalid stack hurts only the caller")
{
	static const L4_Word_t stacks[] = {
		PLACE, 0, ~(L4_Word_t)0xfff, 0x8000000000000000, 0x00007ffffffffff8,
		1, 0x00007fffffffffff, 0x0000800000000000, 0x0000800000000004, 0xffff7fffffffffff,
		0xffff800000000000, ~(L4_Word_t)0, 0xffa00000, 0xffa01000,
	};
	struct helper *h;
	enum outcome outcome;
	unsigned int i, word;

	for (i = 0; i < sizeof(stacks) / sizeof(stacks[0]); i++) {
		word = L4_KIP_WORD_IPC + i % 5;
		tap_context("stack %#lx", stacks[i]);
		h = helper_there();
		(void)helper_call(h, work_set_handler, main_thread.raw, 0, 0);
		outcome = helper_run(h, work_bad_stack, stacks[i], raw_kip_word(word), 0);
		tap_check_msg(outcome == PAGE_FAULT || outcome == EXCEPTION, "outcome %d", outcome);
	}
	tap_check_eq(helper_call(helper_there(), work_nothing, 5, 0, 0), 5);
}

static L4_Word_t work_flags_call(L4_Word_t flags, L4_Word_t gate, L4_Word_t c)
{
	struct raw r = { .flags = FIXED_FLAGS | flags };

	(void)c;
	raw_call(&r, gate);
	return r.flags;
}

TAP_TEST(robust, nested_flag, "ROB-07 the NT flag of a caller does not disturb the return")
{
	struct helper *h = helper_there();

	tap_check_eq(helper_call(h, work_flags_call, FLAG_NESTED,
				 raw_kip_word(L4_KIP_WORD_PROCESSOR_CONTROL), 0) & 0x200, 0x200);
	(void)helper_call(h, work_flags_call, FLAG_NESTED,
			  raw_kip_word(L4_KIP_WORD_THREAD_SWITCH), 0);
	tap_check_eq(helper_call(helper_there(), work_nothing, 5, 0, 0), 5);
}

TAP_TEST(robust, align_flag,
	 "ROB-06 the AC flag of a caller is kept and does not disturb the kernel")
{
	struct helper *h = helper_there();

	tap_check_eq(helper_call(h, work_flags_call, FLAG_ALIGN,
				 raw_kip_word(L4_KIP_WORD_PROCESSOR_CONTROL), 0) & FLAG_ALIGN,
		     FLAG_ALIGN);
	tap_check_eq(helper_call(h, work_flags_call, FLAG_ALIGN,
				 raw_kip_word(L4_KIP_WORD_SYSTEM_CLOCK), 0) & FLAG_ALIGN,
		     FLAG_ALIGN);
}

TAP_TEST(robust, trap_flag, "ROB-06 the TF flag gives exception 1 in user mode only")
{
	struct helper *h = helper_there();
	unsigned int steps = 0;
	enum outcome outcome;

	(void)helper_call(h, work_set_handler, main_thread.raw, 0, 0);
	outcome = helper_run(h, work_flags_call, FLAG_TRAP,
			     raw_kip_word(L4_KIP_WORD_PROCESSOR_CONTROL), 0);
	while (outcome == EXCEPTION && h->mr[MR_VECTOR] == 1 && steps < 200) {
		/*
		 * An address of the kernel other than the stubs is never reported. The POPF that
		 * brings its own flags back is the last one.
		 */
		if (!(h->mr[MR_FLAGS] & FLAG_TRAP))
			tap_check_eq(((const unsigned char *)h->mr[MR_IP])[-1], POPF);
		steps++;
		if (steps == 40)
			h->mr[MR_FLAGS] &= ~(L4_Word_t)FLAG_TRAP;
		L4_LoadMRs(0, 21, h->mr);
		L4_Set_MsgTag((L4_MsgTag_t){ .raw = 20 });
		if (L4_IpcFailed(L4_Send_Timeout(h->id, L4_ZeroTime)))
			break;
		outcome = helper_finish(h);
	}
	tap_check(steps > 20);
	tap_check_msg(outcome == DONE, "outcome %d after %u steps", outcome, steps);
}

static L4_Word_t work_read_char(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	L4_Word_t value = a;

	(void)b;
	(void)c;
	__asm__ volatile ("int3\n\tcmpb $0x08, %%al" : "+a" (value) : : "cc");
	return value & 0xff;
}

TAP_TEST(robust, read_char, "KDB-03 reading a character when there is none gives 0xff")
{
	tap_check_eq(helper_call(helper_there(), work_read_char, 0, 0, 0), 0xff);
}

static L4_Word_t work_print(L4_Word_t text, L4_Word_t b, L4_Word_t c)
{
	(void)b;
	(void)c;
	L4_KDB_PrintString((const char *)text);
	return 0x33;
}

TAP_TEST(robust, print_unmapped, "KDB-02 printing text that leaves mapped memory does no harm")
{
	struct helper *h = helper_there();
	char *end = page(1) - 3;

	end[0] = '#';
	end[1] = ' ';
	end[2] = '\n';
	give(h, page_fpage(0, L4_FullyAccessible), PLACE, L4_CompleteAddressSpace);
	tap_check_eq(helper_call(h, work_print, PLACE + page_size - 3, 0, 0), 0x33);
	tap_check_eq(helper_call(h, work_print, ~(L4_Word_t)0xfff, 0, 0), 0x33);
	tap_check_eq(helper_call(h, work_print, PLACE + page_size, 0, 0), 0x33);
}
