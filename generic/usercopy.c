/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Access to user memory, by stretches that are one in the user's addresses and in memory.
 */
#include <generic/usercopy.h>

#include <arch/preempt.h>
#include <arch/relax.h>
#include <arch/space.h>
#include <base/assert.h>
#include <generic/ptab_entry.h>
#include <generic/string.h>
#include <generic/walk.h>

/* So far it is looked ahead: a long copy looks at entries and rights again every so often. */
#define STRETCH_MAX	65536

/* User memory that is one piece in the user's addresses and in the kernel's; as the latter. */
struct stretch {
	char *at;
	size_t bytes;
};

/*
 * How far the page of `slot` reaches, `reach` bytes alone, with those behind it in the table that
 * have the same rights and status and lie behind it in memory: entries then differ by a page.
 */
static __always_inline size_t stretch_reach(const pte_t *slot, pte_t e, size_t reach, size_t bytes)
{
	const pte_t *end;

	if (likely(reach >= bytes))
		return reach;
	end = slot + ptab_slots_left(slot);
	do {
		e = pte_follower(e);
		if (++slot == end || pte_read(slot) != e)
			break;
		reach += ARCH_PAGE_SIZE;
	} while (reach < bytes);
	return reach;
}

/* The stretch that begins at va in this page of `slot`; false: the kernel does not see it. */
static __always_inline bool stretch_at(struct stretch *w, const pte_t *slot, pte_t e,
				       unsigned int level, uvaddr_t va, size_t bytes)
{
	size_t offset = va & (level_size(level) - 1), rest = level_size(level) - offset;
	paddr_t pa = pte_paddr(e, level) + offset;

	w->at = paddr_to_kv(pa);
	w->bytes = MIN(level == 0 ? stretch_reach(slot, e, rest, bytes) : rest, bytes);
	if (likely(arch_phys_is_mapped(pa, w->bytes)))
		return true;
	w->bytes = MIN(rest, bytes);
	return arch_phys_is_mapped(pa, w->bytes);
}

static __always_inline bool stretch_set(struct stretch *w, const pte_t *slot, pte_t e,
					unsigned int level, uvaddr_t va, size_t bytes)
{
	STATIC_ASSERT(ARCH_LEAF_LEVELS == 2, "two sizes of pages");
	return likely(level == 0) ? stretch_at(w, slot, e, 0, va, bytes) :
				    stretch_at(w, slot, e, 1, va, bytes);
}

/* The stretch from va on for this access, of at most so many bytes; not DONE: there is none. */
static __always_inline enum user_copy_stop
stretch_open(struct stretch *w, const struct ptab *pt, uvaddr_t va, size_t bytes, bool write)
{
	unsigned int level;
	pte_t *slot, e;

	if (unlikely(va >= pt->end))
		return USER_COPY_LIMIT;
	slot = ptab_walk(pt, va, &level);
	e = pte_read(slot);
	/* What is marked is what was looked at, and so is what is used. */
	if (unlikely(!pte_is_ready(e, write))) {
		do {
			if (!pte_is_present(e) || !pte_is_user(e) ||
			    !(pte_rights(e) & (write ? RIGHT_W : RIGHT_R)))
				return write ? USER_COPY_TARGET : USER_COPY_SOURCE;
		} while (!pte_touch(slot, &e, write));
	}
	arch_decided();
	return stretch_set(w, slot, e, level, va, bytes) ? USER_COPY_DONE : USER_COPY_LIMIT;
}

struct user_copied user_copy(const struct ptab *to, uvaddr_t dst, const struct ptab *from,
			     uvaddr_t src, size_t bytes)
{
	struct stretch s = { .bytes = 0 }, d = { .bytes = 0 };
	enum user_copy_stop why = USER_COPY_DONE;
	size_t done = 0;

	walk_publish(from, to);
	while (done < bytes && why == USER_COPY_DONE) {
		size_t part = MIN(bytes - done, STRETCH_MAX);

		if (s.bytes == 0)
			why = stretch_open(&s, from, src + done, part, false);
		if (d.bytes == 0 && why == USER_COPY_DONE)
			why = stretch_open(&d, to, dst + done, part, true);
		if (why != USER_COPY_DONE)
			break;
		part = MIN(MIN(s.bytes, d.bytes), (size_t)ARCH_COPY_CHUNK);
		/* A copy that overlaps upwards goes byte by byte at worst. */
		if (unlikely((uintptr_t)d.at - (uintptr_t)s.at < part))
			part = MIN(part, ARCH_COPY_CHUNK / sizeof(word_t));
		kmemmove(d.at, s.at, part);
		s = (struct stretch){ s.at + part, s.bytes - part };
		d = (struct stretch){ d.at + part, d.bytes - part };
		done += part;
		/*
		 * If no interrupt came in, nothing ran that could have changed the tables, and of
		 * other processors none has been told that this one has stopped walking.
		 */
		if (done < bytes && arch_preempt_pending())
			why = USER_COPY_LATER;
	}
	walk_end();
	return (struct user_copied){ .bytes = done, .why = why };
}

/*
 * For the kernel's own eyes: it does not count as an access of the user. Nothing is published, as
 * this processor is in the loaded set of the space and is asked anyway.
 */
size_t user_read(const struct ptab *pt, void *dst, uvaddr_t src, size_t bytes)
{
	size_t done = 0;

	while (done < bytes && src + done < pt->end) {
		unsigned int level;
		pte_t *slot = ptab_find(pt, src + done, &level);
		pte_t e = pte_read(slot);
		struct stretch w;

		if (!pte_is_present(e) || !pte_is_user(e) ||
		    !stretch_set(&w, slot, e, level, src + done, bytes - done))
			break;
		arch_decided();
		kmemcpy((char *)dst + done, w.at, w.bytes);
		done += w.bytes;
	}
	return done;
}

/* The kernel's address of what lies at va, so many bytes of one page; NULL: it cannot be read. */
static __always_inline const void *look_at(const struct ptab *pt, uvaddr_t va, size_t bytes)
{
	unsigned int level;
	paddr_t pa;
	pte_t e;

	if (unlikely(va >= pt->end))
		return NULL;
	e = pte_read(ptab_walk(pt, va, &level));
	if (unlikely(!pte_is_present(e) || !pte_is_user(e)))
		return NULL;
	arch_decided();
	pa = pte_paddr(e, level) + (va & (level_size(level) - 1));
	return likely(arch_phys_is_mapped(pa, bytes)) ? paddr_to_kv(pa) : NULL;
}

bool user_word(const struct ptab *pt, uvaddr_t va, word_t *word)
{
	const word_t *at;

	if (unlikely(!IS_ALIGNED(va, sizeof(*word))))
		return user_read(pt, word, va, sizeof(*word)) == sizeof(*word);
	at = look_at(pt, va, sizeof(*word));
	if (unlikely(at == NULL))
		return false;
	*word = *(const volatile word_t *)at;
	return true;
}

bool user_byte(const struct ptab *pt, uvaddr_t va, u8 *byte)
{
	unsigned int level;
	paddr_t pa;
	pte_t e;

	if (va >= pt->end)
		return false;
	e = pte_read(ptab_find(pt, va, &level));
	if (!pte_is_present(e) || !pte_is_user(e))
		return false;
	pa = pte_paddr(e, level) + (va & (level_size(level) - 1));
	if (!arch_phys_is_mapped(pa, 1))
		return false;
	arch_decided();
	*byte = *(const u8 *)paddr_to_kv(pa);
	return true;
}
