/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel starts: console, processor, memory, clock, interface page, initial servers.
 */
#include <glue/glue.h>

#include <api/boot.h>
#include <api/kip.h>
#include <api/loader_record.h>
#include <api/port.h>
#include <api/preemption.h>
#include <api/print.h>
#include <arch/clock.h>
#include <arch/console.h>
#include <arch/cpu.h>
#include <arch/cpureg.h>
#include <arch/iobitmap.h>
#include <arch/lapic.h>
#include <arch/passage.h>
#include <arch/segments.h>
#include <arch/space.h>
#include <arch/speculation.h>
#include <arch/pc/vga.h>
#include <base/assert.h>
#include <lib/vga_text.h>
#include <generated/syscalls.h>
#include <generated/version.h>
#include <generic/console.h>
#include <generic/kmem.h>
#include <generic/printf.h>
#include <generic/sched.h>
#include <glue/compat.h>
#include <glue/console_memory.h>
#include <glue/firmware.h>
#include <glue/processors.h>
#include <glue/stubs.h>
#include <kdb/hooks.h>

#define BOOT_MAP_END	(4ul << 30)	/* what the tables of boot.S reach */
#define RAM_MIN_TOP	(16ul << 20)
#define PHYSMAP_SHARE	8u		/* of kernel memory, for tables that show all memory */

extern char image_start[], image_text[], image_text_end[], image_data[], image_end[];
extern char stubs_start[];
#define SYSCALL_STUB(name, NAME) extern const char stub_##name[];
SYSCALLS(SYSCALL_STUB)
extern const char stub_read_clock[], stub_lipc[];

STATIC_ASSERT(WINDOW_PAGE(WINDOW_STUB_PAGE) == STUB_PAGE_ADDRESS, "stubs in their page");
STATIC_ASSERT(WINDOW_PAGE(WINDOW_WORDS_PAGE) + offsetof(union user_words, formula.start) ==
		      STUB_PAGE_ADDRESS + STUB_CLOCK_START &&
	      WINDOW_PAGE(WINDOW_WORDS_PAGE) + offsetof(union user_words, formula.factor) ==
		      STUB_PAGE_ADDRESS + STUB_CLOCK_FACTOR, "the stub finds the clock");

#ifndef CONFIG_CPU_MWAIT_NEVER
bool idle_by_mwait;
#endif

union user_words user_words __aligned(ARCH_PAGE_SIZE);

static bool is_ram(const struct kip_memory *m)
{
	return m->type == L4_MEMORY_CONVENTIONAL && !m->is_virtual;
}

/* Memory that the loader set aside: inside of RAM, or cut from its end (maxmem=). */
static bool is_reserved_ram(const struct kip_memory *r)
{
	bool found = false;

	if (r->type != L4_MEMORY_RESERVED || r->is_virtual || r->end > BOOT_MAP_END)
		return false;
	for (unsigned int i = 0; i < kip_memory_count(); i++) {
		struct kip_memory m = kip_memory(i);

		if (is_ram(&m) && r->start >= m.start && r->start <= m.end)
			found = true;
		/* The loader's descriptors stay. */
		if (m.type == L4_MEMORY_BOOTLOADER && m.start < r->end && m.end > r->start)
			return false;
	}
	return found;
}

static paddr_t ram_top(void)
{
	paddr_t top = RAM_MIN_TOP;

	for (unsigned int i = 0; i < kip_memory_count(); i++) {
		struct kip_memory m = kip_memory(i);

		if (m.start < arch_phys_end() && (is_ram(&m) || is_reserved_ram(&m)))
			top = MAX(top, MIN(m.end, arch_phys_end()));
	}
	return top;
}

/*
 * How far the kernel's map of memory reaches: each GiB costs a table, so what a loader calls memory
 * far away must not take all that the kernel has. Users may have what lies behind.
 */
static paddr_t physmap_top(void)
{
	paddr_t top = ram_top();
	paddr_t most = MAX(kmem_free_bytes() / PHYSMAP_SHARE / ARCH_PAGE_SIZE * level_size(2),
			   BOOT_MAP_END);

	if (top > most)
		kprintf("memory above %#lx is out of the kernel's reach: tables for it would take "
			"more than 1/%u of the kernel's memory\n", (word_t)most, PHYSMAP_SHARE);
	return MIN(top, most);
}

static void find_kernel_memory(void)
{
	for (unsigned int i = 0; i < kip_memory_count(); i++) {
		struct kip_memory m = kip_memory(i);

		if (is_reserved_ram(&m))
			kmem_add(m.start, m.end);
	}
	if (kmem_free_bytes() == 0)
		panic("the loader reserved no memory for the kernel");
}

/* Without a descriptor programs ask for what they will not get: the kernel does not need it. */
static void add_descriptor(paddr_t start, paddr_t end, unsigned int type, bool is_virtual)
{
	struct kip_memory m = { .start = start, .end = end, .type = type,
				.is_virtual = is_virtual };
	static bool is_told;

	if (!kip_memory_add(&m) && !is_told) {
		kprintf("no memory descriptor is left for %#lx to %#lx, and what follows\n", start,
			end);
		is_told = true;
	}
}

void memory_reserve(paddr_t start, paddr_t end)
{
	arch_phys_close(start, end);
	add_descriptor(start, end, L4_MEMORY_RESERVED, false);
}

void memory_describe(paddr_t start, paddr_t end, unsigned int type)
{
	add_descriptor(start, end, type, false);
}

static void set_gate(unsigned int word, const char *stub)
{
	kip_write(word, STUB_PAGE_ADDRESS + (word_t)(stub - stubs_start));
}

static void set_gates(void)
{
#define SYSCALL_GATE(api, NAME, name) set_gate(L4_KIP_WORD_##NAME, stub_##name);
	SYSCALL_GATES(SYSCALL_GATE)
	if (IS_ENABLED(CONFIG_LIPC_USER))
		set_gate(L4_KIP_WORD_LIPC, stub_lipc);
	if (clock_formula(&user_words.formula, ncpus > 1))
		set_gate(L4_KIP_WORD_SYSTEM_CLOCK, stub_read_clock);
}

/* Time as X.2 periods: both precisions are one microsecond. */
#define PRECISION_1US	1u

static void complete_kip(void)
{
	memory_reserve(image_to_paddr(image_start), image_to_paddr(image_end));
	/* The very last pages are no place: in a request their address means any. */
	add_descriptor(arch_phys_end(), ALIGN_DOWN(~(paddr_t)0, level_size(1)),
		       L4_MEMORY_RESERVED, false);
	add_descriptor(0, WINDOW_BASE, L4_MEMORY_CONVENTIONAL, true);
	add_descriptor(WINDOW_END, ARCH_USER_END, L4_MEMORY_CONVENTIONAL, true);
	if (IS_ENABLED(CONFIG_CONSOLE_IN_MEMORY))
		console_memory_describe();
	firmware_describe();
	/* Last, as firmware may name many. */
	reserve_devices();
	set_gates();
	kip_write(L4_KIP_WORD_CLOCK_INFO, PRECISION_1US << 16 | PRECISION_1US);
	kip_set_processors(ncpus, clock_data.lapic_khz, clock_data.tsc_khz);
	if (IS_ENABLED(CONFIG_COMPAT32))
		compat_make_kip();
}

static void *zalloc_page(void)
{
	return kmem_zalloc_pages(0);
}

#ifdef CONFIG_HARDEN_TABLES
static void init_passage(void)
{
	passage_init(&kernel_tables, zalloc_page);
	for (const char *at = passage_start; at < passage_end; at += ARCH_PAGE_SIZE)
		passage_show((kvaddr_t)at, image_to_paddr(at), 0);
	/* With several processors the window shows them all. */
	if (!IS_ENABLED(CONFIG_SMP))
		passage_show((kvaddr_t)&cpu0, image_to_paddr(&cpu0), PTE_W | arch_pte_nx);
}
#else
static void init_passage(void)
{
}
#endif

static void init_paging(void)
{
	struct arch_image image = {
		.start = image_to_paddr(image_start), .text = image_to_paddr(image_text),
		.text_end = image_to_paddr(image_text_end), .data = image_to_paddr(image_data),
		.end = image_to_paddr(image_end),
	};

	arch_paging_init(physmap_top(), &image, zalloc_page);
	init_passage();
	arch_window_set(WINDOW_WORDS_PAGE, image_to_paddr(&user_words), WINDOW_USER);
	arch_window_set(WINDOW_STUB_PAGE, image_to_paddr(stubs_start), WINDOW_USER | WINDOW_EXEC);
	arch_io_boot();
}

static void init_processor(void)
{
	static kvaddr_t vectors[VECTORS];

	for (unsigned int i = 0; i < ARRAY_SIZE(vectors); i++)
		vectors[i] = (kvaddr_t)vector_stubs + VECTOR_STUB_BYTES * i;
	segments_init(vectors);
	if (IS_ENABLED(CONFIG_LIPC_USER)) {
		for (unsigned int i = 0; i < ARRAY_SIZE(vectors); i++)
			vectors[i] = (kvaddr_t)lipc_vector_stubs + VECTOR_STUB_BYTES * i;
		segments_init_second(vectors);
	}
	if (IS_ENABLED(CONFIG_COMPAT32))
		compat_init();
	fpu_state_boot();
	cpu_load(cpu_create(0));
}

static void init_time(void)
{
	lapic_map((volatile void __iomem __force *)paddr_to_kv(lapic_paddr()));
	lapic_init(VECTOR_SPURIOUS, VECTOR_LAPIC_ERROR);
	if (!clock_init())
		kprintf("no usable clock: times will be wrong\n");
	interrupts_init();
}

struct tcb *idle_create(const struct cpu *c)
{
	struct tcb *idle = boot_idle_thread(c->number);

	if (idle == NULL)
		return NULL;
	idle->frame.cs = SEL_KERNEL_CODE;
	idle->frame.ss = SEL_KERNEL_DATA;
	idle->frame.rip = (word_t)idle_loop;
	idle->frame.rsp = c->arch.stack_top;
	idle->frame.rflags = RFLAGS_FIXED;
	return idle;
}

static void init_idle(void)
{
	struct tcb *idle = idle_create(this_cpu());

	if (idle == NULL)
		panic("no memory for the idle thread");
	sched_init(this_cpu(), idle, &preemption_ops);
	if (!IS_ENABLED(CONFIG_CPU_MWAIT_NEVER))
		idle_by_mwait = cpu_has(CPU_MONITOR);
}

struct tcb *kernel_init(void)
{
	cpu_begin();
	arch_console_init();
	if (IS_ENABLED(CONFIG_CONSOLE_VGA))
		vga_map(paddr_to_kv(VGA_TEXT_PADDR));
	cpu_detect();
	if (IS_ENABLED(CONFIG_CONSOLE_IN_MEMORY))
		console_memory_begin();
	kprintf("Filbert %s, L4 X.2 for AMD64\n", FILBERT_VERSION);
	cpu_check_generation(kprintf);
	speculation_init();
	if (IS_ENABLED(CONFIG_VERBOSE_INIT)) {
		cpu_report(kprintf);
		speculation_report(kprintf);
	}

	kip_check_loader();
	find_kernel_memory();
	init_paging();
	if (!IS_ENABLED(CONFIG_CONSOLE_IN_MEMORY))
		loader_record_read();
	init_processor();
	if (IS_ENABLED(CONFIG_CONSOLE_IN_MEMORY))
		console_memory_map();
	init_time();
	boot_threads();
	init_idle();
	if (IS_ENABLED(CONFIG_SMP))
		processors_start();
	complete_kip();
	if (IS_ENABLED(CONFIG_VERBOSE_INIT))
		kprintf("memory: %lu KiB for the kernel, clock: %u kHz\n",
			(word_t)kmem_free_bytes() >> 10, clock_data.tsc_khz);

	if (IS_ENABLED(CONFIG_BOOT_SELFTEST))
		boot_selftest(code_selftest);
	boot_servers();
	print_start();
	kdb_boot();
	return this_cpu()->current;
}

void port_thread_table(void *table, size_t bytes)
{
	arch_alias_map(table, bytes);
}

paddr_t port_kip_page(const struct space *s)
{
	return image_to_paddr(space_is_compat(s) ? kip32_page() : kip_page());
}
