/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The partner at hand: who calls the thread that it waited for the last time does not look it up,
 * and yet reaches it under the id that it has, and nobody else.
 */
#include "system.h"

#define SERVER	1
#define OTHER	2	/* waits for the server, and is told first when that goes */
#define CLIENT	3

static struct tcb *server, *client;

/* The client calls the server by this id, on the short path or not. */
static void call(word_t id, bool is_short)
{
	unsigned long before = host_short_ipcs;

	ipc_words(id, id, TIMEOUTS(NEVER, NEVER), 0, 1, 0);
	assert_ptr_equal(host_current(), server);
	assert_true(server->frame.from == (client->space == server->space ? client->local_id :
									      client->id));
	/* The test also runs without the short path. */
	assert_int_equal(host_short_ipcs > before, is_short && host_short_ipc);
}

static void answer(void)
{
	ipc_words(client->id, L4_TID_ANY, TIMEOUTS(NEVER, NEVER), 0, 1, 0);
	assert_ptr_equal(host_current(), client);
	assert_int_equal(client->frame.tag & L4_TAG_ERROR, 0);
}

static void assert_refused(word_t id)
{
	ipc_words(id, id, TIMEOUTS(NEVER, NEVER), 0, 1, 0);
	assert_ptr_equal(host_current(), client);
	assert_true(ipc_failed(client, L4_IPC_NO_PARTNER, L4_IPC_PHASE_SEND));
}

/* The root task, more urgent than all others, goes on until client_goes_on(). */
static void root_goes_on(void)
{
	become(root);
	set_prio(root, 255);
	assert_ptr_equal(host_current(), root);
}

static void client_goes_on(void)
{
	set_prio(root, 50);
	assert_ptr_equal(host_current(), client);
}

/* t waits for anybody; the root task goes on. */
static void wait_openly(struct tcb *t)
{
	become(t);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
	assert_ptr_equal(host_current(), root);
}

/* The server waits for anybody; the client, more urgent than all others, has it at hand. */
static void begin(void)
{
	struct tcb *other;

	system_begin();
	server = make_thread(SERVER, SERVER);
	other = make_thread(OTHER, OTHER);
	client = make_thread(CLIENT, CLIENT);
	set_prio(other, 40);
	set_prio(client, 120);
	wait_openly(server);
	become(other);
	ipc(L4_TID_NIL, tid(SERVER), TIMEOUTS(NEVER, NEVER));
	client_goes_on();
	call(tid(SERVER), false);
	answer();
	call(tid(SERVER), true);
	answer();
	check_threads(200);
}

/* The root task begins this ThreadControl; the client runs when OTHER has been told. */
static void stop_in_the_middle(word_t dest, word_t space)
{
	ipc(L4_TID_NIL, L4_TID_ANY, FOR(20));
	assert_ptr_equal(host_current(), root);
	storm();
	host_leave(sys_thread_control(root, dest, space, L4_TID_NIL, L4_TID_NIL, UNCHANGED));
	assert_ptr_equal(host_current(), client);
	assert_true(root->continuation != CONTINUE_NOTHING);
	assert_true(client->awaits_id == tid(SERVER));
	assert_ptr_equal(tcb_of_line(client->awaits_line), server);
	check_threads(200);
}

static void go_on(void)
{
	ipc(L4_TID_NIL, L4_TID_ANY, FOR(20));
	assert_ptr_equal(host_current(), root);
	host_leave(root);
	assert_int_equal(root->frame.result, 1);
	assert_true(client->awaits_id != tid(SERVER));
	check_threads(200);
	storm_now();
	host_interrupt();
	assert_ptr_equal(host_current(), client);
}

/* Another version: under the old one nobody is there, though the server itself waits on. */
static void renamed(void **state)
{
	word_t new;

	(void)state;
	begin();
	new = tid_version(SERVER, 2);
	stop_in_the_middle(new, tid(SERVER));
	assert_true(server->id == new);
	assert_refused(tid(SERVER));
	assert_int_equal(server->state, THREAD_WAITING);
	/* Under its new id it is there, but on the complete path. */
	call(new, false);
	answer();
	go_on();
	assert_refused(tid(SERVER));
	call(new, true);
	answer();
	check_threads(200);
}

/* The same when who gives the id is deleted in the middle: its deleter opens the gate. */
static void renamed_by_the_dead(void **state)
{
	struct tcb *a;
	word_t new;

	(void)state;
	begin();
	new = tid_version(SERVER, 2);
	root_goes_on();
	a = privileged(4, 110);
	client_goes_on();
	ipc(L4_TID_NIL, L4_TID_ANY, FOR(20));
	assert_ptr_equal(host_current(), a);
	storm();
	host_leave(sys_thread_control(a, new, tid(SERVER), L4_TID_NIL, L4_TID_NIL, UNCHANGED));
	assert_ptr_equal(host_current(), client);
	assert_refused(tid(SERVER));
	root_goes_on();
	delete_thread(a->id);
	assert_true(server->usual & USUAL_ID);
	check_threads(200);
}

static void deleted(void **state)
{
	(void)state;
	begin();
	stop_in_the_middle(tid(SERVER), L4_TID_NIL);
	assert_null(thread_find(tid(SERVER)));
	assert_refused(tid(SERVER));
	go_on();
	assert_refused(tid(SERVER));
}

/* The id is given to a new thread: that one is reached, by the complete path at first. */
static void made_anew(void **state)
{
	(void)state;
	begin();
	root_goes_on();
	delete_thread(tid(SERVER));
	server = make_thread(SERVER, SERVER);
	wait_openly(server);
	client_goes_on();
	call(tid(SERVER), false);
	answer();
	call(tid(SERVER), true);
	answer();
}

/* It moves to the client's space: then they know each other by their local ids. */
static void moved(void **state)
{
	(void)state;
	begin();
	root_goes_on();
	assert_int_equal(thread_control(tid(SERVER), tid(CLIENT), L4_TID_NIL, L4_TID_NIL,
					UTCB(SERVER)), 1);
	/* The move has ended its wait. */
	wait_openly(server);
	client_goes_on();
	call(tid(SERVER), true);
	answer();
	check_threads(200);
}

/* A redirector of the client's space gets what the server would have got. */
static void redirected(void **state)
{
	struct tcb *r;

	(void)state;
	begin();
	root_goes_on();
	r = make_thread(4, 4);
	wait_openly(r);
	host_leave(sys_space_control(root, tid(CLIENT), 0, 0, 0, r->id));
	client_goes_on();
	ipc_words(tid(SERVER), tid(SERVER), TIMEOUTS(NEVER, NEVER), 0, 1, 0);
	assert_int_equal(server->state, THREAD_WAITING);
	assert_int_equal(r->state, THREAD_RUNNING);
	check_threads(200);
}

/* An answer by a third thread in the server's name ends the wait, and leaves the server at hand. */
static void answered_by_another(void **state)
{
	struct tcb *other = NULL;

	(void)state;
	begin();
	root_goes_on();
	other = make_thread(4, SERVER);
	client_goes_on();
	call(tid(SERVER), true);
	become(other);
	utcb_write(thread_of(other), L4_UTCB_VIRTUAL_SENDER, tid(SERVER));
	mr(other)[0] = L4_TAG_PROPAGATED;
	ipc(client->id, L4_TID_NIL, TIMEOUTS(NEVER, NEVER));
	assert_ptr_equal(host_current(), client);
	assert_true(client->frame.from == tid(SERVER));
	root_goes_on();
	wait_openly(server);
	client_goes_on();
	call(tid(SERVER), true);
	answer();
}

/*
 * Who has nobody at hand, as it has never waited for a thread or only for itself, calls no thread
 * by what stands for that.
 */
static void nobody(void **state)
{
	(void)state;
	system_begin();
	client = make_thread(CLIENT, CLIENT);
	become(client);
	for (unsigned int round = 0; round < 2; round++) {
		assert_true(client->awaits_id == EXPECT_ANY);
		/* What an open wait has left behind is no wait of a thread for itself. */
		ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, ZERO));
		assert_refused(L4_TID_ANY);
		ipc(L4_TID_NIL, client->id, TIMEOUTS(NEVER, ZERO));
		ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, ZERO));
		assert_refused(L4_TID_ANY);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(renamed),
	cmocka_unit_test(renamed_by_the_dead),
	cmocka_unit_test(deleted),
	cmocka_unit_test(made_anew),
	cmocka_unit_test(moved),
	cmocka_unit_test(redirected),
	cmocka_unit_test(answered_by_another),
	cmocka_unit_test(nobody),
};
IPC_SUITE(awaited);
