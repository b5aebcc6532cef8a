/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A message with one string, copied before there is a transfer: whatever the string is and whatever
 * stops it, both partners see what they see on the complete path. (X.2, StringItem)
 */
#include "compat.h"

#define MEMORY		0x40000000ul
#define PAGES		12u		/* of each partner */
#define PAGE		ARCH_PAGE_SIZE
#define FRAME_OF_S	0x40u
#define SIMPLE(bytes)	((word_t)(bytes) << 10)
#define UNTOUCHED	0x5a5a0000u	/* as the tag of a thread whose call has stored none */

static struct tcb *s, *r;

/* A call and what it meets. */
struct call {
	word_t descriptor, address, acceptor, buffer, target;
	unsigned int u;				/* untyped words before the item */
	unsigned int frame_of_r, interrupts;
	bool here[2][PAGES], writable[PAGES];	/* pages of s and r */
};

/* All that becomes of it. */
struct outcome {
	word_t s_tag, s_error, r_tag, r_from, r_error, words[6];
	u8 s_state, r_state, status[2][PAGES];
	u8 memory[PAGES * PAGE];		/* of r */
};

static void take_all(struct tcb *t)
{
	struct unmap_op op = {
		.pt = &t->space->pt, .end = ARCH_USER_END, .revoke = RIGHT_RWX, .flush = true,
	};

	while (mapdb_unmap(&op) == ERR_AGAIN)
		arch_this_cpu()->irq_recorded = 0;
}

static u8 *frame_byte(unsigned int frame, size_t offset)
{
	return (u8 *)paddr_to_kv((paddr_t)frame * PAGE) + offset;
}

static void reset(const struct call *c)
{
	host_preempt_never();
	take_all(s);
	take_all(r);
	memset(frame_byte(c->frame_of_r, 0), 0, PAGES * PAGE);
	for (size_t i = 0; i < PAGES * PAGE; i++)
		*frame_byte(FRAME_OF_S, i) = (u8)(i * 7 + i / 256 + 1);
	for (unsigned int p = 0; p < PAGES; p++) {
		if (c->here[0][p])
			give_memory(s, MEMORY + p * PAGE, (FRAME_OF_S + p) * PAGE, PAGE, RIGHT_R);
		if (c->here[1][p])
			give_memory(r, MEMORY + p * PAGE, (c->frame_of_r + p) * PAGE, PAGE,
				    c->writable[p] ? RIGHT_R | RIGHT_W : RIGHT_R);
	}
}

static u8 status_of(const struct tcb *t, unsigned int p)
{
	unsigned int level;
	pte_t e = pte_read(ptab_find(&t->space->pt, MEMORY + p * PAGE, &level));

	return pte_is_present(e) ? (u8)pte_status(e) : 0;
}

static void look(unsigned int frame_of_r, struct outcome *o)
{
	*o = (struct outcome){
		.s_tag = s->state == THREAD_RUNNING ? s->frame.tag : 0, .s_state = s->state,
		.r_tag = r->frame.tag, .r_from = r->frame.from, .r_state = r->state,
	};
	if (o->s_tag & L4_TAG_ERROR)
		o->s_error = error_code(s);
	if (o->r_tag & L4_TAG_ERROR)
		o->r_error = error_code(r);
	else
		memcpy(o->words, mr(r) + 1, sizeof(o->words));
	for (unsigned int p = 0; p < PAGES; p++) {
		o->status[0][p] = status_of(s, p);
		o->status[1][p] = status_of(r, p);
	}
	memcpy(o->memory, frame_byte(frame_of_r, 0), PAGES * PAGE);
}

/* Returns true if it was done without a transfer. */
static bool play(const struct call *c, bool complete, struct outcome *o)
{
	bool was_short;

	reset(c);
	become(r);
	memset(mr(r) + 1, 0, 8 * sizeof(word_t));
	utcb_write(thread_of(r), L4_UTCB_BR(0), c->acceptor);
	utcb_write(thread_of(r), L4_UTCB_BR(1), c->buffer);
	utcb_write(thread_of(r), L4_UTCB_BR(2), c->target);
	utcb_write(thread_of(r), L4_UTCB_XFER_TIMEOUTS, 0);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
	become(s);
	/* No time for page faults. */
	utcb_write(thread_of(s), L4_UTCB_XFER_TIMEOUTS, (word_t)ZERO << 16);
	for (unsigned int i = 1; i <= c->u; i++)
		mr(s)[i] = 0x1000 + i;
	mr(s)[c->u + 1] = c->descriptor;
	mr(s)[c->u + 2] = c->address;
	thread_of(s)->tag = UNTOUCHED;
	/* The gate is shut to this one, which means nothing to its IPC. */
	usual_set(r, USUAL_REGISTERS, !complete);
	if (c->interrupts)
		host_preempt_every(c->interrupts);
	ipc_words(r->id, L4_TID_ANY, TIMEOUTS(ZERO, NEVER), 5, c->u, 2);
	was_short = thread_of(s)->tag == UNTOUCHED;
	usual_set(r, USUAL_REGISTERS, true);
	while (s->state == THREAD_SENDING)
		host_interrupt();
	host_preempt_never();
	arch_this_cpu()->irq_recorded = 0;
	look(c->frame_of_r, o);
	check_threads(200);
	if (s->state == THREAD_WAITING) {
		become(r);
		ipc_words(s->id, L4_TID_NIL, TIMEOUTS(ZERO, NEVER), 0, 0, 0);
	}
	return was_short;
}

static void choose(struct call *c)
{
	bool gaps = test_random(3) == 0;
	size_t bytes = test_random(3) ? test_random(200) : test_random(3 * PAGE);

	*c = (struct call){
		.descriptor = SIMPLE(bytes), .acceptor = L4_ACCEPT_STRINGS,
		.buffer = SIMPLE(test_random(4) ? bytes : test_random(2 * PAGE)),
		.address = MEMORY + test_random(8 * PAGE), .target = MEMORY + test_random(8 * PAGE),
		.u = test_random(4), .interrupts = test_random(4),
		/* Sometimes in the sender's own memory. */
		.frame_of_r = test_random(4) ? 0x80 : FRAME_OF_S,
	};
	if (test_random(2))
		c->address = ALIGN_DOWN(c->address, 8);
	if (test_random(2))
		c->target = ALIGN_DOWN(c->target, 8);
	switch (test_random(40)) {
	case 0:
		c->acceptor = 0;
		break;
	case 1:
		c->descriptor |= 0x200;
		break;
	case 2:
		c->descriptor |= 1 << 4;
		break;
	case 3:
		c->buffer |= 1 << 4;
		break;
	case 4:
		c->buffer |= L4_ITEM_STRING_BIT;
		break;
	case 5:
		c->buffer |= 0x201;
		break;
	case 6:
		c->address = ARCH_USER_END - 100;
		break;
	case 7:
		c->target = ~(word_t)0 - test_random(100);
		break;
	case 8:
		c->descriptor = SIMPLE(~(word_t)0 >> 10);
		c->buffer = c->descriptor | 1;
		break;
	}
	for (unsigned int p = 0; p < PAGES; p++) {
		c->here[0][p] = !gaps || test_random(6);
		c->here[1][p] = !gaps || test_random(6);
		c->writable[p] = !gaps || test_random(6);
	}
}

/* TYPED-19 */
static void both_ways(void **state)
{
	static struct outcome once, complete;
	unsigned int rounds = test_rounds(600), shorts = 0, failed = 0;

	(void)state;
	system_begin();
	s = make_thread(0, 0);
	r = make_thread(1, 1);
	set_prio(root, 50);
	for (unsigned int round = 0; round < rounds; round++) {
		struct call c;

		choose(&c);
		assert_false(play(&c, true, &complete));
		shorts += play(&c, false, &once);
		failed += once.s_state == THREAD_RUNNING;
		assert_memory_equal(&once, &complete, sizeof(once));
	}
	assert_true(shorts > rounds / 3 && failed > rounds / 20);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(both_ways),
};
IPC_SUITE(string);
