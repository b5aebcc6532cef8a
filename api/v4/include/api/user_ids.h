/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Global ids that ThreadControl gives to threads of users.
 */
#ifndef L4_API_USER_IDS_H
#define L4_API_USER_IDS_H

#include <api/compat.h>
#include <api/thread.h>

static inline bool id_is_for_users(word_t id)
{
	word_t number = tid_number(id), last = MASK(TID_NUMBER_BITS);

	if (unlikely(number < thread_user_base))
		return false;
	if (likely(number < last))
		return true;
	/* One id with the last number is that of nobody. */
	return number == last && !(IS_ENABLED(CONFIG_COMPAT32) && id == COMPAT_TID_NOBODY);
}

#endif
