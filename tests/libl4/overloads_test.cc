/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the C++ operators and overloads mean where that is more than another name.
 */
#include "host.h"

static void test_operators()
{
	L4_Fpage_t f = L4_Fpage(0x400000, 0x5000) + 7;
	L4_Acceptor_t a = L4_MapGrantItems(L4_CompleteAddressSpace);
	L4_Clock_t c = { 100 }, d = { 200 };
	L4_MsgTag_t t = L4_Niltag;
	L4_IoFpage_t io = { 0x03f80c20 };

	is(f.raw, 0x4000f7, "LIB-04 operator + adds rights");
	f -= 2;
	is((f - 1).raw, 0x4000f4, "LIB-04 operators - and -= remove rights");
	f += 2;
	is(f.raw, 0x4000f7, "LIB-04 operator += adds rights");
	is(L4_Fpage(io).raw, 0x03f80c20, "LIB-08 L4_Fpage of an IO fpage");
	ok(L4_GlobalId(1, 1) == L4_GlobalId(1, 1) && L4_GlobalId(1, 1) != L4_nilthread,
	   "LIB-09 operators == and != of thread ids");
#if defined(L4_64BIT)
	ok(L4_ThreadId(L4_GlobalId32(0x35, 1)) == L4_GlobalId(0x35, 1), "LIB-09 L4_ThreadId");
#endif
	is((a + L4_StringItemsAcceptor).raw, 0x11, "LIB-01 operator + of acceptors");
	a += L4_StringItemsAcceptor;
	is(a.raw, 0x11, "LIB-01 operator += changes the acceptor");
	a -= L4_StringItemsAcceptor;
	is(a.raw, 0x10, "LIB-01 operator -= changes the acceptor");
	ok((c + -1).raw == 99 && (c - -1).raw == 101 && (c + d).raw == 300 && (d - c).raw == 100 &&
	   (c + 5ul).raw == 105 && (c - 5ul).raw == 95, "LIB-02 clock arithmetic");
	ok(c < d && d > c && c <= c && c >= c && c != d && !(c == d) && !(d <= c) && !(c >= d),
	   "LIB-02 clock comparison");
	t += 7;
	ok((t + -1).raw == ~0xfffful && t == (L4_MsgTag_t{ 0x70000 }) && t != L4_Niltag,
	   "LIB-01 labels added to tags");
}

static void test_messages_cxx()
{
	L4_Word_t words[8] = { 0 }, w;
	L4_StringItem_t &s = *reinterpret_cast<L4_StringItem_t *>(words);
	L4_CtrlXferItem_t x, y;
	L4_MapItem_t m;
	L4_Msg_t msg;

	L4_Clear(&msg);
	L4_Append(&msg, -1);
	L4_Append(&msg, L4_MapItem(L4_Nilpage, 0x400));
	L4_Set_Label(&msg, 0x55);
	ok(msg.tag.raw == 0x550081 && L4_Get(&msg, 0) == ~0ul && L4_Label(&msg) == 0x55,
	   "LIB-01 L4_Append of an int is signed");
	L4_Get(&msg, 0ul, &w);
	ok(L4_Get(&msg, 0ul, &m) == 2 && L4_MapItem(m) && L4_SndBase(m) == 0x400 && w == ~0ul,
	   "LIB-01 L4_Get finds the type of item");
	L4_Put(&msg, 0, 12ul);
	L4_Set_MsgTag(&msg, L4_MsgTag(&msg) + 1);
	ok(msg.msg[1] == 12 && msg.tag.raw == 0x10081, "LIB-01 tag of a message");

	L4_Init(&x, 0x12);
	x.X.mask = 1;
	x.raw[1] = 99;
	L4_Clear(&msg);
	msg.tag.X.t = 2;
	L4_Put(&msg, 0, &x);
	ok(L4_Get(&msg, 1, &y) == 2 && y.raw[1] == 99 && L4_CtrlXferItem(&y),
	   "LIB-01 L4_Put of a control transfer item ends");

	s = L4_StringItem(16, reinterpret_cast<void *>(0x1000));
	s += reinterpret_cast<void *>(0x2000);
	s += L4_StringItem(32, reinterpret_cast<void *>(0x3000));
	ok(words[0] == (16 << 10 | 1 << 4 | 0x200) && words[2] == 0x2000 && words[3] == 32 << 10 &&
	   words[4] == 0x3000, "LIB-07 operator += builds compound strings");
}

void test_overloads(void)
{
	test_operators();
	test_messages_cxx();
}
