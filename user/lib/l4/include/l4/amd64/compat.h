/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Thread ids as 32-bit programs on the same kernel see them, for 64-bit programs that deal with
 * such programs: 14 bits of version, 18 of thread number. (X.2, Thread ids)
 */
#ifndef L4_LIB_AMD64_COMPAT_H
#define L4_LIB_AMD64_COMPAT_H

#include <l4/types.h>

typedef union {
	L4_Word32_t raw;
	struct {
		L4_BITFIELD2(L4_Word32_t, version : 14, thread_no : 18);
	} X;
} L4_GthreadId32_t;

typedef union {
	L4_Word32_t raw;
	struct {
		L4_BITFIELD2(L4_Word32_t, __zeros : 6, local_id : 26);
	} X;
} L4_LthreadId32_t;

typedef union {
	L4_Word32_t raw;
	L4_GthreadId32_t global;
	L4_LthreadId32_t local;
} L4_ThreadId32_t;

#define L4_nilthread32		__L4_CONSTANT(L4_ThreadId32_t, 0)
#define L4_anythread32		__L4_CONSTANT(L4_ThreadId32_t, 0xffffffffu)
#define L4_anylocalthread32	__L4_CONSTANT(L4_ThreadId32_t, 0xffffffc0u)

L4_INLINE L4_ThreadId32_t L4_GlobalId32(L4_Word32_t threadno, L4_Word32_t version)
{
	return __L4_CONSTANT(L4_ThreadId32_t, (threadno << 14) | (version & 0x3fff));
}

L4_INLINE L4_Word32_t L4_Version32(L4_ThreadId32_t t)
{
	return t.global.X.version;
}

L4_INLINE L4_Word32_t L4_ThreadNo32(L4_ThreadId32_t t)
{
	return t.global.X.thread_no;
}

L4_INLINE L4_Bool_t L4_IsThreadEqual32(const L4_ThreadId32_t l, const L4_ThreadId32_t r)
{
	return l.raw == r.raw;
}

L4_INLINE L4_Bool_t L4_IsThreadNotEqual32(const L4_ThreadId32_t l, const L4_ThreadId32_t r)
{
	return l.raw != r.raw;
}

L4_INLINE L4_Bool_t L4_IsNilThread32(L4_ThreadId32_t t)
{
	return t.raw == 0;
}

L4_INLINE L4_Bool_t L4_IsLocalId32(L4_ThreadId32_t t)
{
	return (t.raw & L4_TID_LOCAL_MASK) == 0;
}

L4_INLINE L4_Bool_t L4_IsGlobalId32(L4_ThreadId32_t t)
{
	return (t.raw & L4_TID_LOCAL_MASK) != 0;
}

/*
 * Local ids are addresses and keep their value; of global ids both fields do. Truncation turns
 * the special ids into each other by itself; on the way back they are told apart.
 */
L4_INLINE L4_ThreadId32_t L4_ThreadId32(L4_ThreadId_t id)
{
	if (L4_IsLocalId(id))
		return __L4_CONSTANT(L4_ThreadId32_t, (L4_Word32_t)id.raw);
	return L4_GlobalId32((L4_Word32_t)L4_ThreadNo(id), (L4_Word32_t)L4_Version(id));
}

L4_INLINE L4_ThreadId_t L4_ThreadIdFrom32(L4_ThreadId32_t id)
{
	if (L4_IsThreadEqual32(id, L4_anythread32))
		return L4_anythread;
	if (L4_IsThreadEqual32(id, L4_anylocalthread32))
		return L4_anylocalthread;
	if (L4_IsLocalId32(id))
		return __L4_CONSTANT(L4_ThreadId_t, id.raw);
	return L4_GlobalId(L4_ThreadNo32(id), L4_Version32(id));
}

#if defined(__cplusplus)
L4_INLINE L4_Bool_t operator==(const L4_ThreadId32_t &l, const L4_ThreadId32_t &r)
{
	return L4_IsThreadEqual32(l, r);
}

L4_INLINE L4_Bool_t operator!=(const L4_ThreadId32_t &l, const L4_ThreadId32_t &r)
{
	return L4_IsThreadNotEqual32(l, r);
}

L4_INLINE L4_ThreadId_t L4_ThreadId(L4_ThreadId32_t id)
{
	return L4_ThreadIdFrom32(id);
}
#endif

#endif
