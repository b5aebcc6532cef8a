/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The short path of IPC on the host: the algorithm of all ports, over message registers in memory.
 * It ends in user mode, as on other machines: what runs before that on the complete path does not.
 */
#include <glue/host.h>

#include <api/compat.h>
#include <api/ipc.h>
#include <api/port.h>
#include <api/time.h>
#include <api/utcb.h>
#include <arch/preempt.h>
#include <generic/ipc_fastpath.h>

#define TAG_PLAIN	L4_TAG_UNTYPED_MASK	/* bits of a tag that the short path allows */
#define TAG_BITS	0xffff

bool host_short_ipc = true;
__thread unsigned long host_short_ipcs;

static __thread bool has_left;	/* user mode has been reached without host_leave() */

STATIC_ASSERT(L4_TID_ANY == EXPECT_ANY, "FromSpecifier and expect are one");

static word_t *line_in_table(word_t id)
{
	return &thread_at(tid_number(id))->tcb.id;
}

static word_t *current_line(void)
{
	return &this_cpu()->current->id;
}

static bool can_tell(word_t id __unused)
{
	return true;
}

/* To receivers whose words are the processor's, and to those that have 32 bits. */
static const struct fastpath_port port64 = {
	.line = line_in_table, .current = current_line, .any = L4_TID_ANY, .can_tell = can_tell,
};
static const struct fastpath_port port32 = {
	.line = line_in_table, .current = current_line, .any = L4_TID_ANY,
	.differs = GATE_USUAL(USUAL_WORDS), .can_tell = tid_fits32,
};

/* There are no registers: message register 0 is in the UTCB, in the thread's word size. */
static word_t tag_of(const struct tcb *me)
{
	const struct thread *t = container_of(me, const struct thread, tcb);
	word_t tag = utcb_read(t, L4_UTCB_MR0);

	return thread_is_compat(t) ? tag_from32((u32)tag) : tag;
}

static void deliver(struct fastpath *f)
{
	struct tcb *s = tcb_of_line(f->me), *r = tcb_of_line(f->r);
	word_t tag = tag_of(s);
	unsigned int u = tag & L4_TAG_UNTYPED_MASK;

	ipc_fastpath_switch(f);
	/* There is no user code: the kernel is left and entered at once. */
	s->state = THREAD_WAITING;
	r->state = THREAD_RUNNING;
	this_cpu()->current = r;
	for (unsigned int i = 1; i <= u; i++)
		utcb_write(thread_of(r), (int)i, utcb_read(thread_of(s), (int)i));
	if (thread_is_compat(thread_of(s)) && !thread_is_compat(thread_of(r)))
		utcb_write(thread_of(r), L4_UTCB_WORD_SIZE_MASK,
			   (u32)utcb_read(thread_of(r), L4_UTCB_WORD_SIZE_MASK));
	port_return_ipc(r, tag, r->space_word == s->space_word ? s->local_id : f->id, true);
}

static enum fastpath_result find(struct fastpath *f, word_t to, word_t from, bool at_hand,
				 struct fastpath_port port)
{
	enum fastpath_result result;

	if (!at_hand)
		return ipc_fastpath(f, to, from, port);
	result = ipc_fastpath_awaited(f, to, port);
	return result == FASTPATH_SHUT && atomic_glance(f->r) != to ? FASTPATH_UNKNOWN : result;
}

static bool try(word_t to, word_t from, word_t timeouts)
{
	struct tcb *me = this_cpu()->current;
	/* The partner of a call, as a rule. */
	bool at_hand = from == to && to == me->awaits_id;
	word_t *line = at_hand ? me->awaits_line : line_in_table(to);
	bool is_wide = atomic_glance(&tcb_of_line(line)->usual) & USUAL_WORDS;
	struct fastpath_port port = is_wide ? port64 : port32;
	struct fastpath f = { .me = &me->id };
	word_t tag = tag_of(me);

	if ((tag & TAG_BITS & ~(word_t)TAG_PLAIN) != 0 || (u16)timeouts != L4_TIME_NEVER)
		return false;
	switch (find(&f, to, from, at_hand, port)) {
	case FASTPATH_UNKNOWN:
	case FASTPATH_REFUSED:
		return false;
	case FASTPATH_SHUT:
		if (!ipc_fastpath_in_time(&f, from, port))
			return false;
		break;
	case FASTPATH_ALLOWED:
		break;
	}
	deliver(&f);
	return true;
}

struct tcb *host_ipc(struct tcb *me, word_t to, word_t from, word_t timeouts)
{
	if (!host_short_ipc || !try(to, from, timeouts))
		return sys_ipc(me, to, from, timeouts, tag_of(me));
	host_short_ipcs++;
	has_left = true;
	return this_cpu()->current;
}

bool host_has_left(void)
{
	bool left = has_left;

	has_left = false;
	/* An interrupt strikes at the first instruction. */
	return left && !arch_preempt_recorded();
}
