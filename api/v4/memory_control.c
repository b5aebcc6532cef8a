/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * MemoryControl: memory types of pages, for the caller and all that got the pages from it.
 * (X.2, MemoryControl)
 */
#include <api/continuation.h>
#include <api/fpage.h>
#include <api/memory_control.h>
#include <api/port.h>
#include <api/syscalls.h>
#include <api/utcb.h>
#include <arch/preempt.h>

#define SELECTOR_MASK	(MEMORY_ATTRIBUTES - 1)

/* Memory type of an attribute; false: there is no such attribute. */
static bool memory_type(word_t attribute, u8 *type)
{
	static const struct {
		u8 attribute, type;
	} known[] = {
		{ 0, MEMORY_WRITE_BACK }, { 1, MEMORY_WRITE_BACK }, { 2, MEMORY_WRITE_THROUGH },
		{ 4, MEMORY_UNCACHEABLE }, { 5, MEMORY_WRITE_COMBINING },
		{ 8, MEMORY_WRITE_PROTECTED },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(known); i++) {
		if (known[i].attribute == attribute) {
			*type = known[i].type;
			return true;
		}
	}
	return false;
}

static void begin(struct thread *t)
{
	struct work *w = &t->work;
	word_t fpage = utcb_read(t, w->memory.next);
	struct fregion r = fpage_region(&t->tcb.space->pt, fpage);

	w->memory.started = true;
	w->memory.op = (struct unmap_op){
		.pt = &t->tcb.space->pt,
		.va = ALIGN_DOWN(r.range.start, ARCH_PAGE_SIZE),
		.end = fpage_is_io(fpage) ? 0 : ALIGN_UP(r.range.end, ARCH_PAGE_SIZE),
		.flush = true, .set_type = true,
		.memory_type = w->memory.type[fpage & SELECTOR_MASK],
	};
}

err_t work_memory(struct thread *t)
{
	struct work *w = &t->work;

	while (w->memory.next < w->memory.count) {
		err_t err;

		if (!w->memory.started)
			begin(t);
		err = mapdb_unmap(&w->memory.op);
		if (err)
			return err;
		w->memory.started = false;
		if (++w->memory.next < w->memory.count && arch_preempt_pending())
			return ERR_AGAIN;
	}
	return ERR_OK;
}

void memory_curtail(struct thread *t)
{
	struct work *w = &t->work;

	if (w->memory.started)
		mapdb_unmap_curtail(&w->memory.op);
	w->memory.count = w->memory.next + w->memory.started;
}

bool memory_hand_over(struct thread *t, struct unmap_op *op)
{
	struct work *w = &t->work;

	memory_curtail(t);
	if (!w->memory.started || w->memory.op.va == w->memory.op.end)
		return false;
	mapdb_unmap_move(op, &w->memory.op);
	w->memory.count = w->memory.next;
	return true;
}

struct tcb *continue_memory(struct thread *t)
{
	err_t err = work_memory(t);

	if (err == ERR_OK)
		err = grace_wait(&t->tcb, &t->work.memory.waits);
	if (err == ERR_AGAIN) {
		continue_later(t, CONTINUE_MEMORY);
		return continue_next(t);
	}
	port_return_memory(&t->tcb, 1);
	return &t->tcb;
}

/*
 * The attributes of the fpages that are there decide, so one that nobody selects may be anything.
 */
struct tcb *sys_memory_control(struct tcb *me, word_t control,
			       const word_t attribute[MEMORY_ATTRIBUTES])
{
	struct thread *t = thread_of(me);
	unsigned int count = (control & L4_UNMAP_COUNT_MASK) + 1;
	u8 type[MEMORY_ATTRIBUTES] = { 0 };
	bool known[MEMORY_ATTRIBUTES];

	if (!me->space->is_privileged)
		return sys_fail(me, L4_ERROR_NO_PRIVILEGE);
	for (unsigned int i = 0; i < MEMORY_ATTRIBUTES; i++)
		known[i] = memory_type(attribute[i], &type[i]);
	for (unsigned int i = 0; i < count; i++) {
		word_t fpage = utcb_read(t, (int)i);

		if (fpage != 0 && !known[fpage & SELECTOR_MASK])
			return sys_fail(me, L4_ERROR_INVALID_PARAM);
	}
	t->work.memory.next = 0;
	t->work.memory.count = (u8)count;
	t->work.memory.started = t->work.memory.waits = false;
	for (unsigned int i = 0; i < MEMORY_ATTRIBUTES; i++)
		t->work.memory.type[i] = type[i];
	continue_later(t, CONTINUE_MEMORY);
	return me;
}
