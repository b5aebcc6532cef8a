/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory management unit: translation of user accesses through a buffer that forgets nothing on
 * its own account but what it has no room for.
 */
#include <arch/machine.h>
#include <arch/pte.h>
#include <arch/tlb.h>

static struct host_translation *find(paddr_t root, uvaddr_t va)
{
	struct host_translation *buffer = arch_this_cpu()->buffer;

	for (struct host_translation *t = buffer; t < buffer + HOST_TRANSLATIONS; t++)
		if (t->is_used && t->root == root && va - t->va < t->size)
			return t;
	return NULL;
}

void arch_tlb_flush_page(paddr_t root, uvaddr_t va)
{
	struct host_translation *t;

	while ((t = find(root, va)) != NULL)
		t->is_used = false;
}

void arch_tlb_flush_space(paddr_t root)
{
	struct host_translation *buffer = arch_this_cpu()->buffer;

	for (struct host_translation *t = buffer; t < buffer + HOST_TRANSLATIONS; t++)
		if (t->root == root)
			t->is_used = false;
}

void arch_tlb_flush_all(void)
{
	for (unsigned int i = 0; i < HOST_TRANSLATIONS; i++)
		arch_this_cpu()->buffer[i].is_used = false;
}

/* The entry that decides about va. */
static pte_t *find_entry(paddr_t root, uvaddr_t va, unsigned int *level)
{
	paddr_t table = root;
	pte_t e;

	for (unsigned int l = ARCH_PTAB_LEVELS - 1;; l--) {
		pte_t *slot = (pte_t *)paddr_to_kv(table) +
			      ((va >> level_shift(l)) & MASK(ARCH_PTAB_BITS));

		*level = l;
		e = pte_read(slot);
		if (!pte_is_present(e) || pte_is_leaf(e, l))
			return slot;
		table = pte_table(e);
	}
}

/* Walk the tables and record the access; NULL: page fault. */
static struct host_translation *walk(paddr_t root, uvaddr_t va, unsigned int access)
{
	unsigned int level;
	pte_t *slot = find_entry(root, va, &level);
	pte_t e = pte_read(slot), n;
	struct arch_cpu *c = arch_this_cpu();
	struct host_translation *t;

	arch_tlb_flush_page(root, va);
	/* The processor marks what it has looked at, or looks again. */
	do {
		if (!pte_is_present(e) || !(pte_rights(e) & access))
			return NULL;
		n = e | (pte_t)access << PTE_STATUS_SHIFT;
	} while (!pte_change(slot, &e, n));
	t = &c->buffer[c->next_victim++ % HOST_TRANSLATIONS];
	*t = (struct host_translation){
		.is_used = true, .root = root, .va = ALIGN_DOWN(va, level_size(level)),
		.size = level_size(level), .e = n, .level = level,
	};
	return t;
}

u8 *host_access(paddr_t root, uvaddr_t va, unsigned int access)
{
	struct host_translation *t;

	if (va >= ARCH_USER_END)
		return NULL;
	t = find(root, va);
	if (t == NULL || !(pte_rights(t->e) & access) || !(pte_status(t->e) & access))
		t = walk(root, va, access);
	return t != NULL ? (u8 *)paddr_to_kv(pte_paddr(t->e, t->level)) + (va - t->va) : NULL;
}

bool host_tlb_is_sound(void)
{
	const struct host_translation *buffer = arch_this_cpu()->buffer;

	for (const struct host_translation *t = buffer; t < buffer + HOST_TRANSLATIONS; t++) {
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
