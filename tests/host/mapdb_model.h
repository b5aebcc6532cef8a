/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The mapping database as X.2 describes it, page by page: for each small page of each space its
 * frame, its rights, whom it came from, and what is still to be told of its use. No large pages,
 * no preemption, no memory to run out of. (X.2, address spaces)
 */
#ifndef TESTS_HOST_MAPDB_MODEL_H
#define TESTS_HOST_MAPDB_MODEL_H

#include "test.h"

#include <generic/mapdb.h>

#define MODEL_SPACES	4		/* number 0 is sigma0 */
#define MODEL_GROUPS	3		/* large pages of addresses in each */
#define GROUP_PAGES	512u
#define SPACE_PAGES	(MODEL_GROUPS * GROUP_PAGES)
#define MODEL_CELLS	((int)(MODEL_SPACES * SPACE_PAGES))
#define MODEL_BASE	0x40000000ul	/* first address of spaces other than sigma0 */

#define NO_CELL		(-1)

struct cell {
	bool present;
	u8 rights;
	u8 own, lost, told;	/* as in struct mapping; own: of the page itself */
	u32 frame;
	int parent, child, next;
};

struct model {
	struct cell cell[MODEL_CELLS];
	bool closed[SPACE_PAGES];	/* frames that sigma0 does not have */
	u32 hole_start, hole_end;	/* pages of the last space that nothing is mapped to */
	bool has_dissolved;		/* a page was granted back to one of its ancestors */
	bool has_vanished;		/* a page was mapped onto where it came from, and went */
};

/* The kernel's spaces that the model describes. */
extern struct ptab model_space[MODEL_SPACES];

static inline int model_cell(unsigned int space, unsigned int page)
{
	return (int)(space * SPACE_PAGES + page);
}

uvaddr_t model_va(unsigned int space, unsigned int page);

/* The machine, once in a process, and the spaces, empty. */
void model_open(void);
/* Nothing is mapped any more, nobody interrupts. Each node is gone. */
void model_clear(void);
/* The same, and the spaces go. Every byte of memory has come back since model_open(). */
void model_close(void);

void model_init(struct model *m);

struct model_map {
	unsigned int src, src_page, dst, dst_page, pages, rights;
	bool grant;
};
void model_map(struct model *m, const struct model_map *op);

struct model_unmap {
	unsigned int space, page, pages, revoke;
	bool flush;
};
/* Returns the status bits. */
unsigned int model_unmap(struct model *m, const struct model_unmap *op);

/* A program uses the page; false: a page fault. */
bool model_touch(struct model *m, unsigned int space, unsigned int page, unsigned int access);

/* What the kernel has, status bits apart. Checks that it is a proper forest on the way. */
void model_from_kernel(struct model *m);

/* Number of the first cell that differs, status bits apart; NO_CELL: none. */
int model_difference(const struct model *a, const struct model *b);

/* Nodes that page tables refer to. */
struct node_count {
	size_t pages;		/* one for each page */
	size_t prepared;	/* for small pages of large ones whose split has begun */
};

/* The tables of one space, with the nodes of its pages, are whole. Adds the nodes to the count. */
void check_page_tables(struct ptab *pt, struct node_count *count);
/* The kernel has these nodes and no others. */
void check_node_count(const struct node_count *count);

/* The page is part of a large one in the kernel. */
bool model_is_large(unsigned int space, unsigned int page);

/* Operations on pages of the model's spaces, not begun. */
struct unmap_op model_unmap_op(unsigned int space, unsigned int page, unsigned int pages,
			       unsigned int revoke, bool flush);
struct map_op model_map_op(unsigned int src, unsigned int src_page, unsigned int dst,
			   unsigned int dst_page, unsigned int pages, bool grant);
/* The same as a whole: nobody interrupts, and they succeed. */
void model_map_pages(unsigned int src, unsigned int src_page, unsigned int dst,
		     unsigned int dst_page, unsigned int pages);
void model_unmap_pages(unsigned int space, unsigned int page, unsigned int pages,
		       unsigned int revoke, bool flush);
/* Page 0 of space 0 at page 0 of space 1, and from there at the first n pages of space 2. */
void model_fan_out(unsigned int n);
/* Up to the next preemption point, which finds an interrupt. */
err_t model_map_step(struct map_op *op);
err_t model_unmap_step(struct unmap_op *op);

/* What the page allows in the kernel; 0: there is none. */
unsigned int model_rights(unsigned int space, unsigned int page);

#endif
