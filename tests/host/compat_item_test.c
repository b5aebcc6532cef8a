/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Typed items where a partner is a 32-bit program, and the end of its space: map items, strings,
 * Unmap, MemoryControl. (X.2, IA-32 interface; map items; string items)
 */
#include "compat.h"

#include <generic/usercopy.h>

#define FOUR_GIB	(1ul << 32)
#define MEMORY		0x40000000ul
#define PAGE		ARCH_PAGE_SIZE
#define FPAGE(va, log2)	((va) | (word_t)(log2) << 4 | L4_FPAGE_RWX)
#define COMPLETE	0x10ul
#define SIMPLE(bytes)	((word_t)(bytes) << 10)
#define MAP_ITEM	L4_ITEM_MAP

static struct tcb *s, *r;

static void begin(bool s32, bool r32)
{
	system_begin();
	s = make_either(0, 0, s32);
	r = make_either(1, 1, r32);
	host_leave(sys_schedule(root, root->id, UNCHANGED, UNCHANGED, s->prio, UNCHANGED));
	host_preempt_never();
}

/* s sends two words of items to r, which accepts this. */
static void send_item(word_t acceptor, word_t head, word_t second)
{
	set_program_word(r, L4_UTCB_BR0, acceptor);
	become(r);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(ZERO, NEVER));
	become(s);
	set_program_word(s, 1, head);
	set_program_word(s, 2, second);
	ipc_tag(r->id, L4_TID_NIL, TIMEOUTS(ZERO, ZERO), 2u << L4_TAG_TYPED_SHIFT);
}

/* s has memory of this frame on at va; the page there shows its number. */
static void fill(uvaddr_t va, unsigned int frame, unsigned int pages)
{
	give_memory(s, va, frame * PAGE, pages * PAGE, RIGHT_RWX);
	for (unsigned int i = 0; i < pages; i++)
		*byte_at(s, va + i * PAGE) = (u8)(frame + i);
}

static bool r_sees(uvaddr_t va, unsigned int frame)
{
	const u8 *byte = byte_at(r, va);

	return byte != NULL && *byte == (u8)frame;
}

/* MAP-26, MAP-27: items go either way, and both words reach the receiver as far as they fit. */
static void map(bool s32, bool r32)
{
	uvaddr_t from = s32 ? MEMORY : MEMORY + (5 * FOUR_GIB), to = r32 ? 0xc0000000 : 0xd0000000;

	begin(s32, r32);
	fill(from, 0x40, 4);
	send_item(COMPLETE, to | MAP_ITEM, FPAGE(from, 13));
	assert_int_equal((r->frame.tag | s->frame.tag) & L4_TAG_ERROR, 0);
	assert_true(r_sees(to, 0x40) && r_sees(to + PAGE, 0x41));
	assert_null(byte_at(r, to + 2 * PAGE));
	assert_true(program_word(r, 1) == (to | MAP_ITEM));
	assert_true(program_word(r, 2) ==
		    (r32 ? FPAGE(from, 13) & 0xffffffff : FPAGE(from, 13)));
	/* Into a window. */
	send_item(FPAGE(0x80000000, 20) & ~0xful, 0x3000 | MAP_ITEM, FPAGE(from + 3 * PAGE, 12));
	assert_true(r_sees(0x80003000, 0x43));
	/* A window of nothing. */
	send_item(0, to | MAP_ITEM, FPAGE(from, 12));
	assert_true(ipc_failed(s, L4_IPC_OVERFLOW, L4_IPC_PHASE_SEND));
	assert_true(program_word(r, L4_UTCB_ERROR_CODE) ==
		    (L4_IPC_OVERFLOW << 1 | L4_IPC_PHASE_RECEIVE));
}

static void map_32_64(void **state)
{
	(void)state;
	map(true, false);
}

static void map_64_32(void **state)
{
	(void)state;
	map(false, true);
}

static void map_32_32(void **state)
{
	(void)state;
	map(true, true);
}

/* The complete space of a 32-bit program ends at 4 GiB: what would lie above is skipped. */
static void map_above_the_end(void **state)
{
	static const struct {
		uvaddr_t base;
		unsigned int log2;
	} above[] = {
		{ FOUR_GIB, 12 }, { FOUR_GIB + MEMORY, 12 }, { 0x7ffffffff000, 12 },
		{ FOUR_GIB, 21 }, { ~0xffful, 12 },
	};
	size_t mappings;

	(void)state;
	begin(false, true);
	fill(MEMORY, 0x40, 4);
	mappings = mapdb_count();
	for (unsigned int i = 0; i < ARRAY_SIZE(above); i++) {
		send_item(COMPLETE, above[i].base | MAP_ITEM, FPAGE(MEMORY, above[i].log2));
		assert_int_equal((r->frame.tag | s->frame.tag) & L4_TAG_ERROR, 0);
		assert_int_equal(mapdb_count(), mappings);
		assert_null(byte_at(r, above[i].base));
		assert_null(byte_at(r, (u32)above[i].base));
	}
	/* The last page is one like others, and the end cuts what passes it. */
	send_item(COMPLETE, 0xfffff000 | MAP_ITEM, FPAGE(MEMORY, 12));
	assert_true(r_sees(0xfffff000, 0x40));
	fill(FOUR_GIB - PAGE, 0x50, 2);
	send_item(COMPLETE, MAP_ITEM, COMPLETE | L4_FPAGE_RWX);
	assert_true(r_sees(0xfffff000, 0x50));
	assert_null(byte_at(r, FOUR_GIB));
	assert_true(*byte_at(s, FOUR_GIB) == 0x51);
}

/* r answers a page fault of s with a page of its own; both kinds may be pager of the other. */
static void fault(bool s32, bool r32)
{
	struct tcb *pager;

	begin(r32, s32);
	pager = s;
	fill(MEMORY, 0x40, 1);
	set_program_word(r, L4_UTCB_PAGER, program_id(r, pager->id));
	become(pager);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
	become(r);
	host_leave(fault_page(r, 0x90000123, RIGHT_W));
	become(pager);
	assert_true(program_word(pager, 1) == 0x90000123);
	set_program_word(pager, 1, 0x90000000 | MAP_ITEM);
	set_program_word(pager, 2, FPAGE(MEMORY, 12));
	ipc_tag(r->id, L4_TID_NIL, TIMEOUTS(ZERO, ZERO), 2u << L4_TAG_TYPED_SHIFT);
	assert_int_equal(pager->frame.tag & L4_TAG_ERROR, 0);
	assert_int_equal(r->state, THREAD_RUNNING);
	assert_true(r_sees(0x90000000, 0x40));
}

static void fault_32_64(void **state)
{
	(void)state;
	fault(true, false);
}

static void fault_64_32(void **state)
{
	(void)state;
	fault(false, true);
}

/* A fpage of more than 4 GiB, in words of 32 bits, is the whole space of its owner. */
static void map_great_fpage(void **state)
{
	(void)state;
	begin(true, false);
	fill(MEMORY, 0x40, 1);
	fill(0xfffff000, 0x41, 1);
	send_item(COMPLETE, MAP_ITEM, FPAGE(0, 40));
	assert_true(r_sees(MEMORY, 0x40) && r_sees(0xfffff000, 0x41));
}

/* A grant of more than the window takes: the rest is flushed, up to the end of the space. */
static void grant(void **state)
{
	(void)state;
	begin(true, false);
	fill(MEMORY, 0x40, 2);
	fill(0xfffff000, 0x48, 1);
	send_item(FPAGE(MEMORY, 12) & ~0xful, MEMORY | L4_ITEM_GRANT, COMPLETE | L4_FPAGE_RWX);
	assert_true(r_sees(MEMORY, 0x40));
	assert_null(byte_at(s, MEMORY));
	assert_null(byte_at(s, MEMORY + PAGE));
	assert_null(byte_at(s, 0xfffff000));
}

/* --- strings --- */

/* Text of s at va. */
static void write_text(uvaddr_t va, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		*byte_at(s, va + i) = (u8)(i * 7 + 1);
}

static size_t same_bytes(uvaddr_t at, size_t bytes)
{
	size_t i;

	for (i = 0; i < bytes; i++) {
		const u8 *b = byte_at(r, at + i);

		if (b == NULL || *b != (u8)(i * 7 + 1))
			break;
	}
	return i;
}

/* The transfer goes on until both have their results, or wait for a pager. */
static void finish(void)
{
	for (unsigned int i = 0; i < 1000 && s->continuation == CONTINUE_TRANSFER; i++)
		host_leave(host_current());
}

static void await_string(word_t descriptor, word_t buffer)
{
	set_program_word(r, L4_UTCB_BR0, L4_ACCEPT_STRINGS);
	set_program_word(r, L4_UTCB_BR(1), descriptor);
	set_program_word(r, L4_UTCB_BR(2), buffer);
	become(r);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(ZERO, NEVER));
	become(s);
}

/* TYPED-19, also in pieces, where every word is one of the program's size. */
static void string(bool s32, bool r32)
{
	uvaddr_t from = s32 ? MEMORY : MEMORY + FOUR_GIB, to = r32 ? 0xc0000000 : 0xc00000000;

	begin(s32, r32);
	fill(from, 0x40, 4);
	give_memory(r, to, 0x50 * PAGE, 4 * PAGE, RIGHT_RWX);
	write_text(from + 100, 9000);
	await_string(SIMPLE(9000), to + 30);
	set_program_word(s, 1, SIMPLE(9000));
	set_program_word(s, 2, from + 100);
	ipc_tag(r->id, L4_TID_NIL, TIMEOUTS(ZERO, ZERO), 2u << L4_TAG_TYPED_SHIFT);
	finish();
	assert_int_equal((r->frame.tag | s->frame.tag) & L4_TAG_ERROR, 0);
	assert_int_equal(same_bytes(to + 30, 9001), 9000);
	assert_true(program_word(r, 1) == SIMPLE(9000));
	assert_true(program_word(r, 2) == (r32 ? (u32)(from + 100) : from + 100));
	/* Two substrings of 20 bytes and a continuation of 10; the buffer is one of 50. */
	await_string(SIMPLE(50), to + 0x2000);
	set_program_word(s, 1, SIMPLE(20) | 1 << 4 | 0x200);
	set_program_word(s, 2, from + 100);
	set_program_word(s, 3, from + 120);
	set_program_word(s, 4, SIMPLE(10));
	set_program_word(s, 5, from + 140);
	ipc_tag(r->id, L4_TID_NIL, TIMEOUTS(ZERO, ZERO), 5u << L4_TAG_TYPED_SHIFT);
	finish();
	assert_int_equal((r->frame.tag | s->frame.tag) & L4_TAG_ERROR, 0);
	assert_int_equal(same_bytes(to + 0x2000, 51), 50);
	assert_true(program_word(r, 4) == SIMPLE(10));
	assert_true(program_word(r, 5) == (r32 ? (u32)(from + 140) : from + 140));
	/* Too long for the buffer: both learn how much has come. */
	await_string(SIMPLE(8), to);
	set_program_word(s, 1, SIMPLE(9000));
	set_program_word(s, 2, from + 100);
	ipc_tag(r->id, L4_TID_NIL, TIMEOUTS(ZERO, ZERO), 2u << L4_TAG_TYPED_SHIFT);
	finish();
	assert_true(program_word(s, L4_UTCB_ERROR_CODE) == (8 << 4 | L4_IPC_OVERFLOW << 1));
	assert_true(program_word(r, L4_UTCB_ERROR_CODE) == (8 << 4 | L4_IPC_OVERFLOW << 1 | 1));
}

static void string_32_64(void **state)
{
	(void)state;
	string(true, false);
}

static void string_64_32(void **state)
{
	(void)state;
	string(false, true);
}

static void string_32_32(void **state)
{
	(void)state;
	string(true, true);
}

/*
 * A string that passes the end of a 32-bit space stops there; the page of the 64-bit program behind
 * that address is none of it. (X.2, string items: the user area)
 */
static void string_at_the_end(bool at_sender)
{
	begin(at_sender, !at_sender);
	fill(0xfffff000, 0x40, 1);
	give_memory(r, 0xfffff000, 0x50 * PAGE, PAGE, RIGHT_RWX);
	if (at_sender) {
		give_memory(r, FOUR_GIB, 0x51 * PAGE, PAGE, RIGHT_RWX);
		give_memory(s, 0, 0x44 * PAGE, PAGE, RIGHT_RWX);
	} else {
		fill(FOUR_GIB, 0x41, 1);
		give_memory(r, 0, 0x55 * PAGE, PAGE, RIGHT_RWX);
	}
	write_text(0xffffff00, 256);
	await_string(SIMPLE(512), 0xffffff00);
	set_program_word(s, 1, SIMPLE(512));
	set_program_word(s, 2, 0xffffff00);
	ipc_tag(r->id, L4_TID_NIL, TIMEOUTS(ZERO, ZERO), 2u << L4_TAG_TYPED_SHIFT);
	finish();
	assert_true(program_word(s, L4_UTCB_ERROR_CODE) == (256 << 4 | L4_IPC_OVERFLOW << 1));
	assert_true(program_word(r, L4_UTCB_ERROR_CODE) == (256 << 4 | L4_IPC_OVERFLOW << 1 | 1));
	assert_int_equal(same_bytes(0xffffff00, 256), 256);
	/* Nothing has come round to address 0. */
	if (!at_sender)
		assert_true(*byte_at(r, 0) == 0);
}

static void string_passes_senders_end(void **state)
{
	(void)state;
	string_at_the_end(true);
}

static void string_passes_receivers_end(void **state)
{
	(void)state;
	string_at_the_end(false);
}

/* A missing page in a transfer: the fault is in words of the pager's size, its IP all ones. */
static void string_fault(void **state)
{
	(void)state;
	begin(false, true);
	fill(MEMORY, 0x40, 1);
	mr32(r)[L4_UTCB_PAGER] = (u32)program_id(r, root->id);
	mr32(r)[L4_UTCB_XFER_TIMEOUTS] = 0;
	await_string(SIMPLE(10), 0xc0000000);
	mr(s)[L4_UTCB_XFER_TIMEOUTS] = 0;
	set_program_word(s, 1, SIMPLE(10));
	set_program_word(s, 2, MEMORY);
	ipc_tag(r->id, L4_TID_NIL, TIMEOUTS(ZERO, ZERO), 2u << L4_TAG_TYPED_SHIFT);
	assert_int_equal(r->state, THREAD_POLLING);
	become(root);
	ipc(L4_TID_NIL, r->id, TIMEOUTS(ZERO, ZERO));
	assert_true(root->frame.from == r->id);
	assert_true(mr(root)[0] == ((word_t)-2 << 20 | 2u << 16 | 2));
	assert_true(mr(root)[1] == 0xc0000000 && mr(root)[2] == 0xffffffff);
	give_memory(r, 0xc0000000, 0x50 * PAGE, PAGE, RIGHT_RWX);
	ipc_words(r->id, L4_TID_NIL, TIMEOUTS(ZERO, ZERO), 0, 0, 0);
	become(s);
	finish();
	assert_int_equal((r->frame.tag | s->frame.tag) & L4_TAG_ERROR, 0);
	assert_true(mr32(r)[1] == SIMPLE(10));
}

/* XferTimeouts are read in words of each partner's size. */
static void transfer_timeouts(void **state)
{
	(void)state;
	begin(true, false);
	fill(MEMORY, 0x40, 1);
	mr(r)[L4_UTCB_PAGER] = root->id;
	mr(r)[L4_UTCB_XFER_TIMEOUTS] = 0;
	await_string(SIMPLE(10), 0xc0000000);
	mr32(s)[L4_UTCB_XFER_TIMEOUTS] = (u32)L4_TIME_ZERO << 16;
	set_program_word(s, 1, SIMPLE(10));
	set_program_word(s, 2, MEMORY);
	ipc_tag(r->id, L4_TID_NIL, TIMEOUTS(ZERO, ZERO), 2u << L4_TAG_TYPED_SHIFT);
	finish();
	assert_true(mr32(s)[L4_UTCB_ERROR_CODE] == L4_IPC_XFER_OWN << 1);
	assert_true(mr(r)[L4_UTCB_ERROR_CODE] == (L4_IPC_XFER_PARTNER << 1 | 1));
}

/* --- Unmap and MemoryControl --- */

static void unmap(void **state)
{
	(void)state;
	begin(true, false);
	fill(MEMORY, 0x40, 2);
	fill(0xfffff000, 0x44, 1);
	send_item(COMPLETE, MEMORY | MAP_ITEM, FPAGE(MEMORY, 13));
	/* What they derive, of the second page; status bits replace the rights in the words. */
	mr32(s)[0] = (u32)FPAGE(MEMORY + PAGE, 12);
	mr32(s)[1] = 0;
	mr32(s)[2] = 0x77777777;
	host_leave(sys_unmap(s, 1));
	assert_true(r_sees(MEMORY, 0x40));
	assert_null(byte_at(r, MEMORY + PAGE));
	assert_true((mr32(s)[0] & ~7u) == (MEMORY + PAGE + (12 << 4)));
	assert_true(mr32(s)[1] == 0 && mr32(s)[2] == 0x77777777);
	/* The own pages too, all of them. */
	mr32(s)[0] = COMPLETE | L4_FPAGE_RWX;
	host_leave(sys_unmap(s, L4_UNMAP_FLUSH));
	assert_null(byte_at(s, MEMORY));
	assert_null(byte_at(s, 0xfffff000));
	assert_null(byte_at(r, MEMORY));
	assert_true((mr32(s)[0] & ~7u) == COMPLETE);
	/* The interface page stays. */
	assert_non_null(byte_at(s, KIP_AREA));
}

static void memory_control(void **state)
{
	const word_t attributes[4] = { 0, 4, 3, 3 }, wrong[4] = { 3, 3, 3, 3 };

	(void)state;
	begin(true, false);
	s->space->is_privileged = true;
	fill(MEMORY, 0x40, 1);
	become(s);
	mr32(s)[0] = (u32)(MEMORY | 12 << 4 | 1);
	mr32(s)[1] = 0;
	host_leave(sys_memory_control(s, 1, attributes));
	assert_int_equal(s->frame.result, 1);
	host_leave(sys_memory_control(s, 0, wrong));
	assert_int_equal(s->frame.result, 0);
	assert_true(mr32(s)[L4_UTCB_ERROR_CODE] == L4_ERROR_INVALID_PARAM);
}

/* Text of a debugger trap ends with the space, whatever lies behind. */
static void text_at_the_end(void **state)
{
	char text[64];
	u8 byte;

	(void)state;
	begin(false, false);
	fill(0xfffff000, 0x40, 2);
	write_text(0xfffffff0, 64);
	assert_int_equal(user_read(&s->space->pt, text, 0xfffffff0, sizeof(text)), 64);
	ptab_set_end(&s->space->pt, FOUR_GIB);
	assert_int_equal(user_read(&s->space->pt, text, 0xfffffff0, sizeof(text)), 16);
	assert_true(user_byte(&s->space->pt, 0xffffffff, &byte));
	assert_false(user_byte(&s->space->pt, FOUR_GIB, &byte));
}

/* Where users may map, also when the answer was another one before. */
static void usable_up_to_the_end(void **state)
{
	struct ptab *pt;
	uvaddr_t stop;

	(void)state;
	begin(false, false);
	pt = &s->space->pt;
	assert_true(ptab_is_usable(pt, FOUR_GIB - PAGE, FOUR_GIB + PAGE));
	ptab_set_end(pt, FOUR_GIB);
	assert_true(ptab_is_usable(pt, FOUR_GIB - PAGE, FOUR_GIB));
	assert_false(ptab_is_usable(pt, FOUR_GIB - PAGE, FOUR_GIB + PAGE));
	assert_false(ptab_usable_at(pt, FOUR_GIB, &stop));
	assert_true(stop > ARCH_USER_END);
}

/* Untyped words come before the items. */
static void words_before_items(bool s32, bool r32)
{
	begin(s32, r32);
	fill(MEMORY, 0x40, 1);
	set_program_word(r, L4_UTCB_BR0, COMPLETE);
	become(r);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(ZERO, NEVER));
	become(s);
	for (int i = 1; i <= 3; i++)
		set_program_word(s, i, 0x1234567880000000 + (word_t)i);
	set_program_word(s, 4, 0xc0000000 | MAP_ITEM);
	set_program_word(s, 5, FPAGE(MEMORY, 12));
	ipc_tag(r->id, L4_TID_NIL, TIMEOUTS(ZERO, ZERO), 2u << L4_TAG_TYPED_SHIFT | 3);
	assert_int_equal((r->frame.tag | s->frame.tag) & L4_TAG_ERROR, 0);
	for (unsigned int i = 1; i <= 3; i++)
		assert_true(program_word(r, (int)i) == 0x80000000 + i);
	assert_true(program_word(r, 4) == (0xc0000000 | MAP_ITEM));
	assert_true(program_word(r, 5) == FPAGE(MEMORY, 12));
	assert_true(r_sees(0xc0000000, 0x40));
}

static void words_before_items_32_64(void **state)
{
	(void)state;
	words_before_items(true, false);
}

static void words_before_items_64_32(void **state)
{
	(void)state;
	words_before_items(false, true);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(map_32_64),
	cmocka_unit_test(map_64_32),
	cmocka_unit_test(map_32_32),
	cmocka_unit_test(map_above_the_end),
	cmocka_unit_test(map_great_fpage),
	cmocka_unit_test(fault_32_64),
	cmocka_unit_test(fault_64_32),
	cmocka_unit_test(grant),
	cmocka_unit_test(string_32_64),
	cmocka_unit_test(string_64_32),
	cmocka_unit_test(string_32_32),
	cmocka_unit_test(string_passes_senders_end),
	cmocka_unit_test(string_passes_receivers_end),
	cmocka_unit_test(string_fault),
	cmocka_unit_test(transfer_timeouts),
	cmocka_unit_test(unmap),
	cmocka_unit_test(memory_control),
	cmocka_unit_test(text_at_the_end),
	cmocka_unit_test(usable_up_to_the_end),
	cmocka_unit_test(words_before_items_32_64),
	cmocka_unit_test(words_before_items_64_32),
};
SUITE(compat_item);
