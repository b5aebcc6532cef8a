/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IO permission bitmaps: a space with ports has two pages of bitmap, seen behind the task state
 * segment through window tables of its own. A set bit forbids its port.
 */
#include <arch/iobitmap.h>

#include <arch/copy.h>
#include <arch/space.h>
#include <arch/window.h>
#include <base/assert.h>
#include <base/percpu.h>
#include <base/port_bitmap.h>
#include <lib/pc_ports.h>

#define BITMAP_PAGES	2
#define BITMAP_BYTES	(BITMAP_PAGES * ARCH_PAGE_SIZE)

STATIC_ASSERT(BITMAP_PAGES + ARCH_WINDOW_TABLES <= 1 << ARCH_IO_BLOCK_ORDER,
	      "a block has room for bitmap and tables");

static u8 ones_page[ARCH_PAGE_SIZE] __aligned(ARCH_PAGE_SIZE);

void arch_io_boot(void)
{
	arch_fill(ones_page, ~(word_t)0, sizeof(ones_page) / sizeof(word_t));
	for (unsigned int n = 0; n < NR_CPUS; n += WINDOW_GROUP)
		for (unsigned int i = WINDOW_BITMAP_PAGE(n); i <= WINDOW_ONES_PAGE(n); i++)
			arch_window_set(i, image_to_paddr(ones_page),
					i < WINDOW_ONES_PAGE(n) ? WINDOW_VARIES : 0);
}

static pte_t *window_of(const void *block)
{
	return (pte_t *)((char *)block + BITMAP_BYTES);
}

void arch_io_init(void *block)
{
	const pte_t *shared = arch_window_table();
	pte_t *own = window_of(block);
	u64 *bits = block;

	for (unsigned int i = 0; i < BITMAP_BYTES / sizeof(*bits); i++)
		bits[i] = ~0ull;
	for (unsigned int i = 0; i < WINDOW_PAGES; i++)
		own[i] = shared[i];
	for (unsigned int n = 0; n < NR_CPUS; n += WINDOW_GROUP)
		for (unsigned int i = 0; i < BITMAP_PAGES; i++)
			own[WINDOW_BITMAP_PAGE(n) + i] =
				(shared[WINDOW_BITMAP_PAGE(n)] & ~PTE_ADDR) |
				(kv_to_paddr(block) + i * ARCH_PAGE_SIZE);
}

#ifdef CONFIG_LIPC_USER
void arch_io_own_gs(void *block, unsigned int number, const void *page)
{
	pte_t *own = window_of(block), *gs = &own[WINDOW_GS_PAGE(number)];
	pte_t *written = &own[WINDOW_WRITTEN_PAGE(number)];

	*gs = (*gs & ~PTE_ADDR) | kv_to_paddr(page) | PTE_W;
	*written = (*written & ~PTE_ADDR) | kv_to_paddr(page);
}
#endif

paddr_t arch_io_window(const void *block)
{
	return kv_to_paddr(window_of(block));
}

void arch_io_permit(void *block, unsigned int lo, unsigned int hi)
{
	port_bitmap_put(block, lo, hi, false);
}

void arch_io_forbid(void *block, unsigned int lo, unsigned int hi)
{
	port_bitmap_put(block, lo, hi, true);
}

bool arch_io_is_permitted(const void *block, unsigned int port, unsigned int bytes)
{
	return port_bitmap_is_clear(block, port, bytes);
}

unsigned int arch_io_first_closed(unsigned int port)
{
	for (; port < PC_PORTS_HIGH_END; port++) {
		if (port >= PC_PORTS_LOW_END && port < PC_PORTS_HIGH_START)
			port = PC_PORTS_HIGH_START;
		if (pc_port_is_kernels(port))
			return port;
	}
	return PC_PORTS;
}
