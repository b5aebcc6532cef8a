/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The sandbox of random system calls: what fuzz.h asks of a world, on the host port. There are no
 * programs, so a fault is a call of the kernel's fault handler.
 */
#include "sandbox.h"

#include "compat.h"
#include "mapdb_model.h"
#include "system.h"

#include <arch/time.h>
#include <generic/sched.h>

#define THREADS		8
#define SPACE_THREADS	3	/* of one space */
#define SPACE_OF_32BITS	1	/* of those that there are in the beginning */
#define MEMORY		0x40000000ul
#define MEMORY_LOG2	23
#define NUMBERS		200	/* thread numbers that check_threads() looks at */
#define IRQS		3

/* Of the processor that the calling thread of the process plays. */
static __thread struct fuzz_source *source;
static struct balance empty;
static unsigned int version[THREADS];
static struct fuzz_world for_all, for_keeper;
static const struct space *keepers;	/* whose threads are all keepers */

static unsigned int pick(unsigned int n)
{
	return fuzz_pick(source, n);
}

/* --- what the calls are made of --- */

static fuzz_word slot_id(unsigned int slot)
{
	struct thread *t = thread_by_number(tid_number(tid(slot)));

	if (t != NULL)
		atomic_poke(&version[slot], (unsigned int)atomic_glance(&t->tcb.id));
	return tid_version(slot, atomic_peek(&version[slot]));
}

static fuzz_word slot_waiting(unsigned int slot)
{
	for (unsigned int i = 0; i < THREADS; i++) {
		struct thread *t = thread_by_number(tid_number(tid((slot + i) % THREADS)));

		if (t != NULL && is_mine(&t->tcb) && t->tcb.state == THREAD_WAITING)
			return t->tcb.id;
	}
	return slot_id(slot);
}

static void slot_registers(unsigned int slot, fuzz_word *ip, fuzz_word *sp)
{
	*ip = 0x1000 + slot;
	*sp = 0x2000 + slot;
}

/* Threads that are not of the sandbox, whether they exist or not; but no number is too large. */
static bool is_off_limits(fuzz_word id)
{
	const struct thread *t = thread_resolve(thread_of(host_current()), id);
	word_t number = tid_number(t != NULL ? atomic_glance(&t->tcb.id) : id);

	if (number < IRQS || number >= BIT(TID_NUMBER_BITS))
		return false;
	return number < tid_number(tid(0)) || number > tid_number(tid(THREADS - 1));
}

static void describe_world(void)
{
	for_all = (struct fuzz_world){
		.threads = THREADS, .irqs = IRQS, .memory = MEMORY, .memory_log2 = MEMORY_LOG2,
		.utcb_area = UTCB_AREA, .utcb_area_log2 = UTCB_AREA_LOG2, .kip_area = KIP_AREA,
		.page_log2 = 12,
		.thread = slot_id, .waiting = slot_waiting, .registers = slot_registers,
		.is_off_limits = is_off_limits,
	};
	for_keeper = for_all;
	for_keeper.is_keeper = true;
}

/* --- making them --- */

static void load_registers(struct tcb *me, const struct fuzz_call *c)
{
	struct thread *t = thread_of(me);

	for (unsigned int i = 0; i < c->mrs; i++)
		utcb_write(t, (int)i, c->mr[i]);
	for (unsigned int i = 0; i < c->brs; i++)
		utcb_write(t, L4_UTCB_BR((int)i), c->br[i]);
	if (c->set & FUZZ_SET_XFER_TIMEOUTS)
		utcb_write(t, L4_UTCB_XFER_TIMEOUTS, c->xfer_timeouts);
	if (c->set & FUZZ_SET_VIRTUAL_SENDER)
		utcb_write_tid(t, L4_UTCB_VIRTUAL_SENDER, c->virtual_sender);
	if (c->set & FUZZ_SET_PAGER)
		utcb_write_tid(t, L4_UTCB_PAGER, c->pager);
	if (c->set & FUZZ_SET_HANDLER)
		utcb_write_tid(t, L4_UTCB_EXCEPTION_HANDLER, c->handler);
	if (c->set & FUZZ_SET_FLAGS)
		utcb_write(t, L4_UTCB_FLAGS, c->flags);
}

/* An address that is no address gives another fault on processors; here it is cut. */
static struct tcb *access_memory(struct tcb *me, uvaddr_t va, fuzz_word kind)
{
	unsigned int access = kind == RIGHT_W || kind == RIGHT_X ? (unsigned int)kind : RIGHT_R;

	va &= 2 * ARCH_USER_END - 1;
	return host_access(me->space->pt.space_word, va, access) ? me : fault_page(me, va, access);
}

static struct tcb *access_port(struct tcb *me, fuzz_word address, fuzz_word size)
{
	unsigned int port = address & (IO_PORTS - 1);
	unsigned int bytes = size == 2 || size == 4 ? (unsigned int)size : 1;

	if (port + bytes > IO_PORTS)
		return fault_exception(me);
	return iospace_is_permitted(&me->space->io, port, bytes) ? me : fault_io(me, port, bytes);
}

static struct tcb *control(struct tcb *me, const struct fuzz_call *c)
{
	const fuzz_word *a = c->arg;

	switch (c->kind) {
	case FUZZ_THREAD_CONTROL:
		return sys_thread_control(me, a[0], a[1], a[2], a[3], a[4]);
	case FUZZ_SPACE_CONTROL:
		return sys_space_control(me, a[0], a[1], a[2], a[3], a[4]);
	case FUZZ_MEMORY_CONTROL:
		return sys_memory_control(me, a[0], &a[1]);
	default:
		return sys_processor_control(me);
	}
}

static struct tcb *call(struct tcb *me, const struct fuzz_call *c)
{
	const fuzz_word *a = c->arg;
	struct exregs in = {
		.control = a[1], .sp = a[2], .ip = a[3], .flags = a[4], .handle = a[5],
		.pager = a[6],
	};

	load_registers(me, c);
	switch (c->kind) {
	case FUZZ_IPC:
	case FUZZ_LIPC:
		return host_ipc(me, a[0], a[1], a[2]);
	case FUZZ_EXCHANGE_REGISTERS:
		return sys_exchange_registers(me, a[0], in.control, &in);
	case FUZZ_SCHEDULE:
		return sys_schedule(me, a[0], a[1], a[2], a[3], a[4]);
	case FUZZ_THREAD_SWITCH:
		return sys_thread_switch(me, a[0]);
	case FUZZ_UNMAP:
		return sys_unmap(me, a[0]);
	case FUZZ_SYSTEM_CLOCK:
		return sys_system_clock(me);
	case FUZZ_ACCESS:
		return access_memory(me, a[0], a[1]);
	case FUZZ_PORT:
		return access_port(me, a[0], a[1]);
	case FUZZ_EXCEPTION:
		return fault_exception(me);
	default:
		return control(me, c);
	}
}

/* --- what else happens --- */

/* t gets memory and ports from sigma0. */
static void give(struct tcb *t)
{
	struct map_op op = {
		.src = &sigma0->space->pt, .dst = &t->space->pt, .dst_va = MEMORY,
		.src_va = (paddr_t)pick(4) << 20, .left = 4 << 20, .rights = RIGHT_RWX,
	};
	unsigned int lo = pick(1000), hi = lo + pick(1000);
	err_t err;

	while (mapdb_map(&op) == ERR_AGAIN)
		;
	err = iospace_map(&sigma0->space->io, &t->space->io, &t->space->pt, lo, hi, false, &op);
	while (err == ERR_AGAIN)
		err = mapdb_map(&op);
	if (err)
		assert_true(alloc_has_failed());
}

/* Devices, and time passes. */
static void something_happens(void)
{
	if (pick(3) == 0)
		host_irq_raise(pick(IRQS));
	if (pick(3) == 0)
		host_time_advance(pick(3000));
}

static void change_preemption(void)
{
	switch (pick(4)) {
	case 0:
		host_preempt_never();
		break;
	case 1:
		host_preempt_every(1 + pick(3));
		break;
	default:
		host_preempt_random(fuzz_random_word(source), 1 + pick(6));
		break;
	}
}

void sandbox_step(void)
{
	struct tcb *me = host_current(), *next = me;
	struct fuzz_call c;

	if (pick(30) == 0)
		change_preemption();
	if (me == this_cpu()->idle || pick(10) == 0) {
		something_happens();
	} else if (me->space == keepers && pick(3) == 0) {
		/* Others have their turn. */
		next = host_ipc(me, L4_TID_NIL, pick(2) ? L4_TID_ANY : slot_id(pick(THREADS)),
			       TIMEOUTS(ZERO, 1 + pick(1000)));
	} else if (me->space != keepers && pick(20) == 0) {
		give(me);
	} else {
		fuzz_make_call(source, me->space == keepers ? &for_keeper : &for_all, me->id, &c);
		next = call(me, &c);
	}
	host_leave(next);
	check_threads(NUMBERS);
	/* Another processor tells of what it takes away when that is gone. */
	if (ncpus == 1)
		assert_true(host_tlb_is_sound());
}

/* Users have nothing there. */
static void check_above_the_end(const struct space *s)
{
	unsigned int level;

	for (uvaddr_t va = s->pt.end; va < ARCH_USER_END; va = (va | MASK(level_shift(level))) + 1)
		assert_false(pte_is_present(pte_read(ptab_find(&s->pt, va, &level))));
}

/* Pages of memory and of ports. */
static void check_space(struct space *s, struct node_count *count)
{
	check_above_the_end(s);
	if (s->io.pt.root != NULL)
		check_page_tables(&s->io.pt, count);
	check_page_tables(&s->pt, count);
}

void sandbox_check(void)
{
	struct node_count count = { 0 };

	check_space(sigma0->space, &count);
	check_space(root->space, &count);
	for (unsigned int slot = 0; slot < THREADS; slot++) {
		struct thread *t = thread_by_number(tid_number(tid(slot)));

		/* Each space once, for its first thread. */
		if (t != NULL && t->tcb.space->members.next == &t->member.link)
			check_space(t->tcb.space, &count);
	}
	check_node_count(&count);
}

/* --- beginning and end --- */

void sandbox_begin(void)
{
	system_begin();
	sandbox_begin_here();
}

void sandbox_begin_here(void)
{
	describe_world();
	keepers = root->space;
	empty = balance();
}

void sandbox_source(struct fuzz_source *s)
{
	source = s;
}

void sandbox_fill(struct fuzz_source *s)
{
	sandbox_source(s);
	for (unsigned int slot = 0; slot < THREADS; slot++) {
		version[slot] = 1;
		make_either(slot, slot - slot % SPACE_THREADS,
			    slot / SPACE_THREADS == SPACE_OF_32BITS);
	}
	host_preempt_hook = something_happens;
}

/* The root task runs, whatever it did. */
static void return_to_root(void)
{
	while (host_current() != root) {
		struct tcb *me = host_current();

		host_time_advance(1000);
		if (me == this_cpu()->idle || !root->is_queued)
			host_interrupt();
		else
			host_leave(sys_thread_switch(me, root->id));
		if (me != this_cpu()->idle && host_current() == me)
			host_leave(host_ipc(me, L4_TID_NIL, sigma0->id, TIMEOUTS(NEVER, NEVER)));
	}
}

/* sigma0's pages and tables. */
static void flush_sigma0(void)
{
	struct unmap_op op = {
		.pt = &sigma0->space->pt, .end = ARCH_USER_END, .revoke = RIGHT_RWX, .flush = true,
	};

	assert_int_equal(mapdb_unmap(&op), ERR_OK);
}

void sandbox_empty(void)
{
	host_preempt_hook = NULL;
	host_preempt_never();
	alloc_fail_at(0);
	return_to_root();
	for (unsigned int slot = 0; slot < THREADS; slot++)
		delete_thread(tid(slot));
	for (unsigned int n = 0; n < IRQS; n++)
		thread_control(tid_make(n, 1), tid_make(n, 1), L4_TID_NIL, tid_make(n, 1), ~0ul);
	check_threads(NUMBERS);
	flush_sigma0();
	assert_balance(empty);
}
