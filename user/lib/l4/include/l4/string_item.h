/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * String items. A string is a chain of descriptors, each a word followed by the addresses of its
 * substrings; the last one has c clear. Sent in a message, or a receive buffer. (X.2, Strings)
 *
 * All functions go through the words: a string is longer than the type L4_StringItem_t, which
 * holds one descriptor and one address.
 */
#ifndef L4_LIB_STRING_ITEM_H
#define L4_LIB_STRING_ITEM_H

#include <l4/types.h>

typedef union {
	L4_Word_t raw[2];
	struct {
		L4_BITFIELD5(L4_Word_t, C : 1, __type : 3, j : 5, c : 1,
			string_length : L4_BITS_PER_WORD - 10);
		union {
			void *string_ptr;
			void *substring_ptr[1];
		} str;
	} X;
} L4_StringItem_t;

#define __L4_STRING_C		((L4_Word_t)0x1)	/* another string follows */
#define __L4_STRING_HINT	((L4_Word_t)0x6)
#define __L4_STRING_J_SHIFT	4
#define __L4_STRING_J_MASK	0x1f			/* substrings of this descriptor, less 1 */
#define __L4_STRING_CONTINUED	((L4_Word_t)0x200)	/* another descriptor follows */
#define __L4_STRING_LEN_SHIFT	10

L4_INLINE L4_StringItem_t L4_StringItem(int size, void *address)
{
	L4_StringItem_t s;

	s.raw[0] = (L4_Word_t)size << __L4_STRING_LEN_SHIFT;
	s.raw[1] = (L4_Word_t)address;
	return s;
}

L4_INLINE L4_Bool_t L4_IsStringItem(L4_StringItem_t *s)
{
	return (s->raw[0] & L4_ITEM_STRING_BIT) == 0;
}

L4_INLINE L4_Bool_t L4_CompoundString(L4_StringItem_t *s)
{
	return (s->raw[0] & __L4_STRING_CONTINUED) != 0;
}

L4_INLINE L4_Word_t L4_Substrings(L4_StringItem_t *s)
{
	return ((s->raw[0] >> __L4_STRING_J_SHIFT) & __L4_STRING_J_MASK) + 1;
}

/* Substring n of the first descriptor, from 1. */
L4_INLINE void *L4_Substring(L4_StringItem_t *s, L4_Word_t n)
{
	const L4_Word_t *w = s->raw;

	return (void *)w[n];
}

L4_INLINE L4_StringItem_t *__L4_EndOfString(L4_StringItem_t *s, L4_StringItem_t **p)
{
	L4_StringItem_t *last;
	L4_Word_t *w = s->raw;

	do {
		last = (L4_StringItem_t *)w;
		w += 1 + L4_Substrings(last);
	} while (L4_CompoundString(last));
	if (p != (L4_StringItem_t **)0)
		*p = last;
	return (L4_StringItem_t *)w;
}

L4_INLINE L4_StringItem_t *__L4_EndOfStrings(L4_StringItem_t *s, L4_StringItem_t **p)
{
	L4_StringItem_t *first;

	do {
		first = s;
		s = __L4_EndOfString(s, (L4_StringItem_t **)0);
	} while ((first->raw[0] & __L4_STRING_C) != 0);
	if (p != (L4_StringItem_t **)0)
		*p = first;
	return s;
}

L4_INLINE L4_Word_t __L4_StringWords(L4_StringItem_t *s)
{
	return (L4_Word_t)(__L4_EndOfString(s, (L4_StringItem_t **)0)->raw - s->raw);
}

L4_INLINE void __L4_Copy_String(L4_StringItem_t *d, L4_StringItem_t *s)
{
	L4_Word_t *to = d->raw, *from = s->raw, *end;

	end = __L4_EndOfString(s, (L4_StringItem_t **)0)->raw;
	while (from != end)
		*to++ = *from++;
}

/* The same string with one descriptor and one address. */
L4_INLINE L4_StringItem_t __L4_SimpleString(L4_StringItem_t s)
{
	s.raw[0] &= ~(__L4_STRING_CONTINUED |
		      ((L4_Word_t)__L4_STRING_J_MASK << __L4_STRING_J_SHIFT));
	return s;
}

/* `dest` lies in memory that has room behind it. Returns where the new part is. */
L4_INLINE L4_StringItem_t *L4_AddSubstringTo(L4_StringItem_t *dest, L4_StringItem_t *substr)
{
	L4_StringItem_t *last;
	L4_StringItem_t *end = __L4_EndOfString(dest, &last);

	last->raw[0] |= __L4_STRING_CONTINUED;
	__L4_Copy_String(end, substr);
	return end;
}

/* Another substring as long as those of the last descriptor. */
L4_INLINE L4_StringItem_t *L4_AddSubstringAddressTo(L4_StringItem_t *dest, void *substring_addr)
{
	L4_StringItem_t *last;
	L4_StringItem_t *end = __L4_EndOfString(dest, &last);

	end->raw[0] = (L4_Word_t)substring_addr;
	last->raw[0] += (L4_Word_t)1 << __L4_STRING_J_SHIFT;
	return dest;
}

/* Cache allocation hints */

typedef struct {
	L4_Word_t raw;
} L4_CacheAllocationHint_t;

#define L4_UseDefaultCacheAllocation	__L4_CONSTANT(L4_CacheAllocationHint_t, 0)

/* The name is misspelt in the interface. In C++ the string is taken by reference. */
#if !defined(__cplusplus)
L4_INLINE L4_CacheAllocationHint_t L4_CacheAlloctionHint(const L4_StringItem_t s)
{
	return __L4_CONSTANT(L4_CacheAllocationHint_t, s.raw[0] & __L4_STRING_HINT);
}
#endif

L4_INLINE L4_Bool_t L4_IsCacheAllocationHintEqual(const L4_CacheAllocationHint_t l,
						  const L4_CacheAllocationHint_t r)
{
	return ((l.raw ^ r.raw) & __L4_STRING_HINT) == 0;
}

L4_INLINE L4_Bool_t L4_IsCacheAllocationHintNotEqual(const L4_CacheAllocationHint_t l,
						     const L4_CacheAllocationHint_t r)
{
	return !L4_IsCacheAllocationHintEqual(l, r);
}

L4_INLINE L4_StringItem_t L4_AddCacheAllocationHint(const L4_StringItem_t dest,
						    const L4_CacheAllocationHint_t h)
{
	L4_StringItem_t s = dest;

	s.raw[0] |= h.raw & __L4_STRING_HINT;
	return s;
}

L4_INLINE L4_StringItem_t L4_AddCacheAllocationHintTo(L4_StringItem_t *dest,
						      const L4_CacheAllocationHint_t h)
{
	dest->raw[0] |= h.raw & __L4_STRING_HINT;
	return *dest;
}

#endif
