/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What becomes of a call about a thread of another processor, and of its caller, if somebody meets
 * one of the two on the way: as if the call had been made at once.
 */
#include "states.h"

#include <api/request.h>
#include <generic/sched.h>

#define CALLER	1
#define TARGET	2
#define THIRD	3

static struct tcb *caller, *target;

/* The caller, on processor 0, and the target, on 1, of one space; there are three processors. */
static void begin(void)
{
	several_begin(3);
	caller = make_thread(CALLER, CALLER);
	target = place_thread(TARGET, CALLER, 1);
	target->frame.ip = 0x1234;
}

/* The caller asks; the request has not been handled. */
static void ask(word_t control)
{
	struct exregs in = { .control = control, .handle = 0x77, .ip = 0x7000 };

	on(0);
	become(caller);
	caller->frame.result = 0;
	host_leave(sys_exchange_registers(caller, target->id, control, &in));
	assert_int_equal(caller->state, THREAD_ASKING);
	assert_ptr_equal(host_current(), root);
}

static void exregs_of_root(struct tcb *t, word_t control, word_t value)
{
	struct exregs in = { .control = control, .ip = value, .sp = value };

	assert_ptr_equal(host_current(), root);
	host_leave(sys_exchange_registers(root, t->id, control, &in));
}

static void assert_answered(void)
{
	let_run(caller);
	assert_true(caller->frame.result == target->local_id && caller->frame.old[2] == 0x1234);
	assert_false(caller->request.is_out);
	check_all();
}

/* New registers of the caller win over the results in time, and take nothing of them. */
static void changed(void **state)
{
	(void)state;
	begin();
	ask(0);
	exregs_of_root(caller, L4_EXREGS_SET_IP | L4_EXREGS_SET_SP, 0x9999);
	assert_answered();
	assert_true(caller->frame.ip == 0x9999 && caller->frame.sp == 0x9999);
}

/* It is in no IPC that could be cancelled. */
static void cancelled(void **state)
{
	(void)state;
	begin();
	ask(0);
	exregs_of_root(caller, L4_EXREGS_CANCEL_RECV | L4_EXREGS_CANCEL_SEND, 0);
	assert_int_equal(root->frame.old[0], 0);
	assert_answered();
	assert_int_equal(caller->frame.tag & L4_TAG_ERROR, 0);
}

/* It gets its results and stops. */
static void halted(void **state)
{
	(void)state;
	begin();
	ask(0);
	exregs_of_root(caller, L4_EXREGS_HALT_VALID | L4_EXREGS_HALT, 0);
	exregs_of_root(caller, 0, 0);
	assert_int_equal(root->frame.old[0], L4_EXREGS_WAS_HALTED);
	assert_answered();
	assert_int_equal(caller->state, THREAD_HALTED);
	assert_ptr_equal(host_current(), root);
	exregs_of_root(caller, L4_EXREGS_HALT_VALID, 0);
	become(caller);
}

static void scheduled(void **state)
{
	(void)state;
	begin();
	ask(0);
	host_leave(sys_schedule(root, caller->id, UNCHANGED, UNCHANGED, 33, UNCHANGED));
	assert_int_equal(root->frame.result, L4_SCHED_RUNNING);
	assert_answered();
	assert_int_equal(caller->prio, 33);
}

/* It moves when its record is home, and finds its results there. */
static void moved(void **state)
{
	(void)state;
	begin();
	ask(0);
	host_leave(sys_schedule(root, caller->id, UNCHANGED, 2, UNCHANGED, UNCHANGED));
	assert_int_equal(root->state, THREAD_ASKING);
	root_looks_on();
	assert_int_equal(root->frame.result, L4_SCHED_RUNNING);
	assert_int_equal(caller->cpu, 2);
	assert_answered();
}

/* The thread has gone to this processor while the request was on its way to it. */
static void target_goes(unsigned int cpu)
{
	begin();
	play(target);
	ask(L4_EXREGS_SET_HANDLE);
	on(1);
	thread_of(target)->scheduler = target->id;
	host_leave(sys_schedule(target, target->id, UNCHANGED, cpu, UNCHANGED, UNCHANGED));
	handle_all();
	assert_int_equal(target->cpu, cpu);
	assert_answered();
	assert_int_equal(utcb_read(thread_of(target), L4_UTCB_USER_HANDLE), 0x77);
}

/* So does the request. */
static void target_moved(void **state)
{
	(void)state;
	target_goes(2);
}

/* It has come to the caller's own processor. */
static void target_comes(void **state)
{
	(void)state;
	target_goes(0);
}

/* Another version, or nobody, is not whom the caller meant. */
static void target_gone(bool is_deleted)
{
	word_t number = is_deleted ? target->id : tid_version(TARGET, 2), meant = target->id;
	word_t space = is_deleted ? L4_TID_NIL : meant;
	struct tcb *third = place(privileged(THIRD, THREAD_PRIO_DEFAULT), 1);

	play(third);
	ask(L4_EXREGS_SET_HANDLE);
	on(1);
	host_leave(sys_thread_control(third, number, space, L4_TID_NIL, L4_TID_NIL, ~(word_t)0));
	assert_null(thread_find(meant));
	let_run(caller);
	let_run(third);
	assert_int_equal(third->frame.result, 1);
	assert_int_equal(caller->frame.result, L4_TID_NIL);
	assert_int_equal(error_code(caller), L4_ERROR_INVALID_THREAD);
	for (unsigned int i = 0; i < 6; i++)
		assert_int_equal(caller->frame.old[i], 0);
	if (!is_deleted)
		assert_int_equal(utcb_read(thread_of(target), L4_UTCB_USER_HANDLE), 0);
	check_all();
}

static void target_deleted(void **state)
{
	(void)state;
	begin();
	target_gone(true);
}

static void target_renamed(void **state)
{
	(void)state;
	begin();
	target_gone(false);
}

/* A record that is still out comes home first. */
static void record_is_out(void **state)
{
	(void)state;
	begin();
	caller->request.is_out = true;
	ask(0);
	handle_all();
	assert_int_equal(caller->state, THREAD_ASKING);
	request_pass(thread_of(caller), REQUEST_HOME, cpus[0]);
	let_run(caller);
	assert_answered();
}

/* Whose pager is of the caller's space, wherever that runs; and who has nothing to do with it. */
static void permission(void **state)
{
	struct tcb *pager, *stranger;
	struct exregs in = { 0 };

	(void)state;
	begin();
	stranger = make_thread(10, 10);
	pager = place_thread(11, 10, 2);
	for (unsigned int way = 0; way < 4; way++) {
		utcb_write_tid(thread_of(target), L4_UTCB_PAGER,
			       way == 0 ? root->id : way == 1 ? pager->id :
			       way == 2 ? pager->id + 1 : target->local_id);
		become(stranger);
		host_leave(sys_exchange_registers(stranger, target->id, 0, &in));
		let_run(stranger);
		assert_int_equal(stranger->frame.result == target->local_id, way == 1);
		if (way != 1)
			assert_int_equal(error_code(stranger), L4_ERROR_INVALID_THREAD);
	}
}

/* By its local id, in the space of the caller: the result is the global one. */
static void local_id(void **state)
{
	struct exregs in = { 0 };

	(void)state;
	begin();
	become(caller);
	host_leave(sys_exchange_registers(caller, target->local_id, 0, &in));
	let_run(caller);
	assert_int_equal(caller->frame.result, target->id);
}

/* Two threads that halt each other at once both stop. */
static void each_other(void **state)
{
	struct exregs in = { .control = L4_EXREGS_HALT_VALID | L4_EXREGS_HALT };

	(void)state;
	begin();
	play(target);
	ask(in.control);
	on(1);
	host_leave(sys_exchange_registers(target, caller->id, in.control, &in));
	assert_int_equal(target->state, THREAD_ASKING);
	let_run(caller);
	let_run(target);
	assert_true(caller->state == THREAD_HALTED && target->state == THREAD_HALTED);
	assert_int_equal(caller->frame.result, target->local_id);
	assert_int_equal(target->frame.result, caller->local_id);
	check_all();
}

/* ThreadSwitch to a thread of another processor yields, whatever that does. */
static void switch_to(void **state)
{
	(void)state;
	begin();
	become(caller);
	host_leave(sys_thread_switch(caller, target->id));
	assert_true(host_current() != target);
	check_all();
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(changed),
	cmocka_unit_test(cancelled),
	cmocka_unit_test(halted),
	cmocka_unit_test(scheduled),
	cmocka_unit_test(moved),
	cmocka_unit_test(target_moved),
	cmocka_unit_test(target_comes),
	cmocka_unit_test(target_deleted),
	cmocka_unit_test(target_renamed),
	cmocka_unit_test(record_is_out),
	cmocka_unit_test(permission),
	cmocka_unit_test(local_id),
	cmocka_unit_test(each_other),
	cmocka_unit_test(switch_to),
};
SUITE(caller);
