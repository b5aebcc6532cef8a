/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * C++ operators on fpages, thread ids and clocks. Included by <l4/types.h>.
 */
#ifndef L4_LIB_CXX_TYPES_H
#define L4_LIB_CXX_TYPES_H

#include <l4/types.h>

L4_INLINE L4_Fpage_t operator+(const L4_Fpage_t &f, L4_Word_t rwx)
{
	return L4_FpageAddRights(f, rwx);
}

L4_INLINE L4_Fpage_t operator+=(L4_Fpage_t &f, L4_Word_t rwx)
{
	return L4_FpageAddRightsTo(&f, rwx);
}

L4_INLINE L4_Fpage_t operator-(const L4_Fpage_t &f, L4_Word_t rwx)
{
	return L4_FpageRemoveRights(f, rwx);
}

L4_INLINE L4_Fpage_t operator-=(L4_Fpage_t &f, L4_Word_t rwx)
{
	return L4_FpageRemoveRightsFrom(&f, rwx);
}

L4_INLINE L4_Bool_t operator==(const L4_ThreadId_t &l, const L4_ThreadId_t &r)
{
	return L4_IsThreadEqual(l, r);
}

L4_INLINE L4_Bool_t operator!=(const L4_ThreadId_t &l, const L4_ThreadId_t &r)
{
	return L4_IsThreadNotEqual(l, r);
}

/* The sign of an int counts: adding -1 goes back by 1 us. */
L4_INLINE L4_Clock_t operator+(const L4_Clock_t &l, const int r)
{
	return L4_ClockAddUsec(l, (L4_Word64_t)(L4_SignedWord64_t)r);
}

L4_INLINE L4_Clock_t operator+(const L4_Clock_t &l, const L4_Word64_t r)
{
	return L4_ClockAddUsec(l, r);
}

#if defined(L4_32BIT)
/* A word is neither an int nor a clock's number: without these the choice would be open. */
L4_INLINE L4_Clock_t operator+(const L4_Clock_t &l, const L4_Word_t r)
{
	return L4_ClockAddUsec(l, r);
}

L4_INLINE L4_Clock_t operator-(const L4_Clock_t &l, const L4_Word_t r)
{
	return L4_ClockSubUsec(l, r);
}
#endif

L4_INLINE L4_Clock_t operator+(const L4_Clock_t &l, const L4_Clock_t r)
{
	return L4_ClockAddUsec(l, r.raw);
}

L4_INLINE L4_Clock_t operator-(const L4_Clock_t &l, const int r)
{
	return L4_ClockSubUsec(l, (L4_Word64_t)(L4_SignedWord64_t)r);
}

L4_INLINE L4_Clock_t operator-(const L4_Clock_t &l, const L4_Word64_t r)
{
	return L4_ClockSubUsec(l, r);
}

L4_INLINE L4_Clock_t operator-(const L4_Clock_t &l, const L4_Clock_t r)
{
	return L4_ClockSubUsec(l, r.raw);
}

L4_INLINE L4_Bool_t operator<(const L4_Clock_t &l, const L4_Clock_t &r)
{
	return L4_IsClockEarlier(l, r);
}

L4_INLINE L4_Bool_t operator>(const L4_Clock_t &l, const L4_Clock_t &r)
{
	return L4_IsClockLater(l, r);
}

L4_INLINE L4_Bool_t operator<=(const L4_Clock_t &l, const L4_Clock_t &r)
{
	return !L4_IsClockLater(l, r);
}

L4_INLINE L4_Bool_t operator>=(const L4_Clock_t &l, const L4_Clock_t &r)
{
	return !L4_IsClockEarlier(l, r);
}

L4_INLINE L4_Bool_t operator==(const L4_Clock_t &l, const L4_Clock_t &r)
{
	return L4_IsClockEqual(l, r);
}

L4_INLINE L4_Bool_t operator!=(const L4_Clock_t &l, const L4_Clock_t &r)
{
	return L4_IsClockNotEqual(l, r);
}

#endif
