/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kernel memory: blocks of 2^order pages from what the loader reserved, and caches of equal
 * objects on top. Every allocation may fail; nothing here ever sleeps.
 */
#ifndef L4_GENERIC_KMEM_H
#define L4_GENERIC_KMEM_H

#include <arch/page.h>
#include <base/list.h>
#include <base/percpu.h>

#define KMEM_MAX_ORDER	10
/*
 * Physical addresses of kernel memory lie below this, and not in page 0: so nodes of the mapping
 * database have names of 32 bits.
 */
#define KMEM_LIMIT	BIT(37)

struct kmem_cache;
struct ptab;

/* What the kernel knows about one page of its memory. */
struct kpage {
	struct list link;		/* in a free list, or its cache's list of partial pages */
	u8 state;			/* KPAGE_* */
	u8 order;			/* of the block that starts here */
	u8 level;			/* KPAGE_PTAB: level of the table */
	u16 inuse;			/* objects, UTCBs or table entries in use */
	union {
		struct {
			struct kmem_cache *cache;
			void *free;	/* chain of free objects */
		} slab;
		struct {
			struct ptab *owner;
			uvaddr_t va;		/* first address that the table covers */
			void *parent_slot;	/* entry that points here */
		} ptab;
		/* KPAGE_USED: one word for each KiB, for whoever allocated the page */
		void *owner[ARCH_PAGE_SIZE >> 10];
	};
};

enum {
	KPAGE_TAIL, KPAGE_FREE, KPAGE_USED, KPAGE_SLAB, KPAGE_PTAB, KPAGE_KEPT,
	/* waits for the other processors: <generic/grace.h> */
	KPAGE_GONE, KPAGE_GONE_TABLE,
};

/*
 * Add [start, end), what of it lies below KMEM_LIMIT, to kernel memory; called at boot only, at
 * most KMEM_MAX_REGIONS times.
 */
#define KMEM_MAX_REGIONS 8
void kmem_add(paddr_t start, paddr_t end);

/* 2^order pages aligned to their size, contents undefined; NULL if there are none. */
void *kmem_alloc_pages(unsigned int order);
/* The same, zeroed. */
void *kmem_zalloc_pages(unsigned int order);
void kmem_free_pages(void *kv, unsigned int order);

/*
 * The same for page tables: all entries of a new one are zero, and have to be when it is given
 * back. Some are kept as they are, and need not be cleared again. The memory behind the
 * entries is undefined.
 */
void *kmem_alloc_table(unsigned int order);
void kmem_free_table(void *kv, unsigned int order);

/* A stretch of kernel memory. */
struct kmem_region {
	kvaddr_t start;		/* of the pages that can be handed out */
	size_t bytes;
	struct kpage *pages;	/* one descriptor per page from start on */
};

extern struct kmem_region kmem_regions[KMEM_MAX_REGIONS];

/* For all regions but the first, which is the only one as a rule. */
struct kpage *kmem_page_elsewhere(const void *kv);

/* True if kv lies in the first region. */
static inline bool kmem_is_at_hand(const void *kv)
{
	return (kvaddr_t)kv - kmem_regions[0].start < kmem_regions[0].bytes;
}

/* Descriptor of the page that holds kv, an address inside kernel memory. */
static inline struct kpage *kmem_page(const void *kv)
{
	const struct kmem_region *r = &kmem_regions[0];
	size_t offset = (kvaddr_t)kv - r->start;

	return likely(kmem_is_at_hand(kv)) ? &r->pages[offset >> ARCH_PAGE_SHIFT] :
					     kmem_page_elsewhere(kv);
}

/* The page that has this descriptor. */
void *kmem_address(const struct kpage *p);

/* True if the physical range touches kernel memory. */
bool kmem_contains(paddr_t start, paddr_t end);

/* Descriptors of the pages of region i, which is [*start, *end); NULL: there is none. */
const struct kpage *kmem_region(unsigned int i, kvaddr_t *start, kvaddr_t *end);

/*
 * Bytes of kernel memory that are neither in use as pages nor as objects, wherever free objects are
 * kept. Takes no lock and moves nothing: what another processor has in hand meanwhile may be
 * missing.
 */
size_t kmem_free_bytes(void);

/*
 * With DEBUG_KMEM: the n-th allocation from now on fails, once; 0: none. Returns how far away the
 * one that was chosen before still was; 0: it has failed.
 */
unsigned long kmem_fail_at(unsigned long n);
/* An allocation begins: it is to fail. */
bool kmem_fails(void);

/* Free objects that a processor keeps for itself; others take all of them if memory is short. */
struct kmem_magazine {
	void *top __aligned(64);	/* chained like those in the cache; NULL: none */
	u32 count;			/* so many or fewer */
};

/* A cache of objects of one size. Objects are cache-line aligned if size is a multiple of 64. */
struct kmem_cache {
	const char *name;
	u32 size;
	/*
	 * Memory stays of this type for ever: a stale pointer to an object never reads
	 * anything but an object of this cache.
	 */
	bool type_stable;
	struct list partial;	/* pages with free objects */
	size_t used;		/* objects handed out, or in a magazine: kmem_used() */
	u32 given_back;		/* pages of its memory, ever; it wraps */
	u32 empty;		/* unless it is held: pages without an object in use */
	size_t spare;		/* bytes of its pages that are not of objects handed out */
	bool is_known;		/* in the list of caches */
	bool is_held;		/* guarded by mapdb_lock: see kmem_alloc_held() */
	void *near;		/* if it is held: see kmem_give_near() */
	struct kmem_cache *next;
#ifdef CONFIG_SMP
	struct kmem_magazine magazine[NR_CPUS];
#endif
};

#define KMEM_CACHE_INIT(var, sz, stable) \
	.name = #var, .size = (sz), .type_stable = (stable), \
	.partial = { &var.partial, &var.partial }
#define KMEM_CACHE(var, sz, stable) \
	struct kmem_cache var = { KMEM_CACHE_INIT(var, sz, stable) }
#define KMEM_CACHE_HELD(var, sz) \
	struct kmem_cache var = { KMEM_CACHE_INIT(var, sz, false), .is_held = true }

/* An object with undefined contents (type-stable: as its last user left it); NULL if none. */
void *kmem_alloc(struct kmem_cache *c);
void kmem_free(struct kmem_cache *c, void *obj);
/*
 * The same of a cache that is KMEM_CACHE_HELD: whoever uses it has mapdb_lock, so it is taken as
 * its guard, and no processor keeps objects for itself.
 */
void *kmem_alloc_held(struct kmem_cache *c);
void kmem_free_held(struct kmem_cache *c, void *obj);
/*
 * Of such a cache, the object that was given back last stays as it is for whoever wants one next;
 * for the books of its page it is in use. False: there is one already. NULL: there is none.
 */
static inline bool kmem_give_near(struct kmem_cache *c, void *obj)
{
	if (c->near != NULL)
		return false;
	c->near = obj;
	return true;
}

static inline void *kmem_take_near(struct kmem_cache *c)
{
	void *obj = c->near;

	if (obj != NULL)
		c->near = NULL;
	return obj;
}

/* Objects handed out and not given back. */
size_t kmem_used(const struct kmem_cache *c);
/*
 * For a loop that takes many objects, or one that gives many: free objects of one page, which the
 * books of the cache do not know as such meanwhile. All zero in the beginning, closed in the end.
 * Of a cache that is KMEM_CACHE_HELD.
 */
struct kmem_pile {
	kvaddr_t at;		/* the page; 0: none yet */
	struct kpage *page;
	void *top, *bottom;	/* chained like those in the cache; bottom NULL: not known */
	u32 count;
};

/* An empty pile becomes one with objects; false: none. */
bool kmem_pile_fill(struct kmem_cache *c, struct kmem_pile *pile);
/* Closes the pile and begins one for the page of obj; true: there was something in it. */
bool kmem_pile_turn(struct kmem_cache *c, struct kmem_pile *pile, void *obj);
void kmem_pile_close(struct kmem_cache *c, struct kmem_pile *pile);

/* The last word of a free object, which has this size, says where the next one is. */
static inline void **kmem_next_of(void *obj, size_t size)
{
	return (void **)((char *)obj + size) - 1;
}

static inline void **kmem_next(const struct kmem_cache *c, void *obj)
{
	return kmem_next_of(obj, c->size);
}

static inline void *kmem_pile_take(struct kmem_cache *c, struct kmem_pile *pile)
{
	void *obj;

	if (unlikely(pile->count == 0) && !kmem_pile_fill(c, pile))
		return NULL;
	obj = pile->top;
	pile->top = *kmem_next(c, obj);
	pile->count--;
	return obj;
}

/*
 * To be called before obj goes to the pile. True: the pile had objects of another page, which went
 * back, perhaps with their page.
 */
static inline bool kmem_pile_prepare(struct kmem_cache *c, struct kmem_pile *pile, void *obj)
{
	return unlikely(((kvaddr_t)obj ^ pile->at) >= ARCH_PAGE_SIZE) &&
	       kmem_pile_turn(c, pile, obj);
}

static inline void kmem_pile_give(struct kmem_cache *c, struct kmem_pile *pile, void *obj)
{
	*kmem_next(c, obj) = pile->top;
	pile->top = obj;
	pile->count++;
}

/*
 * As many objects as fit into a page, side by side, each of which is freed by itself; NULL if there
 * is no page. The other way round only while all of them are in use. Of a cache that is
 * KMEM_CACHE_HELD.
 */
void *kmem_alloc_whole(struct kmem_cache *c);
void kmem_free_whole(struct kmem_cache *c, void *kv);

#endif
