/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Unmap of regions: rights and status bits of pages and of all that was derived from them.
 */
#include "mapdb_tree.h"

#include <arch/tlb.h>
#include <generic/flush_note.h>
#include <generic/ptab_change.h>

/* A round that removes two pages. */
#define LONG_ROUNDS	(ARCH_PREEMPT_ROUNDS / 2)

/* It takes pages away, and does not change any. */
static bool removes(const struct unmap_op *op)
{
	return op->revoke == RIGHT_RWX && !op->set_type;
}

/* A preemption point; true also if this is somebody else's step. */
static bool stops(const struct unmap_op *op)
{
	return op->is_single || mapdb_preempt_pending();
}

/* The page at `slot` has changed: what is known of it is not true any more. */
static inline void forget_page(const pte_t *slot)
{
	const struct kpage *p = kmem_page(slot);

	arch_tlb_flush_page(p->ptab.owner->space_word, ptab_va_in(p, slot));
	flush_note(p->ptab.owner);
}

unsigned int mapping_take_rights(struct mapping *m, unsigned int revoke)
{
	pte_t *slot = m->slot;
	pte_t e = pte_read(slot), n;

	do {
		n = pte_derive(e, RIGHT_RWX & ~revoke);
		if (n == e)
			return pte_status(e);
	} while (!pte_change(slot, &e, n));
	forget_page(slot);
	return pte_status(e);
}

static void set_memory_type(struct mapping *m, enum arch_memory_type type)
{
	pte_t *slot = m->slot;
	pte_t e = pte_read(slot), n;

	do {
		n = pte_with_memory_type(e, m->level, type);
		if (n == e)
			return;
	} while (!pte_change(slot, &e, n));
	forget_page(slot);
}

/* Does to one page that stays what the operation says; returns the status bits it reset. */
static unsigned int page_change(const struct unmap_op *op, struct mapping *m)
{
	if (!op->set_type)
		return mapping_take_rights(m, op->revoke);
	set_memory_type(m, op->memory_type);
	return 0;
}

/* Everything below m whose memory lies in [lo, hi): take rights, collect the status. */
static err_t revoke_below(struct unmap_op *op, struct mapping *m, paddr_t lo, paddr_t hi,
			  unsigned int *status)
{
	struct mapdb_walk *w = &op->walk;

	if (w->root != m)
		mapdb_walk_begin(w, m);
	while (w->cur != NULL) {
		struct mapping *c = w->cur;
		paddr_t pa = pte_paddr(pte_read(c->slot), c->level);

		if (!w->leaving && pa < hi && pa + level_size(c->level) > lo) {
			*status |= page_change(op, c);
			if (!op->set_type) {
				*status |= c->lost | c->told;
				c->lost = c->told = 0;
			}
		}
		mapdb_walk_step(w);
		if (stops(op))
			return ERR_AGAIN;
	}
	w->root = NULL;
	return ERR_OK;
}

static err_t remove_below(struct unmap_op *op, struct mapping *m, bool whole, uvaddr_t start,
			  word_t bytes, unsigned int *status)
{
	unsigned int first, last;

	if (whole) {
		while (mapping_remove_step(m, NULL, status))
			if (stops(op))
				return ERR_AGAIN;
		return ERR_OK;
	}
	first = (op->va - start) >> ARCH_PAGE_SHIFT;
	last = first + (bytes >> ARCH_PAGE_SHIFT);
	for (unsigned int i = first; i < last; i++)
		while (mapping_remove_small_step(m, i, status))
			if (stops(op))
				return ERR_AGAIN;
	return ERR_OK;
}

/*
 * A page of sigma0's of which nobody has anything any more, and which sigma0 has not used: it was
 * made when somebody asked for it, and will be made again.
 */
static void drop_if_idle(struct unmap_op *op, struct mapping *m)
{
	if (m->child != 0 || mapping_has_small(m) || !ptab_owner(m->slot)->identity ||
	    pte_status(pte_read(m->slot)) != 0)
		return;
	(void)mapping_remove(m);
	op->dropped = true;
}

/* The page m itself goes; its parent has yet to learn `status`. Returns this with its own bits. */
static unsigned int remove_own(struct unmap_op *op, struct mapping *m, unsigned int status)
{
	struct mapping *parent = mapping_resolve_parent(m);
	unsigned int told = m->told;

	status |= mapping_remove(m);
	if (parent == NULL)
		return status;
	parent->lost |= status | told;
	if (unlikely(parent->parent == 0) && op->drops_roots)
		drop_if_idle(op, parent);
	return status;
}

/* All below the page m that the operation means is seen to; what it tells is in m->lost. */
static inline void page_end(struct unmap_op *op, struct mapping *m)
{
	unsigned int status = m->lost;

	m->lost = 0;
	if (op->flush && op->revoke == RIGHT_RWX)
		status = remove_own(op, m, status);
	else
		m->told |= status;
	op->status |= status;
}

static void single_step(struct mapdb_stop *s, struct mapping *page);

/* The operation is about to stop in the middle of page m. */
static void note_inside(struct unmap_op *op, const struct mapping *m)
{
	word_t size = level_size(m->level);

	op->is_inside = true;
	op->page_end = MIN(ALIGN_DOWN(op->va, size) + size, op->end);
}

static void stop_inside(struct unmap_op *op, struct mapping *m)
{
	note_inside(op, m);
	mapdb_stop(&op->stop, m, single_step, &op->walk);
}

/* False: its page has gone meanwhile. */
static bool resume_inside(struct unmap_op *op)
{
	bool has_gone = op->stop.page_has_gone;

	mapdb_resume(&op->stop);
	op->stop.page_has_gone = op->is_inside = false;
	if (has_gone)
		op->va = op->page_end;
	return !has_gone;
}

/*
 * A part of a large page: the large pages derived from it must be split, with flush itself too. If
 * memory is short for that, the operation takes the whole page. Large pages that are mapped from m
 * itself after this are not its business: they came later, as copies of m always may.
 * Errors: ERR_AGAIN, stopped; ERR_BUSY: m is split, or may have gone.
 */
static __noinline err_t prepare_part(struct unmap_op *op, struct mapping *m)
{
	err_t err;

	note_inside(op, m);
	/* Splits keep up the positions of others, not that of the operation that splits. */
	err = mapping_split(&op->stop, m, op->flush, single_step, &op->walk);
	if (err == ERR_AGAIN || err == ERR_BUSY)
		return err;
	op->is_inside = false;
	if (err == ERR_OK && op->flush)
		return ERR_BUSY;
	op->takes_all = err == ERR_NOMEM;
	return ERR_OK;
}

/* The page of slot, from op->va on for `bytes`. */
static err_t unmap_page(struct unmap_op *op, struct mapping *m, word_t bytes)
{
	word_t size = level_size(m->level);
	uvaddr_t start = ALIGN_DOWN(op->va, size);
	bool whole = bytes == size;
	unsigned int status = 0;
	paddr_t pa;
	err_t err;

	if (!whole && op->walk.root != m) {
		err = prepare_part(op, m);
		if (err)
			return err;
		if (op->revoke == RIGHT_RWX)
			op->walk = (struct mapdb_walk){ .root = m };
	}
	if (!whole)
		whole = op->takes_all;
	pa = pte_paddr(pte_read(m->slot), m->level);
	/* The own page first: no copy that is made of it meanwhile has the right. */
	if (op->flush && op->revoke != RIGHT_RWX)
		status = page_change(op, m);
	if (op->revoke == RIGHT_RWX)
		err = remove_below(op, m, whole, start, bytes, &status);
	else if (likely(m->child == 0 && !mapping_has_small(m)) && op->walk.root != m)
		err = ERR_OK;
	else if (whole)
		err = revoke_below(op, m, pa, pa + size, &status);
	else
		err = revoke_below(op, m, pa + (op->va - start), pa + (op->va - start) + bytes,
				   &status);
	m->lost |= status;
	if (err == ERR_AGAIN)
		stop_inside(op, m);
	else if (!op->set_type)
		page_end(op, m);
	return err;
}

/* Everything below m, something, goes step by step; false: stopped at a preemption point. */
static bool remove_some(const struct unmap_op *op, struct mapping *m)
{
	unsigned int status = 0;
	bool is_left;

	do {
		(void)mapping_remove_step(m, NULL, &status);
		is_left = m->child != 0 || mapping_has_small(m);
	} while (is_left && !stops(op));
	m->lost |= status;
	return !is_left;
}

/* c, the only child of m, has none itself and goes. Returns its status bits. */
static __always_inline unsigned int remove_only(struct mapping *m, struct mapping *c,
						struct kmem_pile *pile, struct ptab_quiet *quiet)
{
	unsigned int status = c->lost | c->told;
	pte_t *slot = c->slot;

	if (unlikely(c->parent != mapping_name(m)))
		(void)mapping_resolve_parent(c);
	m->child = 0;
	if (pile == NULL) {
		kmem_free_held(&mapping_cache, c);
		return status | pte_status(ptab_clear(slot));
	}
	kmem_pile_give(&mapping_cache, pile, c);
	return status | pte_status(ptab_clear_next(quiet, slot));
}

/*
 * Pages side by side, from `slot` on, of which everything goes; n of them, perhaps less. It may end
 * in the middle of one. Small pages are done here if each was mapped once or not at all, as most
 * are. Returns how many are done.
 */
static __always_inline unsigned int remove_run(struct unmap_op *op, pte_t *slot,
					       unsigned int level, unsigned int n,
					       struct kmem_pile *pile, struct ptab_quiet *quiet,
					       struct mapping **unfinished)
{
	bool is_usual = level == 0 && mapdb_stopped == 0;
	u32 given_back = mapping_cache.given_back;
	pte_t *first = slot;

	op->dropped = false;
	for (pte_t *end = slot + n; slot < end; slot++) {
		pte_t e = pte_read(slot);
		struct mapping *m, *c;

		if (!pte_is_present(e))
			continue;
		if (pte_is_kernel(e) || !pte_is_leaf(e, level))
			break;
		m = *ptab_shadow(slot);
		c = mapping_at(m->child);
		if (likely(is_usual && c != NULL && c->kin == 0)) {
			if (pile != NULL && kmem_pile_prepare(&mapping_cache, pile, c))
				end = mapping_shorter(slot, end);
			m->lost |= remove_only(m, c, pile, quiet);
			/* Giving tables back takes longer than a page. */
			if (quiet != NULL && unlikely(quiet->has_gone))
				end = slot + 1;
		} else if (c != NULL || mapping_has_small(m)) {
			if (!remove_some(op, m)) {
				*unfinished = m;
				break;
			}
			end = slot + 1;
		}
		if (!op->flush) {
			page_end(op, m);
			continue;
		}
		/* With its last page the table goes. */
		if (kmem_page(slot)->inuse == 1)
			end = slot + 1;
		page_end(op, m);
		/* Two pages and perhaps their tables: enough for one go. */
		if (unlikely(op->dropped))
			end = slot + 1;
		if (n > 1 && unlikely(mapping_cache.given_back != given_back)) {
			given_back = mapping_cache.given_back;
			end = mapping_shorter(slot, end);
		}
	}
	return (unsigned int)(slot - first);
}

/* Pages from `slot` on, up to the end of its table or `stop`, of which everything goes. */
static __noinline void remove_pages(struct unmap_op *op, pte_t *slot, unsigned int level,
				    uvaddr_t stop)
{
	word_t n = (MIN(stop, op->end) - op->va) >> level_shift(level);
	struct mapping *unfinished = NULL;
	struct ptab_quiet quiet = { 0 };
	struct kmem_pile pile = { 0 };

	n = MIN(n, ptab_slots_left(slot));
	if (level == 0 && !op->flush && mapdb_stopped == 0) {
		unsigned int status = 0, done;

		done = mapping_remove_row(slot, MIN((unsigned int)n, MAPPING_ROW), &status);
		op->status |= (u8)status;
		op->va += (word_t)done << ARCH_PAGE_SHIFT;
		if (likely(done > 0))
			return;
	}
	n = MIN(n, op->flush ? LONG_ROUNDS : ARCH_PREEMPT_ROUNDS);
	n = remove_run(op, slot, level, (unsigned int)n, &pile, &quiet, &unfinished);
	kmem_pile_close(&mapping_cache, &pile);
	op->va += n << level_shift(level);
	if (unlikely(unfinished != NULL))
		stop_inside(op, unfinished);
}

/* The same for one page. */
static __always_inline void remove_page(struct unmap_op *op, pte_t *slot, unsigned int level)
{
	struct mapping *unfinished = NULL;

	op->va += (word_t)remove_run(op, slot, level, 1, NULL, NULL, &unfinished)
		  << level_shift(level);
	if (unlikely(unfinished != NULL))
		stop_inside(op, unfinished);
}

/* Places without a page, from `slot` on, up to the end of its table. */
static void skip_places(struct unmap_op *op, const pte_t *slot, unsigned int level)
{
	const pte_t *end = slot + MIN(ptab_slots_left(slot), ARCH_PREEMPT_ROUNDS);
	uvaddr_t va = ALIGN_DOWN(op->va, level_size(level));

	do {
		va += level_size(level);
		slot++;
	} while (slot < end && va < op->end && !pte_is_present(pte_read(slot)));
	op->va = MIN(va, op->end);
}

/* A place where no page is, and those behind it. */
static void unmap_nothing(struct unmap_op *op, const pte_t *slot, unsigned int level)
{
	if (!op->set_type || !op->pt->identity)
		skip_places(op, slot, level);
	else if (mapping_identity_page(op->pt, op->va) != ERR_OK)
		op->va = MIN(ALIGN_DOWN(op->va, level_size(level)) + level_size(level), op->end);
}

/* The place at op->va, `bytes` of it, with a page that does not simply go. */
static err_t unmap_place(struct unmap_op *op, pte_t *slot, word_t bytes)
{
	err_t err;

	/* Pages of the kernel lie in holes. */
	ASSERT(!pte_is_kernel(pte_read(slot)));
	err = unmap_page(op, *ptab_shadow(slot), bytes);
	if (err == ERR_OK)
		op->va += bytes;
	/* ERR_BUSY: another page is there now, look again. */
	return err == ERR_AGAIN ? err : ERR_OK;
}

/* The page at op->va, or a row of pages or of places without; ERR_AGAIN: stopped inside of it. */
static __always_inline err_t unmap_step(struct unmap_op *op)
{
	unsigned int level;
	word_t size, bytes;
	uvaddr_t stop;
	pte_t *slot;

	/* A walk whose page was split meanwhile has lost its root: it starts again. */
	if (likely(!op->is_inside))
		op->walk.root = NULL;
	else if (!resume_inside(op))
		return ERR_OK;
	if (unlikely(!ptab_usable_at(op->pt, op->va, &stop))) {
		op->va = MIN(stop, op->end);
		return ERR_OK;
	}
	slot = ptab_find(op->pt, op->va, &level);
	if (unlikely(!pte_is_present(pte_read(slot)))) {
		unmap_nothing(op, slot, level);
		return ERR_OK;
	}
	size = level_size(level);
	bytes = MIN(size - (op->va & (size - 1)), op->end - op->va);
	if (unlikely(!removes(op) || bytes != size || pte_is_kernel(pte_read(slot))))
		return unmap_place(op, slot, bytes);
	if (level > 0 || op->end - op->va == size)
		remove_page(op, slot, level);
	else
		remove_pages(op, slot, level, stop);
	return ERR_OK;
}

/* Errors: ERR_AGAIN, at a preemption point. */
static __always_inline err_t unmap_run(struct unmap_op *op) __must_hold(&mapdb_lock)
{
	while (op->va < op->end) {
		err_t err = unmap_step(op);

		if (err)
			return err;
		if (op->va == op->end)
			break;
		if (op->is_single)
			return ERR_AGAIN;
		if (lock_preempt_pending(&mapdb_lock))
			return ERR_AGAIN;
	}
	return ERR_OK;
}

/* The same under the lock of somebody else's run. With one processor it is the one function. */
static __noinline err_t unmap_run_inside(struct unmap_op *op) __must_hold(&mapdb_lock)
{
	return unmap_run(op);
}

static void single_step(struct mapdb_stop *s, struct mapping *page)
{
	struct unmap_op *op = container_of(s, struct unmap_op, stop);

	(void)page;
	op->is_single = true;
	/* The thread that began it sees it through all the same. */
	if (unmap_run_inside(op) == ERR_OK)
		ASSERT(op->va == op->end);
	op->is_single = false;
}

err_t mapdb_unmap(struct unmap_op *op)
{
	err_t err = ERR_AGAIN;

	ASSERT(IS_ALIGNED(op->va | op->end, ARCH_PAGE_SIZE));
	if (lock_acquire_at_point(&mapdb_lock))
		err = IS_ENABLED(CONFIG_SMP) ? unmap_run(op) : unmap_run_inside(op);
	mapdb_release();
	return err;
}

static void abandon(struct unmap_op *op) __must_hold(&mapdb_lock)
{
	if (op->is_inside)
		(void)resume_inside(op);
}

void mapdb_unmap_abandon(struct unmap_op *op)
{
	lock_acquire(&mapdb_lock);
	abandon(op);
	mapdb_release();
}

void mapdb_unmap_curtail(struct unmap_op *op)
{
	lock_acquire(&mapdb_lock);
	if (op->is_inside && (op->revoke != 0 || op->set_type)) {
		op->end = op->page_end;
		mapdb_stop_take_over(&op->stop);
	} else {
		abandon(op);
		op->end = op->va;
	}
	mapdb_release();
}

void mapdb_unmap_move(struct unmap_op *to, struct unmap_op *from)
{
	lock_acquire(&mapdb_lock);
	*to = *from;
	to->stop.walk = &to->walk;
	mapdb_stop_move(&to->stop, &from->stop);
	mapdb_release();
}
