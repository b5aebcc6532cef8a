/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Propagation: sending in the name of another thread.
 */
#include "propagate.h"

TAP_TEST(redirect, own_space, "PROP-01 in the name of a thread of the own space")
{
	struct helper *s = helper_here(), *v = helper_here(), *r = helper_there();

	helper_receive(r, L4_anythread);
	propagate(s, v->id, r, 5);
	check_helper_ok(s);
	check_helper_ok(r);
	tap_check_eq(r->ipc.sender.raw, v->id.raw);
	check_flags(r, s, L4_TAG_PROPAGATED);
	tap_check_eq(tcr(r, L4_UTCB_VIRTUAL_SENDER), s->id.raw);
	tap_check_eq(words_wrong(r->ipc.mr, 5), 0);
}

TAP_TEST(redirect, local_from, "PROP-01 a receiver of that space sees a local id")
{
	struct helper *s = helper_here(), *v = helper_here(), *r = helper_here();

	helper_receive(r, L4_anythread);
	propagate(s, v->id, r, 0);
	check_helper_ok(r);
	tap_check_eq(r->ipc.sender.raw, L4_LocalIdOf(v->id).raw);
	check_flags(r, s, L4_TAG_PROPAGATED);
}

TAP_TEST(redirect, local_virtual, "PROP-01 the virtual sender may be given by its local id")
{
	struct helper *s = helper_here(), *v = helper_here(), *r = helper_there();

	helper_receive(r, L4_anythread);
	propagate(s, L4_LocalIdOf(v->id), r, 0);
	check_helper_ok(r);
	tap_check_eq(r->ipc.sender.raw, v->id.raw);
	check_flags(r, s, L4_TAG_PROPAGATED);
}

TAP_TEST(redirect, foreign_virtual, "PROP-02 in a foreign name to a thread of the own space")
{
	struct helper *s = helper_here(), *v = helper_there(), *r = helper_here();

	helper_receive(r, L4_anythread);
	propagate(s, v->id, r, 0);
	check_helper_ok(r);
	tap_check_eq(r->ipc.sender.raw, v->id.raw);
	check_flags(r, s, L4_TAG_PROPAGATED);
}

TAP_TEST(redirect, both_foreign, "PROP-03 in a foreign name to a foreign thread: in the own name")
{
	struct helper *s = helper_there(), *v = helper_there(), *r = helper_there();

	helper_receive(r, L4_anythread);
	set_tcr(s, L4_UTCB_INTENDED_RECEIVER, 0);
	propagate(s, v->id, r, 3);
	check_helper_ok(s);
	check_helper_ok(r);
	tap_check_eq(r->ipc.sender.raw, s->id.raw);
	check_flags(r, s, 0);
	tap_check_eq(words_wrong(r->ipc.mr, 3), 0);
}

TAP_TEST(redirect, foreign_not_accepted,
	 "PROP-03 who waits for the foreign name only is not reached")
{
	struct helper *s = helper_there(), *v = helper_there(), *r = helper_there();

	helper_receive(r, v->id);
	propagate(s, v->id, r, 0);
	tap_check_eq(thread_state(r->id), L4_SCHED_WAITING);
	tap_check_eq(thread_state(s->id), L4_SCHED_PENDING_SEND);
}

TAP_TEST(redirect, no_virtual, "PROP-04 a virtual sender that does not exist: in the own name")
{
	struct helper *s = helper_here(), *r = helper_there();

	helper_receive(r, L4_anythread);
	propagate(s, new_id(), r, 0);
	check_helper_ok(r);
	tap_check_eq(r->ipc.sender.raw, s->id.raw);
	check_flags(r, s, 0);
}

TAP_TEST(redirect, waits_for_virtual,
	 "PROP-05 a receiver that waits for the virtual sender accepts")
{
	struct helper *s = helper_here(), *v = helper_here(), *r = helper_there();

	helper_receive(r, v->id);
	propagate(s, v->id, r, 0);
	check_helper_ok(r);
	tap_check_eq(r->ipc.sender.raw, v->id.raw);
}

TAP_TEST(redirect, waits_for_actual, "PROP-06 a receiver that waits for the actual sender accepts")
{
	struct helper *s = helper_here(), *v = helper_here(), *r = helper_there();

	helper_receive(r, s->id);
	propagate(s, v->id, r, 0);
	check_helper_ok(r);
	tap_check_eq(r->ipc.sender.raw, v->id.raw);
	check_flags(r, s, L4_TAG_PROPAGATED);
}

TAP_TEST(redirect, pending_virtual,
	 "PROP-05 a pending message is found by the virtual sender's name")
{
	struct helper *s = helper_here(), *v = helper_here(), *r = helper_there();

	propagate(s, v->id, r, 0);
	helper_receive(r, v->id);
	check_helper_ok(r);
	tap_check_eq(r->ipc.sender.raw, v->id.raw);
}

TAP_TEST(redirect, pending_actual, "PROP-06 a pending message is found by the actual sender's name")
{
	struct helper *s = helper_here(), *v = helper_here(), *r = helper_there();

	propagate(s, v->id, r, 0);
	helper_receive(r, s->id);
	check_helper_ok(r);
	tap_check_eq(r->ipc.sender.raw, v->id.raw);
}

TAP_TEST(redirect, waits_for_third,
	 "PROP-05 a receiver that waits for a third thread does not accept")
{
	struct helper *s = helper_here(), *v = helper_here(), *r = helper_there();

	helper_receive(r, main_thread);
	propagate(s, v->id, r, 0);
	tap_check_eq(thread_state(s->id), L4_SCHED_PENDING_SEND);
	tap_check_eq(thread_state(r->id), L4_SCHED_WAITING);
}

TAP_TEST(redirect, virtual_gone, "PROP-04 the virtual sender dies while the message is pending")
{
	struct helper *s = helper_here(), *v = helper_here(), *r = helper_there();

	propagate(s, v->id, r, 2);
	helper_forget(v);
	helper_receive(r, L4_anythread);
	check_helper_ok(s);
	check_helper_ok(r);
	tap_check_eq(words_wrong(r->ipc.mr, 2), 0);
}

TAP_TEST(redirect, reply_to_caller,
	 "PROP-07 the virtual sender's call of the actual one is answered by the receiver")
{
	struct helper *s = helper_here(), *v = helper_there(), *r = helper_here();

	helper_receive(s, L4_anythread);
	message_set(v->ipc.mr, 1, 0);
	helper_ipc(v, s->id, s->id, NEVER);
	check_helper_ok(s);
	helper_receive(r, L4_anythread);
	propagate(s, v->id, r, 0);
	check_helper_ok(r);
	message_set(r->ipc.mr, 2, 4);
	helper_ipc(r, v->id, L4_nilthread, NO_WAIT);
	check_helper_ok(r);
	check_helper_ok(v);
	tap_check_eq(v->ipc.sender.raw, r->id.raw);
	tap_check_eq(words_wrong(v->ipc.mr, 4), 0);
}

TAP_TEST(redirect, reply_of_other, "PROP-07 after that the actual sender is no longer waited for")
{
	struct helper *s = helper_here(), *v = helper_there(), *r = helper_here();

	helper_receive(s, L4_anythread);
	message_set(v->ipc.mr, 1, 0);
	helper_ipc(v, s->id, s->id, NEVER);
	check_helper_ok(s);
	helper_receive(r, L4_anythread);
	propagate(s, v->id, r, 0);
	check_helper_ok(s);
	message_set(s->ipc.mr, 2, 0);
	helper_ipc(s, v->id, L4_nilthread, NO_WAIT);
	check_helper_error(s, SEND_TIMEOUT);
}

TAP_TEST(redirect, reply_waits_already,
	 "PROP-07 a message in the receiver's name that is pending already is taken")
{
	struct helper *s = helper_here(), *v = helper_there(), *to = helper_here();
	struct helper *x = helper_here();

	helper_receive(s, L4_anythread);
	message_set(v->ipc.mr, 1, 0);
	helper_ipc(v, s->id, s->id, NEVER);
	check_helper_ok(s);
	propagate(x, to->id, v, 4);
	tap_check_eq(thread_state(x->id), L4_SCHED_PENDING_SEND);
	helper_receive(to, L4_anythread);
	propagate(s, v->id, to, 0);
	check_helper_ok(to);
	check_helper_ok(x);
	check_helper_ok(v);
	tap_check_eq(v->ipc.sender.raw, to->id.raw);
	tap_check_eq(words_wrong(v->ipc.mr, 4), 0);
}

TAP_TEST(redirect, receiver_gone, "PROP-07 the receiver dies: error 2 for the virtual sender")
{
	struct helper *s = helper_here(), *v = helper_there(), *r = helper_here();

	helper_receive(s, L4_anythread);
	message_set(v->ipc.mr, 1, 0);
	helper_ipc(v, s->id, s->id, NEVER);
	check_helper_ok(s);
	helper_receive(r, L4_anythread);
	propagate(s, v->id, r, 0);
	check_helper_ok(r);
	helper_forget(r);
	check_helper_error(v, RECEIVE_NO_PARTNER);
}

TAP_TEST(redirect, actual_unchanged, "PROP-08 without p the receiver's ActualSender stays")
{
	struct helper *s = helper_here(), *v = helper_here(), *r = helper_there_alike();

	set_tcr(r, L4_UTCB_VIRTUAL_SENDER, MARK);
	set_tcr(s, L4_UTCB_VIRTUAL_SENDER, v->id.raw);
	helper_receive(r, L4_anythread);
	helper_send(s, r->id, 1, 0);
	check_helper_ok(r);
	tap_check_eq(r->ipc.sender.raw, s->id.raw);
	tap_check_eq(tcr(r, L4_UTCB_VIRTUAL_SENDER), MARK);
}

TAP_TEST(redirect, never_redirected,
	 "PROP-09 without a redirector r is 0, whatever the sent tag says")
{
	struct helper *s = helper_there_alike(), *r = helper_there_alike();

	set_tcr(r, L4_UTCB_INTENDED_RECEIVER, MARK);
	helper_receive(r, L4_anythread);
	message_set(s->ipc.mr, 1, 0);
	s->ipc.mr[0] |= L4_TAG_REDIRECTED | L4_TAG_XCPU | L4_TAG_ERROR;
	helper_ipc(s, r->id, L4_nilthread, NEVER);
	check_helper_ok(r);
	check_flags(r, s, 0);
	tap_check_eq(tcr(r, L4_UTCB_INTENDED_RECEIVER), MARK);
}
