/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What each processor has of its own, and how it is set up to run the kernel and its programs.
 */
#include <arch/cpureg.h>
#include <arch/fpu.h>
#include <arch/msr.h>
#include <arch/segments.h>
#include <arch/space.h>
#include <arch/speculation.h>
#include <generic/cpu.h>
#include <generic/kmem.h>
#include <glue/compat.h>
#include <glue/glue.h>
#include <glue/stubs.h>

/* Entries of the page attribute table, as <arch/pte.h> numbers them; 4 and 7 differ from reset. */
#define PAT_ENTRIES	0x0507040100070406ull

STATIC_ASSERT(CPU_ARCH + sizeof(struct arch_cpu) <= ARCH_PAGE_SIZE,
	      "one page of the window shows what entries need");

/* A space whose threads have opted into Lipc without the kernel has a word at gs:0 of its own. */
#define WINDOW_OWN_GS	(IS_ENABLED(CONFIG_LIPC_USER) ? WINDOW_VARIES : 0)

#ifdef CONFIG_SMP

STATIC_ASSERT(offsetof(struct cpu, flush.done) <= ARCH_PAGE_SIZE,
	      "that page has all that arch_near_cpu() may be asked for");

void cpu_begin(void)
{
	cpu0.arch.self = &cpu0.arch;
	/* Until there is a window. */
	wrmsr(MSR_GS_BASE, (u64)(kvaddr_t)&cpu0 - (u64)WINDOW_TO_CPU);
}

static void show(struct cpu *c, unsigned int number, paddr_t c_pa, paddr_t gs_pa)
{
	c->arch.self = &c->arch;
	arch_window_set(WINDOW_CPU_PAGE(number), c_pa, WINDOW_WRITE);
	arch_window_set(WINDOW_WRITTEN_PAGE(number), gs_pa, WINDOW_WRITE | WINDOW_OWN_GS);
	arch_window_set(WINDOW_GS_PAGE(number), gs_pa, WINDOW_USER | WINDOW_OWN_GS);
}

#else

void cpu_begin(void)
{
}

static void show(struct cpu *c __unused, unsigned int number, paddr_t c_pa, paddr_t gs_pa)
{
	arch_window_set(WINDOW_CPU_PAGE(number), c_pa, WINDOW_WRITE);
	if (IS_ENABLED(CONFIG_LIPC_USER))
		arch_window_set(WINDOW_WRITTEN_PAGE(number), gs_pa,
				WINDOW_WRITE | WINDOW_OWN_GS);
	arch_window_set(WINDOW_GS_PAGE(number), gs_pa, WINDOW_USER | WINDOW_OWN_GS);
}

#endif

static struct cpu *fill(struct cpu *c, unsigned int number, struct cpu_stacks *stacks)
{
	c->number = (cpu_t)number;
	c->arch.stack_top = (u64)(kvaddr_t)(stacks + 1);
	segments_create(&c->arch, number, stacks);
	return c;
}

#define STACKS_ORDER	3
#define CPU_ORDER	(sizeof(struct cpu) > ARCH_PAGE_SIZE ? 1 : 0)

STATIC_ASSERT(sizeof(struct cpu_stacks) == ARCH_PAGE_SIZE << STACKS_ORDER, "stacks fill pages");
STATIC_ASSERT(sizeof(struct cpu) <= ARCH_PAGE_SIZE << CPU_ORDER, "a processor's data fit");

static struct cpu *create_other(unsigned int number)
{
	struct cpu_stacks *stacks = kmem_zalloc_pages(STACKS_ORDER);
	struct cpu *c = kmem_zalloc_pages(CPU_ORDER);
	void *gs = kmem_zalloc_pages(0);

	if (stacks != NULL && c != NULL && gs != NULL) {
		show(c, number, kv_to_paddr(c), kv_to_paddr(gs));
		return fill(c, number, stacks);
	}
	if (stacks != NULL)
		kmem_free_pages(stacks, STACKS_ORDER);
	if (c != NULL)
		kmem_free_pages(c, CPU_ORDER);
	if (gs != NULL)
		kmem_free_pages(gs, 0);
	return NULL;
}

struct cpu *cpu_create(unsigned int number)
{
	if (IS_ENABLED(CONFIG_SMP) && number != 0)
		return create_other(number);
	show(&cpu0, number, image_to_paddr(&cpu0), image_to_paddr(&user_gs0));
	return fill(&cpu0, number, &cpu0_stacks);
}

static void load_syscall(struct cpu *c)
{
	wrmsr(MSR_STAR, (u64)(SEL_USER_CODE32) << 48 | (u64)SEL_KERNEL_CODE << 32);
	IPC_RETURN(c) = STUB_PAGE_ADDRESS + STUB_RETURN;
	wrmsr(MSR_LSTAR, IS_ENABLED(CONFIG_HARDEN_TABLES) ? (u64)(kvaddr_t)passage_syscall :
			 IS_ENABLED(CONFIG_IPC_FASTPATH) ? (u64)(kvaddr_t)syscall_fastpath :
							   (u64)(kvaddr_t)syscall_entry);
	wrmsr(MSR_CSTAR, IS_ENABLED(CONFIG_HARDEN_TABLES) ? (u64)(kvaddr_t)passage_syscall32 :
							    (u64)(kvaddr_t)syscall32_entry);
	/* SYSENTER faults. */
	wrmsr(MSR_SYSENTER_CS, 0);
	wrmsr(MSR_SFMASK, RFLAGS_IF | RFLAGS_DF | RFLAGS_TF | RFLAGS_NT | RFLAGS_AC | RFLAGS_RF |
				 RFLAGS_VM | RFLAGS_IOPL);
	wrmsr(MSR_EFER, rdmsr(MSR_EFER) | EFER_SCE);
	if (IS_ENABLED(CONFIG_COMPAT32))
		compat_load(c);
}

void cpu_load(struct cpu *c)
{
	/* Before page tables that name its entries. */
	wrmsr(MSR_PAT, PAT_ENTRIES);
	arch_paging_load();
	segments_load(&c->arch);
	load_syscall(c);
	speculation_load();
	fpu_load();
	fpu_state_enter(NULL);
}
