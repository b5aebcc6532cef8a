/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ThreadControl: who may call it, what it refuses and why, creation and change of threads.
 */
#include "partner.h"
#include "test.h"

#define MARK	0x600df00dul

struct thread_change {
	L4_ThreadId_t dest, space, scheduler, pager;
	void *utcb;
	L4_Word_t error;
};

static L4_Word_t work_thread_control(L4_Word_t parameters, L4_Word_t b, L4_Word_t c)
{
	struct thread_change *p = (struct thread_change *)parameters;
	L4_Word_t result;

	(void)b;
	(void)c;
	result = L4_ThreadControl(p->dest, p->space, p->scheduler, p->pager, p->utcb);
	p->error = L4_ErrorCode();
	return result;
}

/* Nobody can send to it, nor ask about it. */
static bool is_absent(L4_ThreadId_t id)
{
	L4_Set_MsgTag(L4_Niltag);
	return L4_IpcFailed(L4_Send_Timeout(id, L4_ZeroTime)) &&
	       L4_ErrorCode() == SEND_NO_PARTNER && thread_state(id) == L4_SCHED_ERROR;
}

TAP_TEST(thread, unprivileged, "TC-01 a thread outside the initial spaces is refused with error 1")
{
	struct helper *h = helper_there();
	struct thread_change p = {
		.dest = new_id(), .space = h->id, .scheduler = h->id, .pager = L4_nilthread,
		.utcb = UTCB_UNCHANGED,
	};

	tap_check_eq(helper_call(h, work_thread_control, (L4_Word_t)&p, 0, 0), 0);
	tap_check_eq(p.error, L4_ErrNoPrivilege);
	tap_check(is_absent(p.dest));
}

TAP_TEST(thread, unprivileged_delete, "TC-01 an unprivileged thread cannot delete others")
{
	struct helper *h = helper_there(), *victim = helper_here();
	struct thread_change p = { .dest = victim->id, .utcb = UTCB_UNCHANGED };

	tap_check_eq(helper_call(h, work_thread_control, (L4_Word_t)&p, 0, 0), 0);
	tap_check_eq(p.error, L4_ErrNoPrivilege);
	tap_check_eq(helper_call(victim, work_nothing, 5, 0, 0), 5);
}

TAP_TEST(thread, initial_space, "TC-01 every thread of an initial space is privileged")
{
	struct helper *h = helper_here();
	struct thread_change p = {
		.dest = new_id(), .space = main_thread, .scheduler = main_thread,
		.utcb = UTCB_UNCHANGED,
	};

	tap_check_eq(helper_call(h, work_thread_control, (L4_Word_t)&p, 0, 0), 1);
	tap_check_eq(thread_state(p.dest), L4_SCHED_INACTIVE);
}

TAP_TEST(thread, local_dest, "TC-02 FIX-17 a local id as dest is refused with error 2")
{
	struct helper *h = helper_here();

	check_refused(thread_delete(L4_LocalIdOf(h->id)), L4_ErrInvalidThread);
	check_refused(L4_ThreadControl(L4_LocalIdOf(h->id), main_thread, L4_nilthread, h->id,
				       UTCB_UNCHANGED), L4_ErrInvalidThread);
	tap_check_eq(exregs_read(h->id).pager.raw, main_thread.raw);
	tap_check_eq(helper_call(h, work_nothing, 5, 0, 0), 5);
}

TAP_TEST(thread, nil_dest, "TC-02 nilthread as dest is refused with error 2")
{
	check_refused(L4_ThreadControl(L4_nilthread, main_thread, main_thread, L4_nilthread,
				       UTCB_UNCHANGED), L4_ErrInvalidThread);
}

TAP_TEST(thread, kernel_thread, "TC-03 a kernel thread's number is refused with error 2")
{
	L4_Word_t i, first = L4_ThreadIdSystemBase(L4_GetKernelInterface());
	L4_Word_t end = L4_ThreadIdUserBase(L4_GetKernelInterface());

	for (i = first; i < end; i++) {
		tap_context("number %lu", i);
		check_refused(L4_ThreadControl(L4_GlobalId(i, 1), main_thread, main_thread,
					       L4_nilthread, UTCB_UNCHANGED),
			      L4_ErrInvalidThread);
	}
}

TAP_TEST(thread, create_inactive, "TC-04 a thread with a new space begins inactive")
{
	L4_ThreadId_t id = new_id();

	check_granted(L4_ThreadControl(id, id, main_thread, L4_nilthread, UTCB_UNCHANGED));
	tap_check_eq(thread_state(id), L4_SCHED_INACTIVE);
}

TAP_TEST(thread, nil_scheduler, "TC-05 creation without a scheduler is refused with error 4")
{
	L4_ThreadId_t id = new_id();

	check_refused(L4_ThreadControl(id, main_thread, L4_nilthread, L4_nilthread,
				       UTCB_UNCHANGED), L4_ErrInvalidScheduler);
	tap_check(is_absent(id));
}

TAP_TEST(thread, no_such_space, "TC-06 creation in a space that does not exist: error 3")
{
	L4_ThreadId_t id = new_id(), nobody = new_id();

	check_refused(L4_ThreadControl(id, nobody, main_thread, L4_nilthread, UTCB_UNCHANGED),
		      L4_ErrInvalidSpace);
	tap_check(is_absent(id));
}

TAP_TEST(thread, wrong_space_version, "TC-06 a space specifier with a wrong version: error 3")
{
	struct helper *h = helper_there();
	L4_ThreadId_t wrong = L4_GlobalId(L4_ThreadNo(h->id), L4_Version(h->id) + 1);

	check_refused(L4_ThreadControl(new_id(), wrong, main_thread, L4_nilthread,
				       UTCB_UNCHANGED), L4_ErrInvalidSpace);
}

TAP_TEST(thread, active_new_space, "TC-07 an active thread in a new space: error 3")
{
	L4_ThreadId_t id = new_id();

	check_refused(L4_ThreadControl(id, id, main_thread, main_thread, utcb_here(id)),
		      L4_ErrInvalidSpace);
	tap_check(is_absent(id));
}

static void check_bad_utcb(void *utcb)
{
	L4_ThreadId_t id = new_id();

	check_refused(L4_ThreadControl(id, main_thread, main_thread, main_thread, utcb),
		      L4_ErrUtcbArea);
	tap_check(is_absent(id));
}

TAP_TEST(thread, no_utcb, "TC-08 an active thread without a UTCB location: error 6")
{
	check_bad_utcb(UTCB_UNCHANGED);
}

TAP_TEST(thread, misaligned_utcb, "TC-09 an active thread at a misaligned UTCB location: error 6")
{
	check_bad_utcb((char *)utcb_here(new_id()) + 8);
	check_bad_utcb((char *)utcb_here(new_id()) + 512);
}

TAP_TEST(thread, utcb_outside, "TC-10 a UTCB location outside the area: error 6")
{
	check_bad_utcb((void *)PLACE);
	check_bad_utcb((char *)utcb_here(main_thread) - L4_UtcbSize(L4_GetKernelInterface()));
}

TAP_TEST(thread, utcb_end, "TC-11 a UTCB location at the end of the area: error 6")
{
	struct helper *h = helper_there();
	L4_Fpage_t area = L4_Fpage(UTCB_AREA_THERE,
				   (HELPERS + 2) * L4_UtcbSize(L4_GetKernelInterface()));
	L4_Word_t end = L4_Address(area) + L4_Size(area);
	L4_ThreadId_t id = new_id();

	check_refused(L4_ThreadControl(id, h->id, main_thread, main_thread, (void *)end),
		      L4_ErrUtcbArea);
	check_refused(L4_ThreadControl(id, h->id, main_thread, main_thread,
				       (void *)(end - L4_UtcbSize(L4_GetKernelInterface()) / 2)),
		      L4_ErrUtcbArea);
	check_granted(L4_ThreadControl(id, h->id, main_thread, main_thread,
				       (void *)(end - L4_UtcbSize(L4_GetKernelInterface()))));
}

TAP_TEST(thread, utcb_in_use, "TC-12 the UTCB location of another active thread: error 6")
{
	struct helper *h = helper_here();

	check_bad_utcb(utcb_here(h->id));
	check_bad_utcb(utcb_here(main_thread));
}

TAP_TEST(thread, create_active, "TC-13 an active thread waits for its pager")
{
	L4_ThreadId_t id = new_id();

	check_granted(thread_create_here(id, main_thread));
	settle();
	tap_check_eq(thread_state(id), L4_SCHED_WAITING);
}

static L4_Word_t work_set_priority(L4_Word_t id, L4_Word_t prio, L4_Word_t c)
{
	L4_ThreadId_t dest = { .raw = id };

	(void)c;
	return L4_Set_Priority(dest, prio);
}
FOR_PARTNERS(work_set_priority, FIRST_IS_ID);

/* A call that would change all there is of h is refused, and changes none of it. */
static void check_no_change(struct helper *h, struct helper *stranger, struct thread_change p)
{
	struct exregs before, after;

	L4_Set_UserDefinedHandleOf(h->id, MARK);
	before = exregs_read(h->id);
	p.scheduler = p.pager = stranger->id;
	check_refused(L4_ThreadControl(p.dest, p.space, p.scheduler, p.pager, p.utcb), p.error);
	after = exregs_read(h->id);
	tap_check_eq(after.id.raw, before.id.raw);
	tap_check_eq(after.ip, before.ip);
	tap_check_eq(after.sp, before.sp);
	tap_check_eq(after.flags, before.flags);
	tap_check_eq(after.control, before.control);
	tap_check_eq(after.pager.raw, main_thread.raw);
	tap_check_eq(after.handle, MARK);
	/* Neither the scheduler nor, as far as the thread itself can see, the id. */
	tap_check_eq(helper_call(stranger, work_set_priority, h->id.raw, 90, 0), 0);
	tap_check_eq(helper_call(h, work_tcr, (L4_Word_t)L4_UTCB_MY_GLOBAL_ID, 0, 0), h->id.raw);
}

TAP_TEST(thread, failure_changes_nothing, "TC-14 a failing call leaves an existing thread alone")
{
	struct helper *h = helper_here(), *stranger = helper_there_alike();
	L4_Word_t number = L4_ThreadNo(h->id);
	L4_ThreadId_t newer = L4_GlobalId(number, L4_Version(h->id) + 1), raw_space = new_id();
	const struct thread_change calls[] = {
		{ .dest = newer, .space = new_id(), .error = L4_ErrInvalidSpace },
		{ .dest = newer, .space = newer, .utcb = utcb_there(h->id),
		  .error = L4_ErrUtcbArea },
		{ .dest = newer, .space = main_thread, .utcb = utcb_here(raw_space),
		  .error = L4_ErrUtcbArea },
		{ .dest = newer, .space = stranger->id, .error = L4_ErrUtcbArea },
		{ .dest = newer, .space = stranger->id, .utcb = utcb_there(stranger->id),
		  .error = L4_ErrUtcbArea },
		{ .dest = newer, .space = raw_space, .utcb = utcb_there(h->id),
		  .error = L4_ErrUtcbArea },
		{ .dest = L4_GlobalId(number, 0x40), .space = main_thread,
		  .error = L4_ErrInvalidThread },
		{ .dest = L4_LocalIdOf(h->id), .space = main_thread,
		  .error = L4_ErrInvalidThread },
	};
	unsigned int i;

	check_granted(L4_ThreadControl(raw_space, raw_space, main_thread, L4_nilthread,
				       utcb_there(raw_space)));
	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		struct thread_change p = calls[i];

		tap_context("call %u", i);
		if (p.utcb == NULL)
			p.utcb = UTCB_UNCHANGED;
		check_no_change(h, stranger, p);
	}
}

TAP_TEST(thread, recorded_utcb, "TC-15 a recorded UTCB location serves a later activation")
{
	L4_ThreadId_t id = new_id();

	check_granted(L4_ThreadControl(id, main_thread, main_thread, L4_nilthread,
				       utcb_here(id)));
	check_granted(L4_ThreadControl(id, main_thread, L4_nilthread, main_thread,
				       UTCB_UNCHANGED));
	tap_check_eq(L4_LocalIdOf(id).raw, (L4_Word_t)utcb_here(id) + L4_UTCB_POINTER_OFFSET);
}

TAP_TEST(thread, no_areas, "TC-16 activation in a space without areas: error 6")
{
	L4_ThreadId_t id = new_id();

	check_granted(L4_ThreadControl(id, id, main_thread, L4_nilthread, utcb_there(id)));
	check_refused(L4_ThreadControl(id, id, L4_nilthread, main_thread, UTCB_UNCHANGED),
		      L4_ErrUtcbArea);
	tap_check_eq(thread_state(id), L4_SCHED_INACTIVE);
}

TAP_TEST(thread, move_utcb, "TC-17 a new UTCB location for an active thread: error 6")
{
	struct helper *h = helper_here();

	check_refused(L4_ThreadControl(h->id, main_thread, L4_nilthread, L4_nilthread,
				       utcb_here(new_id())), L4_ErrUtcbArea);
	tap_check_eq(helper_call(h, work_nothing, 5, 0, 0), 5);
}

TAP_TEST(thread, nothing_to_change, "TC-18 nil scheduler and pager change nothing")
{
	struct helper *h = helper_here();

	check_granted(L4_ThreadControl(h->id, main_thread, L4_nilthread, L4_nilthread,
				       UTCB_UNCHANGED));
	tap_check_eq(exregs_read(h->id).pager.raw, main_thread.raw);
	tap_check_eq(helper_call(h, work_nothing, 5, 0, 0), 5);
}

TAP_TEST(thread, local_space, "TC-18 a local id as space specifier means the caller's space")
{
	struct helper *h = helper_here();

	check_granted(L4_ThreadControl(h->id, L4_MyLocalId(), L4_nilthread, L4_nilthread,
				       UTCB_UNCHANGED));
}

TAP_TEST(thread, new_pager, "TC-19 faults go to the pager set last")
{
	struct helper *h = helper_here(), *pager = helper_here();

	helper_receive(pager, L4_anythread);
	check_granted(L4_ThreadControl(h->id, main_thread, L4_nilthread, pager->id,
				       UTCB_UNCHANGED));
	tap_check_eq(helper_call(h, work_tcr, (L4_Word_t)L4_UTCB_PAGER, 0, 0), pager->id.raw);
	helper_start(h, probe_read, PLACE, 0, 0);
	check_helper_ok(pager);
	tap_check_eq(pager->ipc.mr[1], PLACE);
}

TAP_TEST(thread, new_scheduler, "TC-20 the scheduler set last may call Schedule")
{
	struct helper *scheduler = helper_there(), *h = helper_there();

	tap_check_eq(helper_call(scheduler, work_set_priority, h->id.raw, 90, 0), 0);
	check_granted(L4_ThreadControl(h->id, h->id, scheduler->id, L4_nilthread,
				       UTCB_UNCHANGED));
	tap_check(helper_call(scheduler, work_set_priority, h->id.raw, 90, 0) != 0);
}

TAP_TEST(thread, new_version, "TC-21 after a change of version only the new id matches")
{
	struct helper *h = helper_here();
	L4_ThreadId_t old = h->id;

	h->id = L4_GlobalId(L4_ThreadNo(old), L4_Version(old) + 1);
	check_granted(L4_ThreadControl(h->id, main_thread, L4_nilthread, L4_nilthread,
				       UTCB_UNCHANGED));
	message_load(1, 0);
	check_error(L4_Send_Timeout(old, L4_ZeroTime), SEND_NO_PARTNER);
	tap_check_eq(helper_call(h, work_nothing, 5, 0, 0), 5);
}

TAP_TEST(thread, waiter_follows, "TC-21 a thread that waits goes on under its new id")
{
	struct helper *r = helper_here(), *s = helper_here();

	helper_receive(r, s->id);
	r->id = L4_GlobalId(L4_ThreadNo(r->id), L4_Version(r->id) + 1);
	check_granted(L4_ThreadControl(r->id, main_thread, L4_nilthread, L4_nilthread,
				       UTCB_UNCHANGED));
	if (thread_state(r->id) != L4_SCHED_WAITING) {
		/* X.2 allows to end the wait with an error. */
		tap_check(!helper_ipc_ended(r));
		return;
	}
	helper_send(s, r->id, 1, 0);
	check_helper_ok(r);
}
