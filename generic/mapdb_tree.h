/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Mapping database, private: single steps on the tree, used by the operations on regions.
 * Context of all: mapdb_lock is held. An operation takes it for one run, which ends at the next
 * preemption point where somebody waits for the processor or for the lock.
 */
#ifndef L4_GENERIC_MAPDB_TREE_H
#define L4_GENERIC_MAPDB_TREE_H

#include <arch/preempt.h>
#include <base/assert.h>
#include <generic/kmem.h>
#include <generic/lock.h>
#include <generic/mapdb.h>
#include <generic/ptab_entry.h>

extern struct kmem_cache mapping_cache;
extern size_t mapping_prepared;			/* large pages whose small ones are prepared */
extern size_t mapping_shells;			/* of split pages, still named as parents */

/* A preemption point inside of a run: true, the operation has to stop. */
static inline bool mapdb_preempt_pending(void) __must_hold(&mapdb_lock)
{
	return arch_preempt_pending() || lock_is_wanted(&mapdb_lock);
}

/*
 * A node in place, if one is at hand. NULL: kmem_alloc_held() looks further. Where KMEM_BY_CALL is
 * set somebody stands between the allocator and its callers.
 */
static __always_inline struct mapping *mapping_take(void) __must_hold(&mapdb_lock)
{
#ifdef KMEM_BY_CALL
	return kmem_alloc_held(&mapping_cache);
#else
	struct kmem_cache *c = &mapping_cache;
	struct kpage *p = list_entry(c->partial.next, struct kpage, link);
	void *obj, *rest;

	if (IS_ENABLED(CONFIG_DEBUG_KMEM))
		return NULL;
	obj = kmem_take_near(c);
	if (likely(obj != NULL))
		return obj;
	if (unlikely(list_is_empty(&c->partial)))
		return NULL;
	obj = p->slab.free;
	rest = *kmem_next_of(obj, sizeof(struct mapping));
	if (unlikely(rest == NULL))
		return NULL;
	p->slab.free = rest;
	p->inuse++;
	c->used++;
	c->spare -= sizeof(struct mapping);
	return obj;
#endif
}

/* A node, wherever it comes from; NULL: no memory. */
static __always_inline struct mapping *mapping_alloc(void) __must_hold(&mapdb_lock)
{
	struct mapping *m = NULL;

#ifndef KMEM_BY_CALL
	if (!IS_ENABLED(CONFIG_DEBUG_KMEM))
		m = kmem_take_near(&mapping_cache);
#endif
	return likely(m != NULL) ? m : kmem_alloc_held(&mapping_cache);
}

/* A node goes: for whoever takes one next, or in place, if its page stays where it is. */
static __always_inline void mapping_give(struct mapping *m) __must_hold(&mapdb_lock)
{
#ifdef KMEM_BY_CALL
	kmem_free_held(&mapping_cache, m);
#else
	struct kmem_cache *c = &mapping_cache;
	struct kpage *p;
	void *rest;

	if (!IS_ENABLED(CONFIG_DEBUG_KMEM) && kmem_give_near(c, m))
		return;
	p = kmem_page(m);
	BUG_ON(p->state != KPAGE_SLAB || p->slab.cache != c);
	rest = p->slab.free;
	if (unlikely(rest == NULL || p->inuse <= 1)) {
		kmem_free_held(c, m);
		return;
	}
	*kmem_next_of(m, sizeof(*m)) = rest;
	p->slab.free = m;
	p->inuse--;
	c->used--;
	c->spare += sizeof(*m);
#endif
}

/* In list `head` as the first one. */
static inline void mapping_link(mapping_ref *head, struct mapping *m)
{
	mapping_ref r = mapping_name(m), next = *head;

	m->next = next;
	m->prev = 0;
	if (unlikely(next != 0))
		mapping_at(next)->prev = r;
	*head = r;
}

/* In which list of a large page a small page at pa belongs. */
static inline unsigned int mapping_index(paddr_t pa)
{
	return (pa >> ARCH_PAGE_SHIFT) & MASK(ARCH_PTAB_BITS);
}

static inline unsigned int mapping_own_index(const struct mapping *m)
{
	return mapping_index(pte_paddr(pte_read(m->slot), m->level));
}

static inline bool mapping_is_small_of(const struct mapping *m, const struct mapping *parent)
{
	return m->level < parent->level;
}

/* The list of its parent p in which m stands. */
static inline mapping_ref *mapping_own_list(struct mapping *p, const struct mapping *m)
{
	return likely(!mapping_is_small_of(m, p)) ? &p->child :
						    &mapping_small(p)->list[mapping_own_index(m)];
}

/* What leads to m in its list, a child of p. */
static inline mapping_ref *mapping_way_to(struct mapping *p, const struct mapping *m)
{
	return m->prev != 0 ? &mapping_at(m->prev)->next : mapping_own_list(p, m);
}

static inline void mapping_unlink(struct mapping *p, struct mapping *m)
{
	*mapping_way_to(p, m) = m->next;
	if (m->next != 0)
		mapping_at(m->next)->prev = m->prev;
}

/* The list of parent p in which a page of this level at pa belongs; NULL: no memory. */
mapping_ref *mapping_list_for(struct mapping *p, unsigned int level, paddr_t pa)
	__must_hold(&mapdb_lock);
/* Gives the lists of p for small pages back if nobody needs them. */
void mapping_drop_small(struct mapping *p) __must_hold(&mapdb_lock);
#define MAPPINGS_PER_PAGE	(ARCH_PAGE_SIZE / sizeof(struct mapping))
#define SPLIT_PAGES		(BIT(ARCH_PTAB_BITS) / MAPPINGS_PER_PAGE)

/*
 * A large page is split in two steps: its small pages are prepared beside it, then they take its
 * place. Each takes up to ten thousand instructions. The small pages stay with the large one if
 * nobody needs them in the end; they are found through the page of its lists.
 */
/* Gives the nodes of the first pages of them back. */
void mapping_free_prepared(pte_t *table, unsigned int pages) __must_hold(&mapdb_lock);
/* Gives all back that was prepared to split m. */
void mapping_unprepare(struct mapping *m) __must_hold(&mapdb_lock);

/* The same as mapping_first_small(), of a page that has small ones. */
struct mapping *mapping_search_small(struct mapping *p, unsigned int i) __must_hold(&mapdb_lock);
/* First page of the lists of p for small ones from list i on; skips what is known to be empty. */
static inline struct mapping *mapping_first_small(struct mapping *p, unsigned int i)
	__must_hold(&mapdb_lock)
{
	return mapping_has_small(p) ? mapping_search_small(p, i) : NULL;
}

/* m becomes one of the small pages of its parent. Errors: ERR_NOMEM. */
err_t mapping_link_small(struct mapping *parent, struct mapping *m, paddr_t pa) __must_check
	__must_hold(&mapdb_lock);

/* A node for the empty entry `slot`, below the node with this name (0: a root), in no list. */
static inline struct mapping *mapping_init(struct mapping *m, mapping_ref parent, pte_t *slot,
					   unsigned int level)
{
	m->kin = 0;
	m->origin = mapping_first_of_pair(parent);
	m->slot = slot;
	m->rest = 0;
	if (!__builtin_constant_p(level) || level > 0)
		m->level = (u8)level;
	*ptab_shadow(slot) = m;
	return m;
}

/* The same as a child of a page of this level, the first one in the list. */
static __always_inline void mapping_init_child(struct mapping *m, struct mapping *parent,
					       pte_t *slot, unsigned int level)
{
	mapping_ref r = mapping_name(m), next = parent->child;

	mapping_init(m, mapping_name(parent), slot, level);
	m->kin = mapping_first_of_pair(next);
	if (unlikely(next != 0))
		mapping_at(next)->prev = r;
	parent->child = r;
}

/*
 * Remove the childless page m: entry, translation and node. Returns the status bits of its
 * entry. Tables that become empty go, so the entry may be gone.
 */
unsigned int mapping_remove(struct mapping *m) __must_hold(&mapdb_lock);

/* So many rounds take as long as giving the memory of nodes back, or as going to other nodes'. */
#define MEMORY_ROUNDS	3

/* Pages of a row at most, and how often it goes to the nodes or entries of other pages. */
#define MAPPING_ROW	(2 * ARCH_PREEMPT_ROUNDS)
#define ROW_TURNS	24

/* The end of a row that has got to `slot` and whose rest has to be shorter. */
static inline pte_t *mapping_shorter(pte_t *slot, pte_t *end)
{
	return end - slot > MEMORY_ROUNDS ? end - MEMORY_ROUNDS : slot + 1;
}

/*
 * Maps up to n small pages that lie side by side in one table on to empty entries that do, with
 * these rights; there is one at `from`, and none at `to`. Returns how many; *err: ERR_NOMEM if that
 * is why there are not more.
 */
unsigned int mapping_map_row(pte_t *from, pte_t *to, unsigned int rights, unsigned int n,
			     err_t *err) __must_hold(&mapdb_lock);
/*
 * Removes what was mapped from up to n small pages that lie side by side in one table, as long as
 * that is one page at most, while no operation has stopped. Returns how many entries are done; what
 * the owner of the pages learns is in *status, and known to be told.
 */
unsigned int mapping_remove_row(pte_t *slot, unsigned int n, unsigned int *status)
	__must_hold(&mapdb_lock);

/* Page m loses these rights; returns the status bits that it has reset. */
unsigned int mapping_take_rights(struct mapping *m, unsigned int revoke)
	__must_hold(&mapdb_lock);

/*
 * One step of removing everything below m but `keep` (NULL: nothing) and what is below that, which
 * is a child of m in the end; false if there is nothing (more).
 */
bool mapping_remove_step(struct mapping *m, const struct mapping *keep, unsigned int *status)
	__must_hold(&mapdb_lock);

/* The same for the small children of the large page m in list i. */
bool mapping_remove_small_step(struct mapping *m, unsigned int i, unsigned int *status)
	__must_hold(&mapdb_lock);

/*
 * A step of splitting the large pages below m (what is too deep is taken back); ERR_AGAIN while
 * there is more to do. With `self`, m is the last one and is gone on ERR_OK. Errors: ERR_NOMEM,
 * the tree stays as it is.
 */
err_t mapping_split_step(struct mapping *m, bool self) __must_hold(&mapdb_lock);

/* A page that was split is more work for the operations that have stopped above it: see there. */
struct mapdb_stop *mapping_split_creditor(struct mapping *m, bool self, const struct mapdb_stop *by)
	__must_hold(&mapdb_lock);
/*
 * Such steps by the operation s for itself, and before them what others are owed. Errors:
 * ERR_NOMEM; ERR_AGAIN: it has stopped at m, as by mapdb_stop(); ERR_BUSY: m may have gone.
 */
err_t mapping_split(struct mapdb_stop *s, struct mapping *m, bool self, mapdb_step_fn *step,
		    struct mapdb_walk *walk) __must_hold(&mapdb_lock);

/* Move page m to the empty entry `slot` of another place, with new contents e. */
void mapping_move(struct mapping *m, pte_t *slot, pte_t e) __must_hold(&mapdb_lock);
/*
 * One step of removing m from the tree without its children, which become children of its parent
 * of equal size; false if m is gone.
 */
bool mapping_dissolve_step(struct mapping *m) __must_hold(&mapdb_lock);

/* A walk over all below root, in any order; a position with `leaving` is none to look at. */
void mapdb_walk_begin(struct mapdb_walk *w, struct mapping *root) __must_hold(&mapdb_lock);
void mapdb_walk_step(struct mapdb_walk *w) __must_hold(&mapdb_lock);
/* m and everything below it is done. */
void mapdb_walk_behind(struct mapdb_walk *w, struct mapping *m) __must_hold(&mapdb_lock);

extern unsigned int mapdb_stopped;		/* operations that have a place */

/*
 * The operation stops in the middle of this page: until mapdb_resume() others may take steps of it.
 * Afterwards its walk, if it had begun, is where they left it, or has no root.
 */
void mapdb_stop(struct mapdb_stop *s, struct mapping *page, mapdb_step_fn *step,
		struct mapdb_walk *walk) __must_hold(&mapdb_lock);
void mapdb_stop_leave(struct mapdb_stop *s) __must_hold(&mapdb_lock);
static inline void mapdb_resume(struct mapdb_stop *s) __must_hold(&mapdb_lock)
{
	if (unlikely(s->place != 0))
		mapdb_stop_leave(s);
}
/* From now on the running thread is the one that waits for the operation. */
void mapdb_stop_take_over(struct mapdb_stop *s) __must_hold(&mapdb_lock);
void mapdb_stop_move(struct mapdb_stop *to, struct mapdb_stop *from) __must_hold(&mapdb_lock);

/*
 * So many steps of an operation for each page that is added below the page where it has stopped:
 * more than the page adds to its work, which is two at most.
 */
#define HELP_STEPS	4

/*
 * Takes a step of an operation that has stopped at m or at a page from which m was mapped; false:
 * there is none. Pages come and go with that.
 */
bool mapdb_help(struct mapping *m) __must_hold(&mapdb_lock);
/*
 * The same in two steps, for an operation that is at work itself: it owes something only to those
 * that began before it. NULL: to none. What has no place any more is owed nothing.
 */
struct mapdb_stop *mapdb_creditor(struct mapping *m, const struct mapdb_stop *by)
	__must_hold(&mapdb_lock);
void mapdb_take_step(struct mapdb_stop *s) __must_hold(&mapdb_lock);
/* This is a step for somebody else. */
bool mapdb_is_helping(void) __must_hold(&mapdb_lock);

/* What happens to a page that is_watched: it goes ... */
void mapdb_watch_removal(struct mapping *m) __must_hold(&mapdb_lock);
/* ... lies elsewhere from now on ... */
void mapdb_watch_move(struct mapping *m) __must_hold(&mapdb_lock);
/* ... is the one in front of which its child c will stand ... */
void mapdb_watch_move_up(struct mapping *m, struct mapping *c) __must_hold(&mapdb_lock);
/* ... or is replaced by small ones; it still stands in its list. */
void mapdb_watch_split(struct mapping *m) __must_hold(&mapdb_lock);

#endif
