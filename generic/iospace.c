/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IO ports are pages of page tables that no processor walks: port n is page n, mapped from space to
 * space at the same place. The processor looks at the permission bitmap, which follows the
 * tables.
 */
#include <generic/iospace.h>

#include <arch/iobitmap.h>
#include <base/assert.h>
#include <base/atomic.h>
#include <generic/kmem.h>
#include <generic/lock.h>

static uvaddr_t page_of(unsigned int port)
{
	return (uvaddr_t)port << ARCH_PAGE_SHIFT;
}

static unsigned int port_at(uvaddr_t va)
{
	return (unsigned int)(va >> ARCH_PAGE_SHIFT);
}

static err_t tables_init(struct iospace *io) __must_hold(&mapdb_lock)
{
	assert_held(&mapdb_lock);
	return io->pt.root != NULL ? ERR_OK : ptab_init_bare(&io->pt);
}

err_t iospace_own_open(struct iospace *io)
{
	const unsigned int block = BIT(ARCH_PTAB_BITS);
	unsigned int n;
	err_t err;

	lock_acquire(&mapdb_lock);
	err = tables_init(io);
	mapdb_release();
	for (unsigned int p = 0; p < IO_PORTS && err == ERR_OK; p += MAX(n, 1u)) {
		/* [p, end) is nobody's: whole blocks of it, or what is in this block. */
		unsigned int end = MIN(arch_io_first_closed(p), IO_PORTS);
		unsigned int level = IS_ALIGNED(p, block) && end - p >= block;

		n = level ? ALIGN_DOWN(end - p, block) : MIN(end, ALIGN_UP(p + 1, block)) - p;
		if (n > 0)
			err = mapdb_root_pages(&io->pt, page_of(p), level, level ? n / block : n);
	}
	return err;
}

bool iospace_next(const struct iospace *io, unsigned int *lo, unsigned int *hi)
{
	unsigned int p = *lo;
	bool found = false;

	while (io->pt.root != NULL && p < IO_PORTS) {
		unsigned int level;
		bool owned = pte_is_present(pte_read(ptab_find(&io->pt, page_of(p), &level)));

		if (found && !owned)
			break;
		if (!found && owned)
			*lo = p;
		found = owned;
		p = port_at(ALIGN_DOWN(page_of(p), level_size(level)) + level_size(level));
	}
	*hi = MIN(p, IO_PORTS) - 1;
	return found;
}

bool iospace_owns(const struct iospace *io, unsigned int lo, unsigned int hi)
{
	unsigned int first = lo, last;
	bool owns;

	lock_acquire(&mapdb_lock);
	owns = iospace_next(io, &first, &last) && first == lo && last >= hi;
	mapdb_release();
	return owns;
}

static err_t permit(struct iospace *io, struct ptab *pt) __must_hold(&mapdb_lock)
{
	unsigned int lo = 0, hi;
	void *block;

	if (io->pt.ports != NULL)
		return ERR_OK;
	block = kmem_alloc_pages(ARCH_IO_BLOCK_ORDER);
	if (block == NULL)
		return ERR_NOMEM;
	arch_io_init(block);
	if (arch_io_window(block) != 0)
		ptab_set_window(pt, arch_io_window(block));
	io->pt.ports = block;
	for (; iospace_next(io, &lo, &hi); lo = hi + 1)
		arch_io_permit(block, lo, hi);
	return ERR_OK;
}

err_t iospace_permit(struct iospace *io, struct ptab *pt)
{
	err_t err;

	lock_acquire(&mapdb_lock);
	err = permit(io, pt);
	mapdb_release();
	return err;
}

#ifdef CONFIG_LIPC_USER
err_t iospace_own_window(struct iospace *io, struct ptab *pt)
{
	err_t err;

	lock_acquire(&mapdb_lock);
	err = tables_init(io);
	if (err == ERR_OK)
		err = permit(io, pt);
	mapdb_release();
	return err;
}
#endif

bool iospace_is_permitted(const struct iospace *io, unsigned int port, unsigned int bytes)
{
	bool is_permitted;

	lock_acquire(&mapdb_lock);
	is_permitted = io->pt.ports != NULL && arch_io_is_permitted(io->pt.ports, port, bytes);
	mapdb_release();
	return is_permitted;
}

void iospace_release(struct iospace *io)
{
	if (io->pt.root == NULL)
		return;
	if (io->pt.ports != NULL)
		kmem_free_pages(io->pt.ports, ARCH_IO_BLOCK_ORDER);
	io->pt.ports = NULL;
	ptab_destroy_bare(&io->pt);
}

/* The books that this call has opened, in which nothing stands and which nobody else knows. */
static void close_again(struct iospace *io, struct ptab *pt) __must_hold(&mapdb_lock)
{
	if (io->pt.root == NULL || kmem_page(io->pt.root)->inuse > 0)
		return;
	if (io->pt.ports != NULL && pt->window_table != 0)
		ptab_set_window(pt, pt->window_table);
	iospace_release(io);
}

err_t iospace_map(struct iospace *src, struct iospace *dst, struct ptab *dst_pt, unsigned int lo,
		  unsigned int hi, bool grant, struct map_op *op)
{
	bool is_new;
	err_t err;

	*op = (struct map_op){
		.src = &src->pt, .dst = &dst->pt, .src_va = page_of(lo), .dst_va = page_of(lo),
		.rights = RIGHT_RWX, .grant = grant,
	};
	lock_acquire(&mapdb_lock);
	if (src == dst || src->pt.root == NULL) {
		mapdb_release();
		return ERR_OK;
	}
	is_new = dst->pt.root == NULL;
	err = tables_init(dst);
	if (err == ERR_OK)
		err = permit(dst, dst_pt);
	mapdb_release();
	op->left = page_of(hi + 1) - page_of(lo);
	if (err == ERR_OK)
		err = mapdb_map(op);
	/*
	 * Only here nobody else knows the books, and only with one processor. If a later step finds
	 * no memory they stay, empty perhaps: another transfer to the space may stand in them. They
	 * go with the space.
	 */
	if (err == ERR_NOMEM && is_new && !IS_ENABLED(CONFIG_SMP)) {
		lock_acquire(&mapdb_lock);
		close_again(dst, dst_pt);
		mapdb_release();
	}
	return err;
}

struct unmap_op iospace_unmap(struct iospace *io, unsigned int lo, unsigned int hi, bool flush)
{
	return (struct unmap_op){
		.pt = &io->pt, .va = page_of(lo),
		.end = atomic_glance(&io->pt.root) != NULL ? page_of(hi + 1) : 0,
		.revoke = RIGHT_RWX, .flush = flush,
	};
}
