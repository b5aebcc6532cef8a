/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Basic types of the X.2 convenience interface: words, thread ids, fpages, clock and time, and the
 * macros that hide word size and byte order. (X.2, Data types)
 */
#ifndef L4_LIB_TYPES_H
#define L4_LIB_TYPES_H

/* A program may choose the architecture itself, to compile one file for another word size. */
#if !defined(__L4_ARCH__)
#if defined(__x86_64__)
#define __L4_ARCH__	amd64
#elif defined(__i386__)
#define __L4_ARCH__	ia32
#elif defined(__sparc__) && defined(__arch64__)
#define __L4_ARCH__	sparc64
#else
#error "no L4 library for this processor"
#endif
#endif

#define __L4_INC_ARCH(file)	<l4/__L4_ARCH__/file>

#define L4_INLINE	static inline

#include <l4/abi/types.h>
#include __L4_INC_ARCH(types.h)

/*
 * Bit-fields are listed from the lowest bit to the highest; a big-endian compiler allocates from
 * the highest bit, so the list is turned round there. A field without name is padding and may
 * have width 0 at either end of the list.
 */
#if defined(L4_BIG_ENDIAN)
#define L4_SHUFFLE1(a)				a
#define L4_SHUFFLE2(a, b)			b, a
#define L4_SHUFFLE3(a, b, c)			c, b, a
#define L4_SHUFFLE4(a, b, c, d)			d, c, b, a
#define L4_SHUFFLE5(a, b, c, d, e)		e, d, c, b, a
#define L4_SHUFFLE6(a, b, c, d, e, f)		f, e, d, c, b, a
#define L4_SHUFFLE7(a, b, c, d, e, f, g)	g, f, e, d, c, b, a
#define L4_SHUFFLE8(a, b, c, d, e, f, g, h)	h, g, f, e, d, c, b, a
#define L4_SHUFFLE9(a, b, c, d, e, f, g, h, i)	i, h, g, f, e, d, c, b, a
#else
#define L4_SHUFFLE1(a)				a
#define L4_SHUFFLE2(a, b)			a, b
#define L4_SHUFFLE3(a, b, c)			a, b, c
#define L4_SHUFFLE4(a, b, c, d)			a, b, c, d
#define L4_SHUFFLE5(a, b, c, d, e)		a, b, c, d, e
#define L4_SHUFFLE6(a, b, c, d, e, f)		a, b, c, d, e, f
#define L4_SHUFFLE7(a, b, c, d, e, f, g)	a, b, c, d, e, f, g
#define L4_SHUFFLE8(a, b, c, d, e, f, g, h)	a, b, c, d, e, f, g, h
#define L4_SHUFFLE9(a, b, c, d, e, f, g, h, i)	a, b, c, d, e, f, g, h, i
#endif

#define L4_BITFIELD1(type, ...)	type L4_SHUFFLE1(__VA_ARGS__)
#define L4_BITFIELD2(type, ...)	type L4_SHUFFLE2(__VA_ARGS__)
#define L4_BITFIELD3(type, ...)	type L4_SHUFFLE3(__VA_ARGS__)
#define L4_BITFIELD4(type, ...)	type L4_SHUFFLE4(__VA_ARGS__)
#define L4_BITFIELD5(type, ...)	type L4_SHUFFLE5(__VA_ARGS__)
#define L4_BITFIELD6(type, ...)	type L4_SHUFFLE6(__VA_ARGS__)
#define L4_BITFIELD7(type, ...)	type L4_SHUFFLE7(__VA_ARGS__)
#define L4_BITFIELD8(type, ...)	type L4_SHUFFLE8(__VA_ARGS__)
#define L4_BITFIELD9(type, ...)	type L4_SHUFFLE9(__VA_ARGS__)

typedef L4_Word_t L4_Bool_t;

/* Constants of a structured type: usable as expression and as initialiser, in C and in C++. */
#define __L4_CONSTANT(type, value)	((type) { value })

#define __L4_NUM_MRS	L4_NUM_MRS
#define __L4_NUM_BRS	L4_NUM_BRS

/* Error codes */

#define L4_ErrOk		L4_ERROR_NONE
#define L4_ErrNoPrivilege	L4_ERROR_NO_PRIVILEGE
#define L4_ErrInvalidThread	L4_ERROR_INVALID_THREAD
#define L4_ErrInvalidSpace	L4_ERROR_INVALID_SPACE
#define L4_ErrInvalidScheduler	L4_ERROR_INVALID_SCHEDULER
#define L4_ErrInvalidParam	L4_ERROR_INVALID_PARAM
#define L4_ErrUtcbArea		L4_ERROR_UTCB_AREA
#define L4_ErrKipArea		L4_ERROR_KIP_AREA
#define L4_ErrNoMem		L4_ERROR_NO_MEMORY

/* Fpages */

typedef union {
	L4_Word_t raw;
	struct {
		L4_BITFIELD4(L4_Word_t, rwx : 3, extended : 1, s : 6, b : L4_BITS_PER_WORD - 10);
	} X;
} L4_Fpage_t;

#define L4_Readable		L4_FPAGE_R
#define L4_Writable		L4_FPAGE_W
#define L4_eXecutable		L4_FPAGE_X
#define L4_FullyAccessible	L4_FPAGE_RWX
#define L4_ReadWriteOnly	(L4_FPAGE_R | L4_FPAGE_W)
#define L4_ReadeXecOnly		(L4_FPAGE_R | L4_FPAGE_X)
#define L4_NoAccess		0

#define L4_Nilpage		__L4_CONSTANT(L4_Fpage_t, 0)
#define L4_CompleteAddressSpace	__L4_CONSTANT(L4_Fpage_t, L4_FPAGE_COMPLETE)

L4_INLINE L4_Bool_t L4_IsNilFpage(L4_Fpage_t f)
{
	return f.raw == 0;
}

L4_INLINE L4_Word_t L4_Rights(L4_Fpage_t f)
{
	return f.raw & L4_FPAGE_RWX;
}

L4_INLINE L4_Fpage_t L4_Set_Rights(L4_Fpage_t *f, L4_Word_t rwx)
{
	f->raw = (f->raw & ~(L4_Word_t)L4_FPAGE_RWX) | (rwx & L4_FPAGE_RWX);
	return *f;
}

L4_INLINE L4_Fpage_t L4_FpageAddRights(L4_Fpage_t f, L4_Word_t rwx)
{
	f.raw |= rwx & L4_FPAGE_RWX;
	return f;
}

L4_INLINE L4_Fpage_t L4_FpageAddRightsTo(L4_Fpage_t *f, L4_Word_t rwx)
{
	*f = L4_FpageAddRights(*f, rwx);
	return *f;
}

L4_INLINE L4_Fpage_t L4_FpageRemoveRights(L4_Fpage_t f, L4_Word_t rwx)
{
	f.raw &= ~(rwx & L4_FPAGE_RWX);
	return f;
}

L4_INLINE L4_Fpage_t L4_FpageRemoveRightsFrom(L4_Fpage_t *f, L4_Word_t rwx)
{
	*f = L4_FpageRemoveRights(*f, rwx);
	return *f;
}

/* Bit 3 of the base survives: requests to sigma0 for "any" location have an all-ones base. */
L4_INLINE L4_Fpage_t L4_FpageLog2(L4_Word_t BaseAddress, int FpageSize)
{
	L4_Fpage_t f;

	f.raw = BaseAddress & ~(L4_Word_t)0x3f7;
	f.raw |= ((L4_Word_t)FpageSize & L4_FPAGE_SIZE_MASK) << L4_FPAGE_SIZE_SHIFT;
	return f;
}

/* Smallest n with 2^n >= size. */
L4_INLINE int __L4_CeilLog2(L4_Word_t size)
{
	return size <= 1 ? 0 : L4_BITS_PER_WORD - __builtin_clzl(size - 1);
}

L4_INLINE L4_Fpage_t L4_Fpage(L4_Word_t BaseAddress, L4_Word_t FpageSize)
{
	return L4_FpageLog2(BaseAddress, __L4_CeilLog2(FpageSize));
}

L4_INLINE L4_Word_t L4_SizeLog2(L4_Fpage_t f)
{
	return (f.raw >> L4_FPAGE_SIZE_SHIFT) & L4_FPAGE_SIZE_MASK;
}

L4_INLINE L4_Word_t L4_Size(L4_Fpage_t f)
{
	L4_Word_t s = L4_SizeLog2(f);

	return s == 0 || s >= L4_BITS_PER_WORD ? 0 : (L4_Word_t)1 << s;
}

L4_INLINE L4_Word_t L4_Address(L4_Fpage_t f)
{
	L4_Word_t s = L4_SizeLog2(f);

	return s >= L4_BITS_PER_WORD ? 0 : f.raw & (~(L4_Word_t)0 << s);
}

/* Thread ids */

typedef union {
	L4_Word_t raw;
	struct {
		L4_BITFIELD2(L4_Word_t, version : __L4_VERSION_BITS,
			thread_no : L4_BITS_PER_WORD - __L4_VERSION_BITS);
	} X;
} L4_GthreadId_t;

typedef union {
	L4_Word_t raw;
	struct {
		L4_BITFIELD2(L4_Word_t, __zeros : 6, local_id : L4_BITS_PER_WORD - 6);
	} X;
} L4_LthreadId_t;

typedef union {
	L4_Word_t raw;
	L4_GthreadId_t global;
	L4_LthreadId_t local;
} L4_ThreadId_t;

#define L4_nilthread		__L4_CONSTANT(L4_ThreadId_t, 0)
#define L4_anythread		__L4_CONSTANT(L4_ThreadId_t, ~(L4_Word_t)0)
#define L4_anylocalthread	__L4_CONSTANT(L4_ThreadId_t, ~(L4_Word_t)L4_TID_LOCAL_MASK)

#define __L4_VERSION_MASK	(((L4_Word_t)1 << __L4_VERSION_BITS) - 1)

L4_INLINE L4_ThreadId_t L4_GlobalId(L4_Word_t threadno, L4_Word_t version)
{
	return __L4_CONSTANT(L4_ThreadId_t, (threadno << __L4_VERSION_BITS) |
			     (version & __L4_VERSION_MASK));
}

L4_INLINE L4_Word_t L4_Version(L4_ThreadId_t t)
{
	return t.raw & __L4_VERSION_MASK;
}

L4_INLINE L4_Word_t L4_ThreadNo(L4_ThreadId_t t)
{
	return t.raw >> __L4_VERSION_BITS;
}

L4_INLINE L4_Bool_t L4_IsThreadEqual(const L4_ThreadId_t l, const L4_ThreadId_t r)
{
	return l.raw == r.raw;
}

L4_INLINE L4_Bool_t L4_IsThreadNotEqual(const L4_ThreadId_t l, const L4_ThreadId_t r)
{
	return l.raw != r.raw;
}

L4_INLINE L4_Bool_t L4_IsNilThread(L4_ThreadId_t t)
{
	return t.raw == 0;
}

L4_INLINE L4_Bool_t L4_IsLocalId(L4_ThreadId_t t)
{
	return (t.raw & L4_TID_LOCAL_MASK) == 0;
}

L4_INLINE L4_Bool_t L4_IsGlobalId(L4_ThreadId_t t)
{
	return (t.raw & L4_TID_LOCAL_MASK) != 0;
}

/* Clock and time */

typedef union {
	L4_Word64_t raw;
	struct {
		L4_BITFIELD2(L4_Word32_t, low, high);
	} X;
} L4_Clock_t;

/* The bit-fields have word type, so this is a word although the value has 16 bits. */
typedef union {
	L4_Word16_t raw;
	struct {
		L4_BITFIELD3(L4_Word_t, m : 10, e : 5, a : 1);
	} period;
	struct {
		L4_BITFIELD4(L4_Word_t, m : 10, c : 1, e : 4, a : 1);
	} point;
} L4_Time_t;

#define L4_Never	__L4_CONSTANT(L4_Time_t, L4_TIME_NEVER)
#define L4_ZeroTime	__L4_CONSTANT(L4_Time_t, L4_TIME_ZERO)

L4_INLINE L4_Clock_t L4_ClockAddUsec(const L4_Clock_t c, const L4_Word64_t r)
{
	return __L4_CONSTANT(L4_Clock_t, c.raw + r);
}

L4_INLINE L4_Clock_t L4_ClockSubUsec(const L4_Clock_t c, const L4_Word64_t r)
{
	return __L4_CONSTANT(L4_Clock_t, c.raw - r);
}

L4_INLINE L4_Bool_t L4_IsClockEarlier(const L4_Clock_t l, const L4_Clock_t r)
{
	return l.raw < r.raw;
}

L4_INLINE L4_Bool_t L4_IsClockLater(const L4_Clock_t l, const L4_Clock_t r)
{
	return l.raw > r.raw;
}

L4_INLINE L4_Bool_t L4_IsClockEqual(const L4_Clock_t l, const L4_Clock_t r)
{
	return l.raw == r.raw;
}

L4_INLINE L4_Bool_t L4_IsClockNotEqual(const L4_Clock_t l, const L4_Clock_t r)
{
	return l.raw != r.raw;
}

/* The larger exponent, if the mantissa would still be too large with one less. */
L4_INLINE unsigned __L4_TimeExponent(L4_Word64_t us, unsigned e, unsigned step)
{
	return (us >> (e + step - 1)) > L4_TIME_MANTISSA_MASK ? e + step : e;
}

/*
 * The smallest exponent that makes the mantissa fit, so the period is rounded down; 0 becomes
 * L4_Never, as does a period beyond 2^31 * 1023 us. Only shifts: constants fold away, and 32-bit
 * programs need no helper.
 */
L4_INLINE L4_Time_t L4_TimePeriod(L4_Word64_t microseconds)
{
	L4_Time_t t = L4_Never;
	unsigned e;

	if ((microseconds >> (31 + L4_TIME_MANTISSA_BITS)) != 0)
		return t;
	e = __L4_TimeExponent(microseconds, 0, 16);
	e = __L4_TimeExponent(microseconds, e, 8);
	e = __L4_TimeExponent(microseconds, e, 4);
	e = __L4_TimeExponent(microseconds, e, 2);
	e = __L4_TimeExponent(microseconds, e, 1);
	t.raw = (L4_Word16_t)((e << L4_TIME_MANTISSA_BITS) | (microseconds >> e));
	return t;
}

/* Message tag */

typedef union {
	L4_Word_t raw;
	struct {
		L4_BITFIELD4(L4_Word_t, u : 6, t : 6, flags : 4, label : L4_BITS_PER_WORD - 16);
	} X;
} L4_MsgTag_t;

#define L4_Niltag	__L4_CONSTANT(L4_MsgTag_t, 0)

#if defined(__cplusplus)
#include <l4/cxx/types.h>
#endif

#endif
