/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Access to user memory page by page.
 */
#include <generic/usercopy.h>

#include <arch/space.h>
#include <generic/string.h>

/*
 * The kernel's address of user memory from va on, how far it reaches, and its entry; NULL: none.
 */
static char *user_window(const struct ptab *pt, uvaddr_t va, bool write, size_t *bytes,
			 bool *is_limit, pte_t **slot)
{
	unsigned int level;
	word_t offset;
	paddr_t pa;
	pte_t e;

	*is_limit = va >= ARCH_USER_END;
	if (*is_limit)
		return NULL;
	*slot = ptab_find(pt, va, &level);
	e = pte_read(*slot);
	if (!pte_is_present(e) || !pte_is_user(e) || (write && !(pte_rights(e) & RIGHT_W)))
		return NULL;
	offset = va & (level_size(level) - 1);
	*bytes = MIN(*bytes, level_size(level) - offset);
	pa = pte_paddr(e, level) + offset;
	*is_limit = !arch_phys_is_mapped(pa, *bytes);
	return *is_limit ? NULL : paddr_to_kv(pa);
}

enum user_copy_stop user_copy(const struct ptab *to, uvaddr_t dst, const struct ptab *from,
			      uvaddr_t src, size_t bytes, size_t *done)
{
	*done = 0;
	while (*done < bytes) {
		size_t part = bytes - *done;
		bool is_limit;
		char *s, *d;
		pte_t *slot;

		s = user_window(from, src + *done, false, &part, &is_limit, &slot);
		if (s == NULL)
			return is_limit ? USER_COPY_LIMIT : USER_COPY_SOURCE;
		pte_touch(slot, false);
		d = user_window(to, dst + *done, true, &part, &is_limit, &slot);
		if (d == NULL)
			return is_limit ? USER_COPY_LIMIT : USER_COPY_TARGET;
		pte_touch(slot, true);
		kmemmove(d, s, part);
		*done += part;
	}
	return USER_COPY_DONE;
}

size_t user_read(const struct ptab *pt, void *dst, uvaddr_t src, size_t bytes)
{
	size_t done = 0;

	while (done < bytes) {
		size_t part = bytes - done;
		bool is_limit;
		pte_t *slot;
		char *s = user_window(pt, src + done, false, &part, &is_limit, &slot);

		if (s == NULL)
			break;
		kmemcpy((char *)dst + done, s, part);
		done += part;
	}
	return done;
}
