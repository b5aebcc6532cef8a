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
#include <base/numbers.h>

/* As large as any block that the kernel wants aligned to its size. */
#define ARENA_ALIGN	(4ul << 20)

/* The last page: the table of the window that all spaces share. */
#define WINDOW_TABLE	(HOST_MEMORY_BYTES - ARCH_PAGE_SIZE)


kvaddr_t arch_arena;

/* Numbers of spaces; 0 stands for none. */
paddr_t host_number_root[HOST_NUMBERS];
static word_t number_used = ~MASK(HOST_NUMBERS) | 1;

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

err_t arch_root_init(pte_t *root, word_t *space, struct arch_window *w)
{
	unsigned int number = number_take(&number_used, WORD_BITS);

	if (number == WORD_BITS)
		number = 0;
	else
		host_number_root[number] = kv_to_paddr(root);
	*space = kv_to_paddr(root) | number;
	*w = (struct arch_window){
		.start = WINDOW_BASE, .end = WINDOW_END, .table = WINDOW_TABLE,
	};
	return ERR_OK;
}

void arch_root_release(pte_t *root, word_t space)
{
	unsigned int number = host_space_number(space);

	(void)root;
	arch_space_unload(space);
	if (number == 0)
		return;
	host_number_root[number] = 0;
	number_give(&number_used, number);
}
