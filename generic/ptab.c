/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page-table walk, creation and clearing of entries. Tables that become empty are given back at
 * once, so a space never keeps more than its mappings need.
 */
#include <generic/ptab.h>

#include <arch/iobitmap.h>
#include <arch/space.h>
#include <arch/tlb.h>
#include <base/assert.h>
#include <generic/flush_note.h>
#include <generic/grace.h>
#include <generic/kmem.h>
#include <generic/lock.h>
#include <generic/ptab_change.h>
#include <generic/ptab_entry.h>

#define TABLE_BYTES	(sizeof(pte_t) << ARCH_PTAB_BITS)

pte_t ptab_no_leaf[BIT(ARCH_PTAB_BITS)];

/* A table that may hold pages is followed by its shadow of equal size. */
static unsigned int table_order(unsigned int level)
{
	return (level < ARCH_LEAF_LEVELS ? 2 * TABLE_BYTES : TABLE_BYTES) > ARCH_PAGE_SIZE ? 1 : 0;
}

static pte_t *table_init(pte_t *table, struct ptab *pt, uvaddr_t va, unsigned int level,
			 pte_t *parent)
{
	struct kpage *p;

	if (table == NULL)
		return NULL;
	p = kmem_page(table);
	p->state = KPAGE_PTAB;
	p->level = level;
	p->ptab.owner = pt;
	p->ptab.va = ALIGN_DOWN(va, level_size(level) << ARCH_PTAB_BITS);
	p->ptab.parent_slot = parent;
	return table;
}

static pte_t *table_alloc(struct ptab *pt, uvaddr_t va, unsigned int level, pte_t *parent)
{
	return table_init(kmem_alloc_table(table_order(level)), pt, va, level, parent);
}

static pte_t *table_take(struct ptab_reserve *r, unsigned int level)
{
	pte_t *table = r->table[level];

	r->table[level] = NULL;
	return table;
}

static void table_free(pte_t *table)
{
	struct kpage *p = kmem_page(table);
	unsigned int order = table_order(p->level);

	grace_free_table(table, order);
}

static void flush_page(const struct ptab *pt, uvaddr_t va)
{
	if (!pt->is_bare)
		arch_tlb_flush_page(pt->space_word, va);
	flush_note(pt);
}

/* The i-th table's place in the kernel's window. Errors: ERR_NOMEM. */
static err_t window_slot(struct ptab *pt, unsigned int i, pte_t **slot)
{
	return ptab_get(pt, pt->window + i * level_size(1), 1, slot);
}

/* The kernel's window in a new space. */
static err_t window_init(struct ptab *pt, const struct arch_window *w)
{
	pte_t *slot;
	err_t err = ERR_OK;

	pt->window = w->start;
	if (w->start == w->end)
		return ERR_OK;
	pt->hole[pt->nholes++] = (struct range){
		.start = w->start, .end = w->end, .fixed = true,
	};
	pt->window_table = w->table;
	if (w->table == 0)
		return ERR_OK;
	for (unsigned int i = 0; i < ARCH_WINDOW_TABLES && err == ERR_OK; i++) {
		err = window_slot(pt, i, &slot);
		if (err == ERR_OK)
			ptab_fill(slot, pte_make_table(w->table + i * TABLE_BYTES));
	}
	return err;
}

void ptab_set_window(struct ptab *pt, paddr_t table)
{
	pte_t *slot;

	for (unsigned int i = 0; i < ARCH_WINDOW_TABLES; i++) {
		if (window_slot(pt, i, &slot))
			panic("a space lost the kernel's window");
		pte_exchange(slot, pte_make_table(table + i * TABLE_BYTES));
	}
	arch_tlb_flush_space(pt->space_word);
	flush_note(pt);
}

err_t ptab_init_bare(struct ptab *pt)
{
	*pt = (struct ptab){
		.root = table_alloc(pt, 0, ARCH_PTAB_LEVELS - 1, NULL), .is_bare = true,
		.end = ARCH_USER_END,
	};
	ptab_forget_leaf(pt);
	if (pt->root == NULL)
		return ERR_NOMEM;
	pt->space_word = kv_to_paddr(pt->root);
	return ERR_OK;
}

bool ptab_is_empty(const struct ptab *pt)
{
	return kmem_page(pt->root)->inuse == 0;
}

void ptab_destroy_bare(struct ptab *pt)
{
	ASSERT(ptab_is_empty(pt));
	table_free(pt->root);
	pt->root = NULL;
}

/* What it was loaded by may be another space's from now on. */
static void root_release(struct ptab *pt)
{
	arch_root_release(pt->root, pt->space_word);
	pt->space_word = kv_to_paddr(pt->root);
}

err_t ptab_init(struct ptab *pt)
{
	struct arch_window w = { 0 };
	err_t err = ptab_init_bare(pt);

	if (err)
		return err;
	pt->is_bare = false;
	lock_acquire(&mapdb_lock);
	err = arch_root_init(pt->root, &pt->space_word, &w);
	if (err == ERR_OK) {
		err = window_init(pt, &w);
		if (err)
			root_release(pt);
	}
	mapdb_release();
	if (err)
		ptab_destroy_bare(pt);
	return err;
}

void ptab_close(struct ptab *pt)
{
	pte_t *slot;

	lock_acquire(&mapdb_lock);
	root_release(pt);
	pt->is_bare = true;
	for (unsigned int i = 0; i < ARCH_WINDOW_TABLES; i++)
		if (pt->window_table != 0 && window_slot(pt, i, &slot) == ERR_OK)
			ptab_clear(slot);
	mapdb_release();
}

void ptab_destroy(struct ptab *pt)
{
	ptab_close(pt);
	ptab_destroy_bare(pt);
}

pte_t *ptab_find(const struct ptab *pt, uvaddr_t va, unsigned int *level)
{
	return ptab_walk(pt, va, level);
}

pte_t *ptab_search_leaf_slot(struct ptab *pt, uvaddr_t va)
{
	unsigned int level;
	uvaddr_t stop;
	pte_t *slot;

	assert_held(&mapdb_lock);
	/* Behind the end walks go astray, and the window's tables are not the space's. */
	if (!ptab_usable_at(pt, va, &stop))
		return NULL;
	slot = ptab_walk(pt, va, &level);
	if (level > 0)
		return NULL;
	pt->leaf_va = ALIGN_DOWN(va, level_size(1));
	pt->leaf = slot - ptab_index(va, 0);
	pt->leaf_page = kmem_page(slot);
	return slot;
}

/* Give back the table that holds `slot`, and the tables above, as far as they are empty. */
void ptab_prune(struct ptab *pt, pte_t *slot, uvaddr_t va)
{
	assert_held(&mapdb_lock);
	for (;;) {
		struct kpage *p = kmem_page(slot);
		pte_t *up = p->ptab.parent_slot;

		if (p->inuse > 0 || up == NULL)
			return;
		if (p == pt->leaf_page)
			ptab_forget_leaf(pt);
		pte_write(up, 0);
		flush_page(pt, va);
		table_free((pte_t *)ALIGN_DOWN((kvaddr_t)slot, ARCH_PAGE_SIZE));
		kmem_page(up)->inuse--;
		slot = up;
	}
}

/* ptab_get(), with tables from r; NULL: new ones. */
static __always_inline err_t get(struct ptab *pt, uvaddr_t va, unsigned int level,
				 struct ptab_reserve *r, pte_t **slotp)
{
	unsigned int l = ARCH_PTAB_LEVELS - 1;
	pte_t *slot = ptab_root_slot(pt, va);

	assert_held(&mapdb_lock);
	while (l > level) {
		pte_t e = pte_read(slot);
		pte_t *table;

		if (!pte_is_present(e)) {
			table = r != NULL ? table_init(table_take(r, l - 1), pt, va, l - 1, slot) :
					    table_alloc(pt, va, l - 1, slot);
			if (table == NULL) {
				ptab_prune(pt, slot, va);
				return ERR_NOMEM;
			}
			ptab_fill(slot, pte_make_table(kv_to_paddr(table)));
		} else if (pte_is_leaf(e, l)) {
			*slotp = slot;
			return ERR_BUSY;
		} else {
			table = paddr_to_kv(pte_table(e));
		}
		l--;
		slot = table + ptab_index(va, l);
	}
	*slotp = slot;
	return ERR_OK;
}

err_t ptab_get(struct ptab *pt, uvaddr_t va, unsigned int level, pte_t **slot)
{
	return get(pt, va, level, NULL, slot);
}

pte_t *ptab_get_reserved(struct ptab *pt, uvaddr_t va, struct ptab_reserve *r)
{
	pte_t *slot;

	if (get(pt, va, 0, r, &slot))
		panic("a page lies where the kernel's comes to be");
	return slot;
}

err_t ptab_reserve(struct ptab_reserve *r, unsigned int level)
{
	*r = (struct ptab_reserve){ 0 };
	for (unsigned int l = 0; l < level; l++) {
		r->table[l] = kmem_alloc_table(table_order(l));
		if (r->table[l] == NULL) {
			ptab_reserve_release(r);
			return ERR_NOMEM;
		}
	}
	return ERR_OK;
}

void ptab_reserve_release(struct ptab_reserve *r)
{
	for (unsigned int l = 0; l < ARRAY_SIZE(r->table); l++)
		if (r->table[l] != NULL)
			kmem_free_table(table_take(r, l), table_order(l));
}

static unsigned int port_at(uvaddr_t va)
{
	return (unsigned int)(va >> ARCH_PAGE_SHIFT);
}

void ptab_permit_ports(const struct ptab *pt, uvaddr_t va, word_t bytes)
{
	arch_io_permit(pt->ports, port_at(va), port_at(va + bytes) - 1);
}

static void forbid(const struct ptab *pt, const pte_t *slot)
{
	uvaddr_t va = ptab_va(slot);

	if (pt->ports != NULL)
		arch_io_forbid(pt->ports, port_at(va),
			       port_at(va + level_size(ptab_level(slot))) - 1);
}

pte_t ptab_clear(pte_t *slot)
{
	struct kpage *p = kmem_page(slot);
	struct ptab *pt = p->ptab.owner;
	pte_t old = pte_exchange(slot, 0);

	assert_held(&mapdb_lock);
	ASSERT(pte_is_present(old) && p->inuse > 0);
	if (likely(!pt->is_bare))
		arch_tlb_flush_page(pt->space_word, ptab_va_in(p, slot));
	else
		forbid(pt, slot);
	flush_note(pt);
	if (unlikely(--p->inuse == 0))
		ptab_prune(pt, slot, ptab_va_in(p, slot));
	return old;
}

pte_t ptab_clear_turn(struct ptab_quiet *q, pte_t *slot)
{
	struct kpage *p = kmem_page(slot);
	const struct ptab *pt = p->ptab.owner;

	q->table = p;
	q->has_gone |= p->inuse == 1;
	q->at = ALIGN_DOWN((kvaddr_t)slot, ARCH_PAGE_SIZE);
	if (pt->is_bare || !arch_tlb_make_quiet(pt->space_word))
		q->at = 0;
	return ptab_clear(slot);
}

pte_t *ptab_split_table(pte_t *slot)
{
	unsigned int level = ptab_level(slot) - 1;

	return table_init(kmem_alloc_pages(table_order(level)), ptab_owner(slot), ptab_va(slot),
			  level, slot);
}

void ptab_split_abandon(pte_t *table)
{
	kmem_free_pages(table, table_order(kmem_page(table)->level));
}

bool ptab_split_install(pte_t *slot, pte_t e, pte_t *table)
{
	struct ptab *pt = ptab_owner(slot);

	kmem_page(table)->inuse = BIT(ARCH_PTAB_BITS);
	if (!pte_change(slot, &e, pte_make_table(kv_to_paddr(table))))
		return false;
	/* What others know of the large page remains true of the small ones. */
	arch_tlb_flush_page(pt->space_word, ptab_va(slot));
	return true;
}

struct ptab *ptab_owner(const pte_t *slot)
{
	return kmem_page(slot)->ptab.owner;
}

unsigned int ptab_level(const pte_t *slot)
{
	return kmem_page(slot)->level;
}

bool ptab_search_usable(struct ptab *pt, uvaddr_t va, uvaddr_t *stop)
{
	struct range usable = { .end = pt->end };

	if (va >= pt->end) {
		*stop = ~(uvaddr_t)0;
		return false;
	}
	for (unsigned int i = 0; i < pt->nholes; i++) {
		const struct range *h = &pt->hole[i];

		if (va >= h->start && va < h->end) {
			*stop = h->end;
			return false;
		}
		if (va < h->start)
			usable.end = MIN(usable.end, h->start);
		else
			usable.start = MAX(usable.start, h->end);
	}
	pt->usable = usable;
	*stop = usable.end;
	return true;
}
