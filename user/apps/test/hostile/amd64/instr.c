/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All privileged instructions, software interrupts and model-specific registers: exceptions of the
 * thread that tries them, or harmless.
 */
#include "exc_code.h"

#define MAY_COMPLETE	0x80000000ul
#define UMIP		0x40000000ul
/*
 * QEMU 7 makes programs read their stack in the kernel's name when they execute IRET and RET FAR,
 * so that SMAP gives page faults without end; it does not know ICEBP and allows LOCK anywhere.
 */
#define NOT_TCG		0x20000000ul
/* QEMU 10 lets everybody execute those that touch caches, and knows INTO in 64-bit code. */
#define TCG_DONE	0x10000000ul
/* Where it enters the kernel it does not tell where it stands, and leaves 64-bit code. */
#define ENTERS		0x08000000ul
#define CPUID_UMIP	4		/* of ECX, leaf 7 */

struct instruction {
	const char *name;
	helper_fn *start;
	const char *here, *behind;
	L4_Word_t allowed;
};

extern const struct instruction instructions[], instructions_end[];
helper_fn msr_sweep;
extern const char msr_sweep_ip[], msr_sweep_write_ip[], msr_sweep_next[];
extern L4_Word_t msr_done, instruction_sp;

static bool has_umip(void)
{
	L4_Word32_t eax = 0, ebx, ecx = 0, edx;

	__asm__ volatile ("cpuid" : "+a" (eax), "=b" (ebx), "+c" (ecx), "=d" (edx));
	if (eax < 7)
		return false;
	eax = 7;
	ecx = 0;
	__asm__ volatile ("cpuid" : "+a" (eax), "=b" (ebx), "+c" (ecx), "=d" (edx));
	return ecx & CPUID_UMIP;
}

static bool stands_in(const struct helper *h, const struct instruction *in)
{
	return h->mr[MR_IP] >= (L4_Word_t)in->here && h->mr[MR_IP] <= (L4_Word_t)in->behind;
}

/* The helper for the next one. */
static struct helper *check_instruction(struct helper *h, const struct instruction *in)
{
	L4_Word_t allowed = in->allowed;
	enum outcome outcome;

	if (allowed & UMIP)
		allowed = has_umip() ? 1ul << VECTOR_PROTECTION : MAY_COMPLETE;
	if ((allowed & TCG_DONE) && is_tcg())
		allowed |= MAY_COMPLETE;
	tap_context("%s", in->name);
	outcome = helper_run(h, in->start, (L4_Word_t)page(0), 0, 0);
	if (outcome == DONE) {
		tap_check_msg(allowed & MAY_COMPLETE, "it completed");
		return h;
	}
	if (!tap_check_eq(outcome, EXCEPTION))
		return h;
	tap_check_msg(allowed >> h->mr[MR_VECTOR] & 1, "exception %lu, error code %#lx",
		      h->mr[MR_VECTOR], h->mr[MR_ERROR]);
	if ((allowed & ENTERS) && !stands_in(h, in)) {
		tap_check_eq(h->mr[MR_VECTOR], VECTOR_OPCODE);
		return handled(helper_here());
	}
	tap_check(stands_in(h, in));
	h->mr[MR_IP] = (L4_Word_t)in->behind;
	h->mr[MR_SP] = instruction_sp;
	tap_check_eq(exc_reply(h, MR_SP), DONE);
	return h;
}

TAP_TEST(hostile, instructions, "ISO-03 privileged and unusual instructions harm nobody")
{
	struct helper *h = handled(helper_here());
	const struct instruction *in;

	for (in = instructions; in < instructions_end; in++)
		if (!(in->allowed & NOT_TCG) || !is_tcg())
			h = check_instruction(h, in);
	tap_context("others");
	tap_check_eq(helper_call(helper_there(), work_nothing, 5, 0, 0), 5);
}

static void check_msr_range(struct helper *h, L4_Word_t first, L4_Word_t count, bool write)
{
	const char *ip = write ? msr_sweep_write_ip : msr_sweep_ip;

	helper_start(h, msr_sweep, first, write, count);
	tap_check_eq(exc_skip(h, (L4_Word_t)ip, (L4_Word_t)msr_sweep_next), count);
	tap_check_eq(msr_done, 0);
}

TAP_TEST(hostile, msrs, "ISO-03 no model-specific register can be read or written")
{
	static const L4_Word_t first[] = { 0, 0xc0000000, 0xc0010000, 0x40000000 };
	struct helper *h = handled(helper_here());
	unsigned int i;

	msr_done = 0;
	for (i = 0; i < 8; i++) {
		tap_context("from %#lx", first[i / 2]);
		check_msr_range(h, first[i / 2], 0x800, i & 1);
	}
}
