/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ExchangeRegisters: permission, values, cancelling, halting.
 */
#include "test.h"

#define MARK		0x600df00dul
#define STOP		(L4_EXREGS_HALT_VALID | L4_EXREGS_HALT)
#define RESUME		L4_EXREGS_HALT_VALID
#define CANCEL		(L4_EXREGS_CANCEL_SEND | L4_EXREGS_CANCEL_RECV)

static volatile L4_Word_t counter, stop, reached, reached_sp;

/* A helper that counts until `stop`; lower priority threads do not run meanwhile. */
static struct helper *counting_helper(void)
{
	struct helper *h = helper_here();

	counter = stop = 0;
	helper_start(h, work_count, (L4_Word_t)&counter, (L4_Word_t)&stop, 0);
	return h;
}

/* Leaves the processor to the others until some of them have run. */
static void let_run(void)
{
	L4_Sleep(L4_TimePeriod(1000 * stretch));
}

static bool is_counting(void)
{
	let_run();
	return await_change(&counter, counter);
}

static bool stands_still(void)
{
	L4_Word_t before, i;

	let_run();
	before = counter;
	for (i = 0; i < stretch && counter == before; i++)
		let_run();
	return counter == before;
}

/* Where threads are sent to. */
static void elsewhere(void)
{
	L4_Word_t here = 0;

	reached_sp = (L4_Word_t)&here;
	reached++;
	for (;;)
		L4_Sleep(L4_Never);
}

TAP_TEST(exregs, inactive, "EXR-01 an inactive thread: error 2")
{
	L4_ThreadId_t id = new_id();

	check_granted(L4_ThreadControl(id, main_thread, main_thread, L4_nilthread,
				       UTCB_UNCHANGED));
	check_refused(exregs_read(id).id.raw, L4_ErrInvalidThread);
}

TAP_TEST(exregs, of_the_kernel, "EXR-01 an interrupt, or a thread of the kernel: error 2")
{
	L4_Word_t i, user_base = L4_ThreadIdUserBase(L4_GetKernelInterface());

	for (i = 0; i < user_base; i++)
		check_refused(exregs_read(L4_GlobalId(i, 1)).id.raw, L4_ErrInvalidThread);
}

static L4_Word_t work_exregs(L4_Word_t id, L4_Word_t control, L4_Word_t c)
{
	L4_ThreadId_t dest = { .raw = id };
	struct exregs r = exregs_control(dest, control);

	(void)c;
	return r.id.raw ? r.id.raw : L4_ErrorCode();
}

TAP_TEST(exregs, foreign, "EXR-02 a thread of another space that this space does not page: error 2")
{
	struct helper *h = helper_there(), *other = helper_there();

	tap_check_eq(helper_call(h, work_exregs, other->id.raw, L4_EXREGS_DELIVER, 0),
		     L4_ErrInvalidThread);
	tap_check_eq(helper_call(h, work_exregs, main_thread.raw, 0, 0), L4_ErrInvalidThread);
}

TAP_TEST(exregs, paged, "EXR-03 a thread of another space whose pager is in the caller's space")
{
	struct helper *h = helper_there();

	tap_check_eq(exregs_read(h->id).id.raw,
		     (L4_Word_t)utcb_there(h->id) + L4_UTCB_POINTER_OFFSET);
	tap_check_eq(exregs_read(h->id).pager.raw, main_thread.raw);
}

TAP_TEST(exregs, new_ip_sp, "EXR-04 a running thread goes on at the new IP with the new SP")
{
	struct helper *h = counting_helper();
	struct exregs r = { .ip = (L4_Word_t)elsewhere, .sp = stack_of(new_id()) };
	L4_Word_t sp = r.sp;

	reached = 0;
	tap_check(is_counting());
	exregs(h->id, L4_EXREGS_SET_IP | L4_EXREGS_SET_SP, &r);
	settle();
	tap_check_eq(reached, 1);
	tap_check(reached_sp <= sp && reached_sp > sp - STACK_BYTES);
}

TAP_TEST(exregs, old_values, "EXR-05 control 0 delivers the values of a running thread, no effect")
{
	struct helper *h = counting_helper();
	struct exregs r;

	tap_check(is_counting());
	r = exregs_control(h->id, 0);
	tap_check(r.ip >= (L4_Word_t)__image_start && r.ip < (L4_Word_t)__image_end);
	tap_check(r.sp <= stack_of(h->id) && r.sp > stack_of(h->id) - STACK_BYTES);
	tap_check_eq(r.control, 0);
	tap_check_eq(r.pager.raw, main_thread.raw);
	tap_check(is_counting());
}

TAP_TEST(exregs, own_values, "EXR-05 the caller may ask about itself")
{
	struct exregs r = exregs_read(main_thread);
	L4_Word_t here = 0;

	tap_check_eq(r.id.raw, L4_MyLocalId().raw);
	tap_check(r.sp < (L4_Word_t)&here + STACK_BYTES && r.sp > (L4_Word_t)&here - STACK_BYTES);
	tap_check(r.ip >= (L4_Word_t)__image_start && r.ip < (L4_Word_t)__image_end);
}

/*
 * A call that would cancel a send is more than a look, and a thread that runs sends nothing. It is
 * on this processor and does not run meanwhile.
 */
static void check_look(L4_ThreadId_t id, L4_Word_t handle)
{
	struct exregs look = exregs_read(id), other = exregs_control(id, L4_EXREGS_CANCEL_SEND);

	tap_check_eq(look.id.raw, other.id.raw);
	tap_check_eq(look.control, other.control);
	tap_check_eq(look.ip, other.ip);
	tap_check_eq(look.sp, other.sp);
	tap_check_eq(look.flags, other.flags);
	tap_check_eq(look.pager.raw, other.pager.raw);
	tap_check_eq(look.handle, handle);
	tap_check_eq(other.handle, handle);
}

TAP_TEST(exregs, look, "EXR-02 EXR-03 EXR-05 a look finds what a call with more control bits finds")
{
	struct exregs r = { .handle = MARK };
	struct helper *h, *other;

	helpers_together();
	h = helper_there();
	other = helper_there();
	counter = stop = 0;
	helper_start(h, work_count, (L4_Word_t)&counter, (L4_Word_t)&stop, 0);
	tap_check(is_counting());
	exregs(h->id, L4_EXREGS_SET_HANDLE, &r);
	check_look(h->id, MARK);
	/* It is not the other one's to look at. */
	tap_check_eq(helper_call(other, work_exregs, h->id.raw, L4_EXREGS_DELIVER, 0),
		     L4_ErrInvalidThread);
	exregs_control(h->id, STOP);
	tap_check_eq(exregs_read(h->id).control, L4_EXREGS_WAS_HALTED);
	check_look(h->id, MARK);
	exregs_control(h->id, RESUME);
	tap_check(is_counting());
	stop = 1;
}

TAP_TEST(exregs, handle, "EXR-07 bit u writes the handle")
{
	struct helper *h = helper_here();
	struct exregs r = { .handle = MARK };

	L4_Set_UserDefinedHandleOf(h->id, 1);
	exregs(h->id, L4_EXREGS_SET_HANDLE, &r);
	tap_check_eq(r.handle, 1);
	tap_check_eq(exregs_read(h->id).handle, MARK);
}

TAP_TEST(exregs, pager, "EXR-08 bit p writes the pager")
{
	struct helper *h = helper_here();
	struct exregs r = { .pager = new_id() };
	L4_Word_t wanted = r.pager.raw;

	exregs(h->id, L4_EXREGS_SET_PAGER, &r);
	tap_check_eq(r.pager.raw, main_thread.raw);
	tap_check_eq(exregs_read(h->id).pager.raw, wanted);
}

TAP_TEST(exregs, cancel_receive, "EXR-09 bit R ends a wait with error 3, receive phase")
{
	struct helper *h = helper_here();
	struct exregs r;

	helper_receive(h, L4_anythread);
	r = exregs_control(h->id, L4_EXREGS_CANCEL_RECV);
	tap_check_eq(r.control, L4_EXREGS_WAS_RECEIVING);
	check_helper_error(h, RECEIVE_CANCELLED);
}

TAP_TEST(exregs, keep_receiving, "EXR-10 bit S leaves a waiting thread waiting")
{
	struct helper *h = helper_here();

	helper_receive(h, L4_anythread);
	tap_check_eq(exregs_control(h->id, L4_EXREGS_CANCEL_SEND).control,
		     L4_EXREGS_WAS_RECEIVING);
	settle();
	tap_check(!h->ipc.over);
	tap_check_eq(thread_state(h->id), L4_SCHED_WAITING);
}

TAP_TEST(exregs, cancel_send, "EXR-11 bit S ends a pending send with error 3, send phase")
{
	struct helper *h = helper_here(), *r = helper_here();

	helper_send(h, r->id, 1, 3);
	tap_check_eq(exregs_control(h->id, L4_EXREGS_CANCEL_SEND).control,
		     L4_EXREGS_WAS_SENDING);
	check_helper_error(h, SEND_CANCELLED);
	/* And its message is not there any more. */
	helper_ipc(r, L4_nilthread, L4_anythread, NO_WAIT);
	check_helper_error(r, RECEIVE_TIMEOUT);
}

TAP_TEST(exregs, keep_sending, "EXR-12 bit R leaves a pending sender pending")
{
	struct helper *h = helper_here(), *r = helper_here();

	helper_send(h, r->id, 1, 3);
	tap_check_eq(exregs_control(h->id, L4_EXREGS_CANCEL_RECV).control,
		     L4_EXREGS_WAS_SENDING);
	tap_check_eq(thread_state(h->id), L4_SCHED_PENDING_SEND);
	helper_receive(r, h->id);
	check_helper_ok(h);
	check_helper_ok(r);
}

TAP_TEST(exregs, cancel_call,
	 "EXR-13 a call cancelled in its receive phase has delivered its message")
{
	struct helper *h = helper_there(), *r = helper_there();

	helper_receive(r, h->id);
	message_set(h->ipc.mr, 1, 9);
	helper_ipc(h, r->id, r->id, NEVER);
	tap_check_eq(exregs_control(h->id, CANCEL).control, L4_EXREGS_WAS_RECEIVING);
	check_helper_error(h, RECEIVE_CANCELLED);
	check_helper_ok(r);
	tap_check_eq(words_wrong(r->ipc.mr, 9), 0);
}

TAP_TEST(exregs, cancel_new_ip, "EXR-14 with bits R, s, i a waiting thread goes on at the new IP")
{
	struct helper *h = helper_here();
	struct exregs r = { .ip = (L4_Word_t)elsewhere, .sp = stack_of(new_id()) };

	reached = 0;
	helper_receive(h, L4_anythread);
	exregs(h->id, L4_EXREGS_CANCEL_RECV | L4_EXREGS_SET_IP | L4_EXREGS_SET_SP, &r);
	settle();
	tap_check_eq(reached, 1);
	tap_check(!h->ipc.over);
}

/* Loads all message registers, faults, and counts how many of them changed. */
static L4_Word_t work_fault_with_words(L4_Word_t address, L4_Word_t b, L4_Word_t c)
{
	L4_Word_t mr[__L4_NUM_MRS], wrong;

	(void)b;
	(void)c;
	message_load(0x77, 63);
	(void)probe_read(address, 0, 0);
	L4_StoreMRs(0, __L4_NUM_MRS, mr);
	wrong = words_wrong(mr, 63);
	return wrong + (mr[0] != ((L4_Word_t)0x77 << 16 | 63));
}

TAP_TEST(exregs, cancel_fault,
	 "EXR-15 a cancelled page fault is repeated, message registers intact")
{
	struct helper *h = helper_here();

	tap_check_eq(helper_run(h, work_fault_with_words, PLACE, 0, 0), PAGE_FAULT);
	tap_check_eq(exregs_control(h->id, CANCEL).control, L4_EXREGS_WAS_RECEIVING);
	tap_check_eq(helper_finish(h), PAGE_FAULT);
	tap_check_eq(h->mr[1], PLACE);
	helper_abort_probe(h);
	tap_check_eq(h->value, 0);
}

TAP_TEST(exregs, halt, "EXR-16 bits h, H stop a running thread")
{
	struct helper *h = counting_helper();

	tap_check(is_counting());
	tap_check_eq(exregs_control(h->id, STOP).control & L4_EXREGS_WAS_HALTED, 0);
	tap_check_eq(thread_state(h->id), L4_SCHED_INACTIVE);
	tap_check(stands_still());
}

TAP_TEST(exregs, was_halted, "EXR-17 control 0 on a halted thread reports it")
{
	struct helper *h = counting_helper();

	(void)exregs_control(h->id, STOP);
	tap_check_eq(exregs_control(h->id, 0).control, L4_EXREGS_WAS_HALTED);
	tap_check_eq(exregs_control(h->id, STOP).control, L4_EXREGS_WAS_HALTED);
}

TAP_TEST(exregs, resume, "EXR-18 bits h and H=0 resume a halted thread")
{
	struct helper *h = counting_helper();

	(void)exregs_control(h->id, STOP);
	tap_check(stands_still());
	tap_check_eq(exregs_control(h->id, RESUME).control, L4_EXREGS_WAS_HALTED);
	tap_check(is_counting());
	stop = 1;
	tap_check_eq(helper_finish(h), DONE);
	tap_check_eq(h->value, counter);
}

TAP_TEST(exregs, send_to_halted, "EXR-19 a send to a halted thread blocks")
{
	struct helper *h = counting_helper(), *s = helper_here();

	(void)exregs_control(h->id, STOP);
	helper_send(s, h->id, 1, 0);
	tap_check_eq(thread_state(s->id), L4_SCHED_PENDING_SEND);
	message_load(1, 0);
	check_error(L4_Send_Timeout(h->id, L4_ZeroTime), SEND_TIMEOUT);
}

TAP_TEST(exregs, halt_in_ipc, "EXR-20 a thread halted in a receive gets its message, then stops")
{
	struct helper *h = helper_here(), *s = helper_here();

	helper_receive(h, s->id);
	tap_check_eq(exregs_control(h->id, STOP).control & L4_EXREGS_WAS_RECEIVING,
		     L4_EXREGS_WAS_RECEIVING);
	tap_check_eq(exregs_control(h->id, 0).control & L4_EXREGS_WAS_RECEIVING,
		     L4_EXREGS_WAS_RECEIVING);
	helper_send(s, h->id, 1, 5);
	check_helper_ok(s);
	settle();
	tap_check(!h->ipc.over);
	(void)exregs_control(h->id, RESUME);
	check_helper_ok(h);
	tap_check_eq(words_wrong(h->ipc.mr, 5), 0);
}

TAP_TEST(exregs, halt_in_send, "EXR-20 a thread halted in a pending send delivers, then stops")
{
	struct helper *h = helper_here(), *r = helper_here();

	helper_send(h, r->id, 1, 5);
	(void)exregs_control(h->id, STOP);
	helper_receive(r, h->id);
	check_helper_ok(r);
	tap_check(!h->ipc.over);
	(void)exregs_control(h->id, RESUME);
	check_helper_ok(h);
}

TAP_TEST(exregs, resume_in_ipc, "EXR-20 a thread halted and resumed in a receive still waits")
{
	struct helper *h = helper_here(), *s = helper_here();

	helper_receive(h, s->id);
	(void)exregs_control(h->id, STOP);
	(void)exregs_control(h->id, RESUME);
	tap_check_eq(thread_state(h->id), L4_SCHED_WAITING);
	helper_send(s, h->id, 1, 0);
	check_helper_ok(h);
}

static L4_Word_t work_halt_self(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	(void)b;
	(void)c;
	counter = 1;
	(void)exregs_control(L4_Myself(), STOP);
	counter = 2;
	return a + 1;
}

TAP_TEST(exregs, halt_self, "EXR-21 a thread that halts itself goes on behind the call")
{
	struct helper *h = helper_here();

	counter = 0;
	helper_start(h, work_halt_self, 40, 0, 0);
	settle();
	tap_check_eq(counter, 1);
	tap_check_eq(thread_state(h->id), L4_SCHED_INACTIVE);
	(void)exregs_control(h->id, RESUME);
	tap_check_eq(helper_finish(h), DONE);
	tap_check_eq(h->value, 41);
}

TAP_TEST(exregs, local_dest, "EXR-23 with a local id the result is the global id")
{
	struct helper *h = helper_here();

	tap_check_eq(exregs_read(L4_LocalIdOf(h->id)).id.raw, h->id.raw);
}

TAP_TEST(exregs, global_dest, "EXR-24 with a global id the result is the local id")
{
	struct helper *h = helper_here();

	tap_check_eq(exregs_read(h->id).id.raw,
		     (L4_Word_t)utcb_here(h->id) + L4_UTCB_POINTER_OFFSET);
}

TAP_TEST(exregs, always_deliver, "EXR-25 the old values come without bit d too")
{
	struct helper *h = helper_here();
	struct exregs with = exregs_control(h->id, L4_EXREGS_DELIVER);
	struct exregs without = exregs_control(h->id, 0);

	tap_check_eq(with.sp, without.sp);
	tap_check_eq(with.ip, without.ip);
	tap_check_eq(with.pager.raw, without.pager.raw);
	tap_check(with.sp <= stack_of(h->id) && with.sp > stack_of(h->id) - STACK_BYTES);
}

TAP_TEST(exregs, ignored_bits, "EXR-26 control bits from 9 on have no effect")
{
	struct helper *h = helper_here();

	helper_receive(h, L4_anythread);
	tap_check_eq(exregs_control(h->id, ~(L4_Word_t)0x1ff).control, L4_EXREGS_WAS_RECEIVING);
	settle();
	tap_check(!h->ipc.over);
	tap_check_eq(thread_state(h->id), L4_SCHED_WAITING);
}

TAP_TEST(exregs, failure, "EXR-27 a failing call returns nil and changes nothing")
{
	struct helper *h = helper_here();
	L4_ThreadId_t wrong = L4_GlobalId(L4_ThreadNo(h->id), L4_Version(h->id) + 1);
	struct exregs r = { .handle = MARK, .pager = h->id, .ip = 1, .sp = 1 };

	L4_Set_UserDefinedHandleOf(h->id, 1);
	exregs(wrong, 0x1ff, &r);
	tap_check_eq(r.id.raw, 0);
	tap_check_eq(L4_ErrorCode(), L4_ErrInvalidThread);
	tap_check_eq(r.control | r.sp | r.ip | r.flags | r.handle | r.pager.raw, 0);
	check_refused(exregs_read(L4_anythread).id.raw, L4_ErrInvalidThread);
	tap_check_eq(exregs_read(h->id).handle, 1);
	tap_check_eq(helper_call(h, work_nothing, 5, 0, 0), 5);
}

TAP_TEST(exregs, control_zero_waits, "FIX-19 control 0 disturbs no wait")
{
	struct helper *h = helper_here(), *s = helper_here(), *r = helper_here();

	helper_receive(h, L4_anythread);
	helper_send(s, r->id, 1, 1);
	(void)exregs_control(h->id, 0);
	(void)exregs_control(s->id, 0);
	tap_check_eq(thread_state(h->id), L4_SCHED_WAITING);
	tap_check_eq(thread_state(s->id), L4_SCHED_PENDING_SEND);
	helper_receive(r, s->id);
	check_helper_ok(r);
	check_helper_ok(s);
	(void)exregs_control(h->id, L4_EXREGS_CANCEL_RECV);
	check_helper_error(h, RECEIVE_CANCELLED);
}

TAP_TEST(exregs, values_in_call,
	 "EXR-05 FIX-11 SP and IP of a blocked thread are those after its call")
{
	struct helper *h = helper_here();
	struct exregs r;

	helper_receive(h, L4_anythread);
	r = exregs_read(h->id);
	tap_check(r.ip >= (L4_Word_t)__image_start && r.ip < (L4_Word_t)__image_end);
	tap_check(r.sp <= stack_of(h->id) && r.sp > stack_of(h->id) - STACK_BYTES);
	/* Set to what they are, the thread returns as if nothing had happened. */
	exregs(h->id, L4_EXREGS_CANCEL_RECV | L4_EXREGS_SET_IP | L4_EXREGS_SET_SP, &r);
	check_helper_error(h, RECEIVE_CANCELLED);
}

TAP_TEST(exregs, only_ip_in_call,
	 "EXR-14 FIX-11 with a new IP alone a blocked thread has the SP after its call")
{
	struct helper *h = helper_here();
	struct exregs r;

	helper_receive(h, L4_anythread);
	r = exregs_read(h->id);
	exregs(h->id, L4_EXREGS_CANCEL_RECV | L4_EXREGS_SET_IP, &r);
	check_helper_error(h, RECEIVE_CANCELLED);
}

TAP_TEST(exregs, only_sp_in_call,
	 "EXR-14 FIX-11 with a new SP alone a blocked thread goes on behind its call")
{
	struct helper *h = helper_here();
	struct exregs r;

	helper_receive(h, L4_anythread);
	r = exregs_read(h->id);
	exregs(h->id, L4_EXREGS_CANCEL_RECV | L4_EXREGS_SET_SP, &r);
	check_helper_error(h, RECEIVE_CANCELLED);
}

TAP_TEST(exregs, set_while_waiting, "EXR-10 IP and SP set without R or S do not end a wait")
{
	struct helper *h = helper_here(), *s = helper_here();
	struct exregs r;

	helper_receive(h, s->id);
	r = exregs_read(h->id);
	exregs(h->id, L4_EXREGS_SET_IP | L4_EXREGS_SET_SP, &r);
	settle();
	tap_check(!h->ipc.over);
	helper_send(s, h->id, 1, 20);
	check_helper_ok(h);
	tap_check_eq(words_wrong(h->ipc.mr, 20), 0);
}
