/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The exception protocol for threads of 32-bit spaces; their values in ExchangeRegisters.
 */
#include <l4/abi/kip.h>

#include "exc32.h"
#include "exc_code.h"

#define UTCB_HANDLER	(-11 * 4)

helper_fn divide_32, pattern_32, first_32, selector_32;
extern const char divide_32_ip[], pattern_32_ip[], pattern_32_end[];
extern struct raw32 pattern_32_before, pattern_32_after;

struct helper *handled_32(struct helper *h)
{
	if (h != NULL)
		(void)helper_call(h, poke32, (L4_Word_t)utcb_there(h->id) + 0x200 + UTCB_HANDLER,
				  id32(main_thread), 0);
	return h;
}

void check_exception_32(struct helper *h, helper_fn *fn, L4_Word_t a, L4_Word_t ip,
			L4_Word_t vector)
{
	if (!tap_check_eq(helper_run(h, fn, a, 0, 0), EXCEPTION))
		return;
	tap_check_eq(h->mr[0], EXC32_TAG);
	tap_check_eq(h->mr[EXC32_IP], ip);
	tap_check_eq(h->mr[EXC32_VECTOR], vector);
	tap_check_eq(h->mr[EXC32_ERROR], 0);
}

L4_Word_t exc32_go_on(struct helper *h, L4_Word_t ip)
{
	h->mr[EXC32_IP] = ip;
	tap_check_eq(exc_reply(h, EXC32_IP), DONE);
	return h->value;
}

TAP_TEST(compat, divide, "EXC-04 a division by zero: 12 words, vector 0, EIP and ESP")
{
	struct helper *h = handled_32(helper_32());

	if (h == NULL)
		return;
	check_exception_32(h, divide_32, 0, (L4_Word_t)divide_32_ip, VECTOR_DIVIDE);
	tap_check(h->mr[EXC32_SP] <= stack_of(h->id) &&
		  h->mr[EXC32_SP] > stack_of(h->id) - STACK_BYTES);
	tap_check_eq(exc32_go_on(h, (L4_Word_t)divide_32_ip + 2), 0x77);
}

static void set_pattern_32(void)
{
	pattern_32_before = (struct raw32){
		.edi = (uint32_t)pattern(EXC32_EDI), .esi = (uint32_t)pattern(EXC32_ESI),
		.ebp = (uint32_t)pattern(EXC32_EBP), .ebx = (uint32_t)pattern(EXC32_EBX),
		.edx = (uint32_t)pattern(EXC32_EDX), .ecx = (uint32_t)pattern(EXC32_ECX),
		.eax = (uint32_t)pattern(EXC32_EAX), .flags = FIXED_FLAGS | ARITHMETIC,
	};
}

static void check_pattern_32(const struct helper *h)
{
	unsigned int i;

	for (i = EXC32_EDI; i <= EXC32_WORDS; i++) {
		tap_context("message register %u", i);
		if (i != EXC32_SP)
			tap_check_eq(h->mr[i], (uint32_t)pattern(i));
	}
	tap_context("flags");
	/* Bit 16 (RF) is the processor's own addition. */
	tap_check_eq(h->mr[EXC32_FLAGS] & ~0x10000ul, FIXED_FLAGS | ARITHMETIC);
}

TAP_TEST(compat, exc_registers, "EXC-04 EXC-05 message and reply: the registers in their order")
{
	struct helper *h = handled_32(helper_32());
	unsigned int i;

	if (h == NULL)
		return;
	set_pattern_32();
	check_exception_32(h, pattern_32, 0, (L4_Word_t)pattern_32_ip, VECTOR_OPCODE);
	check_pattern_32(h);
	tap_context("values of the reply");
	for (i = EXC32_EDI; i <= EXC32_WORDS; i++)
		if (i != EXC32_SP)
			h->mr[i] = pattern(i + 20);
	h->mr[EXC32_IP] = (L4_Word_t)pattern_32_end;
	/* Carry and direction, and what is not the program's. */
	h->mr[EXC32_FLAGS] = 0x7401;
	tap_check_eq(exc_reply(h, EXC32_WORDS), DONE);
	tap_check_eq(pattern_32_after.edi, (uint32_t)pattern(EXC32_EDI + 20));
	tap_check_eq(pattern_32_after.esi, (uint32_t)pattern(EXC32_ESI + 20));
	tap_check_eq(pattern_32_after.ebp, (uint32_t)pattern(EXC32_EBP + 20));
	tap_check_eq(pattern_32_after.ebx, (uint32_t)pattern(EXC32_EBX + 20));
	tap_check_eq(pattern_32_after.edx, (uint32_t)pattern(EXC32_EDX + 20));
	tap_check_eq(pattern_32_after.ecx, (uint32_t)pattern(EXC32_ECX + 20));
	tap_check_eq(pattern_32_after.eax, (uint32_t)pattern(EXC32_EAX + 20));
	tap_check_eq(pattern_32_after.flags, 0x603);
}

TAP_TEST(compat, exc_reply_short, "EXC-06 a reply of one word changes EIP alone")
{
	struct helper *h = handled_32(helper_32());

	if (h == NULL)
		return;
	set_pattern_32();
	check_exception_32(h, pattern_32, 0, (L4_Word_t)pattern_32_ip, VECTOR_OPCODE);
	h->mr[EXC32_IP] = (L4_Word_t)pattern_32_end | 0x4711ul << 32;
	tap_check_eq(exc_reply(h, 1), DONE);
	tap_check_eq(pattern_32_after.eax, pattern_32_before.eax);
	tap_check_eq(pattern_32_after.edi, pattern_32_before.edi);
	tap_check_eq(pattern_32_after.ebp, pattern_32_before.ebp);
	tap_check_eq(pattern_32_after.flags, pattern_32_before.flags);
}

TAP_TEST(compat, kernel_interface, "KIP-03 KernelInterface: EAX base, EDX 0, the versions")
{
	struct helper *h = helper_32();
	uint32_t kip = (uint32_t)(L4_Word_t)L4_GetKernelInterface();

	if (h == NULL)
		return;
	tap_check_eq(helper_call(h, first_32, 0, 0, 0), 0);
	tap_check_eq(pattern_32_after.eax, kip);
	tap_check_eq(pattern_32_after.ecx,
		     helper_call(h, peek32, kip + 4 * L4_KIP_WORD_API_VERSION, 0, 0));
	tap_check_eq(pattern_32_after.edx, 0);
	tap_check_eq(pattern_32_after.esi,
		     helper_call(h, peek32, kip + helper_call(h, peek32, kip + 4 *
							      L4_KIP_WORD_KERNDESC_PTR, 0, 0),
				 0, 0));
}

/* h is in a call. What ExchangeRegisters tells, and what comes of new values. */
static void check_blocked(struct helper *h, L4_Word_t control)
{
	struct exregs x = exregs_read(h->id);

	tap_check_eq(x.ip, (L4_Word_t)raw32_called);
	tap_check_eq(x.sp, raw32_stack);
	x.ip |= 0x4711ul << 32;
	x.sp |= 0x4711ul << 32;
	x.flags = 0x400;
	exregs(h->id, control, &x);
	tap_check(!L4_IsNilThread(x.id));
}

TAP_TEST(compat, exregs_ipc, "EXR-14 FIX-11 IP, SP and flags of a thread blocked in Ipc")
{
	static const L4_Word_t controls[] = {
		L4_EXREGS_SET_IP, L4_EXREGS_SET_SP, L4_EXREGS_SET_FLAGS,
		L4_EXREGS_SET_IP | L4_EXREGS_SET_SP,
	};
	static struct raw32 r;
	struct helper *h = helper_32();
	unsigned int i;

	for (i = 0; h != NULL && i < sizeof(controls) / sizeof(controls[0]); i++) {
		tap_context("control %#lx", controls[i]);
		r = raw32_marked();
		r.eax = 0;
		r.edx = id32(main_thread);
		r.ecx = 0;
		helper_start(h, raw32_call, (L4_Word_t)&r, L4_KIP_WORD_IPC, 0);
		settle();
		check_blocked(h, controls[i]);
		message_load(0x4711, 2);
		check_ok(L4_Send_Timeout(h->id, PATIENCE));
		tap_check_eq(helper_finish(h), DONE);
		tap_check_eq(r.esp, 0);
		tap_check_eq(r.eax, id32(main_thread));
		tap_check_eq(r.esi, 0x47110002);
		tap_check_eq(r.ebx, (uint32_t)pattern(1));
		tap_check_eq(r.ebp, (uint32_t)pattern(2));
		tap_check_eq(r.edi, (L4_Word_t)utcb_there(h->id) + 0x200);
	}
}

TAP_TEST(compat, exregs_switch, "FIX-11 the same of a thread whose stub has pushed registers")
{
	static const L4_Word_t controls[] = {
		L4_EXREGS_SET_SP, L4_EXREGS_SET_IP, L4_EXREGS_SET_FLAGS,
	};
	static volatile L4_Word_t counter, stop;
	static struct raw32 r, before;
	struct helper *h = helper_32(), *other = helper_there();
	unsigned int i, k;

	if (h == NULL)
		return;
	check_granted(L4_Set_Priority(h->id, 50));
	check_granted(L4_Set_Priority(other->id, 50));
	for (i = 0; i < sizeof(controls) / sizeof(controls[0]); i++) {
		tap_context("control %#lx", controls[i]);
		stop = 0;
		helper_start(other, work_count, (L4_Word_t)&counter, (L4_Word_t)&stop, 0);
		r = raw32_marked();
		r.eax = id32(other->id);
		before = r;
		raw32_stack = 0;
		helper_start(h, raw32_call, (L4_Word_t)&r, L4_KIP_WORD_THREAD_SWITCH, 0);
		/* Until it has called: the other one goes on counting then. */
		for (k = 0; k < 1000 && *(volatile uint32_t *)&raw32_stack == 0; k++)
			L4_Sleep(L4_TimePeriod(1000));
		check_blocked(h, controls[i]);
		stop = 1;
		tap_check_eq(helper_finish(h), DONE);
		tap_check_eq(helper_finish(other), DONE);
		tap_check_eq(r.esp, 0);
		tap_check_eq(r.eax, before.eax);
		tap_check_eq(r.ebx, before.ebx);
		tap_check_eq(r.ecx, before.ecx);
		tap_check_eq(r.edx, before.edx);
		tap_check_eq(r.esi, before.esi);
		tap_check_eq(r.edi, before.edi);
		tap_check_eq(r.ebp, before.ebp);
	}
}

TAP_TEST(compat, start, "START-07 a start message: 32-bit code at the lower halves of IP and SP")
{
	struct helper *h = helper_32_at((L4_Word_t)helper32_main | 0x4711ul << 32);

	if (h != NULL)
		tap_check_eq(helper_call(h, selector_32, 0, 0, 0), CODE32);
}
