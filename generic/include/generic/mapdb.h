/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Mapping database: who got which page from whom. A node stands for one page of one space and
 * hangs below the page it was mapped from; a large page is one node until it is split.
 * Small pages mapped out of a large one hang in lists, one per small page of the large one.
 *
 * Long operations stop at preemption points with ERR_AGAIN and are called again with the same
 * operation record; what is done is done.
 */
#ifndef L4_GENERIC_MAPDB_H
#define L4_GENERIC_MAPDB_H

#include <generic/kmem.h>
#include <generic/lock.h>
#include <generic/ptab.h>

/*
 * Names a node by its place in kernel memory, half as long as a pointer; 0: none. A node is as
 * large as the unit of it.
 */
typedef u32 mapping_ref;

struct mapping {
	union {
		struct {
			mapping_ref next;	/* sibling */
			mapping_ref child;	/* first child of the same size */
		};
		u64 kin;		/* both at once */
	};
	union {
		struct {
			mapping_ref parent;	/* read it with mapping_resolve_parent() */
			mapping_ref prev;	/* sibling; 0: it is the first one of its list */
		};
		u64 origin;		/* both at once */
	};
	pte_t *slot;
	union {
		struct {
			/* of a large page: struct mapping_small of its small children */
			mapping_ref small;
			/*
			 * Status bits of pages that are gone or were reset (r=4, w=2, x=1):
			 * lost: of derived pages, for the owner of this page and for all above it;
			 * told: already told to the owner of this page, still unknown above it.
			 */
			u8 lost, told;
			u8 is_split : 1;	/* no page any more: see mapping_find_parent() */
			u8 is_prepared : 1;	/* to be split: its small pages exist */
			u8 is_watched : 1;	/* a stopped operation may refer to it */
			u8 level;
		};
		u64 rest;		/* of a new small page: 0 */
	};
};

/* Such a word whose first name is r, and whose second one is 0. */
static inline u64 mapping_first_of_pair(mapping_ref r)
{
	return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? r : (u64)r << 32;
}

/* The small children of a large page: one page of kernel memory. */
struct mapping_small {
	mapping_ref list[BIT(ARCH_PTAB_BITS)];	/* by index in the large page */
	u32 count;			/* of the children in all lists */
	u32 first;			/* no list before this one has any */
	/* Of a page that is_prepared: its small pages, and steps taken for others since then. */
	pte_t *table;
	word_t paid;
};

/* What the names count from: they are whole multiples, so bits that all share may stay. */
static inline kvaddr_t mapping_ref_base(void)
{
	kvaddr_t base = (kvaddr_t)paddr_to_kv(0);

	return __builtin_constant_p(base) && IS_ALIGNED(base, KMEM_LIMIT) ? 0 : base;
}

/* The name of what lies at this address of kernel memory. */
static inline mapping_ref mapping_name(const void *kv)
{
	return (mapping_ref)(((kvaddr_t)kv - mapping_ref_base()) / sizeof(struct mapping));
}

/* What has the name r, which is not 0. */
static inline void *mapping_place(mapping_ref r)
{
	return paddr_to_kv((paddr_t)r * sizeof(struct mapping));
}

/* The node r; NULL: none. */
static inline struct mapping *mapping_at(mapping_ref r)
{
	return r != 0 ? mapping_place(r) : NULL;
}

/* The lists of m for small pages; NULL: none. */
static inline struct mapping_small *mapping_small(const struct mapping *m)
{
	return m->small != 0 ? mapping_place(m->small) : NULL;
}

static inline bool mapping_has_small(const struct mapping *m)
{
	return unlikely(m->small != 0) && mapping_small(m)->count > 0;
}

struct mapdb_stop;
struct mapdb_walk;
struct tcb;

/* Somebody else takes a step of an operation at the page at which it has stopped. */
typedef void mapdb_step_fn(struct mapdb_stop *s, struct mapping *page);

/* An operation that may stop in the middle of a page. mapdb_stop_init() or all zero begins it. */
struct mapdb_stop {
	struct mapping *page;	/* while it has a place: the page it has stopped at */
	mapdb_step_fn *step;
	struct mapdb_walk *walk;	/* of operations that walk; else NULL */
	const struct tcb *thread;	/* which works at it, or waits for it; NULL at boot */
	u32 serial;		/* of operations, in the order of their first stop; 0: none yet */
	u16 helped;		/* a map: steps for others before the next page */
	u8 place;		/* among those that others know; 0: it has none */
	bool page_has_gone;	/* meanwhile, and all that was below it */
};

/* What is valid before the first stop: one word. */
static inline void mapdb_stop_init(struct mapdb_stop *s)
{
	s->serial = 0;
	s->helped = s->place = 0;
	s->page_has_gone = false;
}

/* One map or grant of a region. */
struct map_op {
	struct ptab *src, *dst;
	uvaddr_t src_va, dst_va;
	word_t left;		/* bytes still to do */
	u8 rights;
	bool grant;
	bool takes;		/* out: other processors know what was there; sticky */
	struct mapdb_stop stop;
};

/*
 * Context: interrupts off. Errors: ERR_AGAIN; ERR_NOMEM: what is mapped stays, the rest of the
 * region is left out.
 */
err_t mapdb_map(struct map_op *op) __must_check;
/*
 * One small or large page with at least one right, at addresses aligned to its size; both may be
 * any: where one page of that size lies at the source and none at the destination, mostly. False:
 * nothing has happened, and mapdb_map() does it.
 */
bool mapdb_map_page(struct ptab *src, struct ptab *dst, uvaddr_t src_va, uvaddr_t dst_va,
		    unsigned int rights) __must_check;
bool mapdb_map_large(struct ptab *src, struct ptab *dst, uvaddr_t src_va, uvaddr_t dst_va,
		     unsigned int rights) __must_check;
/* Drop an operation that stopped and will not be continued. */
void mapdb_map_abandon(struct map_op *op);

/*
 * A walk over everything derived from one page, which may stop and continue. One that has a root
 * but no position has come to its end.
 */
struct mapdb_walk {
	struct mapping *root, *cur;
	struct mapping *large;	/* among whose small pages cur is; NULL: none below root */
	bool leaving;		/* cur is done but for its small children ... */
	u16 index;		/* ... from this one on */
};

/* One Unmap of a region. */
struct unmap_op {
	struct ptab *pt;
	uvaddr_t va, end;	/* of whole pages */
	u8 revoke;		/* rights to take away; 0: only read the status */
	bool flush;		/* the own pages too, not only derived ones */
	u8 memory_type;		/* enum arch_memory_type */
	bool drops_roots;	/* pages of sigma0 go that only the region's pages came from, */
	bool set_type : 1;	/* not an Unmap: give the pages a memory type */
	bool takes_all : 1;	/* of the page at the root of the walk, if that is set */
	bool dropped : 1;	/* one of sigma0's has gone in this row of pages */
	u8 status;		/* out: accumulated status bits */
	bool is_single;		/* somebody else takes one step */
	bool is_inside;		/* stopped inside of a page: at va ... */
	uvaddr_t page_end;	/* ... up to here */
	struct mapdb_stop stop;
	/* Its root is the page at va, once that is ready for what is to be done to it. */
	struct mapdb_walk walk;
};

/* What mapdb_identity_page() does, under the lock. */
err_t mapping_identity_page(struct ptab *pt, uvaddr_t va) __must_check __must_hold(&mapdb_lock);
/*
 * sigma0 owns physical memory by definition: map the page at va one to one, as large as possible.
 * Errors: ERR_NOMEM; ERR_RANGE: not memory that users may have.
 */
static inline __must_check err_t mapdb_identity_page(struct ptab *pt, uvaddr_t va)
{
	err_t err;

	lock_acquire(&mapdb_lock);
	err = mapping_identity_page(pt, va);
	mapdb_release();
	return err;
}

/*
 * n pages of a level that nobody gave, one to one; none of them is there, and one table holds all.
 * Boot only. Errors: ERR_NOMEM.
 */
err_t mapdb_root_pages(struct ptab *pt, uvaddr_t va, unsigned int level,
		       unsigned int n) __must_check;

/* Context: interrupts off. Errors: ERR_AGAIN. */
err_t mapdb_unmap(struct unmap_op *op) __must_check;
/*
 * An Unmap of one small or large page, with `revoke` and `flush` as there, at any address aligned
 * to its size: where it is one page there and no more than one was mapped from it, mostly. Returns
 * the status bits; negative: nothing has happened, and mapdb_unmap() does it.
 */
int mapdb_unmap_page(struct ptab *pt, uvaddr_t va, unsigned int revoke, bool flush) __must_check;
int mapdb_unmap_large(struct ptab *pt, uvaddr_t va, unsigned int revoke, bool flush) __must_check;
/* Drop an operation that stopped and will not be continued. */
void mapdb_unmap_abandon(struct unmap_op *op);
/*
 * Nobody waits for all of it any more: what has not begun is dropped, and a mere look too. What is
 * left is the page at which it takes something away or changes something. Call it once.
 */
void mapdb_unmap_curtail(struct unmap_op *op);
/* The operation, which has stopped, goes on as *to. */
void mapdb_unmap_move(struct unmap_op *to, struct unmap_op *from);

/* The parent of m was split: find the small page that took its place. */
struct mapping *mapping_find_parent(struct mapping *m);

/*
 * The page from which m was mapped; NULL: none. If that was split, m is set to the small page that
 * took its place, and the last one to ask frees the large one's node.
 */
static inline struct mapping *mapping_resolve_parent(struct mapping *m)
{
	struct mapping *p = mapping_at(m->parent);

	return likely(p == NULL || !p->is_split) ? p : mapping_find_parent(m);
}

/*
 * Depth-first successor of m inside the tree below root; NULL at the end. For debuggers: it takes
 * as many steps as the tree is deep.
 */
struct mapping *mapping_next(struct mapping *m, struct mapping *root);

/* Nodes in use (each is one page of one space). */
size_t mapdb_count(void);
/* Nodes beside them, for small pages of large ones whose split has begun. */
size_t mapdb_prepared(void);

#endif
