/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory management unit: translation of user accesses through a buffer that forgets nothing on
 * its own account but what it has no room for.
 */
#include <arch/machine.h>
#include <arch/pte.h>
#include <arch/tlb.h>

#define ENTRIES	256

struct translation {
	bool is_used;
	paddr_t root;
	uvaddr_t va;
	word_t size;
	pte_t e;		/* with the status bits that are known to be recorded */
	unsigned int level;
};

static struct translation buffer[ENTRIES];
static unsigned int next_victim;

static struct translation *find(paddr_t root, uvaddr_t va)
{
	for (struct translation *t = buffer; t < buffer + ENTRIES; t++)
		if (t->is_used && t->root == root && va - t->va < t->size)
			return t;
	return NULL;
}

void arch_tlb_flush_page(paddr_t root, uvaddr_t va)
{
	struct translation *t;

	while ((t = find(root, va)) != NULL)
		t->is_used = false;
}

void arch_tlb_flush_space(paddr_t root)
{
	for (struct translation *t = buffer; t < buffer + ENTRIES; t++)
		if (t->root == root)
			t->is_used = false;
}

/* The entry that decides about va. */
static pte_t *find_entry(paddr_t root, uvaddr_t va, unsigned int *level)
{
	paddr_t table = root;

	for (unsigned int l = ARCH_PTAB_LEVELS - 1;; l--) {
		pte_t *slot = (pte_t *)paddr_to_kv(table) +
			      ((va >> level_shift(l)) & MASK(ARCH_PTAB_BITS));

		*level = l;
		if (!pte_is_present(*slot) || pte_is_leaf(*slot, l))
			return slot;
		table = pte_table(*slot);
	}
}

/* Walk the tables and record the access; NULL: page fault. */
static struct translation *walk(paddr_t root, uvaddr_t va, unsigned int access)
{
	unsigned int level;
	pte_t *slot = find_entry(root, va, &level);
	pte_t e = pte_read(slot);
	struct translation *t;

	arch_tlb_flush_page(root, va);
	if (!pte_is_present(e) || !(pte_rights(e) & access))
		return NULL;
	e |= (pte_t)access << PTE_STATUS_SHIFT;
	pte_write(slot, e);
	t = &buffer[next_victim++ % ENTRIES];
	*t = (struct translation){
		.is_used = true, .root = root, .va = ALIGN_DOWN(va, level_size(level)),
		.size = level_size(level), .e = e, .level = level,
	};
	return t;
}

u8 *host_access(paddr_t root, uvaddr_t va, unsigned int access)
{
	struct translation *t;

	if (va >= ARCH_USER_END)
		return NULL;
	t = find(root, va);
	if (t == NULL || !(pte_rights(t->e) & access) || !(pte_status(t->e) & access))
		t = walk(root, va, access);
	return t != NULL ? (u8 *)paddr_to_kv(pte_paddr(t->e, t->level)) + (va - t->va) : NULL;
}

bool host_tlb_is_sound(void)
{
	for (const struct translation *t = buffer; t < buffer + ENTRIES; t++) {
		unsigned int level;
		pte_t e;

		if (!t->is_used)
			continue;
		e = pte_read(find_entry(t->root, t->va, &level));
		if (!pte_is_present(e) || level != t->level ||
		    pte_paddr(e, level) != pte_paddr(t->e, level) ||
		    (pte_rights(t->e) & ~pte_rights(e)) || (pte_status(t->e) & ~pte_status(e)))
			return false;
	}
	return true;
}
