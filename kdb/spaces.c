/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands that show spaces: areas and members, the walk of the page tables for an address, and
 * who got a page from whom.
 */
#include <kdb/kdb.h>

#include <api/space.h>
#include <api/thread.h>
#include <arch/space.h>
#include <lib/format.h>
#include <generic/mapdb.h>
#include <generic/ptab_entry.h>
#include <kdb/cpu.h>

#define MEMBERS_MAX	64
#define INDENT_MAX	6

static void print_space_line(const struct space *s)
{
	char area[24];

	l4_snprintf(area, sizeof(area), space_is_compat(s) ? "32:%#010lx" : "%#lx",
		  s->utcb_area.start);
	kdb_printf("%#18lx %#12lx %7u %6u %13s%s%s\n", (word_t)s, (word_t)kv_to_paddr(s->pt.root),
		   s->nthreads, s->nactive, area,
		   s->is_privileged ? " privileged" : "", s->pt.identity ? " identity" : "");
}

static void spaces(int argc, char **argv)
{
	struct thread *t;
	word_t number = 0;

	(void)argc;
	(void)argv;
	kdb_printf("%18s %12s %7s %6s %13s\n", "space", "page tables", "threads", "active",
		   "UTCB area");
	/* Each by its first member. */
	while ((t = kdb_next_thread(&number)) != NULL) {
		if (t->tcb.space == NULL || t->tcb.space->members.next != &t->member.link)
			continue;
		if (kdb_is_interrupted())
			break;
		print_space_line(t->tcb.space);
	}
	kdb_printf("%lu spaces\n", (word_t)space_count());
}

KDB_COMMAND(spaces, "spaces", 0, 0, "", "all spaces that have threads");

static void print_ports(const struct iospace *io)
{
	unsigned int lo = 0, hi;
	bool any = false;

	kdb_printf("  ports      ");
	while (iospace_next(io, &lo, &hi)) {
		kdb_printf(" %#x..%#x", lo, hi);
		any = true;
		lo = hi + 1;
	}
	kdb_printf("%s\n", any ? "" : " none");
}

static void print_members(const struct space *s)
{
	unsigned int n = 0;

	kdb_printf("  threads    ");
	for (const struct list *l = s->members.next; l != &s->members; l = l->next) {
		const struct space_member *m = list_entry(l, struct space_member, link);

		if (!space_member_is_thread(m))
			continue;
		if (++n > MEMBERS_MAX) {
			kdb_printf(" ...");
			break;
		}
		kdb_printf(" %#lx", container_of(m, struct thread, member)->tcb.id);
	}
	kdb_printf("\n");
}

static void space(int argc, char **argv)
{
	const struct space *s = kdb_arg_space(argc > 1 ? argv[1] : ".");

	if (s == NULL)
		return;
	kdb_printf("space %#lx%s%s%s\n", (word_t)s, space_is_compat(s) ? ", 32-bit" : "",
		   s->is_privileged ? ", privileged" : "",
		   s->is_initialised ? "" : ", without areas");
	kdb_printf("  page tables %#lx%s\n", (word_t)kv_to_paddr(s->pt.root),
		   s->pt.identity ? ", owns physical memory" : "");
	kdb_printf("  KIP         %#lx\n", s->kip_base);
	kdb_printf("  UTCB area   %#lx..%#lx\n", s->utcb_area.start, s->utcb_area.end);
	kdb_printf("  redirector  %#lx\n", s->redirector);
	for (unsigned int i = 0; i < s->pt.nholes; i++)
		kdb_printf("  closed      %#lx..%#lx\n", s->pt.hole[i].start, s->pt.hole[i].end);
	print_ports(&s->io);
	kdb_printf("  %u threads, %u active\n", s->nthreads, s->nactive);
	print_members(s);
}

KDB_COMMAND(space, "space", 0, 1, "[space]", "areas, ports and threads of a space");

static const char *rights_name(unsigned int rights)
{
	static const char *const names[] = {
		"---", "--x", "-w-", "-wx", "r--", "r-x", "rw-", "rwx",
	};

	return names[rights & RIGHT_RWX];
}

/* Only these addresses are looked up in a space's tables. */
static bool has_tables(const struct space *s, word_t va)
{
	if (va < s->pt.end || kdb_cpu_is_kernel_address(va))
		return true;
	kdb_printf("%#lx: no address of %s space\n", va, space_is_compat(s) ? "a 32-bit" : "a");
	return false;
}

static void walk(int argc, char **argv)
{
	const struct space *s = kdb_arg_space(argv[1]);
	const pte_t *table;
	word_t va;

	(void)argc;
	if (s == NULL || !kdb_arg_number(argv[2], &va) || !has_tables(s, va))
		return;
	table = s->pt.root;
	for (unsigned int l = ARCH_PTAB_LEVELS; l-- > 0;) {
		unsigned int i = (va >> level_shift(l)) & MASK(ARCH_PTAB_BITS);
		pte_t e = pte_read(&table[i]);

		kdb_printf("level %u, table %#lx, entry %3u: %#018lx ", l, (word_t)table, i,
			   (word_t)e);
		if (!pte_is_present(e)) {
			kdb_printf("nothing\n");
			return;
		}
		if (pte_is_leaf(e, l)) {
			kdb_printf("\npage %#lx of %#lx bytes, %s %s%s\n", (word_t)pte_paddr(e, l),
				   level_size(l), rights_name(pte_rights(e)),
				   pte_is_user(e) ? "user" : "kernel only",
				   pte_is_kernel(e) ? ", given by the kernel" : "");
			kdb_printf("physical %#lx, used %s\n",
				   (word_t)pte_paddr(e, l) + (va & (level_size(l) - 1)),
				   rights_name(pte_status(e)));
			return;
		}
		kdb_printf("table\n");
		if (!arch_phys_is_mapped(pte_table(e), ARCH_PAGE_SIZE)) {
			kdb_printf("which is not in memory\n");
			return;
		}
		table = paddr_to_kv(pte_table(e));
	}
}

KDB_COMMAND(walk, "walk", 2, 2, "space address", "page-table entries for an address");

/* The node of the page at va; NULL with a message. */
static struct mapping *find_mapping(const struct space *s, uvaddr_t va)
{
	unsigned int level;
	struct mapping *m;
	pte_t *slot, e;

	if (va >= s->pt.end) {
		kdb_printf("%#lx: no user address\n", va);
		return NULL;
	}
	slot = ptab_find(&s->pt, va, &level);
	e = pte_read(slot);
	if (!pte_is_present(e)) {
		kdb_printf("%#lx: no page there\n", va);
		return NULL;
	}
	if (pte_is_kernel(e) || !pte_is_user(e)) {
		kdb_printf("%#lx: a page of the kernel, it was not mapped by anyone\n", va);
		return NULL;
	}
	m = *ptab_shadow(slot);
	if (m == NULL)
		kdb_printf("%#lx: a page without a mapping\n", va);
	return m;
}

static unsigned int depth_of(struct mapping *m)
{
	unsigned int depth = 0;

	while ((m = mapping_resolve_parent(m)) != NULL && depth < INDENT_MAX)
		depth++;
	return depth;
}

static void print_mapping(struct mapping *m, const struct mapping *asked)
{
	pte_t e = pte_read(m->slot);
	struct space *s = container_of(ptab_owner(m->slot), struct space, pt);

	kdb_printf("%*s%#lx: page %#lx of %#lx bytes at %#lx, %s%s\n", (int)depth_of(m) * 2, "",
		   (word_t)s, (word_t)pte_paddr(e, m->level), level_size(m->level),
		   ptab_va(m->slot), rights_name(pte_rights(e)), m == asked ? " <--" : "");
}

static void mapping(int argc, char **argv)
{
	const struct space *s = kdb_arg_space(argv[1]);
	struct mapping *asked, *root, *parent, *m;
	unsigned long n = 0;
	word_t va;

	(void)argc;
	if (s == NULL || !kdb_arg_number(argv[2], &va))
		return;
	asked = find_mapping(s, va);
	if (asked == NULL)
		return;
	root = asked;
	while ((parent = mapping_resolve_parent(root)) != NULL)
		root = parent;
	for (m = root; m != NULL && !kdb_is_interrupted(); m = mapping_next(m, root)) {
		print_mapping(m, asked);
		n++;
	}
	kdb_printf("%lu mappings in the tree, %lu in all\n", n, (word_t)mapdb_count());
}

KDB_COMMAND(mapping, "mapping", 2, 2, "space address", "who got the page at an address from whom");
