/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the list of a space's threads consists of.
 */
#ifndef L4_API_SPACE_MEMBER_H
#define L4_API_SPACE_MEMBER_H

#include <base/list.h>

struct space_member {
	struct list link;
#ifdef CONFIG_SMP
	bool is_mark;		/* no thread: work on the list has come so far */
#endif
};

#ifdef CONFIG_SMP
static inline bool space_member_is_thread(const struct space_member *m)
{
	return !m->is_mark;
}
#else
static inline bool space_member_is_thread(const struct space_member *m __unused)
{
	return true;
}
#endif

#endif
