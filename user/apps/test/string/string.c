/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * String items without page faults: scatter and gather, several strings, overflow.
 */
#include <string.h>

#include "transfer.h"

/* 0 where it is the end of all addresses. */
#define USER_END	(USER_LAST + 1)
#define TOP_BIT		((L4_Word_t)1 << (L4_BITS_PER_WORD - 1))

static char *target(size_t offset)
{
	return page(TARGET) + offset;
}

TAP_TEST(string, simple, "TYPED-01 a simple string arrives whole")
{
	pair_here();
	fill(page(0), 256);
	send_items(0, STRING(256, 1), at(0, 0));
	accept_strings(STRING(256, 1), at(TARGET, 0));
	transfer();
	check_transferred();
	tap_check_eq(receiver.h->ipc.mr[0],
		     x_bit(sender.h, receiver.h) | 2 << L4_TAG_TYPED_SHIFT);
	tap_check_eq(bytes_wrong(target(0), 0, 256), 0);
	tap_check_eq(bytes_touched(target(256), 256), 0);
}

TAP_TEST(string, pending_sender, "TYPED-01 the same if the sender waits for the receiver")
{
	pair_here();
	fill(page(0), 256);
	send_items(0, STRING(256, 1), at(0, 0));
	accept_strings(STRING(256, 1), at(TARGET, 0));
	sender_begin();
	receiver_begin();
	check_transferred();
	tap_check_eq(bytes_wrong(target(0), 0, 256), 0);
}

TAP_TEST(string, between_spaces, "TYPED-01 the same between two spaces")
{
	pair_there();
	fill(page(0), page_size);
	provide(sender.h, 0, PLACE, L4_Readable);
	provide(receiver.h, TARGET, PLACE, L4_ReadWriteOnly);
	send_items(0, STRING(page_size, 1), PLACE);
	accept_strings(STRING(page_size, 1), PLACE);
	transfer();
	check_transferred();
	tap_check_eq(bytes_wrong(target(0), 0, page_size), 0);
}

TAP_TEST(string, to_main, "TYPED-01 a receiver of higher priority gets the whole string")
{
	L4_Word_t words[3];
	L4_MsgTag_t tag;

	pair_here();
	fill(page(0), 256);
	send_items(0, STRING(256, 1), at(0, 0));
	side_begin(&sender, main_thread, L4_nilthread, NEVER);
	L4_LoadBR(1, STRING(256, 1));
	L4_LoadBR(2, at(TARGET, 0));
	L4_Accept(L4_StringItemsAcceptor);
	tag = L4_Receive_Timeout(sender.h->id, PATIENCE);
	L4_StoreMRs(0, 3, words);
	L4_Accept(L4_UntypedWordsAcceptor);
	check_ok(tag);
	tap_check_eq(words[1], STRING(256, 1));
	tap_check_eq(bytes_wrong(target(0), 0, 256), 0);
	check_helper_ok(sender.h);
}

TAP_TEST(string, call, "TYPED-01 a call with a string, answered with a string")
{
	struct side *server = &receiver, *client = &sender;

	pair_there();
	fill(page(0), page_size);
	provide(client->h, 0, PLACE, L4_Readable);
	provide(client->h, TARGET + 1, PLACE + page_size, L4_ReadWriteOnly);
	provide(server->h, TARGET, PLACE, L4_ReadWriteOnly);
	send_items(2, STRING(200, 1), PLACE);
	buffers(client, (L4_Word_t[]){ STRING(100, 1), PLACE + page_size }, 2);
	accept_strings(STRING(200, 1), PLACE);
	receiver_begin();
	side_begin(client, server->h->id, server->h->id, NEVER);
	check_helper_ok(server->h);
	message_items(server->h, 1, (L4_Word_t[]){ STRING(100, 1), PLACE + 50 }, 2);
	side_begin(server, client->h->id, L4_nilthread, L4_Timeouts(L4_ZeroTime, L4_ZeroTime));
	check_helper_ok(server->h);
	check_helper_ok(client->h);
	tap_check_eq(client->h->ipc.mr[0],
		     x_bit(server->h, client->h) | 2 << L4_TAG_TYPED_SHIFT | 1);
	tap_check_eq(bytes_wrong(target(page_size), 50, 100), 0);
}

TAP_TEST(string, scatter, "TYPED-02 one string into four substrings")
{
	unsigned int i;

	pair_here();
	fill(page(0), 256);
	send_items(0, STRING(256, 1), at(0, 0));
	accept_strings(STRING(64, 4), at(TARGET, 3), at(TARGET, 203), at(TARGET, 103),
		       at(TARGET, 303));
	transfer();
	check_transferred();
	for (i = 0; i < 4; i++) {
		static const unsigned int offset[] = { 3, 203, 103, 303 };

		tap_context("substring %u", i);
		tap_check_eq(bytes_wrong(target(offset[i]), 64 * i, 64), 0);
		tap_check_eq(bytes_touched(target(offset[i] + 64), 36), 0);
	}
}

TAP_TEST(string, gather, "TYPED-03 four substrings into one buffer")
{
	pair_here();
	fill(page(0), 256);
	send_items(0, STRING(64, 4), at(0, 0), at(0, 64), at(0, 128), at(0, 192));
	accept_strings(STRING(256, 1), at(TARGET, 1));
	transfer();
	check_transferred();
	tap_check_eq(bytes_wrong(target(1), 0, 256), 0);
	tap_check_eq(bytes_touched(target(257), 64), 0);
	tap_check_eq(*target(0), 0);
}

TAP_TEST(string, compound, "TYPED-04 compound strings with different sizes on both sides")
{
	pair_here();
	fill(page(0), 256);
	send_items(1, STRING(50, 2) | CONTINUES, at(0, 0), at(0, 50), STRING(7, 1) | CONTINUES,
		   at(0, 100), STRING(149, 1), at(0, 107));
	accept_strings(STRING(30, 3) | CONTINUES, at(TARGET, 0), at(TARGET, 1030),
		       at(TARGET, 2060), STRING(1, 1) | CONTINUES, at(TARGET, 3090),
		       STRING(200, 1), at(TARGET, 3091));
	transfer();
	check_transferred();
	tap_check_eq(bytes_wrong(target(0), 0, 30), 0);
	tap_check_eq(bytes_wrong(target(1030), 30, 30), 0);
	tap_check_eq(bytes_wrong(target(2060), 60, 30), 0);
	tap_check_eq(bytes_wrong(target(3090), 90, 166), 0);
	tap_check_eq(bytes_touched(target(3256), 100), 0);
}

TAP_TEST(string, most_substrings, "TYPED-04 a descriptor with 32 substrings is gathered")
{
	L4_Word_t words[33];
	unsigned int i;

	pair_here();
	fill(page(0), 320);
	words[0] = STRING(10, 32);
	for (i = 0; i < 32; i++)
		words[1 + i] = at(0, 10 * i);
	message_items(sender.h, 0, words, 33);
	accept_strings(STRING(320, 1), at(TARGET, 0));
	transfer();
	check_transferred();
	tap_check_eq(bytes_wrong(target(0), 0, 320), 0);
}

TAP_TEST(string, two, "TYPED-05 two strings go to two buffers in order")
{
	pair_here();
	fill(page(0), 256);
	send_items(3, STRING(100, 1), at(0, 0), STRING(50, 1), at(0, 100));
	accept_strings(STRING(100, 1) | MORE, at(TARGET, 0), STRING(50, 1), at(TARGET, 1000));
	transfer();
	check_transferred();
	tap_check_eq(bytes_wrong(target(0), 0, 100), 0);
	tap_check_eq(bytes_wrong(target(1000), 100, 50), 0);
}

TAP_TEST(string, skips_rest, "TYPED-05 what a string leaves of a compound buffer is skipped")
{
	pair_here();
	fill(page(0), 256);
	send_items(0, STRING(10, 1), at(0, 0), STRING(50, 1), at(0, 100));
	accept_strings(STRING(20, 3) | CONTINUES | MORE, at(TARGET, 0), at(TARGET, 100),
		       at(TARGET, 200), STRING(20, 2), at(TARGET, 300), at(TARGET, 400),
		       STRING(50, 1), at(TARGET, 1000));
	transfer();
	check_transferred();
	tap_check_eq(bytes_wrong(target(0), 0, 10), 0);
	tap_check_eq(bytes_touched(target(10), 900), 0);
	tap_check_eq(bytes_wrong(target(1000), 100, 50), 0);
}

TAP_TEST(string, sixteen, "TYPED-05 sixteen strings of growing length into sixteen buffers")
{
	L4_Word_t send[32], receive[32];
	unsigned int i;

	pair_here();
	fill(page(0), 256);
	for (i = 0; i < 16; i++) {
		send[2 * i] = STRING(i + 1, 1) | MORE;
		send[2 * i + 1] = at(0, i);
		receive[2 * i] = STRING(16, 1) | (i < 15 ? MORE : 0);
		receive[2 * i + 1] = at(TARGET, 100 * i);
	}
	message_items(sender.h, 0, send, 32);
	buffers(&receiver, receive, 32);
	transfer();
	check_transferred();
	for (i = 0; i < 16; i++) {
		tap_context("string %u", i);
		tap_check_eq(bytes_wrong(target(100 * i), i, i + 1), 0);
		tap_check_eq(bytes_touched(target(100 * i + i + 1), 50), 0);
	}
}

TAP_TEST(string, seventeen, "TYPED-09 the seventeenth of 31 strings finds no buffer")
{
	L4_Word_t send[62], receive[32];
	unsigned int i;

	pair_here();
	fill(page(0), 256);
	for (i = 0; i < 31; i++) {
		send[2 * i] = STRING(3, 1);
		send[2 * i + 1] = at(0, 0);
	}
	for (i = 0; i < 16; i++) {
		receive[2 * i] = STRING(3, 1) | MORE;
		receive[2 * i + 1] = at(TARGET, 3 * i);
	}
	message_items(sender.h, 1, send, 62);
	buffers(&receiver, receive, 32);
	transfer();
	check_broken(L4_IPC_OVERFLOW, L4_IPC_OVERFLOW, 48);
	tap_check_eq(bytes_touched(target(48), 100), 0);
}

TAP_TEST(string, shorter, "TYPED-06 a string shorter than its buffer leaves the rest alone")
{
	pair_here();
	fill(page(0), 256);
	send_items(0, STRING(100, 1), at(0, 0));
	accept_strings(STRING(256, 1), at(TARGET, 0));
	transfer();
	check_transferred();
	tap_check_eq(bytes_wrong(target(0), 0, 100), 0);
	tap_check_eq(bytes_touched(target(100), 256), 0);
}

TAP_TEST(string, longer, "TYPED-07 a string longer than its buffer: both overflow, offset 252")
{
	pair_here();
	fill(page(0), 256);
	send_items(0, STRING(256, 1), at(0, 0));
	accept_strings(STRING(252, 1), at(TARGET, 0));
	transfer();
	check_broken(L4_IPC_OVERFLOW, L4_IPC_OVERFLOW, 252);
	tap_check_eq(bytes_wrong(target(0), 0, 252), 0);
	tap_check_eq(bytes_touched(target(252), 100), 0);
}

TAP_TEST(string, longer_tag, "FIX-18 the tag after it is the transferred one with E, on both sides")
{
	pair_here();
	send_items(2, STRING(256, 1), at(0, 0));
	sender.h->ipc.mr[0] |= 0x1234ul << L4_TAG_LABEL_SHIFT;
	accept_strings(STRING(252, 1), at(TARGET, 0));
	transfer();
	check_broken(L4_IPC_OVERFLOW, L4_IPC_OVERFLOW, 252);
	tap_check_eq(sender.h->ipc.tag.raw, 0x12348000 | 2 << L4_TAG_TYPED_SHIFT | 2);
	tap_check_eq(receiver.h->ipc.tag.raw, x_bit(sender.h, receiver.h) |
		     0x12348000 | 2 << L4_TAG_TYPED_SHIFT | 2);
}

TAP_TEST(string, not_accepted, "TYPED-08 strings are not accepted: both overflow, offset 0")
{
	pair_here();
	fill(page(0), 256);
	send_items(0, STRING(256, 1), at(0, 0));
	accept_strings(STRING(256, 1), at(TARGET, 0));
	receiver.h->ipc.acceptor = 0;
	transfer();
	check_broken(L4_IPC_OVERFLOW, L4_IPC_OVERFLOW, 0);
	tap_check_eq(bytes_touched(target(0), 256), 0);
}

TAP_TEST(string, one_buffer, "TYPED-09 two strings, one buffer: overflow at the first's length")
{
	pair_here();
	fill(page(0), 256);
	send_items(0, STRING(100, 1), at(0, 0), STRING(50, 1), at(0, 100));
	accept_strings(STRING(100, 1), at(TARGET, 0), STRING(50, 1), at(TARGET, 1000));
	transfer();
	check_broken(L4_IPC_OVERFLOW, L4_IPC_OVERFLOW, 100);
	tap_check_eq(bytes_wrong(target(0), 0, 100), 0);
	tap_check_eq(bytes_touched(target(1000), 50), 0);
}

TAP_TEST(string, cut, "TYPED-10 a complex message cut in its last substring")
{
	pair_here();
	fill(page(0), 512);
	send_items(2, STRING(100, 1), at(0, 0), STRING(60, 2), at(0, 100), at(0, 160));
	accept_strings(STRING(50, 2) | MORE, at(TARGET, 0), at(TARGET, 50), STRING(40, 2),
		       at(TARGET, 100), at(TARGET, 140));
	transfer();
	check_broken(L4_IPC_OVERFLOW, L4_IPC_OVERFLOW, 180);
	tap_check_eq(bytes_wrong(target(0), 0, 180), 0);
	tap_check_eq(bytes_touched(target(180), 100), 0);
}

TAP_TEST(string, then_map, "TYPED-11 a string and a map item behind it are both processed")
{
	pair_there();
	fill(page(0), 100);
	provide(receiver.h, TARGET, PLACE, L4_ReadWriteOnly);
	provide(sender.h, 0, PLACE, L4_ReadWriteOnly);
	send_items(0, STRING(100, 1), PLACE, (PLACE + page_size) | L4_ITEM_MAP,
		   fpage_at(PLACE, L4_Readable).raw);
	accept_strings(STRING(100, 1), PLACE);
	receiver.h->ipc.acceptor |= L4_CompleteAddressSpace.raw;
	transfer();
	check_transferred();
	tap_check_eq(bytes_wrong(target(0), 0, 100), 0);
	tap_check_eq(peek(receiver.h, PLACE + page_size),
		     *page_word(0) & all_ones(receiver.h));
}

TAP_TEST(string, after_map, "TYPED-11 a map item and a string behind it are both processed")
{
	pair_there();
	fill(page(0), 100);
	provide(receiver.h, TARGET, PLACE, L4_ReadWriteOnly);
	provide(sender.h, 0, PLACE, L4_ReadWriteOnly);
	send_items(1, (PLACE + page_size) | L4_ITEM_MAP, fpage_at(PLACE, L4_Readable).raw,
		   STRING(100, 1), PLACE);
	accept_strings(STRING(100, 1), PLACE);
	receiver.h->ipc.acceptor |= L4_CompleteAddressSpace.raw;
	transfer();
	check_transferred();
	tap_check_eq(bytes_wrong(target(0), 0, 100), 0);
	tap_check_eq(peek(receiver.h, PLACE + page_size),
		     *page_word(0) & all_ones(receiver.h));
}

TAP_TEST(string, into_mapped, "TYPED-11 a buffer may lie in what an item before it maps")
{
	pair_there();
	fill(page(0), 100);
	provide(sender.h, 0, PLACE, L4_ReadWriteOnly);
	provide(sender.h, TARGET, PLACE + page_size, L4_ReadWriteOnly);
	send_items(0, PLACE | L4_ITEM_MAP, fpage_at(PLACE + page_size, L4_FullyAccessible).raw,
		   STRING(100, 1), PLACE);
	accept_strings(STRING(100, 1), PLACE + 8);
	receiver.h->ipc.acceptor |= L4_CompleteAddressSpace.raw;
	transfer();
	check_transferred();
	tap_check_eq(bytes_wrong(target(8), 0, 100), 0);
}

TAP_TEST(string, map_not_reached, "TYPED-12 a map item behind a failing string is not processed")
{
	pair_there();
	provide(receiver.h, TARGET, PLACE, L4_ReadWriteOnly);
	provide(sender.h, 0, PLACE, L4_ReadWriteOnly);
	send_items(0, STRING(101, 1), PLACE, (PLACE + page_size) | L4_ITEM_MAP,
		   fpage_at(PLACE, L4_Readable).raw);
	accept_strings(STRING(100, 1), PLACE);
	receiver.h->ipc.acceptor |= L4_CompleteAddressSpace.raw;
	transfer();
	check_broken(L4_IPC_OVERFLOW, L4_IPC_OVERFLOW, 100);
	tap_check(!can_read(receiver.h, PLACE + page_size));
}

TAP_TEST(string, untyped, "TYPED-13 untyped words arrive although a string fails")
{
	pair_here();
	send_items(20, STRING(256, 1), at(0, 0));
	transfer();
	check_broken(L4_IPC_OVERFLOW, L4_IPC_OVERFLOW, 0);
	tap_check_eq(words_wrong(receiver.h->ipc.mr, 20), 0);
}

TAP_TEST(string, words, "TYPED-14 the receiver's registers hold the sender's words")
{
	const L4_Word_t words[] = {
		STRING(50, 2) | CONTINUES | MORE, at(0, 0), at(0, 50), STRING(7, 1) | 6,
		at(0, 100), STRING(0, 2), at(3, 3), at(4, 4),
	};
	unsigned int i;

	pair_here();
	message_items(sender.h, 1, words, 8);
	accept_strings(STRING(200, 1) | MORE, at(TARGET, 0), STRING(1, 1), at(TARGET, 0));
	transfer();
	check_transferred();
	for (i = 0; i < 8; i++) {
		tap_context("word %u", i);
		tap_check_eq(receiver.h->ipc.mr[2 + i], words[i]);
	}
}

TAP_TEST(string, words_of_failed, "FIX-14 the words in use are stored before data is copied")
{
	pair_here();
	send_items(1, STRING(100, 2), at(0, 0), at(0, 100), STRING(7, 1), at(0, 300));
	accept_strings(STRING(150, 1), at(TARGET, 0));
	transfer();
	check_broken(L4_IPC_OVERFLOW, L4_IPC_OVERFLOW, 150);
	tap_check_eq(receiver.h->ipc.mr[2], STRING(100, 2));
	tap_check_eq(receiver.h->ipc.mr[3], at(0, 0));
	tap_check_eq(receiver.h->ipc.mr[4], at(0, 100));
}

TAP_TEST(string, word_of_refused,
	 "FIX-14 of a string that is not accepted the descriptor is stored")
{
	pair_here();
	send_items(0, STRING(100, 1), at(0, 0));
	transfer();
	check_broken(L4_IPC_OVERFLOW, L4_IPC_OVERFLOW, 0);
	tap_check_eq(receiver.h->ipc.mr[1], STRING(100, 1));
}

TAP_TEST(string, empty, "TYPED-15 an empty string succeeds and consumes a buffer")
{
	pair_here();
	fill(page(0), 256);
	send_items(0, STRING(0, 1), at(0, 0), STRING(50, 1), at(0, 100));
	accept_strings(STRING(100, 1) | MORE, at(TARGET, 0), STRING(50, 1), at(TARGET, 1000));
	transfer();
	check_transferred();
	tap_check_eq(bytes_touched(target(0), 100), 0);
	tap_check_eq(bytes_wrong(target(1000), 100, 50), 0);
}

TAP_TEST(string, empty_anywhere, "TYPED-15 the addresses of empty strings do not matter")
{
	pair_here();
	send_items(0, STRING(0, 1), ~(L4_Word_t)0, STRING(0, 3), 0, USER_END, TOP_BIT);
	accept_strings(STRING(0, 1) | MORE, ~(L4_Word_t)0, STRING(0, 1), PLACE);
	transfer();
	check_transferred();
}

TAP_TEST(string, empty_no_buffer, "TYPED-15 an empty string without a buffer is overflow")
{
	pair_here();
	send_items(0, STRING(0, 1), at(0, 0), STRING(0, 1), at(0, 0));
	accept_strings(STRING(100, 1), at(TARGET, 0));
	transfer();
	check_broken(L4_IPC_OVERFLOW, L4_IPC_OVERFLOW, 0);
}

TAP_TEST(string, empty_parts, "TYPED-15 empty parts inside strings are passed over")
{
	pair_here();
	fill(page(0), 100);
	send_items(0, STRING(0, 2) | CONTINUES, 0, 0, STRING(100, 1) | CONTINUES, at(0, 0),
		   STRING(0, 1), 0);
	accept_strings(STRING(0, 1) | CONTINUES, 0, STRING(60, 1) | CONTINUES, at(TARGET, 0),
		       STRING(0, 1) | CONTINUES, 0, STRING(40, 1), at(TARGET, 60));
	transfer();
	check_transferred();
	tap_check_eq(bytes_wrong(target(0), 0, 100), 0);
}

TAP_TEST(string, across_limit, "TYPED-20 a string across the limit is copied up to it")
{
	L4_Word_t last = USER_END - page_size;

	helpers_alike();
	pair_there();
	fill(page(0), page_size);
	provide(sender.h, 0, last, L4_ReadWriteOnly);
	provide(receiver.h, TARGET, PLACE, L4_ReadWriteOnly);
	send_items(0, STRING(1000, 1), USER_END - 100);
	accept_strings(STRING(1000, 1), PLACE);
	transfer();
	check_broken(L4_IPC_OVERFLOW, L4_IPC_OVERFLOW, 100);
	tap_check_eq(bytes_wrong(target(0), page_size - 100, 100), 0);
	tap_check_eq(bytes_touched(target(100), 100), 0);
}

TAP_TEST(string, buffer_across_limit, "TYPED-20 a buffer across the limit is filled up to it")
{
	L4_Word_t last = USER_END - page_size;

	helpers_alike();
	pair_there();
	fill(page(0), page_size);
	provide(sender.h, 0, PLACE, L4_ReadWriteOnly);
	provide(receiver.h, TARGET, last, L4_ReadWriteOnly);
	send_items(0, STRING(1000, 1), PLACE);
	accept_strings(STRING(1000, 1), USER_END - 100);
	transfer();
	check_broken(L4_IPC_OVERFLOW, L4_IPC_OVERFLOW, 100);
	tap_check_eq(bytes_wrong(target(page_size - 100), 0, 100), 0);
}

static void check_item(L4_Word_t head)
{
	pair_here();
	send_items(0, head, page_fpage(0, L4_Readable).raw);
	accept_strings(STRING(100, 1), at(TARGET, 0));
	receiver.h->ipc.acceptor |= L4_CompleteAddressSpace.raw;
	transfer();
	check_broken(L4_IPC_OVERFLOW, L4_IPC_OVERFLOW, 0);
}

TAP_TEST(string, type_6, "TYPED-22 an item of type 6 is overflow")
{
	check_item(0xc);
}

TAP_TEST(string, type_7, "TYPED-22 an item of type 7 is overflow")
{
	check_item(0xe);
}

TAP_TEST(string, unknown_behind,
	 "TYPED-22 an item of type 6 behind a string: the offset is its length")
{
	pair_here();
	fill(page(0), 100);
	send_items(0, STRING(100, 1), at(0, 0), 0xc, 0);
	accept_strings(STRING(100, 1), at(TARGET, 0));
	transfer();
	check_broken(L4_IPC_OVERFLOW, L4_IPC_OVERFLOW, 100);
	tap_check_eq(bytes_wrong(target(0), 0, 100), 0);
}

TAP_TEST(string, no_fault, "TYPED-30 transfer timeouts of zero do not matter without a fault")
{
	pair_there();
	fill(page(0), page_size);
	provide(sender.h, 0, PLACE, L4_ReadWriteOnly);
	provide(receiver.h, TARGET, PLACE, L4_ReadWriteOnly);
	send_items(0, STRING(page_size, 1), PLACE);
	accept_strings(STRING(page_size, 1), PLACE);
	sender.xfer = receiver.xfer = NO_WAIT;
	transfer();
	check_transferred();
	tap_check_eq(bytes_wrong(target(0), 0, page_size), 0);
}
