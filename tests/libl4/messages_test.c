/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tags, items, messages and acceptors, and strings in messages and buffers.
 */
#include "host.h"

#include <string.h>

static void test_tags(void)
{
	L4_MsgTag_t t = { LONG(0x12345678f1c3) };

	ok(L4_Label(t) == LONG(0x12345678f1c3) >> 16 && L4_UntypedWords(t) == 3 &&
	   L4_TypedWords(t) == 7 && t.X.flags == 0xf, "LIB-01 fields of a tag");
	L4_Set_Label(&t, ~0x1ful);
	is(t.raw, ~0x1ffffful | 0xf1c3, "LIB-01 L4_Set_Label cuts to what a label has");
	is(L4_MsgTagAddLabel(t, 5).raw, 0x5f1c3, "LIB-01 L4_MsgTagAddLabel");
	is(L4_MsgTagAddLabelTo(&t, -1).raw, ~0xfffful | 0xf1c3, "LIB-01 a negative label");
	ok(L4_IsMsgTagEqual(t, t) && L4_IsMsgTagNotEqual(t, L4_Niltag), "LIB-01 tag comparison");
	t.raw = 0x42;
	L4_Set_Propagation(&t);
	is(t.raw, 0x1042, "LIB-01 L4_Set_Propagation");
	t.raw = 0x8000;
	ok(L4_IpcFailed(t) && !L4_IpcSucceeded(t), "LIB-01 L4_IpcFailed");
	t.raw = 0x7000;
	ok(L4_IpcSucceeded(t) && L4_IpcPropagated(t) && L4_IpcRedirected(t) && L4_IpcXcpu(t),
	   "LIB-01 flags of a received tag");
	t.raw = ~0x7000ul;
	ok(!L4_IpcPropagated(t) && !L4_IpcRedirected(t) && !L4_IpcXcpu(t),
	   "LIB-01 flags not set");
}

static void test_items(void)
{
	L4_Fpage_t f = L4_FpageAddRights(L4_FpageLog2(0x800000, 12), 7);
	L4_MapItem_t m = L4_MapItem(f, 0x12345400);
	L4_GrantItem_t g = L4_GrantItem(f, 0x12345400);

	is(m.raw[0], 0x12345408, "LIB-05 L4_MapItem, word 0");
	is(m.raw[1], 0x8000c7, "LIB-05 L4_MapItem, word 1");
	is(L4_MapItem(f, 0x123457ff).raw[0], 0x12345408, "LIB-05 the base is cut to 1 KiB");
	is(L4_MapItemSndBase(m), 0x12345400, "LIB-05 L4_MapItemSndBase");
	is(L4_MapItemSndFpage(m).raw, f.raw, "LIB-05 L4_MapItemSndFpage");
	is(g.raw[0], 0x1234540a, "LIB-06 L4_GrantItem, word 0");
	is(g.raw[1], 0x8000c7, "LIB-06 L4_GrantItem, word 1");
	is(L4_GrantItemSndBase(g), 0x12345400, "LIB-06 L4_GrantItemSndBase");
	is(L4_GrantItemSndFpage(g).raw, f.raw, "LIB-06 L4_GrantItemSndFpage");
	memcpy(&g, &m, sizeof(g));
	ok(L4_IsMapItem(m) && !L4_IsGrantItem(g), "LIB-05 a map item is no grant item");
	m = L4_MapItem(L4_Nilpage, 0);
	ok(m.raw[0] == 0x8 && m.raw[1] == 0, "LIB-05 the nil item");
	m.raw[0] |= 1;
	ok(L4_IsMapItem(m) && m.X.C == 1 && m.X.__type == 4, "LIB-05 the C bit is not the kind");
}

static void test_message(void)
{
	L4_Msg_t msg, copy;
	L4_MapItem_t m = L4_MapItem(L4_FpageLog2(0x1000, 12), 0x2000), m2;
	L4_GrantItem_t g = L4_GrantItem(L4_FpageLog2(0x3000, 12), 0x4000), g2;
	L4_Word_t untyped[3] = { 11, 12, 13 }, items[4], w;

	memset(&msg, 0xee, sizeof(msg));
	L4_MsgClear(&msg);
	is(msg.tag.raw, 0, "LIB-01 L4_MsgClear");
	L4_MsgAppendWord(&msg, 1);
	L4_MsgAppendMapItem(&msg, m);
	L4_MsgAppendGrantItem(&msg, g);
	L4_MsgAppendWord(&msg, 2);
	L4_Set_MsgLabel(&msg, 0x77);
	is(msg.tag.raw, 0x770102, "LIB-01 tag of a built message");
	ok(msg.msg[1] == 1 && msg.msg[2] == 2 && msg.msg[3] == 0x2008 && msg.msg[4] == 0x10c0 &&
	   msg.msg[5] == 0x400a && msg.msg[6] == 0x30c0,
	   "LIB-01 an untyped word moves the items up");
	is(msg.msg[7], LONG(0xeeeeeeeeeeeeeeee), "LIB-01 nothing behind the message is touched");
	ok(L4_MsgLabel(&msg) == 0x77 && L4_MsgMsgTag(&msg).raw == 0x770102,
	   "LIB-01 L4_MsgLabel, L4_MsgMsgTag");
	L4_MsgGetWord(&msg, 1, &w);
	ok(L4_MsgWord(&msg, 0) == 1 && w == 2, "LIB-01 L4_MsgWord counts from 0");
	w = L4_MsgGetMapItem(&msg, 0, &m2) + L4_MsgGetGrantItem(&msg, 2, &g2);
	ok(w == 4 && memcmp(&m, &m2, sizeof(m)) == 0 && memcmp(&g, &g2, sizeof(g)) == 0,
	   "LIB-01 items come back");
	L4_MsgPutWord(&msg, 0, 9);
	L4_MsgPutMapItem(&msg, 2, m);
	L4_MsgPutGrantItem(&msg, 0, g);
	ok(msg.msg[1] == 9 && msg.msg[3] == 0x400a && msg.msg[5] == 0x2008 &&
	   msg.tag.raw == 0x770102, "LIB-01 put replaces words of the message");

	L4_MsgPut(&copy, 0x99, 3, untyped, 4, &msg.msg[3]);
	ok(copy.tag.raw == 0x990103 && copy.msg[1] == 11 && copy.msg[3] == 13 &&
	   copy.msg[4] == 0x400a && copy.msg[7] == 0x10c0, "LIB-01 L4_MsgPut");
	memset(untyped, 0, sizeof(untyped));
	L4_MsgGet(&copy, untyped, items);
	ok(untyped[0] == 11 && untyped[2] == 13 && items[0] == 0x400a && items[3] == 0x10c0,
	   "LIB-01 L4_MsgGet");
	L4_Set_MsgMsgTag(&copy, L4_Niltag);
	is(copy.tag.raw, 0, "LIB-01 L4_Set_MsgMsgTag");
}

static void test_transfer(void)
{
	L4_Msg_t msg;
	L4_MsgTag_t tag;
	int i;

	reset_kernel();
	for (i = 0; i < 64; i++)
		msg.msg[i] = 100 + (L4_Word_t)i;
	msg.tag.raw = 0x50083;
	L4_MsgLoad(&msg);
	ok(UTCB[0] == 0x50083 && UTCB[1] == 101 && UTCB[5] == 105 && UTCB[6] == 0x0c0de046,
	   "LIB-01 L4_MsgLoad loads tag and u + t words");
	is(L4_MsgTag().raw, 0x50083, "LIB-01 L4_MsgTag");
	L4_Set_MsgTag(L4_Niltag);
	is(UTCB[0], 0, "LIB-01 L4_Set_MsgTag");

	reset_kernel();
	tag.raw = 0x60042;
	L4_MsgStore(tag, &msg);
	ok(msg.tag.raw == 0x60042 && msg.msg[1] == 0x0c0de041 && msg.msg[3] == 0x0c0de043 &&
	   msg.msg[4] == 104, "LIB-01 L4_MsgStore stores u + t words and the tag");
}

/* Tags of messages that no kernel transfers: they claim 64 and 126 words. */
static void test_transfer_limit(void)
{
	static struct {
		L4_Msg_t msg;
		L4_Word_t behind[64];
	} space;
	L4_MsgTag_t tag = { 0x7f };

	reset_kernel();
	L4_MsgStore(tag, &space.msg);
	ok(space.msg.msg[63] == 0x0c0de07f && space.behind[0] == 0,
	   "LIB-01 L4_MsgStore stays inside the message");
	tag.raw = 0xfff;
	L4_MsgStore(tag, &space.msg);
	ok(space.behind[0] == 0 && space.msg.tag.raw == 0xfff, "LIB-01 the largest tag, too");
	space.msg.tag.raw = 0x7f;
	space.behind[0] = 77;
	L4_MsgLoad(&space.msg);
	ok(UTCB[63] == 0x0c0de07f && utcb_slot[128] == 0,
	   "LIB-01 L4_MsgLoad stays inside the UTCB");
}

static void test_acceptors(void)
{
	L4_Acceptor_t a = L4_MapGrantItems(L4_CompleteAddressSpace);
	L4_Acceptor_t b = L4_MapGrantItems(L4_FpageAddRights(L4_FpageLog2(0x400000, 22), 7));

	is(a.raw, 0x10, "LIB-01 acceptor of the complete address space");
	is(b.raw, 0x400160, "LIB-01 a window without rights");
	is(L4_RcvWindow(b).raw, 0x400160, "LIB-01 L4_RcvWindow");
	is(L4_AddAcceptor(a, L4_StringItemsAcceptor).raw, 0x11, "LIB-01 L4_AddAcceptor");
	is(L4_AddAcceptorTo(a, L4_CtrlXferAcceptor).raw, 0x12, "LIB-01 no flag is dropped");
	is(L4_AddAcceptor(a, b).raw, 0x400160, "LIB-01 the second window wins");
	is(L4_AddAcceptor(a, L4_UntypedWordsAcceptor).raw, 0x10, "LIB-01 unless it is nil");
	a.raw = 0x400161;
	is(L4_RemoveAcceptor(a, L4_StringItemsAcceptor).raw, 0x400160,
	   "LIB-01 L4_RemoveAcceptor: strings");
	is(L4_RemoveAcceptorFrom(a, b).raw, 0x1, "LIB-01 L4_RemoveAcceptorFrom: window");
	ok(L4_HasStringItems(a) && !L4_HasStringItems(b) && L4_HasMapGrantItems(b) &&
	   !L4_HasMapGrantItems(L4_StringItemsAcceptor), "LIB-01 what an acceptor accepts");
	reset_kernel();
	L4_Accept(a);
	is(utcb_slot[64 - 16], 0x400161, "LIB-01 L4_Accept stores BR0");
	is(L4_Accepted().raw, 0x400161, "LIB-01 L4_Accepted");
}

void test_messages(void)
{
	test_tags();
	test_items();
	test_message();
	test_transfer();
	test_transfer_limit();
	test_acceptors();
}

static void *at(L4_Word_t address)
{
	return (void *)address;
}

/* A string of five substrings in two descriptors, and the words it takes. */
static L4_StringItem_t *compound(L4_Word_t *words)
{
	L4_StringItem_t *s = (L4_StringItem_t *)words;
	L4_StringItem_t part = L4_StringItem(0x20, at(0xc000));

	*s = L4_StringItem(0x10, at(0xa000));
	L4_AddSubstringAddressTo(s, at(0xb000));
	L4_AddSubstringTo(s, &part);
	L4_AddSubstringAddressTo(s, at(0xd000));
	L4_AddSubstringAddressTo(s, at(0xe000));
	return s;
}

static void test_string_items(void)
{
	L4_Word_t words[10] = { 0 };
	L4_StringItem_t simple = L4_StringItem(0x123, at(0x5000)), *s = &simple, *last;
	L4_CacheAllocationHint_t hint = { 2 };

	is(simple.raw[0], 0x48c00, "LIB-07 L4_StringItem, word 0");
	is(simple.raw[1], 0x5000, "LIB-07 L4_StringItem, word 1");
	ok(L4_IsStringItem(s) && !L4_CompoundString(s) && L4_Substrings(s) == 1 &&
	   L4_Substring(s, 1) == at(0x5000), "LIB-07 a simple string");
	ok(s->X.string_length == 0x123 && s->X.str.string_ptr == at(0x5000),
	   "LIB-07 fields of a string item");
	s = compound(words);
	is(words[0], 0x10 << 10 | 1 << 4 | 0x200, "LIB-07 first descriptor of a compound string");
	is(words[3], 0x20 << 10 | 2 << 4, "LIB-07 second descriptor");
	ok(words[1] == 0xa000 && words[2] == 0xb000 && words[4] == 0xc000 && words[5] == 0xd000 &&
	   words[6] == 0xe000 && words[7] == 0, "LIB-07 substring addresses");
	ok(L4_CompoundString(s) && L4_Substrings(s) == 2 && L4_Substring(s, 2) == at(0xb000),
	   "LIB-07 a compound string");
	ok(__L4_EndOfString(s, &last)->raw == words + 7 && last->raw == words + 3,
	   "LIB-07 the end of a compound string");
	is(L4_AddCacheAllocationHint(simple, hint).raw[0], 0x48c02, "LIB-07 hint added");
	L4_AddCacheAllocationHintTo(&simple, hint);
	ok(L4_IsCacheAllocationHintEqual(L4_CacheAlloctionHint(simple), hint) &&
	   L4_IsCacheAllocationHintNotEqual(hint, L4_UseDefaultCacheAllocation),
	   "LIB-07 hints compared");
}

static void test_string_messages(void)
{
	L4_Word_t words[10] = { 0 }, back[10] = { 0 };
	L4_StringItem_t simple = L4_StringItem(0x123, at(0x5000)), s2;
	L4_StringItem_t *s = compound(words);
	L4_Msg_t msg;

	L4_MsgClear(&msg);
	L4_MsgAppendWord(&msg, 1);
	L4_MsgAppendStringItem(&msg, s);
	simple.X.j = 3;
	simple.X.c = 1;
	L4_MsgAppendSimpleStringItem(&msg, simple);
	is(msg.tag.raw, 9 << 6 | 1, "LIB-07 strings in a message: all words count");
	ok(memcmp(&msg.msg[2], words, 7 * sizeof(L4_Word_t)) == 0,
	   "LIB-07 the compound string is whole");
	is(msg.msg[9], 0x48c00, "LIB-07 a simple string has c = 0, j = 1");
	is(L4_MsgGetStringItem(&msg, 0, (L4_StringItem_t *)back), 7, "LIB-07 words of a string");
	ok(memcmp(words, back, 8 * sizeof(L4_Word_t)) == 0,
	   "LIB-07 the compound string comes back");
	ok(L4_MsgGetStringItem(&msg, 7, &s2) == 2 && s2.raw[1] == 0x5000,
	   "LIB-07 the simple string comes back");
	L4_MsgPutSimpleStringItem(&msg, 0, s2);
	L4_MsgPutStringItem(&msg, 2, s);
	ok(msg.msg[2] == 0x48c00 && msg.msg[4] == words[0] && msg.msg[10] == words[6],
	   "LIB-07 put of strings");
}

static void test_buffers(void)
{
	L4_Word_t words[10] = { 0 };
	L4_StringItem_t simple = L4_StringItem(0x123, at(0x5000)), *last;
	L4_MsgBuffer_t buffer;
	int i, bad = 0;

	memset(&buffer, 0xee, sizeof(buffer));
	L4_MsgBufferClear(&buffer);
	L4_MsgBufferAppendSimpleRcvString(&buffer, simple);
	ok(buffer.raw[0] == 0x48c00 && buffer.raw[1] == 0x5000, "LIB-07 the first buffer");
	L4_MsgBufferAppendRcvString(&buffer, compound(words));
	is(buffer.raw[0], 0x48c01, "LIB-07 C is set when another buffer follows");
	ok(memcmp(&buffer.raw[2], words, 7 * sizeof(L4_Word_t)) == 0,
	   "LIB-07 a compound buffer");
	L4_MsgBufferAppendSimpleRcvString(&buffer, simple);
	ok(buffer.raw[2] == (words[0] | 1) && buffer.raw[5] == words[3] &&
	   buffer.raw[9] == 0x48c00, "LIB-07 C is set in the first descriptor of a string only");
	ok(__L4_EndOfStrings(buffer.string, &last)->raw == buffer.raw + 11 &&
	   last->raw == buffer.raw + 9, "LIB-07 the end of all buffers");
	reset_kernel();
	L4_AcceptStrings(L4_StringItemsAcceptor, &buffer);
	for (i = 0; i < 11; i++)
		bad += utcb_slot[64 - 17 - i] != buffer.raw[i];
	ok(bad == 0 && utcb_slot[64 - 16] == 1, "LIB-07 L4_AcceptStrings loads descending BRs");
	is(utcb_slot[64 - 28], 0x0c0de000 + 64 - 28, "LIB-07 and no more than the buffers");
}

static void test_ctrlxfer(void)
{
	L4_CtrlXferItem_t c, back;
	L4_Msg_t msg;

	L4_CtrlXferItemInit(&c, 0x12);
	is(c.raw[0], 0x12c, "LIB-01 control transfer item");
	c.X.mask = 0x5;
	c.raw[1] = 71;
	c.raw[2] = 72;
	L4_MsgClear(&msg);
	L4_MsgAppendCtrlXferItem(&msg, &c);
	ok(msg.tag.raw == 3 << 6 && msg.msg[1] == 0x512c && msg.msg[3] == 72,
	   "LIB-01 a control transfer item has a word for each mask bit");
	ok(L4_MsgGetCtrlXferItem(&msg, 1, &back) == 3 && back.raw[0] == 0x512c &&
	   back.raw[2] == 72 && L4_IsCtrlXferItem(&back), "LIB-01 and comes back");
	L4_MsgClear(&msg);
	L4_AppendFaultConfCtrlXferItems(&msg, 0x6, 0x3, 0);
	ok(msg.tag.raw == 2 << 6 && msg.msg[1] == 0x301d && msg.msg[2] == 0x302c,
	   "LIB-01 fault configuration: one word for each id");
}

void test_strings(void)
{
	test_string_items();
	test_string_messages();
	test_buffers();
	test_ctrlxfer();
}
