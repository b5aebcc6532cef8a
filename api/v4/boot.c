/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Thread number ranges and the initial servers. (X.2, initial servers)
 */
#include <api/boot.h>

#include <api/compat.h>
#include <api/interrupt.h>
#include <api/kip.h>
#include <api/port.h>
#include <api/space.h>
#include <api/thread.h>
#include <api/utcb.h>
#include <arch/space.h>
#include <base/assert.h>
#include <generic/printf.h>
#include <generic/ptab_change.h>
#include <generic/sched.h>

#define KERNEL_THREADS		MAX(32, NR_CPUS)	/* numbers between interrupts and users */
#define SERVER_UTCB_AREA	0xbf000000ul
#define SERVER_UTCB_BYTES	(256ul << L4_UTCB_SIZE_LOG2)
#define SERVER_KIP		0xbff00000ul

void boot_threads(void)
{
	if (thread_table_init())
		panic("no memory for the thread table");
	thread_system_base = port_irq_count();
	thread_user_base = thread_system_base + KERNEL_THREADS;
	kip_write(L4_KIP_WORD_THREAD_INFO, thread_user_base << 20 | thread_system_base << 8 |
					   TID_NUMBER_BITS);
	if (interrupt_init())
		panic("no memory for interrupt threads");
}

struct tcb *boot_idle_thread(cpu_t number)
{
	struct thread *t = thread_create(tid_make(thread_system_base + number, TID_VERSION_SERVER),
					 L4_TID_NIL);

	if (t == NULL)
		return NULL;
	t->tcb.cpu = number;
	t->tcb.prio = 0;
	t->tcb.state = THREAD_RUNNING;
	/* Never by a short way out, and nobody overtakes it. */
	t->tcb.usual = USUAL_WORDS;
	if (IS_ENABLED(CONFIG_SMP) && !thread_publish(t))
		return NULL;
	return &t->tcb;
}

/* True if the loader says so, which it does to a 64-bit kernel only. */
static bool is_32bit(unsigned int block)
{
	return sizeof(word_t) == 8 &&
	       (kip_read(block + L4_KIP_SERVER_SP) & 1ull << L4_KIP_SERVER_SP_32BIT_LOG2);
}

static void start_server(const char *name, unsigned int number, unsigned int block, word_t pager)
{
	struct ptab_reserve reserve;
	word_t __user *utcb;
	struct space *s;
	struct thread *t;
	struct range utcbs = { .start = SERVER_UTCB_AREA,
			       .end = SERVER_UTCB_AREA + SERVER_UTCB_BYTES };
	bool is_compat;

	if (kip_read(block + L4_KIP_SERVER_HIGH) == 0)
		return;
	is_compat = is_32bit(block);
	if (!IS_ENABLED(CONFIG_COMPAT32) && is_compat)
		panic("%s is a 32-bit program: this kernel runs 64-bit programs only", name);
	s = space_create();
	t = thread_create(tid_make(thread_user_base + number, TID_VERSION_SERVER),
			  tid_make(thread_user_base + 2, TID_VERSION_SERVER));
	if (s == NULL || t == NULL || (IS_ENABLED(CONFIG_SMP) && !thread_publish(t)))
		panic("no memory for %s", name);
	s->is_privileged = true;
	if (IS_ENABLED(CONFIG_COMPAT32) && is_compat)
		compat_begin(s);
	if (number == 0) {
		s->pt.identity = true;
		if (iospace_own_open(&s->io))
			panic("no memory for %s", name);
	}
	space_enter(s, t);
	t->tcb.prio = t->tcb.sensitive_prio = THREAD_PRIO_SERVER;
	if (ptab_reserve(&reserve, ARCH_PTAB_LEVELS - 1))
		panic("no memory for %s", name);
	space_set_areas(s, SERVER_KIP, utcbs, &reserve);
	ptab_reserve_release(&reserve);
	if (space_utcb_alloc(s, SERVER_UTCB_AREA, t, &utcb))
		panic("no memory for %s", name);
	thread_activate(t, SERVER_UTCB_AREA, utcb, pager);
	/* The mark of a 32-bit program is no part of its SP. */
	port_set_user_ip(&t->tcb, word_for(t, kip_read(block + L4_KIP_SERVER_IP)));
	port_set_user_sp(&t->tcb, word_for(t, kip_read(block + L4_KIP_SERVER_SP)));
	/* Initial servers start without a message. */
	t->tcb.state = THREAD_RUNNING;
	sched_wake(&t->tcb);
	if (IS_ENABLED(CONFIG_VERBOSE_INIT))
		kprintf("%s: %#lx..%#lx, entry %#lx\n", name, kip_read(block + L4_KIP_SERVER_LOW),
			kip_read(block + L4_KIP_SERVER_HIGH), kip_read(block + L4_KIP_SERVER_IP));
}

void boot_servers(void)
{
	word_t sigma0 = tid_make(thread_user_base, TID_VERSION_SERVER);

	if (kip_read(L4_KIP_WORD_SIGMA0_HIGH) == 0)
		panic("no sigma0: the loader named none in the kernel interface page");
	start_server("sigma0", 0, L4_KIP_WORD_SIGMA0_SP, L4_TID_NIL);
	start_server("sigma1", 1, L4_KIP_WORD_SIGMA1_SP, sigma0);
	start_server("root task", 2, L4_KIP_WORD_ROOT_SP, sigma0);
}
