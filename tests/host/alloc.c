/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Stands between the kernel and its allocator (linker option --wrap): lets chosen allocations
 * fail, and poisons what is free, so that the address sanitizer sees whoever still uses it.
 */
#include "test.h"

#include <generic/kmem.h>

/* The two compilers tell of the sanitizer in different ways; gcc 14 in both. */
#if defined(__has_feature) && !defined(__SANITIZE_ADDRESS__)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__
#endif
#endif

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(p, n)		((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n)	((void)(p), (void)(n))
#endif

void *__real_kmem_alloc_pages(unsigned int order);
void __real_kmem_free_pages(void *kv, unsigned int order);
void *__real_kmem_alloc_table(unsigned int order);
void __real_kmem_free_table(void *kv, unsigned int order);
void *__real_kmem_alloc(struct kmem_cache *c);
void *__real_kmem_alloc_whole(struct kmem_cache *c);
void __real_kmem_free_whole(struct kmem_cache *c, void *kv);
void __real_kmem_free(struct kmem_cache *c, void *obj);
bool __real_kmem_pile_fill(struct kmem_cache *c, struct kmem_pile *pile);
void __real_kmem_pile_close(struct kmem_cache *c, struct kmem_pile *pile);
void __real_kmem_pile_turn(struct kmem_cache *c, struct kmem_pile *pile, void *obj);
bool __wrap_kmem_pile_fill(struct kmem_cache *c, struct kmem_pile *pile);
void __wrap_kmem_pile_close(struct kmem_cache *c, struct kmem_pile *pile);
void __wrap_kmem_pile_turn(struct kmem_cache *c, struct kmem_pile *pile, void *obj);
void *__wrap_kmem_alloc_pages(unsigned int order);
void *__wrap_kmem_zalloc_pages(unsigned int order);
void __wrap_kmem_free_pages(void *kv, unsigned int order);
void *__wrap_kmem_alloc_table(unsigned int order);
void __wrap_kmem_free_table(void *kv, unsigned int order);
void *__wrap_kmem_alloc(struct kmem_cache *c);
void *__wrap_kmem_alloc_whole(struct kmem_cache *c);
void __wrap_kmem_free_whole(struct kmem_cache *c, void *kv);
void __wrap_kmem_free(struct kmem_cache *c, void *obj);
void *kmem_memset(void *dst, int byte, size_t len);

__thread unsigned long alloc_count;

static __thread unsigned long fail_in;
static __thread bool has_failed;

void alloc_fail_at(unsigned long n)
{
	fail_in = n;
	if (n > 0)
		has_failed = false;
}

bool alloc_has_failed(void)
{
	return has_failed;
}

static bool fails(void)
{
	alloc_count++;
	if (fail_in == 0 || --fail_in > 0)
		return false;
	has_failed = true;
	return true;
}

void *__wrap_kmem_alloc_pages(unsigned int order)
{
	void *kv = fails() ? NULL : __real_kmem_alloc_pages(order);

	if (kv != NULL) {
		ASAN_UNPOISON_MEMORY_REGION(kv, ARCH_PAGE_SIZE << order);
		memset(kv, 0xa5, ARCH_PAGE_SIZE << order);
	}
	return kv;
}

void *__wrap_kmem_zalloc_pages(unsigned int order)
{
	void *kv = __wrap_kmem_alloc_pages(order);

	if (kv != NULL)
		memset(kv, 0, ARCH_PAGE_SIZE << order);
	return kv;
}

void __wrap_kmem_free_pages(void *kv, unsigned int order)
{
	__real_kmem_free_pages(kv, order);
	ASAN_POISON_MEMORY_REGION(kv, ARCH_PAGE_SIZE << order);
}

void *__wrap_kmem_alloc_table(unsigned int order)
{
	size_t entries = sizeof(void *) << ARCH_PTAB_BITS, bytes = ARCH_PAGE_SIZE << order;
	char *kv = fails() ? NULL : __real_kmem_alloc_table(order);

	if (kv != NULL) {
		ASAN_UNPOISON_MEMORY_REGION(kv, bytes);
		memset(kv + entries, 0xa5, bytes - entries);
	}
	return kv;
}

void __wrap_kmem_free_table(void *kv, unsigned int order)
{
	__real_kmem_free_table(kv, order);
	ASAN_POISON_MEMORY_REGION(kv, ARCH_PAGE_SIZE << order);
}

void *__wrap_kmem_alloc(struct kmem_cache *c)
{
	void *obj = fails() ? NULL : __real_kmem_alloc(c);

	if (obj != NULL)
		ASAN_UNPOISON_MEMORY_REGION(obj, c->size);
	return obj;
}

void *__wrap_kmem_alloc_whole(struct kmem_cache *c)
{
	void *kv = fails() ? NULL : __real_kmem_alloc_whole(c);

	if (kv != NULL)
		ASAN_UNPOISON_MEMORY_REGION(kv, ARCH_PAGE_SIZE);
	return kv;
}

void __wrap_kmem_free_whole(struct kmem_cache *c, void *kv)
{
	__real_kmem_free_whole(c, kv);
	ASAN_POISON_MEMORY_REGION(kv, ARCH_PAGE_SIZE);
}

/* Type-stable objects may be read after they were freed. */
void __wrap_kmem_free(struct kmem_cache *c, void *obj)
{
	bool stable = c->type_stable;
	size_t size = c->size;

	__real_kmem_free(c, obj);
	if (!stable)
		ASAN_POISON_MEMORY_REGION(obj, size);
}

/* Of the pile of a taker nothing but the first object is left, so each one may fail. */
bool __wrap_kmem_pile_fill(struct kmem_cache *c, struct kmem_pile *pile)
{
	void *obj;

	if (fails() || !__real_kmem_pile_fill(c, pile))
		return false;
	obj = pile->top;
	ASAN_UNPOISON_MEMORY_REGION(obj, c->size);
	pile->top = *kmem_next(c, obj);
	pile->count--;
	__real_kmem_pile_close(c, pile);
	*pile = (struct kmem_pile){ .top = obj, .count = 1 };
	return true;
}

/* What lies on the pile of a giver is still readable, as it goes into its cache it is not. */
static void poison_pile(const struct kmem_cache *c, const struct kmem_pile *pile)
{
	void *obj = pile->top, *next;

	for (unsigned int i = pile->count; i > 0; i--, obj = next) {
		next = *kmem_next(c, obj);
		ASAN_POISON_MEMORY_REGION(obj, c->size);
	}
}

void __wrap_kmem_pile_close(struct kmem_cache *c, struct kmem_pile *pile)
{
	poison_pile(c, pile);
	__real_kmem_pile_close(c, pile);
}

void __wrap_kmem_pile_turn(struct kmem_cache *c, struct kmem_pile *pile, void *obj)
{
	poison_pile(c, pile);
	__real_kmem_pile_turn(c, pile, obj);
}

void *__real_kmem_alloc_held(struct kmem_cache *c);
void __real_kmem_free_held(struct kmem_cache *c, void *obj);
void *__wrap_kmem_alloc_held(struct kmem_cache *c);
void __wrap_kmem_free_held(struct kmem_cache *c, void *obj);

void *__wrap_kmem_alloc_held(struct kmem_cache *c)
{
	void *obj = fails() ? NULL : __real_kmem_alloc_held(c);

	if (obj != NULL)
		ASAN_UNPOISON_MEMORY_REGION(obj, c->size);
	return obj;
}

void __wrap_kmem_free_held(struct kmem_cache *c, void *obj)
{
	size_t size = c->size;

	__real_kmem_free_held(c, obj);
	ASAN_POISON_MEMORY_REGION(obj, size);
}

/* For the allocator itself, which touches poisoned memory. */
__attribute__((no_sanitize_address)) void *kmem_memset(void *dst, int byte, size_t len)
{
	for (volatile char *p = dst; len > 0; len--)
		*p++ = (char)byte;
	return dst;
}
