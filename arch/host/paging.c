/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Physical memory of the host port, and the kernel's part of a space.
 */
#include <arch/machine.h>
#include <arch/space.h>

#include <arch/hosted.h>
#include <arch/tlb.h>
#include <base/assert.h>
#include <base/closed.h>

/* As large as any block that the kernel wants aligned to its size. */
#define ARENA_ALIGN	(4ul << 20)

/* The last page: the table of the window that all spaces share. */
#define WINDOW_TABLE	(HOST_MEMORY_BYTES - ARCH_PAGE_SIZE)


kvaddr_t arch_arena;

static struct closed_ranges closed;

void arch_memory_init(void)
{
	/* Caches keep their pages for the life of the process: one memory for all tests. */
	BUG_ON(arch_arena != 0);
	arch_arena = (kvaddr_t)hosted_memory(HOST_MEMORY_BYTES, ARENA_ALIGN);
	arch_phys_close(WINDOW_TABLE, HOST_MEMORY_BYTES);
}

void arch_phys_close(paddr_t start, paddr_t end)
{
	closed_add(&closed, start, end);
}

paddr_t arch_phys_end(void)
{
	return HOST_MEMORY_BYTES;
}

bool arch_phys_is_open(paddr_t start, paddr_t end)
{
	return start < end && end <= arch_phys_end() && !closed_overlaps(&closed, start, end);
}

bool arch_phys_is_mapped(paddr_t start, size_t bytes)
{
	return start < HOST_MEMORY_BYTES && bytes <= HOST_MEMORY_BYTES - start;
}

err_t arch_root_init(pte_t *root, struct arch_window *w)
{
	(void)root;
	*w = (struct arch_window){
		.start = WINDOW_BASE, .end = WINDOW_END, .table = WINDOW_TABLE,
	};
	return ERR_OK;
}

void arch_space_leave(void)
{
	arch_tlb_flush_all();
}

void arch_root_release(pte_t *root, paddr_t root_pa)
{
	(void)root;
	arch_tlb_flush_space(root_pa);
}
