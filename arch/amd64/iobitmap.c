/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IO permission bitmaps: a space with ports has a window table of its own, with two pages of
 * bitmap behind the task state segment. A set bit forbids its port.
 */
#include <arch/iobitmap.h>

#include <arch/space.h>
#include <arch/tlb.h>
#include <arch/window.h>
#include <base/assert.h>
#include <generic/iospace.h>
#include <generic/kmem.h>
#include <generic/ptab.h>
#include <generic/string.h>

#define BITMAP_ORDER	1		/* 65536 bits are two pages */
#define BITMAP_BYTES	(ARCH_PAGE_SIZE << BITMAP_ORDER)

/* bitmap pages, then the window table, in one block */
#define BLOCK_ORDER	2

static u8 ones_page[ARCH_PAGE_SIZE] __aligned(ARCH_PAGE_SIZE);

void arch_io_init(void)
{
	kmemset(ones_page, 0xff, sizeof(ones_page));
	for (unsigned int i = WINDOW_BITMAP_PAGE; i <= WINDOW_ONES_PAGE; i++)
		arch_window_set(i, image_to_paddr(ones_page), 0);
}

static err_t create(struct iospace *io, struct ptab *pt)
{
	char *block = kmem_alloc_pages(BLOCK_ORDER);
	pte_t *table = (pte_t *)(block + BITMAP_BYTES), *slot;
	pte_t like = arch_window_table()[WINDOW_BITMAP_PAGE];

	if (block == NULL)
		return ERR_NOMEM;
	kmemset(block, 0xff, BITMAP_BYTES);
	kmemcpy(table, arch_window_table(), ARCH_PAGE_SIZE);
	for (unsigned int i = 0; i < 1 << BITMAP_ORDER; i++)
		table[WINDOW_BITMAP_PAGE + i] = (like & ~PTE_ADDR) |
						kv_to_paddr(block + i * ARCH_PAGE_SIZE);
	if (ptab_get(pt, WINDOW_BASE, 1, &slot))
		panic("a space lost the kernel's window");
	pte_exchange(slot, pte_make_table(kv_to_paddr(table)));
	arch_tlb_flush_space(pt->root_pa);
	io->bitmap = block;
	return ERR_OK;
}

err_t arch_io_permit(struct iospace *io, struct ptab *pt, unsigned int lo, unsigned int hi)
{
	u8 *bits;

	if (io->bitmap == NULL) {
		err_t err = create(io, pt);

		if (err)
			return err;
	}
	bits = io->bitmap;
	for (unsigned int p = lo; p <= hi; p++)
		bits[p / 8] &= (u8)~(1u << (p % 8));
	return ERR_OK;
}

void arch_io_forbid(struct iospace *io, unsigned int lo, unsigned int hi)
{
	u8 *bits = io->bitmap;

	if (bits == NULL)
		return;
	for (unsigned int p = lo; p <= hi; p++)
		bits[p / 8] |= (u8)(1u << (p % 8));
}

bool arch_io_is_permitted(const struct iospace *io, unsigned int port, unsigned int bytes)
{
	const u8 *bits = io->bitmap;

	if (bits == NULL)
		return false;
	for (unsigned int p = port; p < port + bytes; p++)
		if (p >= IO_PORTS || (bits[p / 8] & 1u << (p % 8)))
			return false;
	return true;
}

void arch_io_release(struct iospace *io)
{
	if (io->bitmap != NULL)
		kmem_free_pages(io->bitmap, BLOCK_ORDER);
	io->bitmap = NULL;
}
