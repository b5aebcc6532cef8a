/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages between 32-bit and 64-bit threads: ids, specifiers, map items, strings, faults.
 */
#include <l4/abi/kip.h>

#include "raw32.h"

#define LABEL		((uint32_t)0x4711 << 16)
#define ANYTHREAD32	0xffffffffu
#define ANYLOCAL32	0xffffffc0u
#define WHOLE_SPACE	0x10u
/* Addresses that would be negative if the sign counted. */
#define UPPER		0xa0000000u
#define UPPER_BASE	0xb0000000u
#define STRING32(bytes)	((uint32_t)(bytes) << 10)
#define BYTES		5000u

static struct raw32 shared;

static void begin(struct helper *h, uint32_t to, uint32_t from, uint32_t timeouts, uint32_t tag,
		  unsigned int words)
{
	shared = raw32_marked();
	shared.eax = to;
	shared.edx = from;
	shared.ecx = timeouts;
	shared.esi = tag;
	helper_start(h, raw32_message, (L4_Word_t)&shared, L4_KIP_WORD_IPC, words);
	settle();
}

/* Another thread of the space sends an empty message. */
static void send_beside(struct helper *beside, uint32_t to)
{
	static struct raw32 r;

	r = raw32_marked();
	r.eax = to;
	r.edx = r.ecx = 0;
	r.esi = LABEL;
	helper_start(beside, raw32_call, (L4_Word_t)&r, L4_KIP_WORD_IPC, 0);
}

static void buffers(uint32_t br0, uint32_t br1, uint32_t br2)
{
	buffers32[0] = br0;
	buffers32[1] = br1;
	buffers32[2] = br2;
}

static void place(struct helper *h, uint32_t address, unsigned int i)
{
	tap_check_eq(helper_run(h, peek32, address, 0, 0), PAGE_FAULT);
	tap_check_eq(helper_answer(h, address | L4_ITEM_MAP,
				   page_fpage(i, L4_FullyAccessible).raw), DONE);
}

TAP_TEST(compat, id_form, "ID-02 ID-12 a sender's id: number in bits 31..14, version below")
{
	struct helper *h = helper_32(), *other;

	if (h == NULL)
		return;
	buffers(0, 0, 0);
	begin(h, 0, id32(main_thread), 0, 0, 0);
	message_load(0x4711, 0);
	check_ok(L4_Send_Timeout(h->id, PATIENCE));
	tap_check_eq(helper_finish(h), DONE);
	tap_check_eq(L4_Version(main_thread), 1);
	tap_check_eq(shared.eax & 0x3fff, 1);
	tap_check_eq(shared.eax >> 14, L4_ThreadNo(main_thread));
	other = helper_there();
	begin(h, 0, ANYTHREAD32, 0, 0, 0);
	helper_send(other, h->id, 0x4711, 0);
	check_helper_ok(other);
	tap_check_eq(helper_finish(h), DONE);
	tap_check_eq(shared.eax >> 14, L4_ThreadNo(other->id));
	tap_check_eq(shared.eax & 0x3fff, L4_Version(other->id));
}

TAP_TEST(compat, id_version, "ID-12 the largest version that 32 bits have")
{
	struct helper *h = helper_32(), *other = helper_there();
	L4_ThreadId_t id = L4_GlobalId(L4_ThreadNo(other->id), 0x3fff);

	if (h == NULL)
		return;
	buffers(0, 0, 0);
	check_granted(L4_ThreadControl(id, id, L4_nilthread, L4_nilthread, UTCB_UNCHANGED));
	other->id = id;
	begin(h, 0, id32(id), 0, 0, 0);
	helper_send(other, h->id, 0x4711, 1);
	check_helper_ok(other);
	tap_check_eq(helper_finish(h), DONE);
	tap_check_eq(shared.eax, (uint32_t)(L4_ThreadNo(id) << 14 | 0x3fff));
	tap_check_eq(shared.esi, LABEL | 1);
}

TAP_TEST(compat, id_any, "ID-13 FromSpecifier 0xFFFFFFFF is an open wait")
{
	struct helper *h = helper_32(), *beside, *other = helper_there();

	if (h == NULL)
		return;
	beside = helper_32_beside(h);
	buffers(0, 0, 0);
	begin(h, 0, ANYTHREAD32, 0, 0, 0);
	helper_send(other, h->id, 0x4711, 0);
	check_helper_ok(other);
	tap_check_eq(helper_finish(h), DONE);
	tap_check_eq(shared.eax, id32(other->id));
	begin(h, 0, ANYTHREAD32, 0, 0, 0);
	message_load(0x4711, 0);
	check_ok(L4_Send_Timeout(h->id, PATIENCE));
	tap_check_eq(helper_finish(h), DONE);
	tap_check_eq(shared.eax, id32(main_thread));
	/* One of the same space: under its local id. */
	send_beside(beside, id32(h->id));
	begin(h, 0, ANYTHREAD32, 0, 0, 0);
	tap_check_eq(helper_finish(h), DONE);
	tap_check_eq(shared.esi, LABEL);
	tap_check_eq(helper_finish(beside), DONE);
}

TAP_TEST(compat, id_any_local, "ID-14 FromSpecifier 0xFFFFFFC0 waits for threads of the space")
{
	struct helper *h = helper_32(), *beside, *other = helper_there();

	if (h == NULL)
		return;
	beside = helper_32_beside(h);
	buffers(0, 0, 0);
	begin(h, 0, ANYLOCAL32, 0, 0, 0);
	helper_ipc(other, h->id, L4_nilthread, NO_WAIT);
	check_helper_error(other, SEND_TIMEOUT);
	send_beside(beside, id32(h->id));
	tap_check_eq(helper_finish(h), DONE);
	tap_check_eq(shared.esi, LABEL);
	tap_check_eq(shared.eax, (L4_Word_t)utcb_there(beside->id) + 0x200);
	tap_check_eq(helper_finish(beside), DONE);
}

TAP_TEST(compat, extend, "IPC-15 words with bit 31 set arrive as positive numbers")
{
	struct helper *h = helper_32();
	L4_Word_t mr[__L4_NUM_MRS];
	unsigned int i;

	if (h == NULL)
		return;
	buffers(0, 0, 0);
	for (i = 1; i < 64; i++)
		message32[i] = 0x80000000 | i;
	begin(h, id32(main_thread), 0, 0, LABEL | 63, 63);
	check_ok(L4_Receive_Timeout(h->id, PATIENCE));
	L4_StoreMRs(0, __L4_NUM_MRS, mr);
	tap_check_eq(helper_finish(h), DONE);
	for (i = 1; i < 64; i++) {
		tap_context("message register %u", i);
		tap_check_eq(mr[i], 0x80000000ul | i);
	}
}

TAP_TEST(compat, map_from_32, "MAP-26 a map item of a 32-bit sender: no word of it is negative")
{
	struct helper *h = helper_32(), *other = helper_there();

	if (h == NULL)
		return;
	*page_word(3) = 0x4711;
	place(h, UPPER, 3);
	buffers(0, 0, 0);
	message32[1] = UPPER_BASE | L4_ITEM_MAP;
	message32[2] = (uint32_t)fpage_at(UPPER, L4_ReadWriteOnly).raw;
	helper_receive_window(other, h->id, L4_CompleteAddressSpace);
	begin(h, id32(other->id), 0, 0, 2 << L4_TAG_TYPED_SHIFT, 2);
	tap_check_eq(helper_finish(h), DONE);
	check_helper_ok(other);
	tap_check_eq(other->ipc.mr[1], UPPER_BASE | L4_ITEM_MAP);
	tap_check_eq(other->ipc.mr[2], fpage_at(UPPER, L4_ReadWriteOnly).raw);
	tap_check_eq(peek(other, UPPER_BASE), 0x4711);
	tap_check(can_write(other, UPPER_BASE, 0x4712));
	tap_check(!can_execute(other, UPPER_BASE));
	tap_check_eq(*page_word(3), 0x4712);
}

TAP_TEST(compat, map_from_above, "MAP-27 a page above 4 GiB appears at the send base of 32 bits")
{
	struct helper *h = helper_32(), *other = helper_there();
	L4_MapItem_t item = L4_MapItem(fpage_at(HIGH + 0x5000, L4_FullyAccessible), UPPER);

	if (h == NULL)
		return;
	*page_word(3) = 0x4711;
	give(other, page_fpage(3, L4_FullyAccessible), HIGH + 0x5000, L4_CompleteAddressSpace);
	buffers(WHOLE_SPACE, 0, 0);
	begin(h, 0, id32(other->id), 0, 0, 0);
	other->ipc.mr[0] = 2 << L4_TAG_TYPED_SHIFT;
	other->ipc.mr[1] = item.raw[0];
	other->ipc.mr[2] = item.raw[1];
	helper_ipc(other, h->id, L4_nilthread, NEVER);
	check_helper_ok(other);
	tap_check_eq(helper_finish(h), DONE);
	tap_check_eq(shared.esi & 0xffff, 2 << L4_TAG_TYPED_SHIFT);
	tap_check_eq(helper_run(h, peek32, UPPER, 0, 0), DONE);
	tap_check_eq(h->value, 0x4711);
	/* Nothing at what is left of the sender's address. */
	tap_check_eq(helper_run(h, peek32, 0x5000, 0, 0), PAGE_FAULT);
}

TAP_TEST(compat, migrate, "no thread moves to a space of the other word size: error 3")
{
	struct helper *h = helper_32(), *other = helper_there();

	if (h == NULL)
		return;
	check_refused(L4_ThreadControl(h->id, other->id, L4_nilthread, L4_nilthread,
				       UTCB_UNCHANGED), L4_ERROR_INVALID_SPACE);
	check_refused(L4_ThreadControl(other->id, h->id, L4_nilthread, L4_nilthread,
				       UTCB_UNCHANGED), L4_ERROR_INVALID_SPACE);
	tap_check_eq(helper_call(h, gs32, 0, 0, 0), (L4_Word_t)utcb_there(h->id) + 0x200);
	tap_check_eq(helper_call(other, work_nothing, 5, 0, 0), 5);
}

static unsigned int wrong_bytes(const volatile char *p)
{
	unsigned int i, wrong = 0;

	for (i = 0; i < BYTES; i++)
		wrong += p[i] != (char)(i * 7 + 1);
	return wrong;
}

static void fill_bytes(volatile char *p)
{
	unsigned int i;

	for (i = 0; i < BYTES; i++)
		p[i] = (char)(i * 7 + 1);
}

TAP_TEST(compat, string_to_32, "TYPED-19 a string of a 64-bit sender")
{
	struct helper *h = helper_32(), *other = helper_there();
	unsigned int i;

	if (h == NULL)
		return;
	fill_bytes(page(0) + 10);
	for (i = 0; i < 2; i++) {
		give(other, page_fpage(i, L4_FullyAccessible), HIGH + i * page_size,
		     L4_CompleteAddressSpace);
		place(h, UPPER + i * (uint32_t)page_size, 4 + i);
	}
	buffers(L4_ACCEPT_STRINGS, STRING32(BYTES + 100), UPPER + 3);
	begin(h, 0, id32(other->id), 0, 0, 0);
	other->ipc.mr[0] = LABEL | 2 << L4_TAG_TYPED_SHIFT;
	other->ipc.mr[1] = (L4_Word_t)BYTES << 10;
	other->ipc.mr[2] = HIGH + 10;
	helper_ipc(other, h->id, L4_nilthread, NEVER);
	check_helper_ok(other);
	tap_check_eq(helper_finish(h), DONE);
	tap_check_eq(shared.esi, LABEL | 2 << L4_TAG_TYPED_SHIFT);
	tap_check_eq(message32[1], STRING32(BYTES));
	tap_check_eq(wrong_bytes(page(4) + 3), 0);
	tap_check_eq(page(4)[2], 0);
	tap_check_eq(page(4)[3 + BYTES], 0);
}

TAP_TEST(compat, string_from_32, "TYPED-19 a string of a 32-bit sender")
{
	struct helper *h = helper_32();
	L4_Word_t mr[3];

	if (h == NULL)
		return;
	fill_bytes(page(4) + 3);
	place(h, UPPER, 4);
	place(h, UPPER + (uint32_t)page_size, 5);
	buffers(0, 0, 0);
	message32[1] = STRING32(BYTES);
	message32[2] = UPPER + 3;
	begin(h, id32(main_thread), 0, 0, LABEL | 2 << L4_TAG_TYPED_SHIFT, 2);
	L4_Accept(L4_StringItemsAcceptor);
	L4_LoadBR(1, (L4_Word_t)(BYTES + 1) << 10);
	L4_LoadBR(2, (L4_Word_t)page(0) + 10);
	check_ok(L4_Receive_Timeout(h->id, PATIENCE));
	L4_Accept(L4_UntypedWordsAcceptor);
	L4_StoreMRs(0, 3, mr);
	tap_check_eq(helper_finish(h), DONE);
	tap_check_eq(mr[1], (L4_Word_t)BYTES << 10);
	tap_check_eq(wrong_bytes(page(0) + 10), 0);
	tap_check_eq(page(0)[9], 0);
	tap_check_eq(page(0)[10 + BYTES], 0);
}

TAP_TEST(compat, fault_upper,
	 "PF-13 a fault at an address with bit 31: not negative, but the tag's protocol is")
{
	struct helper *h = helper_32();
	const uint32_t address = 0x80000000u + (1u << 20);

	if (h == NULL)
		return;
	tap_check_eq(helper_run(h, poke32, address, 0x4711, 0), PAGE_FAULT);
	tap_check_eq(h->mr[0] & ~0xffful, ((L4_Word_t)L4_PROTO_PAGEFAULT << L4_PROTO_SHIFT |
				   (L4_Word_t)L4_Writable << L4_PROTO_NIBBLE_SHIFT) & ~0xffful);
	tap_check_eq(h->mr[0] & 0xfff, 2);
	tap_check_eq(h->mr[1], address);
	tap_check(h->mr[2] >= (L4_Word_t)__image_start && h->mr[2] < (L4_Word_t)__image_end);
	tap_check_eq(helper_answer(h, address | L4_ITEM_MAP,
				   page_fpage(0, L4_FullyAccessible).raw), DONE);
	tap_check_eq(*page_word(0), 0x4711);
}
