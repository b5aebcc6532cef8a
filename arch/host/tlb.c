/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory management unit: translation of user accesses through a buffer that forgets nothing on
 * its own account but what it has no room for.
 */
#include <arch/machine.h>
#include <arch/page.h>
#include <arch/pte.h>
#include <arch/space.h>
#include <arch/tlb.h>

unsigned int host_space_number(word_t space)
{
	return space & (ARCH_PAGE_SIZE - 1);
}

static paddr_t root_of(word_t space)
{
	return space - host_space_number(space);
}

static struct host_translation *find(unsigned int number, uvaddr_t va)
{
	struct host_translation *buffer = arch_this_cpu()->buffer;

	for (struct host_translation *t = buffer; t < buffer + HOST_TRANSLATIONS; t++)
		if (t->is_used && t->number == number && va - t->va < t->size)
			return t;
	return NULL;
}

static void forget_page(unsigned int number, uvaddr_t va)
{
	struct host_translation *t;

	while ((t = find(number, va)) != NULL)
		t->is_used = false;
}

static void forget_number(unsigned int number)
{
	struct host_translation *buffer = arch_this_cpu()->buffer;

	for (struct host_translation *t = buffer; t < buffer + HOST_TRANSLATIONS; t++)
		if (t->number == number)
			t->is_used = false;
}

static void load(word_t space)
{
	if (arch_this_cpu()->loaded == space)
		return;
	if (host_space_number(space) == 0)
		forget_number(0);
	arch_this_cpu()->loaded = space;
}

/* Something of it may be in the buffer, and be there when it is loaded again. */
static bool may_have(word_t space)
{
	return host_space_number(space) != 0 || arch_this_cpu()->loaded == space;
}

void arch_tlb_flush_page(word_t space, uvaddr_t va)
{
	if (may_have(space))
		forget_page(host_space_number(space), va);
}

void arch_tlb_flush_space(word_t space)
{
	if (may_have(space))
		forget_number(host_space_number(space));
}

bool arch_tlb_make_quiet(word_t space)
{
	if (arch_this_cpu()->loaded == space)
		return false;
	arch_tlb_flush_space(space);
	return true;
}

void arch_tlb_flush_all(void)
{
	for (unsigned int i = 0; i < HOST_TRANSLATIONS; i++)
		arch_this_cpu()->buffer[i].is_used = false;
}

void arch_space_unload(word_t space)
{
	arch_tlb_flush_space(space);
	if (arch_this_cpu()->loaded == space)
		arch_this_cpu()->loaded = 0;
}

void arch_space_leave(void)
{
	arch_tlb_flush_all();
	arch_this_cpu()->loaded = 0;
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
static struct host_translation *walk(word_t space, uvaddr_t va, unsigned int access)
{
	unsigned int level, number = host_space_number(space);
	pte_t *slot = find_entry(root_of(space), va, &level);
	pte_t e = pte_read(slot), n;
	struct arch_cpu *c = arch_this_cpu();
	struct host_translation *t;

	forget_page(number, va);
	/* The processor marks what it has looked at, or looks again. */
	do {
		if (!pte_is_present(e) || !(pte_rights(e) & access))
			return NULL;
		n = e | (pte_t)access << PTE_STATUS_SHIFT;
	} while (!pte_change(slot, &e, n));
	t = &c->buffer[c->next_victim++ % HOST_TRANSLATIONS];
	*t = (struct host_translation){
		.is_used = true, .number = number, .va = ALIGN_DOWN(va, level_size(level)),
		.size = level_size(level), .e = n, .level = level,
	};
	return t;
}

u8 *host_access(word_t space, uvaddr_t va, unsigned int access)
{
	struct host_translation *t;

	if (va >= ARCH_USER_END)
		return NULL;
	load(space);
	t = find(host_space_number(space), va);
	if (t == NULL || !(pte_rights(t->e) & access) || !(pte_status(t->e) & access))
		t = walk(space, va, access);
	return t != NULL ? (u8 *)paddr_to_kv(pte_paddr(t->e, t->level)) + (va - t->va) : NULL;
}

/* The root of the space that a translation is for, by its number or what is loaded; 0: none. */
static paddr_t root_for(const struct host_translation *t)
{
	word_t loaded = arch_this_cpu()->loaded;

	if (t->number != 0)
		return host_number_root[t->number];
	return host_space_number(loaded) == 0 ? loaded : 0;
}

bool host_tlb_is_sound(void)
{
	const struct host_translation *buffer = arch_this_cpu()->buffer;

	for (const struct host_translation *t = buffer; t < buffer + HOST_TRANSLATIONS; t++) {
		unsigned int level;
		paddr_t root;
		pte_t e;

		if (!t->is_used)
			continue;
		root = root_for(t);
		/* Nobody will see it, if number 0 is forgotten before it is used again. */
		if (root == 0 && t->number == 0)
			continue;
		/* The next one with the number would see it. */
		if (root == 0)
			return false;
		e = pte_read(find_entry(root, t->va, &level));
		if (!pte_is_present(e) || level != t->level ||
		    pte_paddr(e, level) != pte_paddr(t->e, level) ||
		    (pte_rights(t->e) & ~pte_rights(e)) || (pte_status(t->e) & ~pte_status(e)))
			return false;
	}
	return true;
}
