/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Command that shows what the kernel's memory is used for.
 */
#include <kdb/kdb.h>

#include <generic/kmem.h>

#define MAX_CACHES	16
#define KIB(bytes)	((word_t)(bytes) >> 10)

struct usage {
	size_t free_blocks[KMEM_MAX_ORDER + 1];
	size_t tables, table_bytes, other_bytes, slab_bytes;
	const struct kmem_cache *cache[MAX_CACHES];
	size_t pages_of[MAX_CACHES];
};

static void count_slab(struct usage *u, const struct kmem_cache *cache)
{
	u->slab_bytes += ARCH_PAGE_SIZE;
	for (unsigned int i = 0; i < MAX_CACHES; i++) {
		if (u->cache[i] == NULL)
			u->cache[i] = cache;
		if (u->cache[i] == cache) {
			u->pages_of[i]++;
			return;
		}
	}
}

static void count_region(struct usage *u, const struct kpage *pages, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct kpage *p = &pages[i];
		size_t bytes = ARCH_PAGE_SIZE << MIN(p->order, KMEM_MAX_ORDER);

		switch (p->state) {
		case KPAGE_FREE:
		case KPAGE_KEPT:
			u->free_blocks[MIN(p->order, KMEM_MAX_ORDER)]++;
			break;
		case KPAGE_USED:
		case KPAGE_GONE:
		case KPAGE_GONE_TABLE:
			u->other_bytes += bytes;
			break;
		case KPAGE_SLAB:
			count_slab(u, p->slab.cache);
			break;
		case KPAGE_PTAB:
			u->tables++;
			u->table_bytes += bytes;
			break;
		}
	}
}

static void print_usage(const struct usage *u)
{
	kdb_printf("page tables  %6lu KiB in %lu tables\n", KIB(u->table_bytes), (word_t)u->tables);
	kdb_printf("objects      %6lu KiB\n", KIB(u->slab_bytes));
	for (unsigned int i = 0; i < MAX_CACHES && u->cache[i] != NULL; i++)
		kdb_printf("  %-18s %5u bytes each, %6lu in use, %4lu pages%s\n", u->cache[i]->name,
			   u->cache[i]->size, (word_t)kmem_used(u->cache[i]),
			   (word_t)u->pages_of[i],
			   u->cache[i]->type_stable ? ", kept" : "");
	kdb_printf("other        %6lu KiB\n", KIB(u->other_bytes));
	kdb_printf("free blocks ");
	for (unsigned int i = 0; i <= KMEM_MAX_ORDER; i++)
		if (u->free_blocks[i] != 0)
			kdb_printf(" %lux%luK", (word_t)u->free_blocks[i],
				   KIB(ARCH_PAGE_SIZE << i));
	kdb_printf("\nfree in all  %6lu KiB, free objects included\n", KIB(kmem_free_bytes()));
}

static void kmem(int argc, char **argv)
{
	struct usage u = { 0 };
	const struct kpage *pages;
	kvaddr_t start, end;

	(void)argc;
	(void)argv;
	for (unsigned int i = 0; (pages = kmem_region(i, &start, &end)) != NULL; i++) {
		kdb_printf("region %u     %#lx..%#lx, %lu KiB\n", i, start, end, KIB(end - start));
		count_region(&u, pages, (end - start) >> ARCH_PAGE_SHIFT);
	}
	print_usage(&u);
}

KDB_COMMAND(kmem, "kmem", 0, 0, "", "what the kernel's memory is used for");
