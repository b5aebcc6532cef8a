/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * C++ overloads of the message functions. Included by <l4/message.h>.
 */
#ifndef L4_LIB_CXX_MESSAGE_H
#define L4_LIB_CXX_MESSAGE_H

#include <l4/message.h>

/* Tag */

L4_INLINE L4_Bool_t operator==(const L4_MsgTag_t &l, const L4_MsgTag_t &r)
{
	return L4_IsMsgTagEqual(l, r);
}

L4_INLINE L4_Bool_t operator!=(const L4_MsgTag_t &l, const L4_MsgTag_t &r)
{
	return L4_IsMsgTagNotEqual(l, r);
}

L4_INLINE L4_MsgTag_t operator+(const L4_MsgTag_t &t, int label)
{
	return L4_MsgTagAddLabel(t, label);
}

L4_INLINE L4_MsgTag_t operator+=(L4_MsgTag_t &t, int label)
{
	return L4_MsgTagAddLabelTo(&t, label);
}

/* Items */

L4_INLINE L4_Bool_t L4_MapItem(L4_MapItem_t m)
{
	return L4_IsMapItem(m);
}

L4_INLINE L4_Fpage_t L4_SndFpage(L4_MapItem_t m)
{
	return L4_MapItemSndFpage(m);
}

L4_INLINE L4_Word_t L4_SndBase(L4_MapItem_t m)
{
	return L4_MapItemSndBase(m);
}

L4_INLINE L4_Bool_t L4_GrantItem(L4_GrantItem_t g)
{
	return L4_IsGrantItem(g);
}

L4_INLINE L4_Fpage_t L4_SndFpage(L4_GrantItem_t m)
{
	return L4_GrantItemSndFpage(m);
}

L4_INLINE L4_Word_t L4_SndBase(L4_GrantItem_t m)
{
	return L4_GrantItemSndBase(m);
}

L4_INLINE L4_Bool_t L4_StringItem(L4_StringItem_t *s)
{
	return L4_IsStringItem(s);
}

L4_INLINE L4_StringItem_t *operator+=(L4_StringItem_t &dest, L4_StringItem_t substring)
{
	return L4_AddSubstringTo(&dest, &substring);
}

L4_INLINE L4_StringItem_t *operator+=(L4_StringItem_t &dest, L4_StringItem_t &substring)
{
	return L4_AddSubstringTo(&dest, &substring);
}

L4_INLINE L4_StringItem_t *operator+=(L4_StringItem_t &dest, void *substring_addr)
{
	return L4_AddSubstringAddressTo(&dest, substring_addr);
}

L4_INLINE L4_Bool_t L4_CtrlXferItem(L4_CtrlXferItem_t *s)
{
	return L4_IsCtrlXferItem(s);
}

L4_INLINE void L4_Init(L4_CtrlXferItem_t *c, L4_Word_t id)
{
	L4_CtrlXferItemInit(c, id);
}

L4_INLINE void L4_Init(L4_CtrlXferItem_t *c, L4_Word_t fault_id, L4_Word_t fault_mask)
{
	L4_FaultConfCtrlXferItemInit(c, fault_id, fault_mask);
}

L4_INLINE L4_CacheAllocationHint_t L4_CacheAlloctionHint(const L4_StringItem_t &s)
{
	return __L4_CONSTANT(L4_CacheAllocationHint_t, s.raw[0] & __L4_STRING_HINT);
}

L4_INLINE L4_Bool_t operator==(const L4_CacheAllocationHint_t &l,
			       const L4_CacheAllocationHint_t &r)
{
	return L4_IsCacheAllocationHintEqual(l, r);
}

L4_INLINE L4_Bool_t operator!=(const L4_CacheAllocationHint_t &l,
			       const L4_CacheAllocationHint_t &r)
{
	return L4_IsCacheAllocationHintNotEqual(l, r);
}

L4_INLINE L4_StringItem_t operator+(const L4_StringItem_t &dest,
				    const L4_CacheAllocationHint_t &h)
{
	return L4_AddCacheAllocationHint(dest, h);
}

L4_INLINE L4_StringItem_t operator+=(L4_StringItem_t &dest, const L4_CacheAllocationHint_t &h)
{
	return L4_AddCacheAllocationHintTo(&dest, h);
}

/* Messages */

L4_INLINE void L4_Put(L4_Msg_t *msg, L4_Word_t label, int u, L4_Word_t *Untyped, int t,
		      void *Items)
{
	L4_MsgPut(msg, label, u, Untyped, t, Items);
}

L4_INLINE void L4_Get(const L4_Msg_t *msg, L4_Word_t *Untyped, void *Items)
{
	L4_MsgGet(msg, Untyped, Items);
}

L4_INLINE L4_MsgTag_t L4_MsgTag(const L4_Msg_t *msg)
{
	return L4_MsgMsgTag(msg);
}

L4_INLINE void L4_Set_MsgTag(L4_Msg_t *msg, L4_MsgTag_t t)
{
	L4_Set_MsgMsgTag(msg, t);
}

L4_INLINE L4_Word_t L4_Label(const L4_Msg_t *msg)
{
	return L4_MsgLabel(msg);
}

L4_INLINE void L4_Set_Label(L4_Msg_t *msg, L4_Word_t label)
{
	L4_Set_MsgLabel(msg, label);
}

L4_INLINE void L4_Load(L4_Msg_t *msg)
{
	L4_MsgLoad(msg);
}

L4_INLINE void L4_Store(L4_MsgTag_t t, L4_Msg_t *msg)
{
	L4_MsgStore(t, msg);
}

L4_INLINE void L4_Clear(L4_Msg_t *msg)
{
	L4_MsgClear(msg);
}

L4_INLINE void L4_Append(L4_Msg_t *msg, L4_Word_t w)
{
	L4_MsgAppendWord(msg, w);
}

L4_INLINE void L4_Append(L4_Msg_t *msg, int w)
{
	L4_MsgAppendWord(msg, (L4_Word_t)(L4_SignedWord_t)w);
}

L4_INLINE void L4_Append(L4_Msg_t *msg, L4_MapItem_t m)
{
	L4_MsgAppendMapItem(msg, m);
}

L4_INLINE void L4_Append(L4_Msg_t *msg, L4_GrantItem_t g)
{
	L4_MsgAppendGrantItem(msg, g);
}

L4_INLINE void L4_Append(L4_Msg_t *msg, L4_StringItem_t s)
{
	L4_MsgAppendSimpleStringItem(msg, s);
}

L4_INLINE void L4_Append(L4_Msg_t *msg, L4_StringItem_t *s)
{
	L4_MsgAppendStringItem(msg, s);
}

L4_INLINE void L4_Append(L4_Msg_t *msg, L4_CtrlXferItem_t *c)
{
	L4_MsgAppendCtrlXferItem(msg, c);
}

L4_INLINE void L4_Append(L4_Msg_t *msg, L4_Word64_t fault_id_mask, L4_Word_t fault_mask,
			 L4_Word_t C)
{
	L4_AppendFaultConfCtrlXferItems(msg, fault_id_mask, fault_mask, C);
}

L4_INLINE void L4_Put(L4_Msg_t *msg, L4_Word_t u, L4_Word_t w)
{
	L4_MsgPutWord(msg, u, w);
}

L4_INLINE void L4_Put(L4_Msg_t *msg, L4_Word_t t, L4_MapItem_t m)
{
	L4_MsgPutMapItem(msg, t, m);
}

L4_INLINE void L4_Put(L4_Msg_t *msg, L4_Word_t t, L4_GrantItem_t g)
{
	L4_MsgPutGrantItem(msg, t, g);
}

L4_INLINE void L4_Put(L4_Msg_t *msg, L4_Word_t t, L4_StringItem_t s)
{
	L4_MsgPutSimpleStringItem(msg, t, s);
}

L4_INLINE void L4_Put(L4_Msg_t *msg, L4_Word_t t, L4_StringItem_t *s)
{
	L4_MsgPutStringItem(msg, t, s);
}

L4_INLINE void L4_Put(L4_Msg_t *msg, L4_Word_t t, L4_CtrlXferItem_t *c)
{
	L4_MsgPutCtrlXferItem(msg, t, c);
}

L4_INLINE L4_Word_t L4_Get(L4_Msg_t *msg, L4_Word_t u)
{
	return L4_MsgWord(msg, u);
}

L4_INLINE void L4_Get(L4_Msg_t *msg, L4_Word_t u, L4_Word_t *w)
{
	L4_MsgGetWord(msg, u, w);
}

L4_INLINE L4_Word_t L4_Get(L4_Msg_t *msg, L4_Word_t t, L4_MapItem_t *m)
{
	return L4_MsgGetMapItem(msg, t, m);
}

L4_INLINE L4_Word_t L4_Get(L4_Msg_t *msg, L4_Word_t t, L4_GrantItem_t *g)
{
	return L4_MsgGetGrantItem(msg, t, g);
}

L4_INLINE L4_Word_t L4_Get(L4_Msg_t *msg, L4_Word_t t, L4_StringItem_t *s)
{
	return L4_MsgGetStringItem(msg, t, s);
}

L4_INLINE L4_Word_t L4_Get(L4_Msg_t *msg, L4_Word_t mr, L4_CtrlXferItem_t *c)
{
	return L4_MsgGetCtrlXferItem(msg, mr, c);
}

/* Acceptors; unlike the C functions by value, += changes its left side. */

L4_INLINE L4_Acceptor_t operator+(const L4_Acceptor_t &l, const L4_Acceptor_t &r)
{
	return L4_AddAcceptor(l, r);
}

L4_INLINE L4_Acceptor_t operator+=(L4_Acceptor_t &l, const L4_Acceptor_t &r)
{
	l = L4_AddAcceptor(l, r);
	return l;
}

L4_INLINE L4_Acceptor_t operator-(const L4_Acceptor_t &l, const L4_Acceptor_t &r)
{
	return L4_RemoveAcceptor(l, r);
}

L4_INLINE L4_Acceptor_t operator-=(L4_Acceptor_t &l, const L4_Acceptor_t &r)
{
	l = L4_RemoveAcceptor(l, r);
	return l;
}

L4_INLINE L4_Bool_t L4_StringItems(const L4_Acceptor_t a)
{
	return L4_HasStringItems(a);
}

L4_INLINE L4_Bool_t L4_MapGrantItems(const L4_Acceptor_t a)
{
	return L4_HasMapGrantItems(a);
}

L4_INLINE void L4_Accept(const L4_Acceptor_t a, L4_MsgBuffer_t *b)
{
	L4_AcceptStrings(a, b);
}

L4_INLINE void L4_Clear(L4_MsgBuffer_t *b)
{
	L4_MsgBufferClear(b);
}

L4_INLINE void L4_Append(L4_MsgBuffer_t *b, L4_StringItem_t s)
{
	L4_MsgBufferAppendSimpleRcvString(b, s);
}

L4_INLINE void L4_Append(L4_MsgBuffer_t *b, L4_StringItem_t *s)
{
	L4_MsgBufferAppendRcvString(b, s);
}

#endif
