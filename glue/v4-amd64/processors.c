/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finds the processors of the machine and starts them, one after the other. Each has a limited time
 * to answer, and answers by the one word that both swap: so one that is late knows that it is not
 * wanted any more. (Intel 64 manual, volume 3, section 9.4)
 */
#include <glue/processors.h>

#include <api/boot.h>
#include <api/kip.h>
#include <api/loader_record.h>
#include <api/preemption.h>
#include <arch/clock.h>
#include <arch/cpu.h>
#include <arch/lapic.h>
#include <arch/msr.h>
#include <arch/page.h>
#include <base/atomic.h>
#include <generic/kmem.h>
#include <generic/printf.h>
#include <generic/sched.h>
#include <generic/string.h>
#include <glue/firmware.h>
#include <glue/glue.h>
#include <lib/acpi_madt.h>

/* A page that every processor can begin in; above are the BIOS's data. */
#define PAGE_END		0x9f000ul

#define INIT_USEC		10000	/* the manual's waits behind INIT and the first STARTUP */
#define STARTUP_USEC		200
/*
 * One answers within microseconds, but an emulator's may have to wait for the host. Each that does
 * not answer halves the time of those that follow: tables may name hundreds that are not there.
 */
#define ANSWER_USEC		1000000
#define ANSWER_USEC_MIN		20000

extern const char trampoline[], trampoline_end[];

u64 processor_state, processor_stack;
volatile u32 __iomem *processor_lapic;

static struct {
	struct cpu *cpu;
	/* What it says of itself before PROCESSOR_UNFIT. */
	struct cpu_features features;
	u64 lacks;
} other;

static struct acpi_processor named[ACPI_MADT_MAX];
static size_t kept;		/* bytes of kernel memory that are left to programs */

static u64 state_word(u64 state, u32 apic_id)
{
	return state << PROCESSOR_STATE_SHIFT | apic_id;
}

/* --- on the other processor --- */

/* The state goes on from `was`, unless the one that boots has given up. */
static void say(u64 was, u64 is)
{
	u32 id = (u32)atomic_peek(&processor_state);

	if (!atomic_change(&processor_state, state_word(was, id), state_word(is, id)))
		processor_stop();
}

/* Before this processor has any of what the first one has. */
static bool is_fit(void)
{
	other.lacks = cpu_lacks(&other.features);
	return other.lacks == 0 && other.features.vendor == cpu_features.vendor &&
	       other.features.paddr_bits >= cpu_features.paddr_bits;
}

struct tcb *processor_main(void)
{
	struct cpu *c = other.cpu;

	if (!is_fit()) {
		say(PROCESSOR_THERE, PROCESSOR_UNFIT);
		processor_stop();
	}
	/* The kernel's page tables need it. */
	if (cpu_has(CPU_NX))
		wrmsr(MSR_EFER, rdmsr(MSR_EFER) | EFER_NXE);
	cpu_load(c);
	lapic_init_other(VECTOR_SPURIOUS, VECTOR_LAPIC_ERROR);
	lapic_timer_init(VECTOR_TIMER);
	say(PROCESSOR_THERE, PROCESSOR_COMPARES);
	clock_follow();
	say(PROCESSOR_COMPARES, PROCESSOR_READY);
	return c->idle;
}

/* --- on the processor that boots --- */

/* Waits while the state is this one, `usec` at most. True: it is another one. */
static bool await_change(u64 word, usec_t usec)
{
	u64 start = rdtsc_ordered();
	cycle_t cycles = clock_usec_to_cycles(usec);

	while (atomic_read(&processor_state) == word) {
		if (rdtsc_ordered() - start >= cycles)
			return false;
		cpu_pause();
	}
	return true;
}

/* The same; the other processor stops if it comes later. */
static bool await_answer(u64 word, usec_t usec)
{
	return await_change(word, usec) || !atomic_change(&processor_state, word, 0ul);
}

static bool is_overlapped(paddr_t page)
{
	bool is_ram = false;

	for (unsigned int i = 0; i < kip_memory_count(); i++) {
		struct kip_memory m = kip_memory(i);

		if (!memory_is_described(&m) || m.start >= page + ARCH_PAGE_SIZE || m.end <= page)
			continue;
		if (m.type != L4_MEMORY_CONVENTIONAL)
			return true;
		is_ram |= m.start <= page && m.end >= page + ARCH_PAGE_SIZE;
	}
	return !is_ram;
}

/* An initial server lies there. */
static bool is_used(paddr_t page)
{
	static const u8 servers[] = {
		L4_KIP_WORD_SIGMA0_SP, L4_KIP_WORD_SIGMA1_SP, L4_KIP_WORD_ROOT_SP,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(servers); i++)
		if (kip_read(servers[i] + L4_KIP_SERVER_LOW) < page + ARCH_PAGE_SIZE &&
		    kip_read(servers[i] + L4_KIP_SERVER_HIGH) > page)
			return true;
	return false;
}

/* The page in which processors begin, with the instructions there; 0: there is none. */
static paddr_t make_page(void)
{
	paddr_t page = PAGE_END;

	do {
		page -= ARCH_PAGE_SIZE;
		if (page == 0)
			return 0;
	} while (is_overlapped(page) || is_used(page));
	memory_reserve(page, page + ARCH_PAGE_SIZE);
	kmemcpy(paddr_to_kv(page), trampoline, (size_t)(trampoline_end - trampoline));
	return page;
}

/* Makes it run processor_main(). False: it does not answer. */
static bool wake(u32 apic_id, paddr_t page, usec_t usec)
{
	u64 wanted = state_word(PROCESSOR_WANTED, apic_id);

	atomic_publish(&processor_state, wanted);
	lapic_send_init(apic_id);
	(void)await_change(wanted, INIT_USEC);
	lapic_send_startup(apic_id, page);
	if (!await_change(wanted, STARTUP_USEC))
		lapic_send_startup(apic_id, page);
	return await_answer(wanted, usec);
}

static void report_unused(u32 apic_id, const char *why)
{
	kprintf("processor with APIC id %u stays unused: %s\n", apic_id, why);
}

static void report_unfit(u32 apic_id)
{
	if (other.lacks == 0) {
		report_unused(apic_id, "it is another one than the one that boots");
		return;
	}
	kprintf("processor with APIC id %u stays unused, it lacks:", apic_id);
	cpu_print_names(kprintf, other.lacks);
}

/* False: the clock of c cannot be the kernel's, which is reported. */
static bool adjust_clock(struct cpu *c)
{
	enum clock_distance d = clock_compare(&c->arch.clock_start);

	if (d == CLOCK_DRIFTS)
		report_unused(c->arch.apic_id, "its clock has another speed");
	else if (d == CLOCK_LOST)
		report_unused(c->arch.apic_id, "it has stopped");
	return d == CLOCK_EQUAL || d == CLOCK_SKEWED;
}

/* True: c is about to run its idle thread. False: that is reported. */
static bool bring_up(struct cpu *c)
{
	u32 id = c->arch.apic_id;

	if (!await_answer(state_word(PROCESSOR_THERE, id), ANSWER_USEC)) {
		report_unused(id, "it does not come up");
		return false;
	}
	if (atomic_read(&processor_state) == state_word(PROCESSOR_UNFIT, id)) {
		report_unfit(id);
		return false;
	}
	if (!adjust_clock(c))
		return false;
	clock_compare_end();
	if (!await_answer(state_word(PROCESSOR_COMPARES, id), ANSWER_USEC)) {
		report_unused(id, "it has stopped");
		return false;
	}
	return true;
}

/* True: c runs. False: that is reported. *usec: how long it may take to answer. */
static bool start(struct cpu *c, paddr_t page, usec_t *usec)
{
	u32 id = c->arch.apic_id;

	other.cpu = c;
	processor_stack = c->arch.stack_top;
	clock_compare_begin();
	if (!wake(id, page, *usec)) {
		report_unused(id, "it does not answer");
		*usec = MAX(*usec / 2, (usec_t)ANSWER_USEC_MIN);
	} else if (bring_up(c)) {
		/* Others may ask it for something from here on. */
		cpus[c->number] = c;
		atomic_publish(&ncpus, ncpus + 1);
		return true;
	}
	/* Whatever it does, it does not go on. */
	lapic_send_init(id);
	return false;
}

/* The data of the next processor, which this one may become. NULL: that is reported. */
static struct cpu *create(u32 apic_id)
{
	struct cpu *c = kmem_free_bytes() > kept ? cpu_create(ncpus) : NULL;
	struct tcb *idle = c != NULL ? idle_create(c) : NULL;

	if (idle == NULL) {
		report_unused(apic_id, "no memory");
		return NULL;
	}
	sched_init(c, idle, &preemption_ops);
	return c;
}

static void report(const struct cpu *c)
{
	if (IS_ENABLED(CONFIG_VERBOSE_INIT))
		kprintf("processor %u: APIC id %u, %s mode%s\n", (unsigned int)c->number,
			c->arch.apic_id, lapic_mode(), c->arch.clock_start != clock_data.start ?
			", counter adjusted" : "");
}

static unsigned int most(void)
{
	return loader_record.maxcpus != 0 ? MIN(loader_record.maxcpus, (u32)NR_CPUS) : NR_CPUS;
}

/* The ids of those from number `from` on, which there is no room for. */
static void report_rest(unsigned int from, unsigned int n)
{
	bool is_told = false;

	for (unsigned int i = from; i < n; i++) {
		if (named[i].apic_id == this_cpu()->arch.apic_id)
			continue;
		if (!is_told)
			kprintf("processors that stay unused, by APIC id:");
		kprintf(" %u", named[i].apic_id);
		is_told = true;
	}
	if (is_told)
		kprintf("\n");
}

static void report_cost(size_t before)
{
	if (IS_ENABLED(CONFIG_VERBOSE_INIT) && ncpus > 1)
		kprintf("%u processors: each but the first one takes %lu bytes of memory\n", ncpus,
			(before - kmem_free_bytes()) / (ncpus - 1));
}

static void start_named(unsigned int n, paddr_t page)
{
	usec_t usec = ANSWER_USEC;
	struct cpu *c = NULL;		/* also what a processor has left that cannot be used */
	unsigned int i;

	for (i = 0; i < n && ncpus < most(); i++) {
		u32 id = named[i].apic_id;

		if (id == this_cpu()->arch.apic_id)
			continue;
		if (!lapic_reaches(id)) {
			report_unused(id, "no interrupt gets there");
			continue;
		}
		if (c == NULL)
			c = create(id);
		if (c == NULL)
			continue;
		c->arch.apic_id = id;
		if (start(c, page, &usec)) {
			report(c);
			c = NULL;
		}
	}
	report_rest(i, n);
}

static bool names_others(unsigned int n)
{
	return n > 1 || (n == 1 && named[0].apic_id != this_cpu()->arch.apic_id);
}

void processors_start(void)
{
	unsigned int n = acpi_processors(firmware_tables(), named, ARRAY_SIZE(named));
	paddr_t page;
	size_t before;

	this_cpu()->arch.apic_id = lapic_id();
	report(this_cpu());
	if (n == 0)
		kprintf("firmware names no processors: the kernel uses one\n");
	if (!names_others(n))
		return;
	if (most() == 1) {
		report_rest(0, n);
		return;
	}
	page = make_page();
	if (page == 0) {
		kprintf("no page below 640 KiB is free: the kernel uses one processor\n");
		return;
	}
	before = kmem_free_bytes();
	kept = before / 2;
	processor_lapic = (volatile u32 __iomem __force *)paddr_to_kv(lapic_paddr());
	start_named(n, page);
	report_cost(before);
}
