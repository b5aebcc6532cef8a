/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's half of every space and its window below 4 GiB. No page is writable and executable
 * at once, under no alias. (AMD64 manual, volume 2, chapter 5)
 */
#include <arch/space.h>

#include <arch/cpu.h>
#include <arch/cpureg.h>
#include <arch/loads.h>
#include <arch/passage.h>
#include <arch/tlb.h>
#include <arch/window.h>
#include <base/assert.h>
#include <base/closed.h>
#include <base/numbers.h>

#define ENTRIES		BIT(ARCH_PTAB_BITS)
#define TOP		(ARCH_PTAB_LEVELS - 1)
#define KERNEL_HALF	(ENTRIES / 2)		/* first entry of the root that is the kernel's */
#define LOW_END		((paddr_t)4 << 30)	/* of where devices lie between memory */

pte_t arch_pte_nx;

/* Numbers of spaces. 0 stands for none; those above CONFIG_CPU_PCID_NUMBERS stay unused. */
#define NUMBERS		BIT(CR3_NUMBER_BITS)
#ifdef CONFIG_HARDEN_TABLES
static word_t number_used[NUMBERS / WORD_BITS] = { 1 | 1u << PASSAGE_NUMBER };
/* What a translation buffer has of the kernel while a program runs, speculation may reach. */
#define KERNEL_G	0
#else
static word_t number_used[NUMBERS / WORD_BITS] = { 1 };
#define KERNEL_G	PTE_G
#endif

static pte_t *kernel_root;
/* Entries of the root that the kernel uses, of its half. */
static u16 root_used[ENTRIES / 2];
static unsigned int nroot_used;
static pte_t window_table[WINDOW_PAGES] __aligned(ARCH_PAGE_SIZE);
/* At first what the tables of the kernel's start reach. */
paddr_t arch_physmap_end = LOW_END;
static void *(*alloc_page)(void);

static struct closed_ranges closed;

void arch_phys_close(paddr_t start, paddr_t end)
{
	closed_add(&closed, start, end);
}

paddr_t arch_phys_end(void)
{
	return BIT(cpu_features.paddr_bits);
}

bool arch_phys_is_open(paddr_t start, paddr_t end)
{
	return start < end && end <= arch_phys_end() && !closed_overlaps(&closed, start, end);
}

static unsigned int index_at(kvaddr_t va, unsigned int level)
{
	return (va >> level_shift(level)) & (ENTRIES - 1);
}

/* The table of `level` for va in the kernel's half, created on the way. */
static pte_t *kernel_table(kvaddr_t va, unsigned int level)
{
	pte_t *table = kernel_root;

	for (unsigned int l = TOP; l > level; l--) {
		pte_t *slot = &table[index_at(va, l)];

		if (!pte_is_present(*slot)) {
			void *t = alloc_page();

			if (t == NULL)
				panic("no memory for the kernel's page tables");
			*slot = kv_to_paddr(t) | PTE_P | PTE_W;
			if (l == TOP && index_at(va, l) >= KERNEL_HALF)
				root_used[nroot_used++] = (u16)index_at(va, l);
		}
		table = paddr_to_kv(pte_table(*slot));
	}
	return table;
}

static void kernel_map(kvaddr_t va, paddr_t pa, unsigned int level, pte_t flags)
{
	pte_t *slot = &kernel_table(va, level)[index_at(va, level)];

	*slot = pa | PTE_P | KERNEL_G | PTE_A | PTE_D | flags | (level ? PTE_PS : 0);
}

void arch_alias_map(const void *kv, size_t bytes)
{
	paddr_t pa = kv_to_paddr(kv);
	unsigned int level = (pa | bytes) & (level_size(1) - 1) ? 0 : 1;

	for (size_t i = 0; i < bytes; i += level_size(level))
		kernel_map(ARCH_ALIAS_BASE + i, pa + i, level, PTE_W | arch_pte_nx);
}

#ifdef CONFIG_CONSOLE_IN_MEMORY
void *arch_device_map(paddr_t start, size_t bytes, enum arch_memory_type type)
{
	static kvaddr_t next = ARCH_DEVICES_BASE;
	paddr_t pa = ALIGN_DOWN(start, ARCH_PAGE_SIZE);
	paddr_t end = ALIGN_UP(start + bytes, ARCH_PAGE_SIZE);
	kvaddr_t va = next + (pa & (level_size(1) - 1)), first = va;

	if (start >= arch_phys_end() || bytes > arch_phys_end() - start ||
	    va >= ARCH_DEVICES_END || end - pa > ARCH_DEVICES_END - va)
		return NULL;
	next = ALIGN_UP(va + (end - pa), level_size(1));
	/* Not a byte more than the device: what is beside it may be of another one. */
	while (pa < end) {
		unsigned int level = IS_ALIGNED(pa, level_size(1)) && end - pa >= level_size(1);

		kernel_map(va, pa, level, pte_with_memory_type(PTE_W | arch_pte_nx, level, type));
		va += level_size(level);
		pa += level_size(level);
	}
	return (void *)(first + (start & (ARCH_PAGE_SIZE - 1)));
}
#endif

/* The large page with the image, in small pages: at its own place and in the physmap. */
static void map_image(const struct arch_image *image)
{
	const pte_t flags = PTE_P | KERNEL_G | PTE_A | PTE_D;
	paddr_t start = ALIGN_DOWN(image->start, level_size(1));
	pte_t *physmap = kernel_table(PHYSMAP_BASE + start, 0);
	pte_t *own = kernel_table(IMAGE_BASE + start, 0);

	for (unsigned int i = 0; i < ENTRIES; i++)
		physmap[i] = (start + i * ARCH_PAGE_SIZE) | flags | PTE_W | arch_pte_nx;
	for (paddr_t pa = image->start; pa < image->end; pa += ARCH_PAGE_SIZE) {
		bool text = pa >= image->text && pa < image->text_end;
		bool rodata = pa >= image->text_end && pa < image->data;
		pte_t page = pa | flags | (text || rodata ? 0 : PTE_W);

		physmap[index_at(pa, 0)] = page | arch_pte_nx;
		own[index_at(pa, 0)] = text ? page : page | arch_pte_nx;
	}
}

/*
 * A page of 1 GiB begins here: below 4 GiB devices lie between memory, which are to be apart, and
 * behind the map's end, too.
 */
static bool is_huge(paddr_t pa)
{
	return cpu_has(CPU_1GPAGES) && pa >= LOW_END && arch_physmap_end - pa >= level_size(2);
}

/* All memory in large pages, a table at a time; the one at `without` is left out. */
static void map_memory(paddr_t without)
{
	const pte_t flags = PTE_P | PTE_W | KERNEL_G | PTE_A | PTE_D | PTE_PS | arch_pte_nx;
	paddr_t pa = 0;

	while (pa < arch_physmap_end) {
		unsigned int level = is_huge(pa) ? 2 : 1;
		const kvaddr_t va = PHYSMAP_BASE + pa;
		pte_t *entry = &kernel_table(va, level)[index_at(va, level)], page = pa | flags;
		paddr_t bytes = MIN(level_size(2), arch_physmap_end - pa);
		pte_t *end = entry + (bytes >> level_shift(level));

		for (; entry < end; page += level_size(level))
			*entry++ = page;
		pa += bytes;
	}
	for (pa = ARCH_CHIPSET_START; pa < ARCH_CHIPSET_END; pa += level_size(1))
		kernel_map(PHYSMAP_BASE + pa, pa, 1, PTE_W | PTE_PCD | PTE_PWT | arch_pte_nx);
	kernel_table(PHYSMAP_BASE + without, 1)[index_at(PHYSMAP_BASE + without, 1)] = 0;
}

void arch_paging_init(paddr_t top, const struct arch_image *image, void *(*zalloc_page)(void))
{
	arch_pte_nx = cpu_has(CPU_NX) ? PTE_NX : 0;
	alloc_page = zalloc_page;
	kernel_root = alloc_page();
	if (kernel_root == NULL)
		panic("no memory for the kernel's page tables");
	/* Devices below 4 GiB are reached through the same map. */
	arch_physmap_end = MAX(ALIGN_UP(top, level_size(1)), LOW_END);
	map_memory(ALIGN_DOWN(image->start, level_size(1)));
	map_image(image);
	/* The window is reached from the kernel's own root too: it holds the task state segment. */
	for (unsigned int i = 0; i < ARCH_WINDOW_TABLES; i++)
		kernel_table(WINDOW_BASE, 1)[index_at(WINDOW_BASE, 1) + i] =
			image_to_paddr(&window_table[i * ENTRIES]) | PTE_P | PTE_W | PTE_U;
}

void arch_paging_load(void)
{
	write_cr4(read_cr4() | (cpu_has(CPU_PGE) ? CR4_PGE : 0) |
		  (cpu_has(CPU_SMEP) ? CR4_SMEP : 0) | (cpu_has(CPU_SMAP) ? CR4_SMAP : 0) |
		  (cpu_has(CPU_UMIP) ? CR4_UMIP : 0) | (cpu_has(CPU_MCE) ? CR4_MCE : 0) |
		  (cpu_has(CPU_PCID) ? CR4_PCIDE : 0));
	write_cr0(read_cr0() | CR0_WP);
	paging_load_kernel();
}

void arch_nowhere_map(paddr_t pa)
{
	kernel_map((kvaddr_t)WINDOW_TO_CPU, pa, 0, arch_pte_nx);
}

void arch_window_set(unsigned int page, paddr_t pa, unsigned int flags)
{
	window_table[page] = pa | PTE_P | PTE_KERNEL | PTE_A | PTE_D |
			     (flags & WINDOW_VARIES ? 0 : PTE_G) |
			     (flags & WINDOW_USER ? PTE_U : 0) |
			     (flags & WINDOW_WRITE ? PTE_W : 0) |
			     (flags & WINDOW_EXEC ? 0 : arch_pte_nx);
}

pte_t *arch_window_table(void)
{
	return window_table;
}

/* What is loaded for a new space; without a number if all are in use. */
static word_t space_word(paddr_t root)
{
	unsigned int number;

	/* See arch_space_is_loaded(). */
	ASSERT(root < LOW_END);
	if (!cpu_has(CPU_PCID))
		return root;
	number = number_take(number_used, NUMBERS);
	if (number <= CONFIG_CPU_PCID_NUMBERS)
		return root | number | CR3_KEEP;
	if (number < NUMBERS)
		number_give(number_used, number);
	return root;
}

err_t arch_root_init(pte_t *root, word_t *space, struct arch_window *w)
{
	if (IS_ENABLED(CONFIG_HARDEN_TABLES)) {
		passage_enter(root);
	} else {
		for (unsigned int i = 0; i < nroot_used; i++)
			root[root_used[i]] = kernel_root[root_used[i]];
	}
	*w = (struct arch_window){
		.start = WINDOW_BASE, .end = WINDOW_END, .table = image_to_paddr(window_table),
	};
	*space = space_word(kv_to_paddr(root));
	return ERR_OK;
}

void arch_root_release(pte_t *root, word_t space)
{
	/* Its last user is gone, but the processor may still hold its tables. */
	arch_space_unload(space);
	if (space & CR3_KEEP)
		number_give(number_used, space & CR3_NUMBER_MASK);
	for (unsigned int i = 0; i < nroot_used; i++)
		root[root_used[i]] = 0;
}

#ifdef CONFIG_HARDEN_TABLES
word_t paging_kernel_word(void)
{
	return kv_to_paddr(kernel_root) | (cpu_has(CPU_PCID) ? PASSAGE_NUMBER | CR3_KEEP : 0);
}

void paging_load_kernel(void)
{
	loads_count(LOADS_KERNEL);
	/* Nothing is taken over from whoever has used the number before. */
	write_cr3(paging_kernel_word() & ~CR3_KEEP);
}
#else
void paging_load_kernel(void)
{
	loads_count(LOADS_KERNEL);
	write_cr3(kv_to_paddr(kernel_root));
}
#endif
