/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The model of the mapping database, and its comparison with the kernel's.
 */
#include "mapdb_model.h"

#include <arch/space.h>
#include <generic/kmem.h>
#include <generic/ptab_entry.h>
#include <mapdb_tree.h>

struct ptab model_space[MODEL_SPACES];

uvaddr_t model_va(unsigned int space, unsigned int page)
{
	return (space == 0 ? 0 : MODEL_BASE) + ((uvaddr_t)page << ARCH_PAGE_SHIFT);
}

static size_t free_before;

void model_open(void)
{
	static bool has_machine;

	if (!has_machine)
		host_machine_init();
	has_machine = true;
	free_before = kmem_free_bytes();
	for (unsigned int s = 0; s < MODEL_SPACES; s++)
		assert_int_equal(ptab_init(&model_space[s]), ERR_OK);
	model_space[0].identity = true;
}

void model_clear(void)
{
	host_preempt_never();
	arch_this_cpu()->irq_recorded = 0;
	for (unsigned int s = MODEL_SPACES; s-- > 0;) {
		struct unmap_op all = {
			.pt = &model_space[s], .end = ARCH_USER_END, .revoke = RIGHT_RWX,
			.flush = true,
		};

		assert_int_equal(mapdb_unmap(&all), ERR_OK);
	}
	assert_int_equal(mapdb_count(), 0);
	assert_int_equal(mapdb_prepared(), 0);
	assert_int_equal(mapdb_stopped, 0);
}

void model_close(void)
{
	model_clear();
	for (unsigned int s = MODEL_SPACES; s-- > 0;)
		ptab_destroy(&model_space[s]);
	assert_int_equal(kmem_free_bytes(), free_before);
}

void model_init(struct model *m)
{
	memset(m, 0, sizeof(*m));
	for (int i = 0; i < MODEL_CELLS; i++)
		m->cell[i].parent = m->cell[i].child = m->cell[i].next = NO_CELL;
	for (unsigned int p = 0; p < SPACE_PAGES; p++)
		m->closed[p] = !arch_phys_is_open((paddr_t)p << ARCH_PAGE_SHIFT,
						  (paddr_t)(p + 1) << ARCH_PAGE_SHIFT);
}

static bool in_hole(const struct model *m, unsigned int space, unsigned int page)
{
	return space == MODEL_SPACES - 1 && page >= m->hole_start && page < m->hole_end;
}

static void hang(struct model *m, int c, int parent)
{
	m->cell[c].parent = parent;
	m->cell[c].next = NO_CELL;
	if (parent == NO_CELL)
		return;
	m->cell[c].next = m->cell[parent].child;
	m->cell[parent].child = c;
}

static void unhang(struct model *m, int c)
{
	int *p;

	if (m->cell[c].parent == NO_CELL)
		return;
	p = &m->cell[m->cell[c].parent].child;
	while (*p != c)
		p = &m->cell[*p].next;
	*p = m->cell[c].next;
}

static void adopt_children(struct model *m, int from, int to)
{
	int c;

	while ((c = m->cell[from].child) != NO_CELL) {
		unhang(m, c);
		hang(m, c, to);
	}
}

static unsigned int remove_tree(struct model *m, int c)
{
	unsigned int status = m->cell[c].own | m->cell[c].lost | m->cell[c].told;

	while (m->cell[c].child != NO_CELL)
		status |= remove_tree(m, m->cell[c].child);
	unhang(m, c);
	m->cell[c] = (struct cell){ .parent = NO_CELL, .child = NO_CELL, .next = NO_CELL };
	return status;
}

/* Another mapping takes the place of c. */
static void flush(struct model *m, int c)
{
	int parent = m->cell[c].parent;
	unsigned int status = remove_tree(m, c);

	if (parent != NO_CELL)
		m->cell[parent].lost |= status;
}

static void own_frame(struct model *m, unsigned int page)
{
	m->cell[page].present = true;
	m->cell[page].rights = RIGHT_RWX;
	m->cell[page].frame = page;
}

/* sigma0 touches a frame for the first time: it gets a large page if nothing of that is there. */
static void sigma0_touch(struct model *m, unsigned int page)
{
	unsigned int first = page / GROUP_PAGES * GROUP_PAGES;
	bool whole = true;

	if (m->cell[page].present || m->closed[page])
		return;
	for (unsigned int p = first; p < first + GROUP_PAGES; p++)
		whole = whole && !m->cell[p].present && !m->closed[p];
	if (!whole) {
		own_frame(m, page);
		return;
	}
	for (unsigned int p = first; p < first + GROUP_PAGES; p++)
		own_frame(m, p);
}

static bool is_ancestor(const struct model *m, int a, int c)
{
	for (c = m->cell[c].parent; c != NO_CELL; c = m->cell[c].parent)
		if (c == a)
			return true;
	return false;
}

/* The page was granted to where it came from: it disappears, its children do not. */
static void dissolve(struct model *m, int s)
{
	int parent = m->cell[s].parent;

	m->has_dissolved = true;
	adopt_children(m, s, parent);
	flush(m, s);
}

static void map_page(struct model *m, int s, int d, unsigned int send_rights, bool grant)
{
	unsigned int rights = (m->cell[s].rights & send_rights) | RIGHT_R;

	if (d == s)
		return;
	if (m->cell[d].present && m->cell[d].frame == m->cell[s].frame) {
		if (grant && is_ancestor(m, d, s)) {
			dissolve(m, s);
			return;
		}
		if (!grant && (m->cell[d].parent == s || (rights & ~m->cell[d].rights) == 0)) {
			m->cell[d].rights |= rights;
			return;
		}
	}
	if (m->cell[d].present)
		flush(m, d);
	/* What was flushed may be where the source came from. */
	m->has_vanished |= !m->cell[s].present;
	if (!m->cell[s].present)
		return;
	m->cell[d].present = true;
	m->cell[d].rights = (u8)rights;
	m->cell[d].frame = m->cell[s].frame;
	if (!grant) {
		hang(m, d, s);
		return;
	}
	m->cell[d].lost = m->cell[s].lost | m->cell[s].own;
	m->cell[d].told = m->cell[s].told;
	hang(m, d, m->cell[s].parent);
	adopt_children(m, s, d);
	remove_tree(m, s);
}

void model_map(struct model *m, const struct model_map *op)
{
	for (unsigned int i = 0; i < op->pages; i++) {
		unsigned int sp = op->src_page + i, dp = op->dst_page + i;
		int s = model_cell(op->src, sp), d = model_cell(op->dst, dp);

		/* Inside a hole only its first page looks at the source. */
		if (op->src == 0 && (!in_hole(m, op->dst, dp) || i == 0 || dp == m->hole_start))
			sigma0_touch(m, sp);
		if (m->cell[s].present && !in_hole(m, op->dst, dp))
			map_page(m, s, d, op->rights, op->grant);
	}
}

static void revoke_tree(struct model *m, int c, unsigned int revoke, unsigned int *status)
{
	for (c = m->cell[c].child; c != NO_CELL; c = m->cell[c].next) {
		*status |= m->cell[c].own | m->cell[c].lost | m->cell[c].told;
		m->cell[c].own = m->cell[c].lost = m->cell[c].told = 0;
		m->cell[c].rights = (u8)((m->cell[c].rights & ~revoke) | RIGHT_R);
		revoke_tree(m, c, revoke, status);
	}
}

static unsigned int unmap_page(struct model *m, int c, unsigned int revoke, bool with_own)
{
	struct cell *p = &m->cell[c];
	unsigned int status = p->lost;

	if (revoke == RIGHT_RWX)
		while (p->child != NO_CELL)
			status |= remove_tree(m, p->child);
	else
		revoke_tree(m, c, revoke, &status);
	p->lost = 0;
	if (with_own)
		status |= p->own;
	p->told |= status;
	if (with_own && revoke == RIGHT_RWX) {
		flush(m, c);
	} else if (with_own) {
		p->own = 0;
		p->rights = (u8)((p->rights & ~revoke) | RIGHT_R);
	}
	return status;
}

unsigned int model_unmap(struct model *m, const struct model_unmap *op)
{
	unsigned int status = 0;

	for (unsigned int i = 0; i < op->pages; i++) {
		int c = model_cell(op->space, op->page + i);

		if (m->cell[c].present && !in_hole(m, op->space, op->page + i))
			status |= unmap_page(m, c, op->revoke, op->flush);
	}
	return status;
}

bool model_touch(struct model *m, unsigned int space, unsigned int page, unsigned int access)
{
	struct cell *c = &m->cell[model_cell(space, page)];

	if (!c->present || !(c->rights & access))
		return false;
	c->own |= (u8)access;
	return true;
}

int model_difference(const struct model *a, const struct model *b)
{
	for (int i = 0; i < MODEL_CELLS; i++) {
		const struct cell *x = &a->cell[i], *y = &b->cell[i];

		if (x->present != y->present ||
		    (x->present && (x->rights != y->rights || x->frame != y->frame ||
				    x->parent != y->parent)))
			return i;
	}
	return NO_CELL;
}

/* --- what the kernel has --- */

static pte_t *slot_of(unsigned int space, unsigned int page, unsigned int *level)
{
	return ptab_find(&model_space[space], model_va(space, page), level);
}

bool model_is_large(unsigned int space, unsigned int page)
{
	unsigned int level;
	pte_t *slot = slot_of(space, page, &level);

	return pte_is_present(pte_read(slot)) && level > 0;
}

static unsigned int space_of(const struct mapping *n)
{
	struct ptab *pt = ptab_owner(n->slot);

	assert_in_range(pt - model_space, 0, MODEL_SPACES - 1);
	return (unsigned int)(pt - model_space);
}

static paddr_t frame_address(const struct mapping *n)
{
	return pte_paddr(pte_read(n->slot), n->level);
}

/* The cell of node n that shows this frame. */
static int cell_of(const struct mapping *n, u32 frame)
{
	unsigned int s = space_of(n);
	uvaddr_t va = ptab_va(n->slot) + ((paddr_t)frame << ARCH_PAGE_SHIFT) - frame_address(n);

	return model_cell(s, (unsigned int)((va - model_va(s, 0)) >> ARCH_PAGE_SHIFT));
}

static unsigned int check_list(const struct mapping *parent, mapping_ref head, unsigned int level)
{
	mapping_ref before = 0;
	unsigned int count = 0;

	for (struct mapping *c = mapping_at(head); c != NULL; c = mapping_at(c->next)) {
		assert_ptr_equal(mapping_resolve_parent(c), parent);
		assert_int_equal(c->prev, before);
		before = mapping_name(c);
		assert_ptr_equal(mapping_at(before), c);
		assert_int_equal(c->level, level);
		assert_true(frame_address(c) >= frame_address(parent) &&
			    frame_address(c) + level_size(c->level) <=
				    frame_address(parent) + level_size(parent->level));
		count++;
	}
	return count;
}

/* The nodes of small pages that will replace a large one: none is in a tree. */
static void check_prepared(const struct mapping *n)
{
	pte_t *table = mapping_small(n)->table;

	assert_ptr_equal(ptab_owner(table), ptab_owner(n->slot));
	assert_true(ptab_va(table) == ptab_va(n->slot));
	for (unsigned int i = 0; i < GROUP_PAGES; i++) {
		const struct mapping *s = *ptab_shadow(&table[i]);

		assert_non_null(s);
		assert_ptr_equal(s->slot, &table[i]);
		assert_int_equal(s->level, n->level - 1);
		assert_int_equal(s->parent, 0);
		assert_int_equal(s->child, 0);
	}
}

static void check_node(struct mapping *n, pte_t *slot, unsigned int level,
		       struct node_count *count)
{
	const struct mapping_small *lists;
	unsigned int small = 0;

	assert_non_null(n);
	assert_ptr_equal(n->slot, slot);
	assert_int_equal(n->level, level);
	check_list(n, n->child, level);
	count->pages++;
	lists = mapping_small(n);
	assert_true(lists != NULL || !n->is_prepared);
	if (lists == NULL)
		return;
	assert_int_equal(level, 1);
	for (unsigned int i = 0; i < GROUP_PAGES; i++) {
		unsigned int here = check_list(n, lists->list[i], 0);

		assert_true(here == 0 || i >= lists->first);
		small += here;
		for (struct mapping *c = mapping_at(lists->list[i]); c != NULL;
		     c = mapping_at(c->next))
			assert_int_equal(frame_address(c) - frame_address(n),
					 (paddr_t)i << ARCH_PAGE_SHIFT);
	}
	assert_int_equal(small, lists->count);
	assert_true(small > 0 || n->is_prepared);
	if (n->is_prepared) {
		check_prepared(n);
		count->prepared += GROUP_PAGES;
	}
}

/* A table and those below it: entries are counted, pages have proper nodes. */
static void check_table(struct ptab *pt, pte_t *table, unsigned int level, uvaddr_t va,
			struct node_count *count)
{
	struct kpage *p = kmem_page(table);
	unsigned int used = 0;

	assert_ptr_equal(p->ptab.owner, pt);
	assert_int_equal(p->state, KPAGE_PTAB);
	assert_int_equal(p->level, level);
	assert_true(p->ptab.va == va);
	for (unsigned int i = 0; i < BIT(ARCH_PTAB_BITS); i++) {
		pte_t e = table[i];
		uvaddr_t start = va + ((uvaddr_t)i << level_shift(level));

		if (!pte_is_present(e)) {
			assert_true(e == 0);
			continue;
		}
		used++;
		if (pte_is_leaf(e, level)) {
			if (pte_is_kernel(e))
				continue;
			check_node(*ptab_shadow(&table[i]), &table[i], level, count);
			continue;
		}
		/* The table of the kernel's window belongs to the processor. */
		if (start != WINDOW_BASE || level != 1)
			check_table(pt, paddr_to_kv(pte_table(e)), level - 1, start, count);
	}
	assert_int_equal(p->inuse, used);
	assert_true(used > 0 || table == pt->root);
}

void check_page_tables(struct ptab *pt, struct node_count *count)
{
	check_table(pt, pt->root, ARCH_PTAB_LEVELS - 1, 0, count);
}

void check_node_count(const struct node_count *count)
{
	assert_int_equal(count->pages, mapdb_count());
	assert_int_equal(count->prepared, mapdb_prepared());
}

void model_from_kernel(struct model *m)
{
	struct node_count count = { 0 };

	for (int i = 0; i < MODEL_CELLS; i++) {
		m->cell[i] = (struct cell){ .parent = NO_CELL, .child = NO_CELL, .next = NO_CELL };
	}
	for (unsigned int s = 0; s < MODEL_SPACES; s++) {
		check_page_tables(&model_space[s], &count);
		for (unsigned int p = 0; p < SPACE_PAGES; p++) {
			struct cell *c = &m->cell[model_cell(s, p)];
			unsigned int level;
			pte_t *slot = slot_of(s, p, &level);
			pte_t e = pte_read(slot);
			word_t offset;

			if (!pte_is_present(e))
				continue;
			offset = model_va(s, p) & (level_size(level) - 1);
			c->present = true;
			c->rights = (u8)pte_rights(e);
			c->frame = (u32)((pte_paddr(e, level) + offset) >> ARCH_PAGE_SHIFT);
		}
	}
	check_node_count(&count);
	for (int i = 0; i < MODEL_CELLS; i++) {
		unsigned int level;
		struct mapping *n;

		if (!m->cell[i].present)
			continue;
		n = *ptab_shadow(slot_of((unsigned int)i / SPACE_PAGES,
					 (unsigned int)i % SPACE_PAGES, &level));
		if (mapping_resolve_parent(n) != NULL)
			hang(m, i, cell_of(mapping_resolve_parent(n), m->cell[i].frame));
	}
}

struct unmap_op model_unmap_op(unsigned int space, unsigned int page, unsigned int pages,
			       unsigned int revoke, bool flush)
{
	return (struct unmap_op){
		.pt = &model_space[space], .va = model_va(space, page),
		.end = model_va(space, page + pages), .revoke = (u8)revoke, .flush = flush,
	};
}

struct map_op model_map_op(unsigned int src, unsigned int src_page, unsigned int dst,
			   unsigned int dst_page, unsigned int pages, bool grant)
{
	return (struct map_op){
		.src = &model_space[src], .dst = &model_space[dst],
		.src_va = model_va(src, src_page), .dst_va = model_va(dst, dst_page),
		.left = pages * ARCH_PAGE_SIZE, .rights = RIGHT_RWX, .grant = grant,
	};
}

void model_map_pages(unsigned int src, unsigned int src_page, unsigned int dst,
		     unsigned int dst_page, unsigned int pages)
{
	struct map_op op = model_map_op(src, src_page, dst, dst_page, pages, false);

	host_preempt_never();
	arch_this_cpu()->irq_recorded = 0;
	assert_int_equal(mapdb_map(&op), ERR_OK);
}

void model_fan_out(unsigned int n)
{
	model_map_pages(0, 0, 1, 0, 1);
	for (unsigned int i = 0; i < n; i++)
		model_map_pages(1, 0, 2, i, 1);
}

void model_unmap_pages(unsigned int space, unsigned int page, unsigned int pages,
		       unsigned int revoke, bool flush)
{
	struct unmap_op op = model_unmap_op(space, page, pages, revoke, flush);

	host_preempt_never();
	arch_this_cpu()->irq_recorded = 0;
	assert_int_equal(mapdb_unmap(&op), ERR_OK);
}

err_t model_map_step(struct map_op *op)
{
	host_preempt_every(1);
	arch_this_cpu()->irq_recorded = 0;
	return mapdb_map(op);
}

err_t model_unmap_step(struct unmap_op *op)
{
	host_preempt_every(1);
	arch_this_cpu()->irq_recorded = 0;
	return mapdb_unmap(op);
}

unsigned int model_rights(unsigned int space, unsigned int page)
{
	unsigned int level;
	pte_t e = pte_read(slot_of(space, page, &level));

	return pte_is_present(e) ? pte_rights(e) : 0;
}
