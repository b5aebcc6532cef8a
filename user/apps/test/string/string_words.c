/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * String items: descriptors and buffers that do not fit their registers, every alignment, sizes up
 * to 4 MiB, strange memory, what stays as it was, arbitrary words.
 */
#include <string.h>

#include "transfer.h"

static char *target(size_t offset)
{
	return page(TARGET) + offset;
}

TAP_TEST(string, buffer_beyond, "TYPED-31 a first buffer that reaches beyond BR32 is overflow")
{
	pair_here();
	fill(page(0), 64);
	send_items(0, STRING(64, 1), at(0, 0));
	accept_strings(STRING(64, 32), at(TARGET, 0));
	transfer();
	check_broken(L4_IPC_OVERFLOW, L4_IPC_OVERFLOW, 0);
	tap_check_eq(bytes_touched(target(0), 64), 0);
}

TAP_TEST(string, last_buffer, "TYPED-31 a buffer whose descriptor is BR32 is overflow")
{
	L4_Word_t words[32];
	unsigned int i;

	pair_here();
	fill(page(0), 64);
	send_items(0, STRING(8, 1), at(0, 0), STRING(8, 1), at(0, 8));
	words[0] = STRING(8, 30) | MORE;
	for (i = 1; i < 31; i++)
		words[i] = at(TARGET, 8 * i);
	words[31] = STRING(8, 1);
	buffers(&receiver, words, 32);
	transfer();
	check_broken(L4_IPC_OVERFLOW, L4_IPC_OVERFLOW, 8);
	tap_check_eq(bytes_wrong(target(8), 0, 8), 0);
	tap_check_eq(bytes_touched(target(16), 300), 0);
}

TAP_TEST(string, continued_beyond, "TYPED-31 a continuation that reaches beyond BR32 is overflow")
{
	pair_here();
	fill(page(0), 64);
	send_items(0, STRING(64, 1), at(0, 0));
	accept_strings(STRING(40, 1) | CONTINUES, at(TARGET, 0), STRING(64, 32), at(TARGET, 100));
	transfer();
	check_broken(L4_IPC_OVERFLOW, L4_IPC_OVERFLOW, 40);
	tap_check_eq(bytes_wrong(target(0), 0, 40), 0);
	tap_check_eq(bytes_touched(target(40), 200), 0);
}

TAP_TEST(string, behind_beyond, "TYPED-31 behind a buffer that reaches beyond BR32 there is none")
{
	pair_here();
	fill(page(0), 128);
	send_items(0, STRING(64, 1), at(0, 0), STRING(64, 1), at(0, 64));
	/* The words of the continuation would make a buffer themselves. */
	accept_strings(STRING(64, 1) | CONTINUES | MORE, at(TARGET, 0), STRING(64, 32),
		       STRING(64, 1), at(TARGET, 100));
	transfer();
	check_broken(L4_IPC_OVERFLOW, L4_IPC_OVERFLOW, 64);
	tap_check_eq(bytes_wrong(target(0), 0, 64), 0);
	tap_check_eq(bytes_touched(target(64), 200), 0);
}

TAP_TEST(string, no_string_buffer, "TYPED-31 a buffer register that is no string item is overflow")
{
	pair_here();
	fill(page(0), 64);
	send_items(0, STRING(32, 1), at(0, 0), STRING(32, 1), at(0, 32));
	accept_strings(STRING(32, 1) | MORE, at(TARGET, 0), STRING(32, 1) | L4_ITEM_MAP,
		       at(TARGET, 100));
	transfer();
	check_broken(L4_IPC_OVERFLOW, L4_IPC_OVERFLOW, 32);
	tap_check_eq(bytes_touched(target(32), 200), 0);
}

TAP_TEST(string, beyond_message,
	 "TYPED-10 a descriptor that reaches beyond the message is overflow")
{
	pair_here();
	fill(page(0), 64);
	send_items(1, STRING(32, 1), at(0, 0), STRING(32, 2), at(0, 32));
	accept_strings(STRING(32, 1) | MORE, at(TARGET, 0), STRING(64, 1), at(TARGET, 100));
	transfer();
	check_broken(L4_IPC_OVERFLOW, L4_IPC_OVERFLOW, 32);
	tap_check_eq(bytes_touched(target(32), 200), 0);
}

TAP_TEST(string, head_alone, "TYPED-10 a descriptor in the last word of a message is overflow")
{
	pair_here();
	send_items(0, STRING(32, 1));
	accept_strings(STRING(32, 1), at(TARGET, 0));
	transfer();
	check_broken(L4_IPC_OVERFLOW, L4_IPC_OVERFLOW, 0);
}

TAP_TEST(string, continued_nowhere, "TYPED-10 a string continued behind the message is overflow")
{
	pair_here();
	fill(page(0), 64);
	send_items(0, STRING(32, 1) | CONTINUES, at(0, 0));
	sender.h->ipc.mr[3] = STRING(32, 1);
	sender.h->ipc.mr[4] = at(0, 32);
	accept_strings(STRING(64, 1), at(TARGET, 0));
	transfer();
	check_broken(L4_IPC_OVERFLOW, L4_IPC_OVERFLOW, 32);
	tap_check_eq(bytes_touched(target(32), 64), 0);
}

TAP_TEST(string, last_register, "TYPED-10 a descriptor in MR63 is overflow")
{
	pair_here();
	send_items(62, STRING(32, 1));
	accept_strings(STRING(32, 1), at(TARGET, 0));
	transfer();
	check_broken(L4_IPC_OVERFLOW, L4_IPC_OVERFLOW, 0);
}

/* A string of n bytes with these offsets from a multiple of words. */
static void check_alignment(unsigned int from, unsigned int to, size_t n)
{
	memset(target(0), 0, n + 40);
	fill(page(0) + from, n);
	send_items(0, STRING(n, 1), at(0, from));
	accept_strings(STRING(n, 1), at(TARGET, 8 + to));
	transfer();
	check_transferred();
	tap_check_eq(bytes_touched(target(0), 8 + to), 0);
	tap_check_eq(bytes_wrong(target(8 + to), 0, n), 0);
	tap_check_eq(bytes_touched(target(8 + to + n), 16), 0);
}

TAP_TEST(string, alignments, "TYPED-06 every alignment of both sides")
{
	unsigned int from, to;

	pair_here();
	for (from = 0; from < 9; from++) {
		for (to = 0; to < 9; to++) {
			tap_context("from %u, to %u", from, to);
			check_alignment(from, to, 61);
			check_alignment(from, to, 123);
		}
	}
}

TAP_TEST(string, across_pages, "TYPED-01 strings across pages that lie elsewhere on both sides")
{
	unsigned int i;

	pair_there();
	for (i = 0; i < 4; i++) {
		fill(page(3 - i), page_size);
		provide(sender.h, 3 - i, PLACE + i * page_size, L4_Readable);
		provide(receiver.h, TARGET + (i ^ 1), PLACE + i * page_size, L4_ReadWriteOnly);
	}
	send_items(0, STRING(3 * page_size, 1), PLACE + 100);
	accept_strings(STRING(3 * page_size, 1), PLACE + 600);
	transfer();
	check_transferred();
	tap_check_eq(bytes_touched(target(page_size), 600), 0);
	tap_check_eq(bytes_wrong(target(page_size + 600), 100, page_size - 600), 0);
	tap_check_eq(bytes_wrong(target(0), page_size - 500, 500), 0);
	tap_check_eq(bytes_wrong(target(500), 0, page_size - 500), 0);
	tap_check_eq(bytes_touched(target(2 * page_size + 600), page_size - 600), 0);
}

/* Pages of the pool from `first` on: the bits of what the helper has of them, then reset. */
static void check_status(unsigned int first, const L4_Word_t *expected, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		tap_check_eq(L4_Rights(L4_GetStatus(page_fpage(first + i, 0))) &
			     (L4_Readable | L4_Writable), expected[i]);
}

TAP_TEST(string, status, "UNMAP-04 a string reads its source and writes its target, no page more")
{
	static const L4_Word_t none[4], some_read[4] = { L4_Readable, L4_Readable },
		some_written[4] = { L4_ReadWriteOnly, L4_ReadWriteOnly };
	unsigned int i;

	pair_there();
	for (i = 0; i < 4; i++) {
		provide(sender.h, i, PLACE + i * page_size, L4_Readable);
		provide(receiver.h, TARGET + i, PLACE + i * page_size, L4_ReadWriteOnly);
	}
	/* At first all pages are alike, then one has been used, and one read that is written. */
	for (i = 0; i < 2; i++) {
		send_items(0, STRING(2 * page_size, 1), PLACE);
		accept_strings(STRING(4 * page_size, 1), PLACE);
		transfer();
		check_transferred();
		check_status(0, some_read, 4);
		check_status(TARGET, some_written, 4);
		check_status(0, none, 4);
		check_status(TARGET, none, 4);
		send_items(0, STRING(8, 1), PLACE);
		accept_strings(STRING(8, 1), PLACE);
		transfer();
		check_transferred();
		tap_check(can_read(receiver.h, PLACE + page_size));
	}
}

TAP_TEST(string, overlapping, "TYPED-01 source and target that overlap do no harm")
{
	pair_here();
	fill(page(0), 3 * page_size);
	send_items(0, STRING(2 * page_size, 1), at(0, 0));
	accept_strings(STRING(2 * page_size, 1), at(0, 100));
	transfer();
	check_transferred();
	tap_check_eq(bytes_wrong(page(0), 0, 100), 0);
	tap_check_eq(bytes_wrong(page(2) + 100, 2 * page_size + 100, page_size - 100), 0);
}

TAP_TEST(string, largest, "TYPED-21 4 MiB - 1 bytes between two spaces")
{
	char *from, *to;

	pair_there();
	from = (char *)big_block(0);
	to = (char *)big_block(1);
	if (from == NULL || to == NULL) {
		tap_skip_test("not enough memory");
		return;
	}
	fill(from, BIG);
	memset(to, 0, BIG);
	provide_big(sender.h, 0, PLACE);
	provide_big(receiver.h, 1, PLACE);
	send_items(0, STRING(BIG - 1, 1), PLACE);
	accept_strings(STRING(BIG - 1, 1), PLACE + 1);
	transfer();
	check_transferred();
	tap_check_eq(bytes_wrong(to + 1, 0, BIG - 1), 0);
	tap_check_eq(to[0], 0);
}

TAP_TEST(string, from_kip, "TYPED-01 a string may come from the kernel interface page")
{
	helpers_alike();
	pair_there();
	provide(receiver.h, TARGET, PLACE, L4_ReadWriteOnly);
	send_items(0, STRING(64, 1), (L4_Word_t)L4_GetKernelInterface());
	accept_strings(STRING(64, 1), PLACE);
	transfer();
	check_transferred();
	tap_check_eq(memcmp(target(0), L4_GetKernelInterface(), 64), 0);
}

TAP_TEST(string, into_kip, "KIP-09 a buffer in the kernel interface page is a write fault")
{
	L4_Word_t kip = (L4_Word_t)L4_GetKernelInterface(), before = *(volatile L4_Word_t *)kip;

	pair_there();
	provide(sender.h, 0, PLACE, L4_ReadWriteOnly);
	send_items(0, STRING(64, 1), PLACE);
	accept_strings(STRING(64, 1), kip);
	transfer();
	expect_fault(receiver.h, WRITE_FAULT, kip);
	supply(receiver.h, 1);
	expect_fault(receiver.h, WRITE_FAULT, kip);
	tap_check_eq(*(volatile L4_Word_t *)kip, before);
}

/* The sender's own UTCB as the receiver's memory and the other way round. */
TAP_TEST(string, utcb, "ROB-01 strings into the registers that describe them do no harm")
{
	L4_Word_t from, to;

	pair_here();
	from = L4_LocalIdOf(sender.h->id).raw;
	to = L4_LocalIdOf(receiver.h->id).raw;
	send_items(20, STRING(256, 2), from - 256, from - 256);
	accept_strings(STRING(64, 3) | MORE, to - 256, to, to - 256, STRING(64, 1), to - 320);
	transfer();
	tap_check_eq(helper_finish(sender.h), DONE);
	tap_check(sender.h->ipc.over);
	settle();
	tap_check(thread_state(receiver.h->id) != L4_SCHED_RECEIVING);
}

static L4_Word_t registers_before[__L4_NUM_MRS];

TAP_TEST(string, sender_unchanged, "MRP-02 a sender of strings keeps its message registers")
{
	unsigned int i;

	pair_here();
	send_items(5, STRING(50, 2), at(0, 0), at(0, 50), STRING(7, 1), at(0, 100));
	for (i = 11; i < __L4_NUM_MRS; i++)
		sender.h->ipc.mr[i] = pattern(100 + i);
	memcpy(registers_before, sender.h->ipc.mr, sizeof(registers_before));
	accept_strings(STRING(200, 1) | MORE, at(TARGET, 0), STRING(7, 1), at(TARGET, 300));
	transfer();
	check_transferred();
	for (i = 0; i < __L4_NUM_MRS; i++) {
		tap_context("MR%u", i);
		tap_check_eq(sender.h->ipc.mr[i], registers_before[i]);
	}
}

TAP_TEST(string, buffers_unchanged,
	 "UTCB-14 buffer registers stay, the sender's and the receiver's")
{
	unsigned int i;

	pair_here();
	for (i = 1; i < L4_NUM_BRS; i++) {
		sender.br[i] = pattern(i);
		receiver.br[i] = pattern(i + 100);
	}
	send_items(0, STRING(50, 2), at(0, 0), at(0, 50), STRING(7, 1), at(0, 100));
	accept_strings(STRING(200, 1) | MORE, at(TARGET, 0), STRING(7, 1), at(TARGET, 300));
	transfer();
	check_transferred();
	for (i = 5; i < L4_NUM_BRS; i++) {
		tap_context("BR%u", i);
		tap_check_eq(sender.br[i], pattern(i));
		tap_check_eq(receiver.br[i], pattern(i + 100));
	}
	tap_check_eq(receiver.br[1], STRING(200, 1) | MORE);
	tap_check_eq(receiver.br[2], at(TARGET, 0));
}

TAP_TEST(string, receive_nowhere, "FIX-14 registers behind the message stay as they are")
{
	unsigned int i;

	pair_here();
	send_items(1, STRING(50, 1), at(0, 0));
	for (i = 4; i < __L4_NUM_MRS; i++)
		receiver.h->ipc.mr[i] = pattern(200 + i);
	accept_strings(STRING(50, 1), at(TARGET, 0));
	transfer();
	check_transferred();
	/* What is in memory: the lower ones come back in processor registers. */
	for (i = 8; i < __L4_NUM_MRS; i++) {
		tap_context("MR%u", i);
		tap_check_eq(receiver.h->ipc.mr[i], pattern(200 + i));
	}
}

static void rest(void)
{
	for (;;)
		L4_Sleep(L4_Never);
}

TAP_TEST(string, to_start_wait, "START-01 a start message with a string is overflow at the pager")
{
	L4_ThreadId_t id = new_id();

	pair_here();
	check_granted(thread_create_here(id, sender.h->id));
	send_items(2, STRING(50, 1), at(0, 0));
	sender.h->ipc.mr[1] = (L4_Word_t)rest;
	sender.h->ipc.mr[2] = stack_of(id);
	side_begin(&sender, id, L4_nilthread, NEVER);
	check_helper_error(sender.h, SEND_OVERFLOW);
}

TAP_TEST(string, as_fault_reply,
	 "PF-05 a string as answer to a fault: overflow, the thread goes on")
{
	struct helper *h = helper_here();

	pair_here();
	L4_Set_PagerOf(h->id, sender.h->id);
	side_begin(&sender, L4_nilthread, h->id, NEVER);
	helper_start(h, probe_read, PLACE, 0, 0);
	check_helper_ok(sender.h);
	send_items(0, STRING(50, 1), at(0, 0));
	L4_Set_PagerOf(h->id, main_thread);
	side_begin(&sender, h->id, L4_nilthread, NO_WAIT);
	check_helper_error(sender.h, SEND_OVERFLOW);
	tap_check_eq(helper_finish(h), PAGE_FAULT);
}

/* Numbers that repeat from run to run. */
static L4_Word_t chance(void)
{
	static L4_Word64_t state = 0x853c49e6748fea9b;

	state = state * 6364136223846793005u + 1442695040888963407u;
	return (L4_Word_t)(state >> 20 ^ state >> 43);
}

static L4_Word_t strange_word(void)
{
	switch (chance() % 8) {
	case 0:
		return chance() << (L4_BITS_PER_WORD / 2) ^ chance();
	case 1:
		return at((unsigned int)(chance() % POOL_PAGES), chance() % page_size);
	case 2:
		return PLACE + chance() % (4 * page_size);
	case 3:
		return ~(chance() % (1ul << (chance() % (L4_BITS_PER_WORD == 64 ? 48 : 32))));
	default:
		return STRING(chance() % 600, 1 + chance() % 32 % (1 + chance() % 32)) |
		       (chance() & (CONTINUES | MORE | 6)) | (chance() % 16 == 0 ? L4_ITEM_MAP : 0);
	}
}

static bool is_transfer_end(const struct helper *h, unsigned int phase)
{
	L4_Word_t e = h->ipc.error >> 1 & 7;

	return h->ipc.over && (L4_IpcSucceeded(h->ipc.tag) ||
			       ((h->ipc.error & 1) == phase && e >= L4_IPC_OVERFLOW));
}

TAP_TEST(string, arbitrary, "ROB-01 arbitrary items into arbitrary buffers end alike on both sides")
{
	unsigned int round, i, failures = 0;

	pair_there();
	for (i = 0; i < 3; i++) {
		provide(sender.h, i, PLACE + i * page_size, L4_ReadWriteOnly);
		provide(receiver.h, TARGET + i, PLACE + i * page_size, L4_ReadWriteOnly);
	}
	sender.xfer = receiver.xfer = NO_WAIT;
	for (round = 0; round < 400; round++) {
		tap_context("round %u", round);
		sender.h->ipc.mr[0] = chance() & 0xfff;
		for (i = 1; i < __L4_NUM_MRS; i++)
			sender.h->ipc.mr[i] = strange_word();
		for (i = 1; i < L4_NUM_BRS; i++)
			receiver.br[i] = strange_word();
		receiver.h->ipc.acceptor = L4_ACCEPT_STRINGS;
		transfer();
		if (!tap_check_eq(helper_finish(sender.h), DONE) ||
		    !tap_check_eq(helper_finish(receiver.h), DONE))
			return;
		tap_check(is_transfer_end(sender.h, 0) && is_transfer_end(receiver.h, 1));
		tap_check_eq(L4_IpcFailed(sender.h->ipc.tag), L4_IpcFailed(receiver.h->ipc.tag));
		failures += L4_IpcFailed(sender.h->ipc.tag) != 0;
	}
	tap_check(failures > 0 && failures < round);
}
