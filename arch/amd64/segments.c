/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GDT, IDT and TSS. The GS descriptor of users has the base of the kernel's window, so a reload
 * of its selector gives what the kernel had loaded.
 */
#include <arch/segments.h>

#include <arch/page.h>
#include <arch/passage.h>
#include <arch/space.h>
#include <arch/vectors.h>
#include <arch/window.h>

#define DESC_CODE64	0x00af9a000000ffffull
#define DESC_DATA	0x00cf92000000ffffull
#define DESC_CODE32	0x00cf9a000000ffffull
#define DESC_USER	0x0000600000000000ull	/* privilege level 3 */
#define DESC_ACCESSED	0x0000010000000000ull
#define DESC_TSS	0x89ull			/* available 64-bit TSS */
#define DESC_BUSY	0x0000020000000000ull	/* LTR sets it */
#define GATE_INTERRUPT	0x8e00u
#define GATE_USER	0x6000u

struct gate {
	u16 offset0, selector, type, offset1;
	u32 offset2, reserved;
};

struct table_pointer {
	u16 limit;
	u64 base;
} __packed;

#ifdef CONFIG_HARDEN_TABLES
/* Programs' page tables show it: nothing else lies in its page. */
static struct gate idt[VECTORS] __aligned(ARCH_PAGE_SIZE);
STATIC_ASSERT(sizeof(idt) == ARCH_PAGE_SIZE, "it fills its page");
#else
static struct gate idt[VECTORS] __aligned(64);
#endif
struct cpu_stacks cpu0_stacks;
union user_gs user_gs0 __aligned(ARCH_PAGE_SIZE);

static u64 with_base(u64 desc, u32 base)
{
	return desc | (u64)(base & 0xffffff) << 16 | (u64)(base >> 24) << 56;
}

#ifdef CONFIG_SMP
STATIC_ASSERT(WINDOW_TO_CPU == (WINDOW_CPU_PAGE(0) - WINDOW_GS_PAGE(0)) * (int)ARCH_PAGE_SIZE &&
	      WINDOW_TO_WRITTEN ==
		      (WINDOW_WRITTEN_PAGE(0) - WINDOW_GS_PAGE(0)) * (int)ARCH_PAGE_SIZE,
	      "assembler cannot compute the distances in the window");
STATIC_ASSERT(WINDOW_GS_PAGE(NR_CPUS - 1) < WINDOW_PAGES, "all processors are in the window");
#endif

/*
 * What an entry finds that a user has led astray, with a segment in GS whose base is 0: no
 * instruction of his enters from there, and no speculation finds anything of his.
 */
static const union {
	struct {
		u8 head[CPU_ARCH];
		struct arch_cpu arch;
	};
	u8 page[ARCH_PAGE_SIZE];
} nowhere __aligned(ARCH_PAGE_SIZE) = {
	.arch = { .tss = { .trap_stack = (u64)(kvaddr_t)(&nowhere.page[ARCH_PAGE_SIZE / 2]),
			   .software = { 1ull << 63, 1ull << 63 } } },
};

static void gdt_fill(u64 *gdt, unsigned int number, u32 tss_base)
{
	/* Up to the byte behind the bitmap, which must be ones. */
	u32 tss_limit = WINDOW_PAGE(WINDOW_ONES_PAGE(number)) - tss_base;

	gdt[SEL_KERNEL_CODE / 8] = DESC_CODE64 | DESC_ACCESSED;
	gdt[SEL_KERNEL_DATA / 8] = DESC_DATA | DESC_ACCESSED;
	gdt[SEL_USER_CODE32 / 8] = DESC_CODE32 | DESC_USER | DESC_ACCESSED;
	gdt[SEL_USER_DATA / 8] = DESC_DATA | DESC_USER | DESC_ACCESSED;
	gdt[SEL_USER_CODE64 / 8] = DESC_CODE64 | DESC_USER | DESC_ACCESSED;
	gdt[SEL_USER_GS / 8] = with_base(DESC_DATA | DESC_USER | DESC_ACCESSED,
					 WINDOW_PAGE(WINDOW_GS_PAGE(number)));
	gdt[SEL_TSS / 8] = with_base(DESC_TSS << 40 | tss_limit, tss_base);
	gdt[SEL_TSS / 8 + 1] = 0;
}

/* Where the processor finds them: with HARDEN_TABLES while a program runs, too. */
#ifdef CONFIG_HARDEN_TABLES
static u64 gdt_base(const struct arch_cpu *c)
{
	return c->in_window + offsetof(struct arch_cpu, gdt);
}

static u64 idt_base(void)
{
	return WINDOW_PAGE(WINDOW_IDT_PAGE);
}
#else
static u64 gdt_base(const struct arch_cpu *c)
{
	return (u64)(kvaddr_t)c->gdt;
}

static u64 idt_base(void)
{
	return (u64)(kvaddr_t)idt;
}
#endif

void segments_load(struct arch_cpu *c)
{
	struct table_pointer gdtr = { .limit = sizeof(c->gdt) - 1, .base = gdt_base(c) };
	struct table_pointer idtr = { .limit = sizeof(idt) - 1, .base = idt_base() };

	/* A processor that has not come up may have left it so. */
	c->gdt[SEL_TSS / 8] &= ~DESC_BUSY;
	__asm__ volatile("lgdt %0\n\t"
			 "pushq %1\n\t"
			 "leaq 1f(%%rip), %%rax\n\t"
			 "pushq %%rax\n\t"
			 "lretq\n"
			 "1:\n\t"
			 "movl %2, %%ss\n\t"
			 "movl %3, %%ds\n\t"
			 "movl %3, %%es\n\t"
			 "movl %3, %%fs\n\t"
			 "movl %4, %%gs\n\t"
			 "ltr %w5\n\t"
			 "lldt %w6"
			 : : "m"(gdtr), "i"(SEL_KERNEL_CODE), "r"(SEL_KERNEL_DATA),
			   "r"(SEL_USER_DATA), "r"(SEL_USER_GS), "r"(SEL_TSS),
			   /* After a reset there is an LDT, at address 0: the users'. */
			   "r"(0)
			 : "rax", "memory");
	__asm__ volatile("lidt %0" : : "m"(idtr));
}

static const u8 ist[] = {
#define VECTOR_IST(name, vector, has_error, stack) [vector] = stack,
	EXCEPTIONS(VECTOR_IST)
#undef VECTOR_IST
};

static void idt_fill(struct gate *table, const kvaddr_t *vectors)
{
	for (unsigned int i = 0; i < VECTORS; i++) {
		table[i] = (struct gate){
			.offset0 = (u16)vectors[i], .offset1 = (u16)(vectors[i] >> 16),
			.offset2 = (u32)(vectors[i] >> 32), .selector = SEL_KERNEL_CODE,
			.type = GATE_INTERRUPT | (i == VECTOR_BREAKPOINT ? GATE_USER : 0),
		};
	}
}

#ifdef CONFIG_LIPC_USER
static struct gate second_idt[VECTORS] __aligned(64);

void segments_init_second(const kvaddr_t *vectors)
{
	idt_fill(second_idt, vectors);
	for (unsigned int i = 0; i < ARRAY_SIZE(ist); i++)
		if (ist[i] != IST_NONE)
			second_idt[i] = idt[i];
}

void segments_use_second(bool on)
{
	struct table_pointer idtr = {
		.limit = sizeof(idt) - 1, .base = (u64)(kvaddr_t)(on ? second_idt : idt),
	};

	__asm__ volatile("lidt %0" : : "m"(idtr));
}
#endif

void segments_init(const kvaddr_t *vectors)
{
	idt_fill(idt, vectors);
	for (unsigned int i = 0; i < ARRAY_SIZE(ist); i++)
		idt[i].type |= ist[i];
	if (IS_ENABLED(CONFIG_SMP))
		arch_nowhere_map(image_to_paddr(&nowhere));
	if (IS_ENABLED(CONFIG_HARDEN_TABLES)) {
		arch_window_set(WINDOW_IDT_PAGE, image_to_paddr(idt), 0);
		if (IS_ENABLED(CONFIG_SMP))
			passage_show((kvaddr_t)WINDOW_TO_CPU, image_to_paddr(&nowhere),
				     arch_pte_nx);
	}
}

void segments_open_vector(unsigned int vector)
{
	idt[vector].type |= GATE_USER;
}

#ifdef CONFIG_HARDEN_TABLES
/* All stacks that the processor takes by itself are in the window; `base` is that of the TSS. */
static void passage_fill(struct arch_cpu *c, u32 base, const struct cpu_stacks *stacks)
{
	c->in_window = base - offsetof(struct arch_cpu, tss);
	for (unsigned int i = 0; i <= IST_STACKS; i++) {
		u64 top = c->in_window + offsetof(struct arch_cpu, passage[i].onto);

		if (i == 0) {
			c->tss.entry_stack = top;
			continue;
		}
		c->tss.ist[i - 1] = top;
		c->passage[i].onto = (u64)(kvaddr_t)&stacks->ist[i];
	}
}
#else
static void passage_fill(struct arch_cpu *c, u32 base, const struct cpu_stacks *stacks)
{
	(void)c;
	(void)base;
	(void)stacks;
}
#endif

void segments_create(struct arch_cpu *c, unsigned int number, struct cpu_stacks *stacks)
{
	u32 base = (u32)WINDOW_PAGE(WINDOW_CPU_PAGE(number)) + CPU_ARCH +
		   (u32)offsetof(struct arch_cpu, tss);

	for (unsigned int i = 0; i < IST_STACKS; i++)
		c->tss.ist[i] = (u64)(kvaddr_t)&stacks->ist[i + 1];
	c->tss.bitmap_offset = (u16)(WINDOW_PAGE(WINDOW_BITMAP_PAGE(number)) - base);
	gdt_fill(c->gdt, number, base);
	passage_fill(c, base, stacks);
}
