/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages: tag, map and grant items, the message object L4_Msg_t, acceptors and receive buffers.
 * String and control transfer items are in headers of their own. (X.2, Messages)
 */
#ifndef L4_LIB_MESSAGE_H
#define L4_LIB_MESSAGE_H

#include <l4/ctrlxfer.h>
#include <l4/string_item.h>
#include <l4/syscalls.h>

/* Tag */

L4_INLINE L4_Bool_t L4_IsMsgTagEqual(const L4_MsgTag_t l, const L4_MsgTag_t r)
{
	return l.raw == r.raw;
}

L4_INLINE L4_Bool_t L4_IsMsgTagNotEqual(const L4_MsgTag_t l, const L4_MsgTag_t r)
{
	return l.raw != r.raw;
}

L4_INLINE L4_Word_t L4_Label(L4_MsgTag_t t)
{
	return t.X.label;
}

L4_INLINE L4_Word_t L4_UntypedWords(L4_MsgTag_t t)
{
	return t.X.u;
}

L4_INLINE L4_Word_t L4_TypedWords(L4_MsgTag_t t)
{
	return t.X.t;
}

L4_INLINE void L4_Set_Label(L4_MsgTag_t *t, L4_Word_t label)
{
	t->X.label = label;
}

L4_INLINE L4_MsgTag_t L4_MsgTagAddLabel(const L4_MsgTag_t t, int label)
{
	L4_MsgTag_t result = t;

	L4_Set_Label(&result, (L4_Word_t)(L4_SignedWord_t)label);
	return result;
}

L4_INLINE L4_MsgTag_t L4_MsgTagAddLabelTo(L4_MsgTag_t *t, int label)
{
	*t = L4_MsgTagAddLabel(*t, label);
	return *t;
}

L4_INLINE L4_MsgTag_t L4_MsgTag(void)
{
	L4_MsgTag_t t;

	L4_StoreMR(0, &t.raw);
	return t;
}

L4_INLINE void L4_Set_MsgTag(L4_MsgTag_t t)
{
	L4_LoadMR(0, t.raw);
}

/* Map and grant items: send base and fpage. The base is cut to the granule of 1 KiB. */

typedef union {
	L4_Word_t raw[2];
	struct {
		L4_BITFIELD4(L4_Word_t, C : 1, __type : 3, __zeros : 6,
			snd_base : L4_BITS_PER_WORD - 10);
		L4_Fpage_t snd_fpage;
	} X;
} L4_MapItem_t;

typedef union {
	L4_Word_t raw[2];
	struct {
		L4_BITFIELD4(L4_Word_t, C : 1, __type : 3, __zeros : 6,
			snd_base : L4_BITS_PER_WORD - 10);
		L4_Fpage_t snd_fpage;
	} X;
} L4_GrantItem_t;

#define __L4_SND_BASE_MASK	(~(L4_Word_t)0x3ff)

L4_INLINE L4_MapItem_t L4_MapItem(L4_Fpage_t f, L4_Word_t SndBase)
{
	L4_MapItem_t m;

	m.raw[0] = (SndBase & __L4_SND_BASE_MASK) | L4_ITEM_MAP;
	m.raw[1] = f.raw;
	return m;
}

L4_INLINE L4_Bool_t L4_IsMapItem(L4_MapItem_t m)
{
	return (m.raw[0] & L4_ITEM_KIND_MASK) == L4_ITEM_MAP;
}

L4_INLINE L4_Fpage_t L4_MapItemSndFpage(L4_MapItem_t m)
{
	return m.X.snd_fpage;
}

L4_INLINE L4_Word_t L4_MapItemSndBase(L4_MapItem_t m)
{
	return m.raw[0] & __L4_SND_BASE_MASK;
}

L4_INLINE L4_GrantItem_t L4_GrantItem(L4_Fpage_t f, L4_Word_t SndBase)
{
	L4_GrantItem_t g;

	g.raw[0] = (SndBase & __L4_SND_BASE_MASK) | L4_ITEM_GRANT;
	g.raw[1] = f.raw;
	return g;
}

L4_INLINE L4_Bool_t L4_IsGrantItem(L4_GrantItem_t g)
{
	return (g.raw[0] & L4_ITEM_KIND_MASK) == L4_ITEM_GRANT;
}

L4_INLINE L4_Fpage_t L4_GrantItemSndFpage(L4_GrantItem_t m)
{
	return m.X.snd_fpage;
}

L4_INLINE L4_Word_t L4_GrantItemSndBase(L4_GrantItem_t m)
{
	return m.raw[0] & __L4_SND_BASE_MASK;
}

/*
 * A message in memory: the tag, u untyped words, t words of typed items. Those who build one keep
 * u + t below __L4_NUM_MRS.
 */
typedef union {
	L4_Word_t raw[__L4_NUM_MRS];
	L4_Word_t msg[__L4_NUM_MRS];
	L4_MsgTag_t tag;
} L4_Msg_t;

/* Words behind the tag. A tag from elsewhere may claim more than there can be. */
L4_INLINE int __L4_MsgWords(L4_MsgTag_t t)
{
	int words = (int)(t.X.u + t.X.t);

	return words < __L4_NUM_MRS ? words : __L4_NUM_MRS - 1;
}

L4_INLINE void __L4_CopyWords(L4_Word_t *to, const L4_Word_t *from, L4_Word_t n)
{
	for (; n != 0; n--)
		*to++ = *from++;
}

/* Where typed word t of the message is, and where the next typed item goes. */
L4_INLINE L4_Word_t *__L4_MsgTyped(L4_Msg_t *msg, L4_Word_t t)
{
	return &msg->msg[msg->tag.X.u + t + 1];
}

L4_INLINE void __L4_MsgAppendTyped(L4_Msg_t *msg, const L4_Word_t *words, L4_Word_t n)
{
	__L4_CopyWords(__L4_MsgTyped(msg, msg->tag.X.t), words, n);
	msg->tag.X.t += n;
}

L4_INLINE void L4_MsgPut(L4_Msg_t *msg, L4_Word_t label, int u, L4_Word_t *Untyped, int t,
			 void *Items)
{
	msg->tag.raw = 0;
	msg->tag.X.label = label;
	msg->tag.X.u = (L4_Word_t)u;
	msg->tag.X.t = (L4_Word_t)t;
	__L4_CopyWords(&msg->msg[1], Untyped, (L4_Word_t)u);
	__L4_CopyWords(&msg->msg[1 + u], (const L4_Word_t *)Items, (L4_Word_t)t);
}

L4_INLINE void L4_MsgGet(const L4_Msg_t *msg, L4_Word_t *Untyped, void *Items)
{
	L4_Word_t u = msg->tag.X.u;

	__L4_CopyWords(Untyped, &msg->msg[1], u);
	__L4_CopyWords((L4_Word_t *)Items, &msg->msg[1 + u], msg->tag.X.t);
}

L4_INLINE L4_MsgTag_t L4_MsgMsgTag(const L4_Msg_t *msg)
{
	return msg->tag;
}

L4_INLINE void L4_Set_MsgMsgTag(L4_Msg_t *msg, L4_MsgTag_t t)
{
	msg->tag = t;
}

L4_INLINE L4_Word_t L4_MsgLabel(const L4_Msg_t *msg)
{
	return msg->tag.X.label;
}

L4_INLINE void L4_Set_MsgLabel(L4_Msg_t *msg, L4_Word_t label)
{
	msg->tag.X.label = label;
}

L4_INLINE void L4_MsgLoad(L4_Msg_t *msg)
{
	L4_LoadMRs(0, __L4_MsgWords(msg->tag) + 1, msg->msg);
}

L4_INLINE void L4_MsgStore(L4_MsgTag_t t, L4_Msg_t *msg)
{
	L4_StoreMRs(1, __L4_MsgWords(t), &msg->msg[1]);
	msg->tag = t;
}

L4_INLINE void L4_MsgClear(L4_Msg_t *msg)
{
	msg->tag = L4_Niltag;
}

L4_INLINE void L4_MsgAppendWord(L4_Msg_t *msg, L4_Word_t w)
{
	L4_Word_t *first = __L4_MsgTyped(msg, 0);
	L4_Word_t *p;

	for (p = first + msg->tag.X.t; p != first; p--)
		p[0] = p[-1];
	*first = w;
	msg->tag.X.u += 1;
}

L4_INLINE void L4_MsgAppendMapItem(L4_Msg_t *msg, L4_MapItem_t m)
{
	__L4_MsgAppendTyped(msg, m.raw, 2);
}

L4_INLINE void L4_MsgAppendGrantItem(L4_Msg_t *msg, L4_GrantItem_t g)
{
	__L4_MsgAppendTyped(msg, g.raw, 2);
}

L4_INLINE void L4_MsgAppendSimpleStringItem(L4_Msg_t *msg, L4_StringItem_t s)
{
	s = __L4_SimpleString(s);
	__L4_MsgAppendTyped(msg, s.raw, 2);
}

L4_INLINE void L4_MsgAppendStringItem(L4_Msg_t *msg, L4_StringItem_t *s)
{
	__L4_MsgAppendTyped(msg, s->raw, __L4_StringWords(s));
}

L4_INLINE void L4_MsgAppendCtrlXferItem(L4_Msg_t *msg, L4_CtrlXferItem_t *c)
{
	__L4_MsgAppendTyped(msg, c->raw, __L4_CtrlXferWords(c));
}

/* One item for each bit of fault_id_mask; C says whether more items follow the last of them. */
L4_INLINE void L4_AppendFaultConfCtrlXferItems(L4_Msg_t *msg, L4_Word64_t fault_id_mask,
					       L4_Word_t fault_mask, L4_Word_t C)
{
	L4_CtrlXferItem_t c;
	L4_Word_t id;

	for (id = 0; fault_id_mask != 0; id++, fault_id_mask >>= 1) {
		if ((fault_id_mask & 1) == 0)
			continue;
		L4_FaultConfCtrlXferItemInit(&c, id, fault_mask);
		c.X.C = fault_id_mask != 1 || C != 0;
		__L4_MsgAppendTyped(msg, c.raw, 1);
	}
}

L4_INLINE void L4_MsgPutWord(L4_Msg_t *msg, L4_Word_t u, L4_Word_t w)
{
	msg->msg[u + 1] = w;
}

L4_INLINE void L4_MsgPutMapItem(L4_Msg_t *msg, L4_Word_t t, L4_MapItem_t m)
{
	__L4_CopyWords(__L4_MsgTyped(msg, t), m.raw, 2);
}

L4_INLINE void L4_MsgPutGrantItem(L4_Msg_t *msg, L4_Word_t t, L4_GrantItem_t g)
{
	__L4_CopyWords(__L4_MsgTyped(msg, t), g.raw, 2);
}

L4_INLINE void L4_MsgPutSimpleStringItem(L4_Msg_t *msg, L4_Word_t t, L4_StringItem_t s)
{
	s = __L4_SimpleString(s);
	__L4_CopyWords(__L4_MsgTyped(msg, t), s.raw, 2);
}

L4_INLINE void L4_MsgPutStringItem(L4_Msg_t *msg, L4_Word_t t, L4_StringItem_t *s)
{
	__L4_CopyWords(__L4_MsgTyped(msg, t), s->raw, __L4_StringWords(s));
}

L4_INLINE void L4_MsgPutCtrlXferItem(L4_Msg_t *msg, L4_Word_t t, L4_CtrlXferItem_t *c)
{
	__L4_CopyWords(__L4_MsgTyped(msg, t), c->raw, __L4_CtrlXferWords(c));
}

L4_INLINE L4_Word_t L4_MsgWord(L4_Msg_t *msg, L4_Word_t u)
{
	return msg->msg[u + 1];
}

L4_INLINE void L4_MsgGetWord(L4_Msg_t *msg, L4_Word_t u, L4_Word_t *w)
{
	*w = msg->msg[u + 1];
}

L4_INLINE L4_Word_t L4_MsgGetMapItem(L4_Msg_t *msg, L4_Word_t t, L4_MapItem_t *m)
{
	__L4_CopyWords(m->raw, __L4_MsgTyped(msg, t), 2);
	return 2;
}

L4_INLINE L4_Word_t L4_MsgGetGrantItem(L4_Msg_t *msg, L4_Word_t t, L4_GrantItem_t *g)
{
	__L4_CopyWords(g->raw, __L4_MsgTyped(msg, t), 2);
	return 2;
}

/* `s` has room for the whole string, however many substrings the sender used. */
L4_INLINE L4_Word_t L4_MsgGetStringItem(L4_Msg_t *msg, L4_Word_t t, L4_StringItem_t *s)
{
	L4_StringItem_t *item = (L4_StringItem_t *)__L4_MsgTyped(msg, t);

	__L4_Copy_String(s, item);
	return __L4_StringWords(item);
}

/* By message register, not by typed word. */
L4_INLINE L4_Word_t L4_MsgGetCtrlXferItem(L4_Msg_t *msg, L4_Word_t mr, L4_CtrlXferItem_t *c)
{
	L4_Word_t n;

	c->raw[0] = msg->msg[mr];
	n = __L4_CtrlXferWords(c);
	__L4_CopyWords(&c->raw[1], &msg->msg[mr + 1], n - 1);
	return n;
}

/* Acceptor */

typedef union {
	L4_Word_t raw;
	struct {
		L4_BITFIELD4(L4_Word_t, s : 1, c : 1, __zeros : 2,
			RcvWindow : L4_BITS_PER_WORD - 4);
	} X;
} L4_Acceptor_t;

#define L4_UntypedWordsAcceptor	__L4_CONSTANT(L4_Acceptor_t, 0)
#define L4_StringItemsAcceptor	__L4_CONSTANT(L4_Acceptor_t, L4_ACCEPT_STRINGS)
#define L4_CtrlXferAcceptor	__L4_CONSTANT(L4_Acceptor_t, 2)

#define __L4_RCV_WINDOW_MASK	(~(L4_Word_t)0xf)
#define __L4_ACCEPT_FLAGS	((L4_Word_t)0x3)

L4_INLINE L4_Acceptor_t L4_MapGrantItems(L4_Fpage_t RcvWindow)
{
	return __L4_CONSTANT(L4_Acceptor_t, RcvWindow.raw & __L4_RCV_WINDOW_MASK);
}

L4_INLINE L4_Bool_t L4_HasStringItems(const L4_Acceptor_t a)
{
	return (a.raw & L4_ACCEPT_STRINGS) != 0;
}

L4_INLINE L4_Bool_t L4_HasMapGrantItems(const L4_Acceptor_t a)
{
	return (a.raw & __L4_RCV_WINDOW_MASK) != 0;
}

L4_INLINE L4_Fpage_t L4_RcvWindow(const L4_Acceptor_t a)
{
	return __L4_CONSTANT(L4_Fpage_t, a.raw & __L4_RCV_WINDOW_MASK);
}

L4_INLINE L4_Acceptor_t L4_AddAcceptor(const L4_Acceptor_t l, const L4_Acceptor_t r)
{
	L4_Word_t window = L4_HasMapGrantItems(r) ? r.raw : l.raw;

	return __L4_CONSTANT(L4_Acceptor_t, (window & __L4_RCV_WINDOW_MASK) |
			     ((l.raw | r.raw) & __L4_ACCEPT_FLAGS));
}

/* These two take their argument by value, as programs know them: the result counts. */
L4_INLINE L4_Acceptor_t L4_AddAcceptorTo(L4_Acceptor_t l, const L4_Acceptor_t r)
{
	return L4_AddAcceptor(l, r);
}

L4_INLINE L4_Acceptor_t L4_RemoveAcceptor(const L4_Acceptor_t l, const L4_Acceptor_t r)
{
	L4_Word_t window = L4_HasMapGrantItems(r) ? 0 : l.raw;

	return __L4_CONSTANT(L4_Acceptor_t, (window & __L4_RCV_WINDOW_MASK) |
			     (l.raw & ~r.raw & __L4_ACCEPT_FLAGS));
}

L4_INLINE L4_Acceptor_t L4_RemoveAcceptorFrom(L4_Acceptor_t l, const L4_Acceptor_t r)
{
	return L4_RemoveAcceptor(l, r);
}

L4_INLINE void L4_Accept(const L4_Acceptor_t a)
{
	L4_LoadBR(0, a.raw);
}

L4_INLINE L4_Acceptor_t L4_Accepted(void)
{
	L4_Acceptor_t a;

	L4_StoreBR(0, &a.raw);
	return a;
}

/*
 * Receive buffers for strings, kept as BR1.. want them: string items, C set in the first
 * descriptor of each but the last. Two zero words at the start say that there is none yet.
 */
typedef union {
	L4_Word_t raw[__L4_NUM_BRS - 1];
	L4_StringItem_t string[(__L4_NUM_BRS - 1) / 2];
} L4_MsgBuffer_t;

L4_INLINE void L4_AcceptStrings(const L4_Acceptor_t a, L4_MsgBuffer_t *b)
{
	L4_Word_t *end = __L4_EndOfStrings(b->string, (L4_StringItem_t **)0)->raw;

	L4_LoadBR(0, a.raw);
	L4_LoadBRs(1, (int)(end - b->raw), b->raw);
}

L4_INLINE void L4_MsgBufferClear(L4_MsgBuffer_t *b)
{
	b->raw[0] = 0;
	b->raw[1] = 0;
}

/* The place for the next string; the one before it is told that another follows. */
L4_INLINE L4_StringItem_t *__L4_MsgBufferExtend(L4_MsgBuffer_t *b)
{
	L4_StringItem_t *last, *end;

	if (b->raw[0] == 0 && b->raw[1] == 0)
		return b->string;
	end = __L4_EndOfStrings(b->string, &last);
	last->raw[0] |= __L4_STRING_C;
	return end;
}

L4_INLINE void L4_MsgBufferAppendSimpleRcvString(L4_MsgBuffer_t *b, L4_StringItem_t s)
{
	L4_StringItem_t *item = __L4_MsgBufferExtend(b);

	s = __L4_SimpleString(s);
	item->raw[0] = s.raw[0] & ~__L4_STRING_C;
	item->raw[1] = s.raw[1];
}

L4_INLINE void L4_MsgBufferAppendRcvString(L4_MsgBuffer_t *b, L4_StringItem_t *s)
{
	L4_StringItem_t *item = __L4_MsgBufferExtend(b);

	__L4_Copy_String(item, s);
	item->raw[0] &= ~__L4_STRING_C;
}

#if defined(__cplusplus)
#include <l4/cxx/message.h>
#endif

#endif
