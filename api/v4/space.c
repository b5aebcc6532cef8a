/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Address spaces: creation, areas, UTCB pages, stepwise destruction. Hides that the descriptor of
 * a UTCB page lists the threads whose UTCBs lie in it.
 */
#include <api/space.h>

#include <api/kip.h>
#include <api/lipc.h>
#include <api/port.h>
#include <api/thread.h>
#include <api/utcb.h>
#include <arch/preempt.h>
#include <base/assert.h>
#include <generic/grace.h>
#include <generic/kmem.h>
#include <generic/loaded.h>
#include <generic/lock.h>
#include <generic/ptab_change.h>
#include <generic/string.h>
#include <l4/abi/kip.h>

static KMEM_CACHE(space_cache, sizeof(struct space), false);
STATIC_ASSERT(offsetof(struct space, serial) ==
	      sizeof(((struct space *)NULL)->local) + sizeof(struct ptab),
	      "what is not cleared when a space begins is filled, or the page table's own");
static u64 last_serial;

/* --- whether there is a redirector: with several processors, see smp/areas.c --- */

#ifdef CONFIG_SMP
static void tell_init(struct space *s __unused)
{
}

static void tell_not(struct space *s __unused, const struct thread *t __unused)
{
}

static void tell_end(struct space *s __unused)
{
}
#else
/* Spaces with members that do not know it yet. */
static struct list spaces_to_tell = { .next = &spaces_to_tell, .prev = &spaces_to_tell };

static void tell_init(struct space *s)
{
	list_init(&s->tell_link);
}

static void tell_end(struct space *s)
{
	list_remove(&s->tell_link);
}

/* t leaves s. */
static void tell_not(struct space *s, const struct thread *t)
{
	if (s->tell_next == &t->member.link)
		s->tell_next = t->member.link.next;
}

void space_set_redirector(struct space *s, word_t id)
{
	if ((s->redirector == L4_TID_NIL) != (id == L4_TID_NIL)) {
		s->tell_next = s->members.next;
		list_remove(&s->tell_link);
		list_insert_before(&spaces_to_tell, &s->tell_link);
	}
	s->redirector = id;
}

err_t space_tell_members(void)
{
	while (!list_is_empty(&spaces_to_tell)) {
		struct space *s = list_entry(spaces_to_tell.next, struct space, tell_link);

		while (s->tell_next != &s->members) {
			usual_set(&list_entry(s->tell_next, struct thread, member.link)->tcb,
				  USUAL_ROUTE, s->redirector == L4_TID_NIL);
			s->tell_next = s->tell_next->next;
			if (arch_preempt_pending())
				return ERR_AGAIN;
		}
		s->tell_next = NULL;
		list_remove(&s->tell_link);
	}
	return ERR_OK;
}
#endif

/* --- spaces --- */

static u64 next_serial(void)
{
	return IS_ENABLED(CONFIG_SMP) ? atomic_add(&last_serial, 1) + 1 : ++last_serial;
}

struct space *space_create(void)
{
	struct space *s = kmem_alloc(&space_cache);
	void *nobody = thread_nobody();

	if (s == NULL)
		return NULL;
	kmemset(&s->serial, 0, sizeof(*s) - offsetof(struct space, serial));
	s->serial = next_serial();
	list_init(&s->members);
	tell_init(s);
#pragma GCC unroll 32
	for (unsigned int i = 0; i < SPACE_LOCALS; i++)
		s->local[i] = nobody;
	if (ptab_init(&s->pt)) {
		kmem_free(&space_cache, s);
		return NULL;
	}
	return s;
}

static void kip_area_clear(struct space *s) __must_hold(&mapdb_lock)
{
	unsigned int level;

	assert_held(&mapdb_lock);
	for (size_t i = 0; i < KIP_BYTES; i += ARCH_PAGE_SIZE)
		ptab_clear(ptab_find(&s->pt, s->kip_base + i, &level));
}

/* --- pages of UTCBs --- */

/* Which page of the UTCB area holds this UTCB: one below UTCB_PAGES_STAY stays. */
static inline uvaddr_t utcb_page_number(const struct space *s, uvaddr_t location)
{
	return (location - s->utcb_area.start) >> ARCH_PAGE_SHIFT;
}

/* The page at va goes. */
static __noinline void utcb_page_free(struct space *s, uvaddr_t va, char *page)
	__must_hold(&mapdb_lock)
{
	unsigned int level;

	if (s->utcb_page == page)
		s->utcb_page = NULL;
	ptab_clear(ptab_find(&s->pt, va, &level));
	if (IS_ENABLED(CONFIG_SMP) && unlikely(atomic_glance(&s->takes_far)))
		grace_free_used(page, 0);
	else
		grace_free_pages(page, 0);
}

/* No thread of s is active, nor becomes so: the pages that have stayed go. */
static void utcb_pages_free(struct space *s) __must_hold(&mapdb_lock)
{
	ASSERT(s->nactive == 0);
	for (unsigned int i = 0; i < UTCB_PAGES_STAY; i++) {
		if (s->utcb_pages[i] != NULL)
			utcb_page_free(s, s->utcb_area.start + i * ARCH_PAGE_SIZE,
				       s->utcb_pages[i]);
		s->utcb_pages[i] = NULL;
	}
}

/* --- the end of a space --- */

/* The last thread has gone: pages of users are left. */
static void close(struct space *s)
{
	if (s->placer != NULL)
		s->placer->work.areas.space = NULL;
	ptab_close(&s->pt);
	lock_acquire(&mapdb_lock);
	if (s->is_initialised) {
		kip_area_clear(s);
		utcb_pages_free(s);
	}
	mapdb_release();
}

/* Pages of users may go at any time, by who has given them. */
static bool is_empty(const struct space *s)
{
	bool is_empty;

	lock_acquire(&mapdb_lock);
	is_empty = ptab_is_empty(&s->pt);
	lock_release(&mapdb_lock);
	return is_empty;
}

static void begin_destruction(struct space *s, struct unmap_op *op)
{
	close(s);
	*op = (struct unmap_op){
		.pt = &s->pt, .end = ARCH_USER_END, .revoke = RIGHT_RWX,
		.flush = true, .drops_roots = true,
	};
}

/* The same behind the grace period: no processor has the space loaded then. Errors: ERR_AGAIN. */
static err_t leave(struct space *s, struct unmap_op *op, bool begins)
{
	err_t err;

	/* The operation is in no table, if another thread takes this over. */
	if (begins) {
		*op = (struct unmap_op){ .pt = NULL };
		if (atomic_glance(&s->takes_far))
			grace_ask_all();
	}
	if (op->pt != NULL)
		return ERR_OK;
	err = grace_wait_unloaded(arch_near_cpu()->current, &s->pt, &s->waits);
	if (err == ERR_OK) {
		atomic_poke(&s->takes_far, false);
		begin_destruction(s, op);
	}
	return err;
}

err_t space_destroy(struct space *s, struct unmap_op *op, bool *tearing)
{
	bool begins = !*tearing;
	err_t err;

	*tearing = true;
	if (IS_ENABLED(CONFIG_SMP)) {
		err = leave(s, op, begins);
		if (err)
			return err;
	} else if (begins) {
		begin_destruction(s, op);
	}
	if (op->pt == &s->pt) {
		err = is_empty(s) ? ERR_OK : mapdb_unmap(op);
		if (err)
			return err;
		mapdb_unmap_abandon(op);
		*op = iospace_unmap(&s->io, 0, IO_PORTS - 1, true);
	}
	err = mapdb_unmap(op);
	if (err)
		return err;
	iospace_release(&s->io);
	lipc_release(s);
	list_remove(&s->members);
	tell_end(s);
	ptab_destroy_bare(&s->pt);
	/* Behind the grace period of leave() nobody has it in hand any more. */
	kmem_free(&space_cache, s);
	return ERR_OK;
}

void space_discard(struct space *s)
{
	ptab_destroy(&s->pt);
	kmem_free(&space_cache, s);
}

#ifdef CONFIG_SMP
/* The thread with this id is in s. One that has left it by now did so under the lock. */
static inline bool has_member(const struct space *s, word_t id) __must_hold(&mapdb_lock)
{
	const struct thread *t = thread_find(id);

	return t != NULL && t->tcb.space == s && s->nthreads > 0;
}

bool space_pin(struct space *s, word_t member)
{
	bool is_there;

	lock_acquire(&mapdb_lock);
	is_there = has_member(s, member);
	if (is_there)
		s->nthreads++;
	lock_release(&mapdb_lock);
	return is_there;
}
#endif

static inline void enter(struct space *s, struct thread *t) __must_hold(&mapdb_lock)
{
	t->tcb.space = s;
	t->tcb.space_word = s->pt.space_word;
	t->tcb.space_serial = s->serial;
	usual_set(&t->tcb, USUAL_ROUTE, s->redirector == L4_TID_NIL);
	list_insert_before(&s->members, &t->member.link);
	s->nthreads++;
}

void space_enter(struct space *s, struct thread *t)
{
	space_hold(&s->pt);
	lock_acquire(&mapdb_lock);
	enter(s, t);
	lock_release(&mapdb_lock);
}

#ifdef CONFIG_SMP
bool space_join(struct space *s, struct thread *t)
{
	bool is_there;

	lock_acquire(&mapdb_lock);
	is_there = s->nthreads > 0;
	if (likely(is_there)) {
		space_hold(&s->pt);
		enter(s, t);
	}
	lock_release(&mapdb_lock);
	return is_there;
}
#endif

/* True: that was its last thread. */
static inline bool leave_members(struct space *s, struct thread *t) __must_hold(&mapdb_lock)
{
	tell_not(s, t);
	list_remove(&t->member.link);
	t->tcb.space = NULL;
	t->tcb.space_word = 0;
	return --s->nthreads == 0;
}

bool space_leave(struct thread *t)
{
	struct space *s = t->tcb.space;
	bool is_last;

	lock_acquire(&mapdb_lock);
	is_last = leave_members(s, t);
	lock_release(&mapdb_lock);
	space_unhold(&s->pt, t->tcb.cpu);
	return is_last;
}

void space_set_areas(struct space *s, uvaddr_t kip_base, struct range utcb_area,
		     struct ptab_reserve *r)
{
	struct range kip_area = { .start = kip_base, .end = kip_base + KIP_BYTES };

	lock_acquire(&mapdb_lock);
	/* All in one table, as the area is aligned to its size. */
	for (size_t i = 0; i < KIP_BYTES; i += ARCH_PAGE_SIZE)
		if (!s->is_initialised || kip_base != s->kip_base)
			ptab_fill(ptab_get_reserved(&s->pt, kip_base + i, r),
				  pte_make_kernel(port_kip_page(s) + i, RIGHT_R | RIGHT_X));
	if (s->is_initialised) {
		if (kip_base != s->kip_base)
			kip_area_clear(s);
		utcb_pages_free(s);
		s->pt.nholes -= 2;
	}
	s->kip_base = kip_base;
	s->utcb_area = utcb_area;
	s->pt.hole[s->pt.nholes++] = kip_area;
	s->pt.hole[s->pt.nholes++] = utcb_area;
	s->pt.usable = (struct range){ 0 };
	s->is_initialised = true;
	mapdb_release();
}

/*
 * The kernel's page behind va of the UTCB area, or NULL. With several processors it is read without
 * the lock: this one owns a thread of the space, so neither tables nor the page go before it has
 * answered at a preemption point.
 */
static char *utcb_page(struct space *s, uvaddr_t va)
{
	unsigned int level;
	pte_t e;

	va = ALIGN_DOWN(va, ARCH_PAGE_SIZE);
	if (!IS_ENABLED(CONFIG_SMP) && utcb_page_number(s, va) < UTCB_PAGES_STAY)
		return s->utcb_pages[utcb_page_number(s, va)];
	if (!IS_ENABLED(CONFIG_SMP) && s->utcb_page != NULL && s->utcb_va == va)
		return s->utcb_page;
	e = pte_read(ptab_find(&s->pt, va, &level));
	if (!pte_is_present(e) || !pte_is_kernel(e))
		return NULL;
	if (IS_ENABLED(CONFIG_SMP))
		return paddr_to_kv(pte_paddr(e, level));
	s->utcb_va = va;
	s->utcb_page = paddr_to_kv(pte_paddr(e, level));
	return s->utcb_page;
}

static unsigned int utcb_index(uvaddr_t location)
{
	return (location & (ARCH_PAGE_SIZE - 1)) >> L4_UTCB_SIZE_LOG2;
}

/* The page of UTCBs at va, made if it is not there yet; NULL: no memory. */
static char *utcb_page_get(struct space *s, uvaddr_t va) __must_hold(&mapdb_lock)
{
	char *page;
	struct kpage *p;
	pte_t *slot;

	if (ptab_get(&s->pt, va, 0, &slot))
		return NULL;
	if (pte_is_present(pte_read(slot))) {
		ASSERT(pte_is_kernel(pte_read(slot)));
		return paddr_to_kv(pte_paddr(pte_read(slot), 0));
	}
	page = kmem_zalloc_pages(0);
	if (page == NULL) {
		ptab_prune(&s->pt, slot, va);
		return NULL;
	}
	p = kmem_page(page);
	for (unsigned int i = 0; i < ARRAY_SIZE(p->owner); i++)
		p->owner[i] = NULL;
	ptab_fill(slot, pte_make_kernel(kv_to_paddr(page), RIGHT_R | RIGHT_W));
	return page;
}

/* Another page than the last one, or one that is to stay and is not there. NULL: no memory. */
static __noinline char *utcb_page_other(struct space *s, uvaddr_t location, uvaddr_t number)
	__must_hold(&mapdb_lock)
{
	uvaddr_t va = ALIGN_DOWN(location, ARCH_PAGE_SIZE);
	char *page;

	if (number >= UTCB_PAGES_STAY && s->utcb_page != NULL && s->utcb_va == va)
		return s->utcb_page;
	page = utcb_page_get(s, va);
	if (page == NULL)
		return NULL;
	if (number < UTCB_PAGES_STAY) {
		s->utcb_pages[number] = page;
	} else {
		s->utcb_va = va;
		s->utcb_page = page;
	}
	return page;
}

static inline err_t utcb_alloc(struct space *s, uvaddr_t location, struct thread *t,
			       word_t __user **utcb) __must_hold(&mapdb_lock)
{
	uvaddr_t number = utcb_page_number(s, location);
	char *page = number < UTCB_PAGES_STAY ? s->utcb_pages[number] : NULL;
	unsigned int i = utcb_index(location);
	struct kpage *p;

	if (unlikely(page == NULL)) {
		page = utcb_page_other(s, location, number);
		if (page == NULL)
			return ERR_NOMEM;
	}
	p = kmem_page(page);
	if (p->owner[i] != NULL)
		return ERR_BUSY;
	atomic_publish(&p->owner[i], (void *)t);
	p->inuse++;
	s->nactive++;
	s->has_run = true;
	atomic_publish(space_local(s, location), (void *)&t->tcb.id);
	*utcb = (word_t __user __force *)(page + (i << L4_UTCB_SIZE_LOG2) +
					  L4_UTCB_MR0_OFFSET);
	return ERR_OK;
}

/* Another processor may have placed the areas since the caller asked whether that UTCB fits. */
static inline bool still_fits(const struct space *s, uvaddr_t location) __must_hold(&mapdb_lock)
{
	const struct range *area = &s->utcb_area;

	return s->is_initialised && location - area->start < area->end - area->start;
}

err_t space_utcb_alloc(struct space *s, uvaddr_t location, struct thread *t,
		       word_t __user **utcb)
{
	err_t err;

	lock_acquire(&mapdb_lock);
	if (IS_ENABLED(CONFIG_SMP) &&
	    (s->placer != NULL || space_is_compat(s) != space_is_compat(t->tcb.space)))
		err = ERR_AGAIN;
	else if (IS_ENABLED(CONFIG_SMP) && !still_fits(s, location))
		err = ERR_BUSY;
	else
		err = utcb_alloc(s, location, t, utcb);
	mapdb_release();
	return err;
}

/* The places of `t`, which has never run, in s and in a page of UTCBs: both or none. */
static inline err_t enter_active(struct space *s, struct thread *t, uvaddr_t location,
				 word_t __user **utcb) __must_hold(&mapdb_lock)
{
	err_t err;

	space_hold(&s->pt);
	enter(s, t);
	err = utcb_alloc(s, location, t, utcb);
	if (unlikely(err != ERR_OK)) {
		(void)leave_members(s, t);
		space_unhold(&s->pt, t->tcb.cpu);
	}
	return err;
}

err_t space_enter_active(struct space *s, struct thread *t, uvaddr_t location,
			 word_t __user **utcb)
{
	err_t err;

	lock_acquire(&mapdb_lock);
	if (IS_ENABLED(CONFIG_SMP) && (s->nthreads == 0 || s->placer != NULL))
		err = ERR_AGAIN;
	else if (IS_ENABLED(CONFIG_SMP) && !still_fits(s, location))
		err = ERR_BUSY;
	else
		err = enter_active(s, t, location, utcb);
	mapdb_release();
	return err;
}

static inline void utcb_free(struct space *s, struct thread *t) __must_hold(&mapdb_lock)
{
	uvaddr_t location = t->utcb_location;
	char *page = (char *)ALIGN_DOWN((kvaddr_t)utcb_words(t), ARCH_PAGE_SIZE);
	struct kpage *p = kmem_page(page);

	if (*space_local(s, location) == &t->tcb.id)
		atomic_publish(space_local(s, location), thread_nobody());
	atomic_publish(&p->owner[utcb_index(location)], NULL);
	s->nactive--;
	if (--p->inuse == 0 && utcb_page_number(s, location) >= UTCB_PAGES_STAY)
		utcb_page_free(s, ALIGN_DOWN(location, ARCH_PAGE_SIZE), page);
}

void space_utcb_free(struct space *s, struct thread *t)
{
	lipc_forget(t);
	lock_acquire(&mapdb_lock);
	utcb_free(s, t);
	mapdb_release();
}

bool space_leave_all(struct thread *t)
{
	struct space *s = t->tcb.space;
	bool is_last;

	lock_acquire(&mapdb_lock);
	if (t->tcb.utcb != NULL)
		utcb_free(s, t);
	is_last = leave_members(s, t);
	mapdb_release();
	space_unhold(&s->pt, t->tcb.cpu);
	return is_last;
}

struct thread *space_thread_at(struct space *s, word_t local_id)
{
	uvaddr_t location = local_id - L4_UTCB_POINTER_OFFSET;
	struct thread *t;
	char *page;

	if (!space_utcb_fits(s, location))
		return NULL;
	page = utcb_page(s, location);
	t = page != NULL ? atomic_read(&kmem_page(page)->owner[utcb_index(location)]) : NULL;
	return t;
}

size_t space_count(void)
{
	return kmem_used(&space_cache);
}
