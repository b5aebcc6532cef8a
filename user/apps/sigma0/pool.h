/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The owners of the parts of a number range (physical memory, IO ports). The range is cut into
 * extents, maximal stretches with one kind and one owner, held in a balanced tree that also knows
 * the largest aligned free block below each node. Plain C without any system call.
 */
#ifndef L4_SIGMA0_POOL_H
#define L4_SIGMA0_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint64_t pool_addr_t;
typedef uint64_t pool_owner_t;

/* Owners that are no thread; other values are thread ids. */
#define POOL_FREE	((pool_owner_t)0)
#define POOL_SHARED	(~(pool_owner_t)0)	/* for everybody, never owned */

enum pool_kind {
	POOL_CONVENTIONAL,	/* given away by "any" requests too */
	POOL_SPECIAL,		/* given away only where it is asked for by address */
	POOL_UNKNOWN,		/* the same: nobody says what is there, and it has no end */
	POOL_PRIVATE,		/* the same, but to the privileged client alone */
};

struct extent;

/* Nodes for the trees; several pools may draw on one store. */
struct pool_store {
	struct extent *free;
	size_t spare;		/* nodes in `free` */
	size_t total;		/* nodes ever added */
};

struct pool {
	struct extent *root;
	struct pool_store *store;
	size_t extents;		/* in the tree */
	size_t special;		/* of them: not conventional */
	size_t special_max;	/* others' claims stop cutting special extents here */
	pool_addr_t last;	/* the range is [0, last] */
	size_t reserve;		/* spare nodes that others than the privileged client leave */
	pool_owner_t privileged;	/* the client that private extents are for ... */
	bool is_lifted;		/* ... or all are */
};

/* A stretch with one kind and one owner. */
struct pool_extent {
	pool_addr_t start, last;
	pool_owner_t owner;
	enum pool_kind kind;
};

/* No operation on a pool needs more new nodes than this. */
#define POOL_SPARE_MIN	4

/* Cuts `size` bytes at `memory` into nodes. */
void pool_store_add(struct pool_store *store, void *memory, size_t size);

/*
 * One free extent of the given kind over [0, last]; the store has a spare node. Conventional
 * memory pays for its own nodes, special ranges have no end: `special_max` bounds what clients
 * that ask for every second page of nothing can cost. The privileged client is not bounded, so
 * that no other one uses up what it needs.
 */
void pool_init(struct pool *pool, struct pool_store *store, pool_addr_t last, enum pool_kind kind,
	       size_t special_max);

/* Overrides kind and owner of [start, last]; false and nothing changed without spare nodes. */
bool pool_set(struct pool *pool, pool_addr_t start, pool_addr_t last, enum pool_kind kind,
	      pool_owner_t owner);

/*
 * True if every part of [start, last] is shared, owned by `client`, or free and of a kind that may
 * be claimed (`special_too`: both kinds), and pool_claim() cannot fail.
 */
bool pool_may_claim(const struct pool *pool, pool_addr_t start, pool_addr_t last,
		    pool_owner_t client, bool special_too);

/* Makes `client` the owner of the free parts. Only after pool_may_claim() said yes. */
void pool_claim(struct pool *pool, pool_addr_t start, pool_addr_t last, pool_owner_t client);

/* How much of [start, last] is of this kind; of the complete range one less. */
pool_addr_t pool_count(const struct pool *pool, pool_addr_t start, pool_addr_t last,
		       enum pool_kind kind);

/*
 * Gives the parts of [start, last] that are of one kind another one, whoever owns them. False:
 * without spare nodes some of them are left as they were.
 */
bool pool_change_kind(struct pool *pool, pool_addr_t start, pool_addr_t last, enum pool_kind from,
		      enum pool_kind to);

/* The highest aligned block of 2^order, up to `limit`, that is free and conventional. */
bool pool_find_free(const struct pool *pool, unsigned int order, pool_addr_t limit,
		    pool_addr_t *start);

/* The extent around an address. */
struct pool_extent pool_query(const struct pool *pool, pool_addr_t addr);

#endif
