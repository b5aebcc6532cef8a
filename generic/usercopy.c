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
	size_t behind = (bytes - reach + ARCH_PAGE_SIZE - 1) >> ARCH_PAGE_SHIFT;
	const pte_t *first = slot + 1, *end = slot + MIN(behind + 1, ptab_slots_left(slot));

	for (slot = first; slot != end; slot++) {
		e = pte_follower(e);
		if (pte_read(slot) != e)
			break;
	}
	return reach + ((size_t)(slot - first) << ARCH_PAGE_SHIFT);
}

/* The stretch that begins at va in this page of `slot`; false: the kernel does not see it. */
static __always_inline bool stretch_at(struct stretch *w, const pte_t *slot, pte_t e,
				       unsigned int level, uvaddr_t va, size_t bytes)
{
	size_t offset = va & (level_size(level) - 1), rest = level_size(level) - offset;
	paddr_t pa = pte_paddr(e, level) + offset;

	w->at = paddr_to_kv(pa);
	w->bytes = bytes;
	if (level == 0) {
		/* What the kernel sees ends where a page ends. */
		if (likely(bytes <= rest))
			return likely(arch_phys_is_mapped(pa, 1));
		w->bytes = MIN(stretch_reach(slot, e, rest, bytes), bytes);
		if (likely(arch_phys_is_mapped(pa, w->bytes)))
			return true;
	}
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

/* Marks the page of `slot` as used so. Returns its entry; not present: it may not be used so. */
static __noinline pte_t mark_used(pte_t *slot, bool write)
{
	pte_t e = pte_read(slot);

	do {
		if (!pte_is_present(e) || !pte_is_user(e) ||
		    !(pte_rights(e) & (write ? RIGHT_W : RIGHT_R)))
			return 0;
	} while (!pte_touch(slot, &e, write));
	return e;
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
		e = mark_used(slot, write);
		if (!pte_is_present(e))
			return write ? USER_COPY_TARGET : USER_COPY_SOURCE;
	}
	arch_decided();
	return stretch_set(w, slot, e, level, va, bytes) ? USER_COPY_DONE : USER_COPY_LIMIT;
}

/* As much as is copied between two preemption points, or so many bytes if these are fewer. */
static __always_inline size_t copy_part(char *dst, const char *src, size_t bytes)
{
	if (unlikely(bytes > ARCH_COPY_CHUNK))
		bytes = ARCH_COPY_CHUNK;
	/* A copy that overlaps upwards goes byte by byte at worst. */
	if (unlikely((uintptr_t)dst - (uintptr_t)src < bytes))
		bytes = MIN(bytes, ARCH_COPY_CHUNK / sizeof(word_t));
	kmemmove(dst, src, bytes);
	return bytes;
}

struct user_copied user_copy(const struct ptab *to, uvaddr_t dst, const struct ptab *from,
			     uvaddr_t src, size_t bytes)
{
	struct stretch s = { .bytes = 0 }, d = { .bytes = 0 };
	enum user_copy_stop why = USER_COPY_DONE;
	size_t done = 0;

	walk_publish(from, to);
	while (done < bytes && why == USER_COPY_DONE) {
		size_t left = MIN(bytes - done, STRETCH_MAX);

		if (likely(s.bytes == 0))
			why = stretch_open(&s, from, src + done, left, false);
		if (likely(d.bytes == 0 && why == USER_COPY_DONE))
			why = stretch_open(&d, to, dst + done, left, true);
		if (unlikely(why != USER_COPY_DONE))
			break;
		left = MIN(s.bytes, d.bytes);
		s.bytes -= left;
		d.bytes -= left;
		for (;;) {
			size_t part = copy_part(d.at, s.at, left);

			done += part;
			if (likely(done == bytes))
				break;
			/*
			 * If no interrupt came in, nothing ran that could have changed the tables,
			 * and of other processors none has been told that this one has stopped
			 * walking.
			 */
			if (arch_preempt_pending()) {
				why = USER_COPY_LATER;
				break;
			}
			s.at += part;
			d.at += part;
			left -= part;
			if (left == 0)
				break;
		}
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
