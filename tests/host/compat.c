/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Spaces and threads of 32-bit programs, made by the root task.
 */
#include "compat.h"

#include <generic/ptab.h>

word_t control_space(word_t space, word_t control, word_t kip, word_t utcbs, word_t *old)
{
	word_t returns = root->frame.returns;

	assert_ptr_equal(host_leave(sys_space_control(root, space, control, kip, utcbs,
						      L4_TID_NIL)), root);
	assert_true(root->frame.returns > returns);
	*old = root->frame.second;
	return root->frame.result;
}

struct tcb *make_unstarted32(unsigned int n, unsigned int s)
{
	word_t old;

	if (n == s) {
		assert_int_equal(thread_control(tid(n), tid(n), root->id, L4_TID_NIL, ~0ul), 1);
		assert_int_equal(control_space(tid(n), CONTROL_32BIT,
					       KIP_AREA | L4_KIP_SIZE_LOG2 << 4,
					       UTCB_AREA | UTCB_AREA_LOG2 << 4, &old), 1);
		assert_true(old == CONTROL_32BIT);
	}
	assert_int_equal(thread_control(tid(n), tid(s), root->id, root->id, UTCB(n)), 1);
	return tcb_of(tid(n));
}

struct tcb *make_thread32(unsigned int n, unsigned int s)
{
	struct tcb *t = make_unstarted32(n, s);

	mr(root)[1] = 0x1000 + n;
	mr(root)[2] = 0x2000 + n;
	ipc_words(t->id, L4_TID_NIL, TIMEOUTS(ZERO, ZERO), 0, 2, 0);
	assert_int_equal(t->state, THREAD_RUNNING);
	return t;
}

struct tcb *make_either(unsigned int n, unsigned int s, bool is_32bit)
{
	return is_32bit ? make_thread32(n, s) : make_thread(n, s);
}

static bool is_32bit(const struct tcb *t)
{
	return t->space->compat;
}

word_t program_word(struct tcb *t, int index)
{
	return is_32bit(t) ? mr32(t)[index] : mr(t)[index];
}

void set_program_word(struct tcb *t, int index, word_t w)
{
	if (is_32bit(t))
		mr32(t)[index] = (u32)w;
	else
		mr(t)[index] = w;
}

word_t program_id(struct tcb *t, word_t id)
{
	if (!is_32bit(t) || id == 0)
		return id;
	if (id == ~0ul || id == ~0x3ful || (id & 0x3f) == 0)
		return id & 0xffffffff;
	return (id >> 32) % (1u << 18) << 14 | id % (1u << 14);
}

struct tcb *ipc_tag(word_t to, word_t from, word_t timeouts, word_t tag)
{
	set_program_word(host_current(), 0, tag);
	return ipc(to, from, timeouts);
}

void give_memory(struct tcb *t, uvaddr_t va, paddr_t frame, size_t bytes, unsigned int rights)
{
	struct map_op op = {
		.src = &sigma0->space->pt, .dst = &t->space->pt, .src_va = frame, .dst_va = va,
		.left = bytes, .rights = rights,
	};

	while (mapdb_map(&op) == ERR_AGAIN)
		arch_this_cpu()->irq_recorded = 0;
	assert_int_equal(op.left, 0);
}

u8 *byte_at(struct tcb *t, uvaddr_t va)
{
	return host_access(t->space->pt.space_word, va, RIGHT_R);
}
