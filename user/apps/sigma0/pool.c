/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Extents in an AA tree (Andersson's balanced tree: levels instead of colours), keyed by start
 * address. The extents of a pool cover its range without gaps, and neighbours differ in kind or
 * owner: their number is the number of stretches, whatever the requests were. Depth and recursion
 * are at most twice the logarithm of it.
 */
#include "pool.h"

struct extent {
	pool_addr_t start, last;
	pool_owner_t owner;
	struct extent *left, *right;
	uint8_t level;
	uint8_t kind;
	int8_t order;		/* of the largest free aligned block in it, -1: none */
	int8_t best;		/* largest `order` in the subtree */
};

#define NO_BLOCK	(-1)

void pool_store_add(struct pool_store *store, void *memory, size_t size)
{
	struct extent *node = memory;

	for (; size >= sizeof(*node); size -= sizeof(*node), node++) {
		node->left = store->free;
		store->free = node;
		store->spare++;
		store->total++;
	}
}

static struct extent *node_take(struct pool *pool)
{
	struct extent *node = pool->store->free;

	pool->store->free = node->left;
	pool->store->spare--;
	pool->extents++;
	return node;
}

static void node_give(struct pool *pool, struct extent *node)
{
	node->left = pool->store->free;
	pool->store->free = node;
	pool->store->spare++;
	pool->extents--;
}

/* True if an aligned block of 2^order lies in [start, last]. */
static bool holds_block(pool_addr_t start, pool_addr_t last, unsigned int order)
{
	pool_addr_t mask = ((pool_addr_t)1 << order) - 1;
	pool_addr_t block = (start + mask) & ~mask;

	return block >= start && block <= last && last - block >= mask;
}

/* A stretch of 2^k .. 2^(k+1) - 1 always holds an aligned block of 2^(k-1), perhaps one of 2^k. */
static int block_order(pool_addr_t start, pool_addr_t last)
{
	pool_addr_t length = last - start + 1;
	int order = length == 0 ? 63 : 63 - __builtin_clzll(length);

	return holds_block(start, last, (unsigned int)order) ? order : order - 1;
}

static void extent_set(struct extent *e, pool_addr_t start, pool_addr_t last,
		       enum pool_kind kind, pool_owner_t owner)
{
	bool offered = kind == POOL_CONVENTIONAL && owner == POOL_FREE;

	e->start = start;
	e->last = last;
	e->kind = (uint8_t)kind;
	e->owner = owner;
	e->order = (int8_t)(offered ? block_order(start, last) : NO_BLOCK);
}

static int level_of(const struct extent *node)
{
	return node ? node->level : 0;
}

static void update_best(struct extent *node)
{
	int8_t best = node->order;

	if (node->left && node->left->best > best)
		best = node->left->best;
	if (node->right && node->right->best > best)
		best = node->right->best;
	node->best = best;
}

/* A left child of the same level becomes the parent. */
static struct extent *skew(struct extent *node)
{
	struct extent *left = node->left;

	if (!left || left->level != node->level)
		return node;
	node->left = left->right;
	left->right = node;
	update_best(node);
	update_best(left);
	return left;
}

/* Two right children in a row of the same level: the middle one rises. */
static struct extent *split(struct extent *node)
{
	struct extent *right = node->right;

	if (!right || !right->right || right->right->level != node->level)
		return node;
	node->right = right->left;
	right->left = node;
	right->level++;
	update_best(node);
	update_best(right);
	return right;
}

static struct extent *tree_insert(struct extent *node, struct extent *fresh)
{
	if (!node) {
		fresh->left = fresh->right = NULL;
		fresh->level = 1;
		update_best(fresh);
		return fresh;
	}
	if (fresh->start < node->start)
		node->left = tree_insert(node->left, fresh);
	else
		node->right = tree_insert(node->right, fresh);
	update_best(node);
	return split(skew(node));
}

/*
 * After a removal below: lower the level where a child is two below, and restore the shape.
 * Rotations keep the set of nodes of a subtree, so `best` of the nodes above stays right.
 */
static struct extent *rebalance(struct extent *node)
{
	int left = level_of(node->left), right = level_of(node->right);
	int wanted = (left < right ? left : right) + 1;

	update_best(node);
	if (wanted < node->level) {
		node->level = (uint8_t)wanted;
		if (right > wanted)
			node->right->level = (uint8_t)wanted;
	}
	node = skew(node);
	if (node->right) {
		node->right = skew(node->right);
		if (node->right->right)
			node->right->right = skew(node->right->right);
	}
	node = split(node);
	if (node->right)
		node->right = split(node->right);
	return node;
}

static struct extent *take_first(struct extent *node, struct extent **first)
{
	if (!node->left) {
		*first = node;
		return node->right;
	}
	node->left = take_first(node->left, first);
	return rebalance(node);
}

/* Takes the node with this start out of the tree; it is there. */
static struct extent *tree_remove(struct extent *node, pool_addr_t start)
{
	struct extent *next;

	if (start < node->start) {
		node->left = tree_remove(node->left, start);
		return rebalance(node);
	}
	if (start > node->start) {
		node->right = tree_remove(node->right, start);
		return rebalance(node);
	}
	if (!node->right)
		return node->left;
	node->right = take_first(node->right, &next);
	next->left = node->left;
	next->right = node->right;
	next->level = node->level;
	return rebalance(next);
}

/* The extent around an address. */
static struct extent *find(const struct pool *pool, pool_addr_t addr)
{
	struct extent *node = pool->root, *found = NULL;

	while (node) {
		if (node->start > addr) {
			node = node->left;
		} else {
			found = node;
			node = node->right;
		}
	}
	return found;
}

static void insert(struct pool *pool, pool_addr_t start, pool_addr_t last, enum pool_kind kind,
		   pool_owner_t owner)
{
	struct extent *node = node_take(pool);

	extent_set(node, start, last, kind, owner);
	pool->special += kind != POOL_CONVENTIONAL;
	pool->root = tree_insert(pool->root, node);
}

static void drop(struct pool *pool, struct extent *e)
{
	pool->special -= e->kind != POOL_CONVENTIONAL;
	pool->root = tree_remove(pool->root, e->start);
	node_give(pool, e);
}

/* Afterwards an extent starts at `addr`. One node more. */
static void cut_before(struct pool *pool, pool_addr_t addr)
{
	struct pool_extent old = pool_query(pool, addr);

	if (old.start == addr)
		return;
	drop(pool, find(pool, addr));
	insert(pool, old.start, addr - 1, old.kind, old.owner);
	insert(pool, addr, old.last, old.kind, old.owner);
}

/* Joins the neighbour around `addr` to [*start, *last] if it is alike. */
static void absorb(struct pool *pool, pool_addr_t addr, const struct pool_extent *like,
		   pool_addr_t *start, pool_addr_t *last)
{
	struct extent *e = find(pool, addr);

	if (e->kind != like->kind || e->owner != like->owner)
		return;
	if (e->start < *start)
		*start = e->start;
	if (e->last > *last)
		*last = e->last;
	drop(pool, e);
}

/* At most two nodes more. */
static void replace(struct pool *pool, const struct pool_extent *fresh)
{
	pool_addr_t start = fresh->start, last = fresh->last, next = start, end;

	cut_before(pool, start);
	if (last != pool->last)
		cut_before(pool, last + 1);
	do {
		struct extent *e = find(pool, next);

		end = e->last;
		next = end + 1;
		drop(pool, e);
	} while (end != last);

	if (start != 0)
		absorb(pool, start - 1, fresh, &start, &last);
	if (last != pool->last)
		absorb(pool, last + 1, fresh, &start, &last);
	insert(pool, start, last, fresh->kind, fresh->owner);
}

void pool_init(struct pool *pool, struct pool_store *store, pool_addr_t last, enum pool_kind kind,
	       size_t special_max)
{
	*pool = (struct pool) { .store = store, .last = last, .special_max = special_max };
	insert(pool, 0, last, kind, POOL_FREE);
}

bool pool_set(struct pool *pool, pool_addr_t start, pool_addr_t last, enum pool_kind kind,
	      pool_owner_t owner)
{
	struct pool_extent fresh = { start, last, owner, kind };

	if (pool->store->spare < POOL_SPARE_MIN)
		return false;
	replace(pool, &fresh);
	return true;
}

static bool may_claim_extent(const struct pool *pool, const struct extent *e, pool_owner_t client,
			     bool special_too)
{
	if (e->owner == client || e->owner == POOL_SHARED)
		return true;
	if (e->owner != POOL_FREE)
		return false;
	if (e->kind == POOL_CONVENTIONAL)
		return true;
	if (e->kind == POOL_PRIVATE && client != pool->privileged && !pool->is_lifted)
		return false;
	return special_too &&
	       (client == pool->privileged || pool->special + 2 <= pool->special_max);
}

bool pool_may_claim(const struct pool *pool, pool_addr_t start, pool_addr_t last,
		    pool_owner_t client, bool special_too)
{
	const struct extent *e = find(pool, start);
	size_t kept = client == pool->privileged ? 0 : pool->reserve;

	if (pool->store->spare < kept + POOL_SPARE_MIN)
		return false;
	while (may_claim_extent(pool, e, client, special_too)) {
		if (e->last >= last)
			return true;
		e = find(pool, e->last + 1);
	}
	return false;
}

/* The part of the extent around `start` that ends at `last` or before. */
static struct pool_extent piece_of(const struct pool *pool, pool_addr_t start, pool_addr_t last)
{
	struct pool_extent piece = pool_query(pool, start);

	piece.start = start;
	if (piece.last > last)
		piece.last = last;
	return piece;
}

void pool_claim(struct pool *pool, pool_addr_t start, pool_addr_t last, pool_owner_t client)
{
	struct pool_extent piece;

	for (;; start = piece.last + 1) {
		piece = piece_of(pool, start, last);
		if (piece.owner == POOL_FREE) {
			piece.owner = client;
			replace(pool, &piece);
		}
		if (piece.last == last)
			return;
	}
}

pool_addr_t pool_count(const struct pool *pool, pool_addr_t start, pool_addr_t last,
		       enum pool_kind kind)
{
	pool_addr_t count = 0;
	struct pool_extent piece;

	for (;; start = piece.last + 1) {
		piece = piece_of(pool, start, last);
		if (piece.kind == kind)
			count += piece.last - piece.start + 1;
		if (piece.last == last)
			break;
	}
	return count == 0 && start == 0 && piece.kind == kind ? ~(pool_addr_t)0 : count;
}

bool pool_change_kind(struct pool *pool, pool_addr_t start, pool_addr_t last, enum pool_kind from,
		      enum pool_kind to)
{
	struct pool_extent piece;

	for (;; start = piece.last + 1) {
		piece = piece_of(pool, start, last);
		if (piece.kind == from &&
		    !pool_set(pool, piece.start, piece.last, to, piece.owner))
			return false;
		if (piece.last == last)
			return true;
	}
}

/*
 * Only nodes around the limit can promise a block that lies beyond it: one path down the tree, all
 * other subtrees keep what their `best` says.
 */
static bool find_free(const struct extent *node, unsigned int order, pool_addr_t limit,
		      pool_addr_t *start)
{
	pool_addr_t mask = ((pool_addr_t)1 << order) - 1, last;

	while (node && node->best >= (int)order) {
		if (node->start <= limit) {
			if (find_free(node->right, order, limit, start))
				return true;
			last = node->last < limit ? node->last : limit;
			if (node->order >= (int)order && holds_block(node->start, last, order)) {
				*start = (last - mask) & ~mask;
				return true;
			}
		}
		node = node->left;
	}
	return false;
}

bool pool_find_free(const struct pool *pool, unsigned int order, pool_addr_t limit,
		    pool_addr_t *start)
{
	return order < 64 && find_free(pool->root, order, limit, start);
}

struct pool_extent pool_query(const struct pool *pool, pool_addr_t addr)
{
	const struct extent *e = find(pool, addr);

	return (struct pool_extent) { e->start, e->last, e->owner, e->kind };
}
