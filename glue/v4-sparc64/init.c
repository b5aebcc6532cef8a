/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel starts: console, processor, memory, clock, interface page, initial servers.
 */
#include <glue/glue.h>

#include <api/boot.h>
#include <api/kip.h>
#include <api/port.h>
#include <api/preemption.h>
#include <api/print.h>
#include <arch/clock.h>
#include <arch/console.h>
#include <arch/cpu.h>
#include <arch/space.h>
#include <base/assert.h>
#include <generated/version.h>
#include <generic/kmem.h>
#include <generic/printf.h>
#include <generic/sched.h>
#include <kdb/hooks.h>

extern char image_start[], image_end[];

static struct save_frame cpu0_nobody;

/* Time as X.2 periods: both precisions are one microsecond. */
#define PRECISION_1US	1u

static struct tcb *init_idle(void)
{
	struct tcb *idle = boot_idle_thread(this_cpu()->number);

	if (idle == NULL)
		panic("no memory for the idle thread");
	return idle;
}

/* The firmware is asked for the last time, then its trap table and its translations go. */
static void take_over(void)
{
	struct arch_image image = {
		.start = image_to_paddr(image_start), .end = image_to_paddr(image_end),
	};
	paddr_t top = memory_find();
	u64 hz = processor_frequency();

	this_cpu()->arch.nobody = &cpu0_nobody;
	entry_init();
	arch_paging_init(top, &image);
	if (!clock_init(hz))
		kprintf("no usable clock: times will be wrong\n");
	interrupts_init();
}

static void complete_kip(void)
{
	stubs_install();
	kip_write(L4_KIP_WORD_CLOCK_INFO, PRECISION_1US << 16 | PRECISION_1US);
	kip_set_processors(1, clock_data.hz / 1000, clock_data.hz / 1000);
}

struct tcb *kernel_init(void)
{
	arch_console_init();
	kprintf("Filbert %s, L4 X.2 for SPARC-V9\n", FILBERT_VERSION);
	cpu_detect();
	cpu_check_generation(kprintf);
	if (IS_ENABLED(CONFIG_VERBOSE_INIT))
		kprintf("cpu: %s, mask %#x, %u windows, %u trap levels\n", cpu_features.name,
			cpu_features.mask, cpu_features.windows, cpu_features.max_trap_level);
	take_over();

	kip_check_loader();
	memory_add();
	fpu_state_boot();
	boot_threads();
	complete_kip();
	if (IS_ENABLED(CONFIG_VERBOSE_INIT))
		kprintf("memory: %lu KiB for the kernel, clock: %lu kHz\n",
			(word_t)kmem_free_bytes() >> 10, clock_data.hz / 1000);

	sched_init(this_cpu(), init_idle(), &preemption_ops);
	if (IS_ENABLED(CONFIG_BOOT_SELFTEST))
		boot_selftest(port_selftest);
	if (IS_ENABLED(CONFIG_BOOT_SELFTEST) && kip_read(L4_KIP_WORD_SIGMA0_HIGH) == 0)
		user_selftest_load();
	boot_servers();
	print_start();
	kdb_boot();
	return this_cpu()->current;
}

paddr_t port_kip_page(const struct space *s)
{
	(void)s;
	return image_to_paddr(kip_page());
}

void port_thread_table(void *table, size_t bytes)
{
	this_cpu()->arch.thread_table = table;
	(void)bytes;
}
