/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * 32-bit programs on a kernel of 64 bits: what a word of theirs is in the kernel, and back.
 * (X.2, IA-32 interface)
 *
 * Inside the kernel all values have 64 bits: ids are number << 32 | version, tags are
 * sign-extended. They are converted at two places only: parameters and results in registers by the
 * port, words in UTCBs by the API (<api/utcb.h>, api/v4/compat). So everything that crosses
 * <api/port.h>, <api/syscalls.h> and <api/ipc.h> has 64 bits, of 32-bit threads too; where a value
 * means an address, a register or a word of such a thread, its upper half is zero.
 *
 * All functions here are pure. Parameters of which nothing is said here are zero-extended.
 */
#ifndef L4_API_COMPAT_H
#define L4_API_COMPAT_H

#include <base/types.h>
#include <l4/abi/ia32/types.h>
#include <l4/abi/types.h>

/* One past the last address of a 32-bit program. */
#define COMPAT_USER_END		(1ul << 32)

#define COMPAT_TID_VERSION_MASK	((1u << L4_IA32_TID_VERSION_BITS) - 1)
#define COMPAT_TID_NUMBER_MASK	((1u << L4_IA32_TID_NUMBER_BITS) - 1)

/* The global id that looks like anythread to 32-bit programs: no thread has it. */
#define COMPAT_TID_NOBODY	((word_t)COMPAT_TID_NUMBER_MASK << 32 | COMPAT_TID_VERSION_MASK)

/* Special, local and global ids of a 32-bit program: exact. */
static inline word_t tid_from32(u32 id)
{
	if ((id & L4_TID_LOCAL_MASK) == 0)
		return id == L4_IA32_TID_ANY_LOCAL ? L4_TID_ANY_LOCAL : id;
	if (id == L4_IA32_TID_ANY)
		return L4_TID_ANY;
	return (word_t)(id >> L4_IA32_TID_VERSION_BITS) << 32 | (id & COMPAT_TID_VERSION_MASK);
}

/*
 * The reverse. A local id is one of a 32-bit space. Of a global id with a number of more than 18 or
 * a version of more than 14 bits the low bits remain: 32-bit programs cannot name such a thread.
 */
static inline u32 tid_to32(word_t id)
{
	if (id == L4_TID_ANY || (id & L4_TID_LOCAL_MASK) == 0)
		return (u32)id;
	return ((u32)(id >> 32) & COMPAT_TID_NUMBER_MASK) << L4_IA32_TID_VERSION_BITS |
	       ((u32)id & COMPAT_TID_VERSION_MASK);
}

/* True if the id is what 32-bit programs see of it, and nothing else is. */
static inline bool tid_fits32(word_t id)
{
	return tid_from32(tid_to32(id)) == id;
}

/* Message tags: negative labels stay negative. Back: (u32)tag. */
static inline word_t tag_from32(u32 tag)
{
	return (word_t)(s64)(s32)tag;
}

/* UtcbLocation and the controls of Schedule: all ones leave something as it is. */
static inline word_t word_from32_unchanged(u32 word)
{
	return word == L4_IA32_UNCHANGED ? ~(word_t)0 : word;
}

/* --- api/v4/compat --- */

struct space;
struct thread;

/*
 * From now on s, of which no thread was ever active, has 32-bit words. Areas that it has already
 * lie below COMPAT_USER_END.
 */
void compat_begin(struct space *s);
/* What thread_activate() does in such a space, when t has its UTCB. */
void compat_activate(struct thread *t, word_t pager);

#endif
