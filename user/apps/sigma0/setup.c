/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What belongs to whom when the system starts: the memory descriptors of the kernel interface
 * page in their order, later ones overriding earlier ones, then the images of the first programs.
 */
#include <l4/types.h>
#include <l4/kip.h>
#include <l4/abi/kip.h>

#include <lib/bootinfo.h>

#include <stdio.h>
#include <string.h>

#include "sigma0.h"

#define PORT_LAST	0xffff
/* On the command line: what is the root task's otherwise is for whoever asks first. */
#define OPEN_WORD	"machine=open"
/* Extents of the ports, and of memory that is not conventional: see pool_init(). */
#define SPECIAL_MAX	8192
/* Enough for every descriptor a kernel interface page can hold, and for a modest system. */
#define FIRST_NODES_BYTES	0x10000
/* Below this address are devices where nothing is described. */
#define DEVICES_END	((pool_addr_t)4 << 30)
#define UNKNOWN_MAX	((pool_addr_t)4 << 30)
#define LARGE_PAGE	((pool_addr_t)2 << 20)
#define CMDLINE_MAX	1024
/* As L4_MemoryDescType() returns it. */
#define BOOT_INFO_TYPE	(L4_MEMORY_BOOTLOADER | L4_MEMORY_BOOT_INFO << L4_MEMDESC_SUBTYPE_SHIFT)
/* Nodes for the root task, where others have taken all memory and cut it up. */
#define ROOT_RESERVE	64
/* Refill below this many nodes, with blocks of this size or else of a page. */
#define SPARE_WANTED	(ROOT_RESERVE + 32)
#define REFILL_LOG2	16

static L4_Word_t first_nodes[FIRST_NODES_BYTES / sizeof(L4_Word_t)];

static void set_memory(struct sigma0 *s0, pool_addr_t start, pool_addr_t last,
		       enum pool_kind kind, pool_owner_t owner)
{
	if (last >= start && !pool_set(&s0->memory, start, last, kind, owner))
		printf("sigma0: no room to note memory %#llx .. %#llx\n",
		       (unsigned long long)start, (unsigned long long)last);
}

static void add_descriptor(struct sigma0 *s0, L4_MemoryDesc_t *desc, pool_owner_t kernel)
{
	pool_addr_t start = L4_MemoryDescLow(desc), last = L4_MemoryDescHigh(desc);
	enum pool_kind special = POOL_SPECIAL;

	if (L4_IsMemoryDescVirtual(desc))
		return;
	/* A loader says of all addresses that they are shared, and means those of devices. */
	if (start == 0 && last == s0->memory.last)
		special = POOL_UNKNOWN;
	switch (L4_MemoryDescType(desc) & L4_MEMDESC_TYPE_MASK) {
	case L4_MEMORY_CONVENTIONAL:
		set_memory(s0, start, last, POOL_CONVENTIONAL, POOL_FREE);
		break;
	case L4_MEMORY_DEDICATED:
	case L4_MEMORY_BOOTLOADER:
		set_memory(s0, start, last, special, POOL_FREE);
		break;
	case L4_MEMORY_ARCH:
		/* The firmware's own: tables, code that runs behind the kernel's back. */
		set_memory(s0, start, last, POOL_PRIVATE, POOL_FREE);
		break;
	case L4_MEMORY_SHARED:
		set_memory(s0, start, last, special, POOL_SHARED);
		break;
	default:
		/* Reserved, removed (type 0) or of a type unknown here: nobody gets it. */
		set_memory(s0, start, last, special, kernel);
	}
}

/* An image owns its pages as a whole: the program faults on them, page by page. */
static void add_image(struct sigma0 *s0, pool_addr_t low, pool_addr_t high, L4_ThreadId_t owner)
{
	pool_addr_t mask = ((pool_addr_t)1 << s0->page_log2) - 1;

	if (high > low)
		set_memory(s0, low & ~mask, (high - 1) | mask, POOL_CONVENTIONAL, owner.raw);
}

static unsigned int smallest_page_log2(void *kip)
{
	L4_Word_t sizes = L4_PageSizeMask(kip) >> L4_MEMDESC_GRANULE_LOG2;

	return L4_MEMDESC_GRANULE_LOG2 + (unsigned int)__builtin_ctzl(sizes);
}

bool sigma0_set_private(struct pool *pool, pool_addr_t start, pool_addr_t last)
{
	struct pool_extent e;
	bool ok = true;

	for (;; start = e.last + 1) {
		e = pool_query(pool, start);
		if (e.last > last)
			e.last = last;
		if (e.kind != POOL_CONVENTIONAL &&
		    (e.owner == POOL_FREE || e.owner == POOL_SHARED))
			ok &= pool_set(pool, start, e.last, POOL_PRIVATE, POOL_FREE);
		if (e.last == last)
			return ok;
	}
}

/*
 * Returns where boot information lies. The kernel tells it to programs of the root task's word size
 * only; the loader has described its memory to all.
 */
static uint64_t find_bootinfo(void *kip)
{
	L4_Word_t i, n = L4_NumMemoryDescriptors(kip);
	uint64_t info = L4_BootInfo(kip);

	if (bootinfo_is_valid(sigma0_memory, info))
		return info;
	for (i = 0; i < n; i++) {
		L4_MemoryDesc_t *desc = L4_MemoryDesc(kip, i);

		if (!L4_IsMemoryDescVirtual(desc) &&
		    L4_MemoryDescType(desc) == BOOT_INFO_TYPE &&
		    bootinfo_is_valid(sigma0_memory, L4_MemoryDescLow(desc)))
			return L4_MemoryDescLow(desc);
	}
	return 0;
}

/* True if the loader has passed this word to sigma0. */
static bool has_word(void *kip, const char *word)
{
	static char cmdline[CMDLINE_MAX];
	size_t length = strlen(word);
	const char *p;

	(void)bootinfo_cmdline(sigma0_memory, find_bootinfo(kip), BOOTINFO_SIGMA0, cmdline,
			       sizeof(cmdline));
	/* The first word is the program's name. */
	for (p = strchr(cmdline, ' '); p; p = strchr(p, ' ')) {
		p++;
		if (strncmp(p, word, length) == 0 && (p[length] == ' ' || p[length] == '\0'))
			return true;
	}
	return false;
}

void sigma0_setup(struct sigma0 *s0, void *kip)
{
	const L4_Word_t *words = kip;
	L4_ThreadId_t self, sigma1;
	L4_Word_t i, n = L4_NumMemoryDescriptors(kip);

	s0->page_log2 = smallest_page_log2(kip);
	s0->system_base = L4_ThreadIdSystemBase(kip);
	s0->user_base = L4_ThreadIdUserBase(kip);
	s0->kernel = L4_GlobalId(s0->system_base, 1);
	self = L4_GlobalId(s0->user_base, 1);
	sigma1 = L4_GlobalId(s0->user_base + 1, 1);
	s0->root = L4_GlobalId(s0->user_base + 2, 1);

	pool_store_add(&s0->store, first_nodes, sizeof(first_nodes));
	pool_init(&s0->ports, &s0->store, PORT_LAST, POOL_SPECIAL, SPECIAL_MAX);
	pool_init(&s0->memory, &s0->store, ~(pool_addr_t)0, POOL_UNKNOWN, SPECIAL_MAX);
	s0->ports.privileged = s0->memory.privileged = s0->root.raw;
	s0->ports.reserve = s0->memory.reserve = ROOT_RESERVE;
	s0->unknown_left = UNKNOWN_MAX;
	for (i = 0; i < n; i++)
		add_descriptor(s0, L4_MemoryDesc(kip, i), s0->kernel.raw);

	add_image(s0, words[L4_KIP_WORD_KDEBUG_LOW], words[L4_KIP_WORD_KDEBUG_HIGH], s0->kernel);
	add_image(s0, words[L4_KIP_WORD_SIGMA0_LOW], words[L4_KIP_WORD_SIGMA0_HIGH], self);
	add_image(s0, words[L4_KIP_WORD_SIGMA1_LOW], words[L4_KIP_WORD_SIGMA1_HIGH], sigma1);
	add_image(s0, words[L4_KIP_WORD_ROOT_LOW], words[L4_KIP_WORD_ROOT_HIGH], s0->root);
	sigma0_memory_init(s0, kip);
	sigma0_add_machine(s0);
	s0->ports.is_lifted = s0->memory.is_lifted = has_word(kip, OPEN_WORD);
}

/* The large pages above 4 GiB that a range touches; how much of them is unknown. */
static pool_addr_t unknown(const struct sigma0 *s0, pool_addr_t *start, pool_addr_t *last)
{
	if (*last < DEVICES_END)
		return 0;
	if (*start < DEVICES_END)
		*start = DEVICES_END;
	*start &= ~(LARGE_PAGE - 1);
	*last |= LARGE_PAGE - 1;
	return pool_count(&s0->memory, *start, *last, POOL_UNKNOWN);
}

bool sigma0_may_open(const struct sigma0 *s0, L4_ThreadId_t client, pool_addr_t start,
		     pool_addr_t last)
{
	return unknown(s0, &start, &last) <=
	       (client.raw == s0->root.raw ? UNKNOWN_MAX : s0->unknown_left);
}

bool sigma0_open(struct sigma0 *s0, L4_ThreadId_t client, pool_addr_t start, pool_addr_t last)
{
	pool_addr_t bytes = unknown(s0, &start, &last);

	if (bytes == 0 || client.raw == s0->root.raw)
		return true;
	if (!pool_change_kind(&s0->memory, start, last, POOL_UNKNOWN, POOL_SPECIAL))
		return false;
	s0->unknown_left -= bytes;
	return true;
}

void sigma0_refill(struct sigma0 *s0)
{
	static const unsigned int orders[] = { REFILL_LOG2, 0 };
	/* Physical memory is used one-to-one, as far as pointers reach. */
	const pool_addr_t limit = ~(uintptr_t)0;
	pool_owner_t self = L4_GlobalId(s0->user_base, 1).raw;
	pool_addr_t start, last;
	unsigned int i, order;

	if (s0->store.spare >= SPARE_WANTED)
		return;
	for (i = 0; i < 2; i++) {
		order = orders[i] ? orders[i] : s0->page_log2;
		if (!pool_find_free(&s0->memory, order, limit, &start) || start == 0)
			continue;
		last = start + ((pool_addr_t)1 << order) - 1;
		if (!pool_may_claim(&s0->memory, start, last, self, false))
			return;
		pool_claim(&s0->memory, start, last, self);
		pool_store_add(&s0->store, (void *)(uintptr_t)start, (size_t)1 << order);
		return;
	}
}

static void print_pool(const char *name, const struct pool *pool)
{
	static const char *const kinds[] = {
		[POOL_CONVENTIONAL] = "conventional", [POOL_SPECIAL] = "special",
		[POOL_UNKNOWN] = "unknown", [POOL_PRIVATE] = "private",
	};
	struct pool_extent e;
	pool_addr_t addr = 0;

	printf("sigma0: %s, %lu extents\n", name, (unsigned long)pool->extents);
	do {
		e = pool_query(pool, addr);
		printf("  %#18llx .. %#18llx  %-12s ", (unsigned long long)e.start,
		       (unsigned long long)e.last, kinds[e.kind]);
		if (e.owner == POOL_FREE)
			printf("free\n");
		else if (e.owner == POOL_SHARED)
			printf("shared\n");
		else
			printf("owner %#llx\n", (unsigned long long)e.owner);
		addr = e.last + 1;
	} while (e.last != pool->last);
}

void sigma0_print(const struct sigma0 *s0)
{
	print_pool("memory", &s0->memory);
	print_pool("IO ports", &s0->ports);
	printf("sigma0: %lu of %lu nodes spare\n", (unsigned long)s0->store.spare,
	       (unsigned long)s0->store.total);
}
