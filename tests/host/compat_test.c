/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * 32-bit programs: conversions of words, and how their spaces and threads come into being.
 * (X.2, IA-32 interface; thread ids; SpaceControl)
 */
#include "compat.h"

#define KIP		(KIP_AREA | L4_KIP_SIZE_LOG2 << 4)
#define UTCBS		(UTCB_AREA | UTCB_AREA_LOG2 << 4)
#define FOUR_GIB	(1ul << 32)

/* --- words --- */

/* One global id of a 32-bit program. */
static void check_global(word_t number, word_t version)
{
	u32 id = (u32)(number << 14 | version);
	word_t whole = number << 32 | version;

	assert_true(tid_from32(id) == whole);
	assert_true(tid_to32(whole) == id);
	assert_true(tid_fits32(whole));
}

/* ID-02, and all global ids there are by number and by version. */
static void ids_global(void **state)
{
	static const word_t some[] = { 1, 2, 0x3e, 0x3f, 0x41, 0x1555, 0x2aaa, 0x3ffe };

	(void)state;
	for (word_t number = 0; number < 1u << 18; number++)
		for (unsigned int i = 0; i < ARRAY_SIZE(some); i++)
			check_global(number, some[i]);
	for (word_t version = 0; version < 1u << 14; version++)
		for (unsigned int i = 0; i < ARRAY_SIZE(some) && version % 64 != 0; i++)
			check_global(some[i], version);
}

/* Ids without low bits are local ones or nil: the same number in both sizes. */
static void ids_local(void **state)
{
	(void)state;
	for (u32 id = 0; id < 0xffffffc0; id += 64) {
		assert_true(tid_from32(id) == id);
		assert_true(tid_to32(id) == id);
	}
	assert_true(tid_from32(0xffffffc0) == L4_TID_ANY_LOCAL);
	assert_true(tid_to32(L4_TID_ANY_LOCAL) == 0xffffffc0);
	assert_true(tid_from32(0xffffffff) == L4_TID_ANY && tid_to32(L4_TID_ANY) == 0xffffffff);
	assert_true(tid_from32(0) == L4_TID_NIL && tid_to32(L4_TID_NIL) == 0);
}

/* What does not fit: number modulo 2^18, version modulo 2^14. */
static void ids_too_great(void **state)
{
	(void)state;
	for (unsigned int bit = 0; bit < 64; bit++) {
		word_t id = (word_t)5 << 32 | 9 | 1ul << bit;
		bool fits = bit < 14 || (bit >= 32 && bit < 50);

		assert_int_equal(tid_fits32(id), fits);
		assert_true(tid_to32(id) ==
			    ((id >> 32) % (1u << 18) << 14 | id % (1u << 14)));
	}
}

static void tags(void **state)
{
	(void)state;
	for (u32 label = 0; label < 1u << 16; label++) {
		word_t tag = tag_from32(label << 16 | 0xa5c3);

		assert_true((u32)tag == (label << 16 | 0xa5c3));
		assert_true(tag >> 32 == (label >> 15 ? 0xffffffff : 0));
	}
}

/* SCHED-24: only all ones mean "unchanged". */
static void unchanged(void **state)
{
	(void)state;
	assert_true(word_from32_unchanged(0xffffffff) == ~0ul);
	for (unsigned int bit = 0; bit < 32; bit++) {
		assert_true(word_from32_unchanged(1u << bit) == 1ul << bit);
		assert_true(word_from32_unchanged(~(1u << bit)) == (~(1u << bit) & 0xffffffff));
	}
}

/* --- spaces --- */

static word_t new_space(unsigned int n)
{
	assert_int_equal(thread_control(tid(n), tid(n), root->id, L4_TID_NIL, ~0ul), 1);
	return tid(n);
}

static const u32 *kip_of(struct tcb *t)
{
	return (const u32 *)byte_at(t, t->space->kip_base);
}

/* SPACE-10, SPACE-12 */
static void space_becomes_compat(void **state)
{
	word_t old;
	struct space *s;

	(void)state;
	system_begin();
	s = tcb_of(new_space(0))->space;
	assert_int_equal(control_space(tid(0), CONTROL_32BIT, KIP, UTCBS, &old), 1);
	assert_true(old == CONTROL_32BIT);
	assert_true(space_is_compat(s));
	assert_true(s->pt.end == FOUR_GIB);
	assert_true(kip_of(tcb_of(tid(0)))[0] == L4_KIP_MAGIC);
	assert_true(kip_of(tcb_of(tid(0)))[L4_KIP_WORD_API_FLAGS] == 0);
	/* No way back, and the call says what the space is. */
	assert_int_equal(control_space(tid(0), 0, 0, 0, &old), 1);
	assert_true(old == CONTROL_32BIT);
	assert_true(space_is_compat(s));
	/* Of another one too. */
	s = tcb_of(new_space(1))->space;
	assert_int_equal(control_space(tid(1), ~CONTROL_32BIT, KIP, UTCBS, &old), 1);
	assert_true(old == 0);
	assert_false(space_is_compat(s));
	assert_true(kip_of(tcb_of(tid(1)))[2 * L4_KIP_WORD_API_FLAGS] == L4_API_FLAGS_64BIT);
}

/* FIX-10 */
static void space_that_has_run(void **state)
{
	word_t old;
	struct space *s;

	(void)state;
	system_begin();
	make_thread(0, 0);
	assert_int_equal(thread_control(tid(3), tid(0), root->id, L4_TID_NIL, ~0ul), 1);
	s = tcb_of(tid(3))->space;
	assert_int_equal(control_space(tid(0), CONTROL_32BIT, 0, 0, &old), 0);
	assert_int_equal(error_code(root), L4_ERROR_INVALID_PARAM);
	/* Nor when nobody is active any more: pages may be anywhere. */
	delete_thread(tid(0));
	assert_int_equal(control_space(tid(3), CONTROL_32BIT, KIP, UTCBS, &old), 0);
	assert_int_equal(error_code(root), L4_ERROR_INVALID_PARAM);
	assert_true(old == 0 && !space_is_compat(s) && s->pt.end == ARCH_USER_END);
	/* A 32-bit space with active threads stays what it is. */
	make_thread32(1, 1);
	assert_int_equal(control_space(tid(1), CONTROL_32BIT, KIP, UTCBS, &old), 1);
	assert_true(old == CONTROL_32BIT);
}

/* Areas lie below the end of the space; a call that fails changes nothing. */
static void areas_below_the_end(void **state)
{
	static const struct {
		word_t kip, utcbs;
		word_t error;
	} calls[] = {
		{ KIP, FOUR_GIB | 16 << 4, L4_ERROR_UTCB_AREA },
		{ KIP, 33 << 4, L4_ERROR_UTCB_AREA },
		{ FOUR_GIB | 12 << 4, UTCBS, L4_ERROR_KIP_AREA },
		{ (FOUR_GIB + 0x10000000) | 12 << 4, UTCBS, L4_ERROR_KIP_AREA },
	};
	word_t old;

	(void)state;
	system_begin();
	for (unsigned int i = 0; i < ARRAY_SIZE(calls); i++) {
		struct space *s = tcb_of(new_space(i))->space;

		assert_int_equal(control_space(tid(i), CONTROL_32BIT, calls[i].kip, calls[i].utcbs,
					       &old), 0);
		assert_int_equal(error_code(root), calls[i].error);
		assert_true(!s->is_initialised && !space_is_compat(s));
		assert_true(s->pt.end == ARCH_USER_END);
		/* The same areas are good for 64-bit programs. */
		assert_int_equal(control_space(tid(i), 0, calls[i].kip, calls[i].utcbs, &old),
				 i == 1 ? 0 : 1);
	}
	/* The last pages of the space are as good as any. */
	new_space(8);
	assert_int_equal(control_space(tid(8), CONTROL_32BIT, 0xfffff000 | 12 << 4,
				       0xffffe000 | 12 << 4, &old), 1);
	/* Areas that are there already are looked at when the space changes, and stay. */
	assert_int_equal(control_space(new_space(9), 0, FOUR_GIB | 12 << 4, UTCBS, &old), 1);
	assert_int_equal(control_space(tid(9), CONTROL_32BIT, 0, 0, &old), 0);
	assert_int_equal(error_code(root), L4_ERROR_KIP_AREA);
	assert_int_equal(control_space(new_space(10), 0, KIP, FOUR_GIB | 16 << 4, &old), 1);
	assert_int_equal(control_space(tid(10), CONTROL_32BIT, 0, 0, &old), 0);
	assert_int_equal(error_code(root), L4_ERROR_UTCB_AREA);
	assert_int_equal(control_space(new_space(11), 0, KIP, UTCBS, &old), 1);
	assert_int_equal(control_space(tid(11), CONTROL_32BIT, 0, 0, &old), 1);
	assert_true(old == CONTROL_32BIT);
	assert_true(kip_of(tcb_of(tid(11)))[L4_KIP_WORD_API_FLAGS] == 0);
	/* Or are placed anew. */
	assert_int_equal(control_space(tid(9), CONTROL_32BIT, KIP, UTCBS, &old), 1);
	assert_true(kip_of(tcb_of(tid(9)))[L4_KIP_WORD_API_FLAGS] == 0);
	assert_null(byte_at(tcb_of(tid(9)), FOUR_GIB));
}

/* Without memory for page tables nothing has happened. */
static void space_without_memory(void **state)
{
	struct space *s;
	word_t old;

	(void)state;
	system_begin();
	s = tcb_of(new_space(0))->space;
	for (unsigned long n = 1;; n++) {
		alloc_fail_at(n);
		if (control_space(tid(0), CONTROL_32BIT, KIP, UTCBS, &old) == 1)
			break;
		assert_int_equal(error_code(root), L4_ERROR_NO_MEMORY);
		assert_true(!space_is_compat(s) && s->pt.end == ARCH_USER_END);
	}
	alloc_fail_at(0);
	assert_true(space_is_compat(s));
}

/* --- threads --- */

/* START-07: UTCB and registers of a thread that has just become active. */
static void activation(void **state)
{
	struct balance before;
	struct tcb *t, *u;

	(void)state;
	system_begin();
	before = balance();
	t = make_unstarted32(0, 0);
	u = make_unstarted32(1, 0);
	assert_true(thread_is_compat(thread_of(t)) && t->frame.is_32bit);
	assert_true(t->local_id == UTCB(0) + 0x200);
	assert_true(mr32(t)[L4_UTCB_MY_GLOBAL_ID] == program_id(t, tid(0)));
	assert_true(mr32(t)[L4_UTCB_PAGER] == program_id(t, root->id));
	assert_true((u8 *)mr32(u) - (u8 *)mr32(t) == 1024);
	for (int i = -128; i < 128; i++)
		if (i != L4_UTCB_MY_GLOBAL_ID && i != L4_UTCB_PAGER)
			assert_int_equal(mr32(t)[i], 0);
	/* The pager's message, of 64-bit words, starts it in the low 4 GiB. */
	mr(root)[1] = 0x1234567887654321;
	mr(root)[2] = 0xfedcba9801234567;
	ipc_words(t->id, L4_TID_NIL, TIMEOUTS(ZERO, ZERO), 0, 2, 0);
	assert_int_equal(t->state, THREAD_RUNNING);
	assert_true(t->frame.ip == 0x87654321 && t->frame.sp == 0x01234567);
	delete_thread(tid(1));
	delete_thread(tid(0));
	assert_balance(before);
}

/* The thread that a word of a UTCB names is the one that its id in 64 bits names. */
static void named_in_utcb(void **state)
{
	struct tcb *t;

	(void)state;
	system_begin();
	t = make_thread32(0, 0);
	make_thread(1, 1);
	for (u32 low = 0; low < 1u << 15; low++) {
		const u32 ids[] = {
			low, ~low, (u32)program_id(t, tid(0)) ^ low,
			(u32)program_id(t, tid(1)) ^ low, (u32)t->local_id ^ low, low << 14 | 1,
			~low << 14 | 1,
		};

		for (unsigned int i = 0; i < ARRAY_SIZE(ids); i++) {
			set_program_word(t, L4_UTCB_PAGER, ids[i]);
			assert_ptr_equal(utcb_thread(thread_of(t), L4_UTCB_PAGER),
					 thread_resolve(thread_of(t), tid_from32(ids[i])));
		}
	}
	set_program_word(t, L4_UTCB_PAGER, program_id(t, tid(1)));
	assert_ptr_equal(utcb_thread(thread_of(t), L4_UTCB_PAGER), thread_of(tcb_of(tid(1))));
}

/* What Schedule leaves of a fresh thread whose control p (0 to 3) was w: its result and more. */
static void schedule_fresh(unsigned int p, word_t w, word_t seen[6])
{
	word_t control[] = { UNCHANGED, UNCHANGED, UNCHANGED, UNCHANGED };
	struct thread *t;

	t = thread_of(make_thread(0, 0));
	control[p] = w;
	host_leave(sys_schedule(root, t->tcb.id, control[0], control[1], control[2], control[3]));
	seen[0] = root->frame.result == 0 ? error_code(root) : 0;
	seen[1] = t->tcb.slice;
	seen[2] = t->tcb.quantum;
	seen[3] = t->tcb.prio;
	seen[4] = t->tcb.sensitive_prio;
	seen[5] = t->tcb.max_delay;
	delete_thread(tid(0));
}

/* Of a control that is not all ones the lower 32 bits count: a port may extend them as it likes. */
static void controls_of_schedule(void **state)
{
	static const u32 words[] = { 0x80000000, 0x8000ffff, 0x81ff01ff, 0xfffffffe, 0x90640032 };
	word_t with_zeros[6], with_ones[6];

	(void)state;
	system_begin();
	for (unsigned int i = 0; i < ARRAY_SIZE(words); i++) {
		for (unsigned int p = 0; p < 4; p++) {
			schedule_fresh(p, words[i], with_zeros);
			schedule_fresh(p, ~(word_t)0 << 32 | words[i], with_ones);
			assert_memory_equal(with_zeros, with_ones, sizeof(with_zeros));
		}
	}
}

/* What ThreadControl writes to an active thread's UTCB. */
static void modification(void **state)
{
	struct tcb *t;

	(void)state;
	system_begin();
	t = make_thread32(0, 0);
	assert_int_equal(thread_control(tid_version(0, 0x1234), tid(0), L4_TID_NIL, tid(7), ~0ul),
			 1);
	assert_true(mr32(t)[L4_UTCB_MY_GLOBAL_ID] == program_id(t, tid_version(0, 0x1234)));
	assert_true(mr32(t)[L4_UTCB_PAGER] == program_id(t, tid(7)));
	assert_int_equal(mr32(t)[L4_UTCB_MY_GLOBAL_ID + 1], 0);
}

/* No thread changes its word size: error 3, and nothing else. */
static void migration(void **state)
{
	struct tcb *t32, *t64;
	struct space *s32, *s64;

	(void)state;
	system_begin();
	t64 = make_thread(0, 0);
	t32 = make_thread32(1, 1);
	s32 = t32->space;
	s64 = t64->space;
	assert_int_equal(thread_control(tid(2), tid(0), root->id, L4_TID_NIL, UTCB(2)), 1);
	assert_int_equal(thread_control(tid(3), tid(1), root->id, L4_TID_NIL, UTCB(3)), 1);
	for (unsigned int n = 0; n < 4; n++) {
		struct tcb *t = tcb_of(tid(n));
		struct space *own = t->space;

		assert_int_equal(thread_control(tid(n), own == s32 ? tid(0) : tid(1), L4_TID_NIL,
						L4_TID_NIL, n < 2 ? UTCB(8 + n) : ~0ul), 0);
		assert_int_equal(error_code(root), L4_ERROR_INVALID_SPACE);
		assert_ptr_equal(t->space, own);
	}
	/* Between two of one kind they move. */
	make_thread32(4, 4);
	assert_int_equal(thread_control(tid(1), tid(4), L4_TID_NIL, L4_TID_NIL, UTCB(9)), 1);
	assert_true(t32->space == tcb_of(tid(4))->space && t32->local_id == UTCB(9) + 0x200);
	assert_true(mr32(t32)[L4_UTCB_MY_GLOBAL_ID] == program_id(t32, tid(1)));
	(void)s64;
}

/* --- initial servers --- */

/* BOOT-04, BOOT-05, SPACE-13: marks of the loader, in any mix. */
static void servers(unsigned int marks)
{
	struct tcb *t;
	word_t returns;

	host_servers32 = marks;
	host_boot();
	sigma0 = tcb_of(tid_make(thread_user_base, 1));
	root = tcb_of(tid_make(thread_user_base + 2, 1));
	assert_int_equal(space_is_compat(sigma0->space), marks & 1);
	assert_int_equal(space_is_compat(root->space), marks >> 1);
	assert_int_equal(root->frame.is_32bit, marks >> 1);
	assert_true(program_word(root, L4_UTCB_MY_GLOBAL_ID) == program_id(root, root->id));
	assert_true(program_word(root, L4_UTCB_PAGER) == program_id(root, sigma0->id));
	assert_true(root->frame.sp >> 32 == 0 && sigma0->frame.sp >> 32 == 0);
	/* What a 32-bit root task creates is for 32-bit programs, whatever control says. */
	become(root);
	returns = root->frame.returns;
	host_leave(sys_thread_control(root, tid(0), tid(0), root->id, L4_TID_NIL, ~0ul));
	assert_int_equal(root->frame.result, 1);
	t = tcb_of(tid(0));
	assert_int_equal(space_is_compat(t->space), marks >> 1);
	host_leave(sys_space_control(root, tid(0), 0, KIP, UTCBS, L4_TID_NIL));
	assert_int_equal(root->frame.result, 1);
	assert_true(root->frame.second == (marks >> 1 ? CONTROL_32BIT : 0));
	assert_int_equal(space_is_compat(t->space), marks >> 1);
	assert_true(root->frame.returns == returns + 2);
}

static void servers_64_64(void **state)
{
	(void)state;
	servers(0);
}

static void servers_32_64(void **state)
{
	(void)state;
	servers(1);
}

static void servers_64_32(void **state)
{
	(void)state;
	servers(2);
}

static void servers_32_32(void **state)
{
	(void)state;
	servers(3);
}

/* What a 64-bit program has begun is a space of 32 bits if a 32-bit program places its areas. */
static void control_by_32bit_root(void **state)
{
	struct tcb *t;

	(void)state;
	host_servers32 = 2;
	host_boot();
	sigma0 = tcb_of(tid_make(thread_user_base, 1));
	root = tcb_of(tid_make(thread_user_base + 2, 1));
	/* sigma0 is privileged too, and has 64 bits. */
	become(sigma0);
	host_leave(sys_thread_control(sigma0, tid(0), tid(0), root->id, L4_TID_NIL, ~0ul));
	assert_int_equal(sigma0->frame.result, 1);
	t = tcb_of(tid(0));
	assert_false(space_is_compat(t->space));
	become(root);
	host_leave(sys_space_control(root, tid(0), 0, KIP, UTCBS, L4_TID_NIL));
	assert_int_equal(root->frame.result, 1);
	assert_true(space_is_compat(t->space));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(ids_global),
	cmocka_unit_test(ids_local),
	cmocka_unit_test(ids_too_great),
	cmocka_unit_test(tags),
	cmocka_unit_test(unchanged),
	cmocka_unit_test(space_becomes_compat),
	cmocka_unit_test(space_that_has_run),
	cmocka_unit_test(areas_below_the_end),
	cmocka_unit_test(space_without_memory),
	cmocka_unit_test(activation),
	cmocka_unit_test(named_in_utcb),
	cmocka_unit_test(controls_of_schedule),
	cmocka_unit_test(modification),
	cmocka_unit_test(migration),
	cmocka_unit_test(servers_64_64),
	cmocka_unit_test(servers_32_64),
	cmocka_unit_test(servers_64_32),
	cmocka_unit_test(servers_32_32),
	cmocka_unit_test(control_by_32bit_root),
};
SUITE(compat);
