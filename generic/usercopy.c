/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Access to user memory page by page.
 */
#include <generic/usercopy.h>

#include <arch/space.h>
#include <generic/string.h>

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
