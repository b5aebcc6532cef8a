/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Exceptions of SPARC-V9: each kind of trap as a message, and what a reply may change.
 */
#include "exc_code.h"

/* Status of the MMU. */
#define STATUS_VALID	0x01
#define STATUS_WRITE	0x04
#define STATUS_PRIV	0x80	/* a user in a page of the kernel's */

/* What all flags of a thread without a floating-point state begin with. */
#define FIXED_FLAGS	FLAG_IE
#define CHANGEABLE	(FLAG_CCR | FLAG_ASI | FLAG_AM | FLAG_CLE)

#define PHYSMAP		0xfffff80000000000ul
#define HOLE		0x0000080000000000ul

/* Flags that tell nothing: QEMU forgets the memory model; ASI is what the last code left. */
static L4_Word_t flags(const struct helper *h)
{
	return h->mr[MR_FLAGS] & ~FLAG_MM;
}

TAP_TEST(exc, message, "SPARC-01 an exception: IP, next IP, SP, flags, type, local id")
{
	struct helper *h = handled(helper_there());

	check_exception(h, raise_illegal, raise_illegal_ip, VECTOR_OPCODE, 0);
	tap_check_eq(h->mr[MR_NEXT_IP], (L4_Word_t)raise_illegal_ip + 4);
	tap_check(h->mr[MR_SP] + 2047 <= stack_of(h->id) + 192 &&
		  h->mr[MR_SP] + 2047 > stack_of(h->id) - STACK_BYTES);
	tap_check_eq(flags(h) & ~(FLAG_CCR | FLAG_ASI), FIXED_FLAGS);
	tap_check_eq(h->mr[MR_LOCAL_ID],
		     (L4_Word_t)utcb_there(h->id));
	tap_check_eq(h->mr[MR_ADDRESS], 0);
}

TAP_TEST(exc, divide, "EXC-01 SPARC-01 a division by zero: type 0x28, of 64 and of 32 bits")
{
	struct helper *h = handled(helper_there());

	check_exception(h, raise_divide, raise_divide_ip, VECTOR_DIVIDE, 0);
	tap_check_eq(exc_go_on(h, raise_divide_ip + 4), DONE);
	tap_check_eq(h->value, CODE_RESULT);
	check_exception(h, raise_divide32, raise_divide32_ip, VECTOR_DIVIDE, 0);
	tap_check_eq(exc_go_on(h, raise_divide32_ip + 4), DONE);
	tap_check_eq(h->value, CODE_RESULT);
}

TAP_TEST(exc, same_space, "EXC-01 a handler in the same space")
{
	check_exception(handled(helper_here()), raise_divide, raise_divide_ip, VECTOR_DIVIDE, 0);
}

TAP_TEST(exc, tag_overflow, "SPARC-01 a tagged addition that overflows: type 0x23")
{
	check_exception(handled(helper_there()), raise_tag_overflow, raise_tag_overflow_ip,
			TYPE_TAG_OVERFLOW, 0);
}

TAP_TEST(exc, opcode, "EXC-13 an illegal instruction: type 0x10")
{
	check_exception(handled(helper_there()), raise_illegal, raise_illegal_ip, VECTOR_OPCODE,
			0);
}

TAP_TEST(exc, privileged,
	 "EXC-12 SPARC-02 ISO-03 each privileged instruction: type 0x11, no effect")
{
	struct helper *h = handled(helper_there());
	unsigned int i;

	for (i = 0; raise_privileged[i] != NULL; i++) {
		tap_context("instruction %u", i);
		tap_check_eq(helper_run(h, raise_privileged[i], 0, 0, 0), EXCEPTION);
		tap_check_eq(h->mr[MR_VECTOR], TYPE_PRIVILEGED);
		tap_check_eq(h->mr[MR_IP], (L4_Word_t)raise_privileged[i]);
		tap_check_eq(exc_go_on(h, (const char *)raise_privileged[i] + 4), DONE);
		tap_check_eq(h->value, CODE_RESULT);
	}
}

TAP_TEST(exc, action, "SPARC-02 an address space of the kernel's: type 0x37")
{
	struct helper *h = handled(helper_there());

	tap_check_eq(helper_run(h, raise_action, 0, 0, 0), EXCEPTION);
	tap_check_eq(h->mr[MR_VECTOR], TYPE_ACTION);
	tap_check_eq(h->mr[MR_IP], (L4_Word_t)raise_action_ip);
}

TAP_TEST(exc, unaligned, "EXC-03 SPARC-03 an unaligned access: type 0x34, address and status")
{
	struct helper *h = handled(helper_there());
	L4_Word_t address = (L4_Word_t)page(0) + 4;

	tap_check_eq(helper_run(h, raise_unaligned, address, 0, 0), EXCEPTION);
	tap_check_eq(h->mr[0], EXC_TAG);
	tap_check_eq(h->mr[MR_VECTOR], TYPE_ALIGNMENT);
	tap_check_eq(h->mr[MR_IP], (L4_Word_t)raise_unaligned_ip);
	tap_check_eq(h->mr[MR_ADDRESS], address);
	tap_check_eq(h->mr[MR_ERROR] & (STATUS_VALID | STATUS_WRITE), STATUS_VALID);
	/* It is told once: the next exception has neither. */
	tap_check_eq(exc_go_on(h, raise_unaligned_ip + 4), DONE);
	check_exception(h, raise_illegal, raise_illegal_ip, VECTOR_OPCODE, 0);
	tap_check_eq(h->mr[MR_ADDRESS], 0);
}

TAP_TEST(exc, jump, "SPARC-03 a jump to an unaligned address: type 0x34 at the jump")
{
	struct helper *h = handled(helper_there());

	tap_check_eq(helper_run(h, raise_jump, (L4_Word_t)raise_jump_ip + 2, 0, 0), EXCEPTION);
	tap_check_eq(h->mr[MR_VECTOR], TYPE_ALIGNMENT);
	tap_check_eq(h->mr[MR_IP], (L4_Word_t)raise_jump_ip);
}

TAP_TEST(exc, kernel_data, "SPARC-04 memory that only the kernel may read: type 0x30")
{
	struct helper *h = handled(helper_there());

	tap_check_eq(helper_run(h, probe_read, PHYSMAP, 0, 0), EXCEPTION);
	tap_check_eq(h->mr[MR_VECTOR], TYPE_DATA_ACCESS);
	tap_check_eq(h->mr[MR_IP], (L4_Word_t)probe_read_ip);
	tap_check_eq(h->mr[MR_ADDRESS], PHYSMAP);
	tap_check_eq(h->mr[MR_ERROR] & (STATUS_PRIV | STATUS_VALID | STATUS_WRITE),
		     STATUS_PRIV | STATUS_VALID);
	tap_check_eq(exc_go_on(h, probe_failed), DONE);
	tap_check_eq(helper_run(h, probe_write, PHYSMAP, 0, 0), EXCEPTION);
	tap_check_eq(h->mr[MR_ERROR] & (STATUS_PRIV | STATUS_WRITE), STATUS_PRIV | STATUS_WRITE);
}

TAP_TEST(exc, hole,
	 "SPARC-04 the addresses that no memory can have: an exception, not a page fault")
{
	struct helper *h = handled(helper_there());

	tap_check_eq(helper_run(h, probe_read, HOLE, 0, 0), EXCEPTION);
	tap_check_eq(h->mr[MR_VECTOR], TYPE_DATA_MISS);
	tap_check_eq(h->mr[MR_ADDRESS], HOLE);
	tap_check_eq(exc_go_on(h, probe_failed), DONE);
	tap_check_eq(helper_run(h, probe_write, PHYSMAP - 8, 0, 0), EXCEPTION);
	tap_check(h->mr[MR_VECTOR] == TYPE_DATA_MISS || h->mr[MR_VECTOR] == TYPE_DATA_ACCESS);
	tap_check_eq(exc_go_on(h, probe_failed), DONE);
	tap_check_eq(helper_run(h, probe_execute, HOLE + 8, 0, 0), EXCEPTION);
	tap_check_eq(h->mr[MR_IP], HOLE + 8);
	tap_check_eq(h->mr[MR_ADDRESS], HOLE + 8);
}

TAP_TEST(exc, software_traps, "EXC-11 SPARC-05 each software trap that is no system call")
{
	struct helper *h = handled(helper_there());
	unsigned int i, k;

	for (i = 0; i < 0x70; i++) {
		tap_context("trap %u", i);
		tap_check_eq(helper_run(h, raise_soft, i, 0x111, 0x222), EXCEPTION);
		tap_check_eq(h->mr[0], (L4_Word_t)L4_PROTO_EXCEPTION << L4_PROTO_SHIFT |
			     SOFT_WORDS);
		tap_check_eq(h->mr[1], 0x111);
		tap_check_eq(h->mr[2], 0x111);
		tap_check_eq(h->mr[3], 0x222);
		tap_check_eq(h->mr[SOFT_NUMBER], i);
		tap_check_eq(h->mr[SOFT_IP], (L4_Word_t)raise_soft_ip);
		tap_check_eq(h->mr[SOFT_FLAGS] & (FLAG_PRIV | FLAG_IE), FLAG_IE);
		for (k = 1; k < __L4_NUM_MRS; k++)
			h->mr[k] = i + k;
		tap_check_eq(exc_reply(h, 6), DONE);
		tap_check_eq(h->value, i + 1);
	}
}

TAP_TEST(exc, software_trap_reply,
	 "SPARC-05 a reply without words leaves the registers, and goes on")
{
	struct helper *h = handled(helper_there());

	tap_check_eq(helper_run(h, raise_soft, 3, 0x111, 0), EXCEPTION);
	tap_check_eq(exc_reply(h, 0), DONE);
	tap_check_eq(h->value, 0x111);
}

TAP_TEST(exc, reply_values, "EXC-05 a reply gives a new IP and a new SP")
{
	struct helper *h = handled(helper_there());
	L4_Word_t sp;

	check_exception(h, raise_illegal, raise_illegal_ip, VECTOR_OPCODE, 0);
	sp = h->mr[MR_SP];
	exc_set_ip(h->mr, (L4_Word_t)raise_divide_ip);
	h->mr[MR_SP] = sp - 0x100;
	tap_check_eq(exc_reply(h, EXC_WORDS), EXCEPTION);
	tap_check_eq(h->mr[MR_VECTOR], VECTOR_DIVIDE);
	tap_check_eq(h->mr[MR_SP], sp - 0x100);
	/* An even value is an address: the register holds it with the bias. */
	h->mr[MR_SP] = sp + 2047;
	tap_check_eq(exc_reply(h, EXC_WORDS), EXCEPTION);
	tap_check_eq(h->mr[MR_SP], sp);
	tap_check_eq(exc_go_on(h, raise_divide_ip + 4), DONE);
	tap_check_eq(h->value, CODE_RESULT);
}

TAP_TEST(exc, reply_next_ip, "EXC-05 the next IP of a reply is that of a delay slot")
{
	struct helper *h = handled(helper_there());

	check_exception(h, raise_illegal, raise_illegal_ip, VECTOR_OPCODE, 0);
	/* The last instruction of raise_divide, then that of raise_illegal. */
	h->mr[MR_IP] = (L4_Word_t)raise_divide_ip;
	h->mr[MR_NEXT_IP] = (L4_Word_t)raise_illegal_ip;
	tap_check_eq(exc_reply(h, 2), EXCEPTION);
	tap_check_eq(h->mr[MR_VECTOR], VECTOR_DIVIDE);
	tap_check_eq(h->mr[MR_IP], (L4_Word_t)raise_divide_ip);
	tap_check_eq(h->mr[MR_NEXT_IP], (L4_Word_t)raise_illegal_ip);
	tap_check_eq(exc_go_on(h, raise_illegal_ip + 4), DONE);
}

TAP_TEST(exc, reply_ip, "EXC-06 a reply of one word changes only the IP")
{
	struct helper *h = handled(helper_there());
	L4_Word_t sp, old;

	check_exception(h, raise_illegal, raise_illegal_ip, VECTOR_OPCODE, 0);
	sp = h->mr[MR_SP];
	old = h->mr[MR_FLAGS];
	h->mr[MR_IP] = (L4_Word_t)raise_divide_ip;
	h->mr[MR_NEXT_IP] = h->mr[MR_SP] = h->mr[MR_FLAGS] = 0;
	tap_check_eq(exc_reply(h, 1), EXCEPTION);
	tap_check_eq(h->mr[MR_NEXT_IP], (L4_Word_t)raise_divide_ip + 4);
	tap_check_eq(h->mr[MR_SP], sp);
	tap_check_eq(h->mr[MR_FLAGS], old);
}

TAP_TEST(exc, reply_each_flag,
	 "EXC-07 of each flag alone in a reply: only what programs may change")
{
	struct helper *h = handled(helper_there());
	unsigned int i;

	check_exception(h, raise_illegal, raise_illegal_ip, VECTOR_OPCODE, 0);
	for (i = 0; i < 64; i++) {
		tap_context("bit %u", i);
		h->mr[MR_FLAGS] = 1ul << i;
		tap_check_eq(exc_reply(h, MR_FLAGS), EXCEPTION);
		tap_check_eq(h->mr[MR_VECTOR], VECTOR_OPCODE);
		tap_check_eq(flags(h), FIXED_FLAGS | (1ul << i & CHANGEABLE));
	}
	h->mr[MR_FLAGS] = 0;
	tap_check_eq(exc_go_on(h, raise_illegal_ip + 4), DONE);
	tap_check_eq(h->value, CODE_RESULT);
}

TAP_TEST(exc, set_each_flag, "EXR-06 EXC-07 the same by ExchangeRegisters")
{
	struct helper *h = handled(helper_there());
	struct exregs r;
	unsigned int i;

	check_exception(h, raise_illegal, raise_illegal_ip, VECTOR_OPCODE, 0);
	for (i = 0; i < 64; i++) {
		tap_context("bit %u", i);
		r = (struct exregs){ .flags = 1ul << i };
		exregs(h->id, L4_EXREGS_SET_FLAGS, &r);
		tap_check_eq(exregs_read(h->id).flags & ~FLAG_MM,
			     FIXED_FLAGS | (1ul << i & CHANGEABLE));
		tap_check_eq(exc_reply(h, 0), EXCEPTION);
		tap_check_eq(flags(h), FIXED_FLAGS | (1ul << i & CHANGEABLE));
	}
}

static const L4_Word_t edges[] = {
	0x000007ffffffe000, 0x000007fffffffffc, HOLE, HOLE + 0x2000, 0x4000000000000000,
	0x8000000000000000, PHYSMAP - 4, PHYSMAP, 0xfffff80000400000, KERNEL_PAGE,
	0xfffffffffffffffc,
};
#define EDGES	(sizeof(edges) / sizeof(edges[0]))

TAP_TEST(exc, reply_edges,
	 "EXC-08 every edge of the addresses as IP in a reply faults in user mode")
{
	struct helper *h;
	enum outcome outcome;
	unsigned int i;

	for (i = 0; i < EDGES; i++) {
		tap_context("%#lx", edges[i]);
		h = handled(helper_there());
		check_exception(h, raise_illegal, raise_illegal_ip, VECTOR_OPCODE, 0);
		h->mr[MR_IP] = edges[i];
		outcome = exc_reply(h, 1);
		tap_check(outcome == PAGE_FAULT || outcome == EXCEPTION);
		tap_check_eq(h->mr[outcome == EXCEPTION ? MR_IP : 2], edges[i]);
		tap_check(outcome == PAGE_FAULT || edges[i] >= HOLE);
		helper_forget(h);
	}
}

TAP_TEST(exc, reply_unaligned, "EXC-08 the lowest bits of an IP in a reply are dropped")
{
	struct helper *h = handled(helper_there());
	unsigned int i;

	check_exception(h, raise_illegal, raise_illegal_ip, VECTOR_OPCODE, 0);
	for (i = 1; i < 4; i++) {
		h->mr[MR_IP] = (L4_Word_t)raise_illegal_ip + i;
		h->mr[MR_NEXT_IP] = (L4_Word_t)raise_illegal_ip + 4 + i;
		tap_check_eq(exc_reply(h, 2), EXCEPTION);
		tap_check_eq(h->mr[MR_IP], (L4_Word_t)raise_illegal_ip);
		tap_check_eq(h->mr[MR_NEXT_IP], (L4_Word_t)raise_illegal_ip + 4);
	}
}

TAP_TEST(exc, reply_stack, "EXC-05 any value as SP in a reply; using it is the thread's fault")
{
	struct helper *h = handled(helper_there());
	L4_Word_t good, sp;
	unsigned int i;

	check_exception(h, raise_illegal, raise_illegal_ip, VECTOR_OPCODE, 0);
	good = h->mr[MR_SP];
	for (i = 0; i < 2 * EDGES; i++) {
		sp = edges[i / 2] | (i & 1);
		tap_context("%#lx", sp);
		h->mr[MR_SP] = sp;
		tap_check_eq(exc_reply(h, EXC_WORDS), EXCEPTION);
		tap_check_eq(h->mr[MR_VECTOR], VECTOR_OPCODE);
		tap_check_eq(h->mr[MR_SP], sp & 1 ? sp : sp - 2047);
	}
	h->mr[MR_SP] = good;
	tap_check_eq(exc_go_on(h, raise_illegal_ip + 4), DONE);
}
