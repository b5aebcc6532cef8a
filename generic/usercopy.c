/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Access to user memory page by page.
 */
#include <generic/usercopy.h>

#include <arch/space.h>
#include <generic/string.h>

/* The kernel's address of user memory from va on, and how far it reaches; NULL: none. */
static char *user_window(const struct ptab *pt, uvaddr_t va, bool write, size_t *bytes,
			 bool *is_limit)
{
	unsigned int level;
	pte_t *slot, e;
	word_t offset;
	paddr_t pa;

	*is_limit = va >= ARCH_USER_END;
	if (*is_limit)
		return NULL;
	slot = ptab_find(pt, va, &level);
	e = pte_read(slot);
	if (!pte_is_present(e) || !pte_is_user(e) || (write && !(pte_rights(e) & RIGHT_W)))
		return NULL;
	offset = va & (level_size(level) - 1);
	*bytes = MIN(*bytes, level_size(level) - offset);
	pa = pte_paddr(e, level) + offset;
	*is_limit = !arch_phys_is_mapped(pa, *bytes);
	if (*is_limit)
		return NULL;
	pte_touch(slot, write);
	return paddr_to_kv(pa);
}

enum user_copy_stop user_copy(const struct ptab *to, uvaddr_t dst, const struct ptab *from,
			      uvaddr_t src, size_t bytes, size_t *done)
{
	*done = 0;
	while (*done < bytes) {
		size_t part = bytes - *done;
		bool is_limit;
		char *s, *d;

		s = user_window(from, src + *done, false, &part, &is_limit);
		if (s == NULL)
			return is_limit ? USER_COPY_LIMIT : USER_COPY_SOURCE;
		d = user_window(to, dst + *done, true, &part, &is_limit);
		if (d == NULL)
			return is_limit ? USER_COPY_LIMIT : USER_COPY_TARGET;
		kmemmove(d, s, part);
		*done += part;
	}
	return USER_COPY_DONE;
}

size_t user_read(const struct ptab *pt, void *dst, uvaddr_t src, size_t bytes)
{
	size_t done = 0;

	while (done < bytes && src < ARCH_USER_END) {
		unsigned int level;
		pte_t e = pte_read(ptab_find(pt, src, &level));
		word_t offset, part;

		if (!pte_is_present(e) || !pte_is_user(e))
			break;
		offset = src & (level_size(level) - 1);
		part = MIN(level_size(level) - offset, bytes - done);
		if (!arch_phys_is_mapped(pte_paddr(e, level) + offset, part))
			break;
		kmemcpy((char *)dst + done, (char *)paddr_to_kv(pte_paddr(e, level)) + offset,
			part);
		done += part;
		src += part;
	}
	return done;
}
