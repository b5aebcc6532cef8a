/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads of one space that have opted into Lipc without the kernel. Where it has no such thing all
 * of this is Ipc, and has to come out in the same way.
 */
#include "test.h"

#include <l4/abi/utcb.h>

#include "exc_code.h"
#include "processors.h"
#include "window.h"

#define ROUNDS		(64 * 20)
#define LABEL		0x4c50
#define TAG_CROSS	0x4000
#define CLIENTS		3
#define SLICE		L4_TimePeriod(60)

static struct helper *opted_in(void)
{
	struct helper *h;

	helpers_together();
	h = helper_here();
	(void)helper_opt_in(h);
	return h;
}

/* The same on a processor of the machine. */
static struct helper *opted_in_at(unsigned int processor)
{
	struct helper *h = opted_in();

	if (processor != 0) {
		place_at(h->id, processor);
		(void)helper_opt_in(h);
	}
	return h;
}

static L4_Word_t local_id(const struct helper *h)
{
	return L4_LocalIdOf(h->id).raw;
}

/* Answers each word by one more, so often. */
static L4_Word_t work_serve(L4_Word_t answers, L4_Word_t b, L4_Word_t c)
{
	L4_ThreadId_t from;
	L4_MsgTag_t tag = L4_Lipc(L4_nilthread, L4_anylocalthread, NEVER, &from);

	(void)b;
	(void)c;
	while (answers-- > 0 && L4_IpcSucceeded(tag)) {
		for (int i = 1; i <= (int)L4_UntypedWords(tag); i++) {
			L4_Word_t word;

			L4_StoreMR(i, &word);
			L4_LoadMR(i, word + 1);
		}
		L4_Set_MsgTag(tag);
		tag = L4_LreplyWait(from, &from);
	}
	return L4_IpcSucceeded(tag) ? 0 : L4_ErrorCode();
}

/* True if the last Lipc has come back without the kernel, which leaves another word there. */
static bool came_directly(void)
{
	return __L4_TCR_Read(L4_UTCB_LIPC_STACK) != 0 && __L4_TCR_Read(L4_UTCB_LIPC_CLASS) != 0;
}

static L4_Word_t directly[CLIENTS];

/* Calls with all lengths; how many answers were wrong. */
static L4_Word_t work_ask(L4_Word_t server, L4_Word_t rounds, L4_Word_t which)
{
	L4_ThreadId_t to = { .raw = server };
	L4_Word_t wrong = 0;

	directly[which] = 0;
	for (L4_Word_t n = 0; n < rounds; n++) {
		L4_MsgTag_t tag = L4_Niltag, answer;
		int u = (int)(n % 64);

		L4_Set_Label(&tag, LABEL + which);
		tag.X.u = (unsigned int)u;
		L4_Set_MsgTag(tag);
		for (int i = 1; i <= u; i++)
			L4_LoadMR(i, n << 32 | which << 16 | (L4_Word_t)i);
		answer = L4_Lcall(to);
		/* A partner on another processor is no difference. */
		wrong += (answer.raw & ~(L4_Word_t)TAG_CROSS) != tag.raw;
		for (int i = 1; i <= u; i++) {
			L4_Word_t word;

			L4_StoreMR(i, &word);
			wrong += word != (n << 32 | which << 16 | (L4_Word_t)i) + 1;
		}
		directly[which] += came_directly();
	}
	return wrong;
}

TAP_TEST(lipc, words, "IPC-41 calls of all lengths bring each word, and enter no kernel")
{
	struct helper *server = opted_in(), *client = opted_in();

	helper_start(server, work_serve, ROUNDS, 0, 0);
	settle();
	tap_check_eq(helper_call(client, work_ask, local_id(server), ROUNDS, 0), 0);
	/* The first one tells the server for whom it waits; interrupts take few away. */
	if (helper_opt_in(client))
		tap_check(directly[0] > ROUNDS / 2);
}

TAP_TEST(lipc, preempted, "IPC-41 threads that are preempted anywhere get their own answers")
{
	struct helper *server = opted_in(), *client[CLIENTS];

	for (unsigned int i = 0; i < CLIENTS; i++) {
		client[i] = opted_in();
		(void)L4_Set_Timeslice(client[i]->id, SLICE, L4_Never);
	}
	helper_start(server, work_serve, CLIENTS * ROUNDS, 0, 0);
	settle();
	for (unsigned int i = 0; i < CLIENTS; i++)
		helper_start(client[i], work_ask, local_id(server), ROUNDS, i);
	for (unsigned int i = 0; i < CLIENTS; i++) {
		tap_check_eq(helper_finish(client[i]), DONE);
		tap_check_eq(client[i]->value, 0);
	}
}

TAP_TEST(lipc, pairs, "IPC-41 pairs of threads switch on two processors at once")
{
	struct helper *server[2], *client[2];

	if (machine_processors() < 2) {
		tap_skip_test("one processor");
		return;
	}
	for (unsigned int i = 0; i < 2; i++) {
		server[i] = opted_in_at(i);
		client[i] = opted_in_at(i);
		helper_start(server[i], work_serve, 8 * ROUNDS, 0, 0);
	}
	settle();
	for (unsigned int i = 0; i < 2; i++)
		helper_start(client[i], work_ask, local_id(server[i]), 8 * ROUNDS, i);
	for (unsigned int i = 0; i < 2; i++) {
		tap_check_eq(helper_finish(client[i]), DONE);
		tap_check_eq(client[i]->value, 0);
		if (helper_opt_in(client[i]))
			tap_check(directly[i] > 4 * ROUNDS);
	}
}

TAP_TEST(lipc, moved, "IPC-41 who moves to another processor is out, and can opt in there")
{
	struct helper *server, *client;

	if (machine_processors() < 2) {
		tap_skip_test("one processor");
		return;
	}
	server = opted_in();
	client = opted_in();
	helper_start(server, work_serve, 3 * ROUNDS, 0, 0);
	settle();
	tap_check_eq(helper_call(client, work_ask, local_id(server), ROUNDS, 0), 0);
	/* The server in its wait, then the client behind it. */
	place_at(server->id, 1);
	tap_check_eq(helper_call(client, work_ask, local_id(server), ROUNDS, 0), 0);
	tap_check_eq(directly[0], 0);
	place_at(client->id, 1);
	tap_check_eq(helper_call(client, work_ask, local_id(server), ROUNDS, 0), 0);
	tap_check_eq(directly[0], 0);
	tap_check_eq(exregs_control(server->id, L4_EXREGS_CANCEL_RECV).control,
		     L4_EXREGS_WAS_RECEIVING);
	tap_check_eq(helper_finish(server), DONE);
	tap_check_eq(server->value, RECEIVE_CANCELLED);
	(void)helper_opt_in(server);
	helper_start(server, work_serve, ROUNDS, 0, 0);
	settle();
	if (helper_opt_in(client)) {
		tap_check_eq(helper_call(client, work_ask, local_id(server), ROUNDS, 0), 0);
		tap_check(directly[0] > ROUNDS / 2);
	}
}

/* Passes what it gets to the server, and the answer back. */
static L4_Word_t work_pass(L4_Word_t server, L4_Word_t answers, L4_Word_t c)
{
	L4_ThreadId_t from, to = { .raw = server };
	L4_MsgTag_t tag = L4_Lipc(L4_nilthread, L4_anylocalthread, NEVER, &from);

	(void)c;
	while (answers-- > 0 && L4_IpcSucceeded(tag)) {
		L4_Set_MsgTag(tag);
		tag = L4_Lcall(to);
		L4_Set_MsgTag(tag);
		if (L4_IpcSucceeded(tag))
			tag = L4_LreplyWait(from, &from);
	}
	return L4_IpcSucceeded(tag) ? 0 : L4_ErrorCode();
}

TAP_TEST(lipc, passed, "IPC-41 a thread that calls for its client hears of nobody else meanwhile")
{
	struct helper *server = opted_in(), *middle = opted_in(), *client[CLIENTS];

	(void)L4_Set_Timeslice(server->id, SLICE, L4_Never);
	helper_start(server, work_serve, CLIENTS * ROUNDS, 0, 0);
	settle();
	helper_start(middle, work_pass, local_id(server), CLIENTS * ROUNDS, 0);
	settle();
	for (unsigned int i = 0; i < CLIENTS; i++) {
		client[i] = opted_in();
		(void)L4_Set_Timeslice(client[i]->id, SLICE, L4_Never);
		helper_start(client[i], work_ask, local_id(middle), ROUNDS, i);
	}
	for (unsigned int i = 0; i < CLIENTS; i++) {
		tap_check_eq(helper_finish(client[i]), DONE);
		tap_check_eq(client[i]->value, 0);
	}
}

/* --- an entry right behind the switch --- */

#define FLAG_TRAP	0x100

/* The instruction behind the one that writes gs:0 in the stub of Lipc; 0: there is none. */
static L4_Word_t behind_commit(void)
{
	static const unsigned char commit[] = { 0x65, 0x48, 0x89, 0x34, 0x25, 0, 0, 0, 0 };
	const unsigned char *stub = (const unsigned char *)__L4_Lipc;

	for (int i = 0; i < 256; i++) {
		unsigned int n = 0;

		while (n < sizeof(commit) && stub[i + n] == commit[n])
			n++;
		if (n == sizeof(commit))
			return (L4_Word_t)(stub + i + n);
	}
	return 0;
}

/* Does what the stub does as far as gs:0, with an empty message, and goes there with TF set. */
static L4_Word_t work_switch(L4_Word_t to, L4_Word_t behind, L4_Word_t c)
{
	(void)c;
	__asm__ volatile(
		"pushq %%rbx; pushq %%rbp; pushq %%r12; pushq %%r13; pushq %%r14; pushq %%r15\n\t"
		"call 1f\n\t"
		"jmp 2f\n"
		"1:	movq %%gs:0, %%rdi\n\t"
		"movq %%rsi, %c[expect](%%rdi)\n\t"
		"movq %%rsp, %c[stack](%%rdi)\n\t"
		"xorl %%r9d, %%r9d\n\t"
		"pushfq\n\t"
		"orq %[trap], (%%rsp)\n\t"
		"movq %%rsi, %%gs:0\n\t"
		"popfq\n\t"
		"jmp *%%rax\n"
		"2:	popq %%r15; popq %%r14; popq %%r13; popq %%r12; popq %%rbp; popq %%rbx"
		: "+S"(to), "+a"(behind)
		: [expect] "i"(L4_UTCB_LIPC_EXPECT * 8), [stack] "i"(L4_UTCB_LIPC_STACK * 8),
		  [trap] "i"(FLAG_TRAP)
		: "rcx", "rdx", "rdi", "r8", "r9", "r10", "r11", "memory", "cc");
	return 0;
}

TAP_TEST(lipc, on_stack, "IPC-41 who is stopped right behind a switch to it goes on with its stack")
{
	struct helper *server = handled(opted_in()), *client = opted_in();
	L4_MsgTag_t tag = { .raw = EXC_WORDS };

	if (!helper_opt_in(client))
		return;
	helper_start(server, work_serve, 2, 0, 0);
	settle();
	helper_start(client, work_switch, local_id(server), behind_commit(), 0);
	if (!tap_check_eq(helper_finish(server), EXCEPTION))
		return;
	tap_check_eq(server->mr[MR_VECTOR], VECTOR_DEBUG);
	server->mr[MR_FLAGS] &= ~(L4_Word_t)FLAG_TRAP;
	/* It answers, and waits for the next one. */
	L4_LoadMRs(0, __L4_NUM_MRS, server->mr);
	L4_Set_MsgTag(tag);
	check_ok(L4_Send_Timeout(server->id, L4_ZeroTime));
	tap_check_eq(helper_finish(client), DONE);
}

/* --- entries anywhere --- */

static L4_Word_t next_random(L4_Word_t *state)
{
	*state = *state * 6364136223846793005ul + 1442695040888963407ul;
	return *state >> 33;
}

/* A slice after which threads are preempted somewhere in what they do. */
static L4_Time_t any_slice(L4_Word_t *state)
{
	return L4_TimePeriod(18 + next_random(state) % 80);
}

static void cut_short(struct helper *h, L4_Word_t *state)
{
	(void)L4_Set_Timeslice(h->id, any_slice(state), L4_Never);
	(void)helper_opt_in(h);
}

/* Server and middle wait for more when the clients are done. */
static void end_wait(struct helper *h)
{
	tap_check_eq(exregs_control(h->id, L4_EXREGS_CANCEL_RECV).control,
		     L4_EXREGS_WAS_RECEIVING);
	tap_check_eq(helper_finish(h), DONE);
	tap_check_eq(h->value, RECEIVE_CANCELLED);
}

#define TIMES		200
#define CALLS		150

TAP_TEST(lipc, anywhere, "IPC-41 a switch goes on wherever it has been preempted")
{
	struct helper *server = opted_in(), *middle = opted_in(), *client[CLIENTS];
	L4_Word_t state = 1;
	bool all_well = true;

	for (unsigned int i = 0; i < CLIENTS; i++)
		client[i] = opted_in();
	for (unsigned int n = 0; n < TIMES && all_well; n++) {
		tap_context("round %u", n);
		cut_short(server, &state);
		helper_start(server, work_serve, CLIENTS * CALLS, 0, 0);
		settle();
		cut_short(middle, &state);
		helper_start(middle, work_pass, local_id(server), CLIENTS * CALLS, 0);
		settle();
		for (unsigned int i = 0; i < CLIENTS; i++) {
			cut_short(client[i], &state);
			helper_start(client[i], work_ask, local_id(middle), CALLS, i);
		}
		for (unsigned int i = 0; i < CLIENTS; i++) {
			all_well &= tap_check_eq(helper_finish(client[i]), DONE);
			all_well &= tap_check_eq(client[i]->value, 0);
		}
		settle();
		end_wait(middle);
		end_wait(server);
	}
}

/* Calls three times; the error code of the one that fails. */
static L4_Word_t work_ask_thrice(L4_Word_t server, L4_Word_t b, L4_Word_t c)
{
	L4_ThreadId_t to = { .raw = server };

	(void)b;
	(void)c;
	for (int i = 0; i < 3; i++) {
		L4_Set_MsgTag(L4_Niltag);
		if (L4_IpcFailed(L4_Lcall(to)))
			return L4_ErrorCode();
	}
	return 0;
}

TAP_TEST(lipc, cancelled, "EXR-09 a wait that began without the kernel can be cancelled")
{
	struct helper *server = opted_in(), *client = opted_in();

	/* The last call is not answered: the client waits for the server. */
	helper_start(server, work_serve, 2, 0, 0);
	settle();
	helper_start(client, work_ask_thrice, local_id(server), 0, 0);
	settle();
	tap_check_eq(exregs_control(client->id, L4_EXREGS_CANCEL_RECV).control,
		     L4_EXREGS_WAS_RECEIVING);
	tap_check_eq(helper_finish(client), DONE);
	tap_check_eq(client->value, RECEIVE_CANCELLED);
}

TAP_TEST(lipc, orphaned, "TC-30 who waits without the kernel is told of its partner's deletion")
{
	struct helper *server = opted_in(), *client = opted_in();

	helper_start(server, work_serve, 2, 0, 0);
	settle();
	helper_start(client, work_ask_thrice, local_id(server), 0, 0);
	settle();
	check_granted(L4_ThreadControl(server->id, L4_nilthread, L4_nilthread, L4_nilthread,
				       UTCB_UNCHANGED));
	helper_forget(server);
	tap_check_eq(helper_finish(client), DONE);
	tap_check_eq(client->value, RECEIVE_NO_PARTNER);
}

/* --- threads that write nonsense --- */

static L4_Word_t victims[4];
static unsigned int nvictims;
static bool may_write;		/* to gs:0 */
static volatile L4_Word_t deeds_done;

/* So many microseconds, and on until the counter tells that something has been done. */
static void sleep_until(const volatile L4_Word_t *done, L4_Word_t usecs)
{
	for (int i = 0; i == 0 || (i < 100 && *done == 0); i++)
		L4_Sleep(L4_TimePeriod(usecs));
	tap_check(*done > 0);
}

static L4_Word_t nonsense(L4_Word_t *state)
{
	switch (next_random(state) % 6) {
	case 0:
		return next_random(state) << 32 | next_random(state);
	case 1:
		return 0;
	case 2:
		return ~0ul << (next_random(state) % 2 * 6);
	default:
		return victims[next_random(state) % nvictims] + next_random(state) % 3;
	}
}

/* Writes to the word at gs:0 and to the records of others, and enters the kernel somehow. */
static L4_Word_t work_vandalise(L4_Word_t seed, L4_Word_t b, L4_Word_t c)
{
	static const int words[] = {
		L4_UTCB_LIPC_CLASS, L4_UTCB_LIPC_EXPECT, L4_UTCB_LIPC_STACK,
	};
	L4_Word_t state = seed;
	L4_ThreadId_t from, to;

	(void)b;
	(void)c;
	for (;;) {
		volatile L4_Word_t *utcb =
			(volatile L4_Word_t *)victims[next_random(&state) % nvictims];

		deeds_done++;
		utcb[words[next_random(&state) % 3]] = nonsense(&state);
		to.raw = nonsense(&state);
		if (may_write && next_random(&state) % 2)
			__asm__ volatile("movq %0, %%gs:0" : : "r"(nonsense(&state)) : "memory");
		if (next_random(&state) % 2)
			L4_Yield();
		L4_Set_MsgTag(L4_Niltag);
		(void)L4_Lipc(to, L4_anylocalthread, L4_Timeouts(L4_ZeroTime, L4_ZeroTime), &from);
	}
	return 0;
}

TAP_TEST(lipc, vandals, "nonsense at gs:0 and in the records harms no other space")
{
	struct helper *witness = helper_there_alike(), *victim;

	nvictims = 0;
	for (L4_Word_t seed = 1; seed <= 40; seed++) {
		struct helper *vandal = opted_in();

		may_write = helper_opt_in(vandal);
		victim = opted_in();
		victims[0] = local_id(victim);
		victims[1] = local_id(vandal);
		victims[2] = L4_LocalIdOf(main_thread).raw;
		nvictims = 3;
		deeds_done = 0;
		helper_start(victim, work_ask, local_id(vandal), ROUNDS, 0);
		helper_start(vandal, work_vandalise, seed, 0, 0);
		/* Both may be anything by now. The main thread is more urgent. */
		sleep_until(&deeds_done, 2000);
		tap_check_eq(helper_call(witness, work_nothing, seed, 0, 0), seed);
		check_granted(L4_ThreadControl(victim->id, L4_nilthread, L4_nilthread,
					       L4_nilthread, UTCB_UNCHANGED));
		check_granted(L4_ThreadControl(vandal->id, L4_nilthread, L4_nilthread,
					       L4_nilthread, UTCB_UNCHANGED));
		helper_forget(victim);
		helper_forget(vandal);
	}
}

static L4_Word_t gs_words[2];	/* where two processors have their words at gs:0 */

/* Writes to both, and enters the kernel now and then. */
static L4_Word_t work_vandalise_words(L4_Word_t seed, L4_Word_t b, L4_Word_t c)
{
	L4_Word_t state = seed;

	(void)b;
	(void)c;
	for (;;) {
		deeds_done++;
		*(volatile L4_Word_t *)gs_words[next_random(&state) % 2] = nonsense(&state);
		if (next_random(&state) % 8 == 0)
			L4_Yield();
	}
	return 0;
}

TAP_TEST(lipc, vandal_elsewhere, "nonsense at the words of other processors harms no other space")
{
	struct helper *witness = helper_there_alike(), *vandal, *pair[2];

	if (machine_processors() < 2) {
		tap_skip_test("one processor");
		return;
	}
	gs_words[0] = window_gs_of(0);
	gs_words[1] = window_gs_of(1);
	for (L4_Word_t seed = 1; seed <= 10; seed++) {
		vandal = opted_in();
		if (!helper_opt_in(vandal))
			tap_leave_test("no Lipc without the kernel");
		victims[0] = local_id(vandal);
		for (unsigned int i = 0; i < 2; i++) {
			pair[i] = opted_in_at(1);
			victims[1 + i] = local_id(pair[i]);
		}
		nvictims = 3;
		deeds_done = 0;
		/* They talk as long as they can. */
		helper_start(pair[0], work_serve, ~0ul, 0, 0);
		helper_start(pair[1], work_ask, local_id(pair[0]), ~0ul, 0);
		helper_start(vandal, work_vandalise_words, seed, 0, 0);
		sleep_until(&deeds_done, 5000);
		tap_check_eq(helper_call(witness, work_nothing, seed, 0, 0), seed);
		helper_forget(vandal);
		helper_forget(pair[0]);
		helper_forget(pair[1]);
	}
}

static volatile L4_Word_t ticks;

/* Says that the more urgent thread runs, and goes on. */
static L4_Word_t work_pretend(L4_Word_t who, L4_Word_t b, L4_Word_t c)
{
	(void)b;
	(void)c;
	for (;;) {
		__asm__ volatile("movq %0, %%gs:0" : : "r"(who) : "memory");
		ticks++;
	}
	return 0;
}

TAP_TEST(lipc, pretended, "a thread that names a more urgent one at gs:0 does not run in its place")
{
	struct helper *high = opted_in(), *low = opted_in(), *equal = helper_there_alike();

	if (!helper_opt_in(low))
		tap_leave_test("no Lipc without the kernel");
	tap_check(L4_Set_Priority(high->id, 150) != 0);
	helper_start(high, work_serve, 1, 0, 0);
	settle();
	helper_start(low, work_pretend, local_id(high), 0, 0);
	sleep_until(&ticks, 5000);
	/* One between the two gets the processor at once. */
	tap_check(L4_Set_Priority(equal->id, 120) != 0);
	tap_check_eq(helper_call(equal, work_nothing, 7, 0, 0), 7);
	tap_check_eq(exregs_control(high->id, L4_EXREGS_DELIVER).control,
		     L4_EXREGS_WAS_RECEIVING);
	tap_check_eq(exregs_control(low->id, L4_EXREGS_DELIVER).control, 0);
}
