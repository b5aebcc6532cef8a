/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Forgetting translations of spaces that have numbers and need not be loaded: by INVPCID, or by
 * loading them for an instant. While such a space is loaded the processor may look up anything of
 * it again; so that way is only for what has changed in its tables already. With HARDEN_TABLES no
 * space is loaded while the kernel runs: without INVPCID all are forgotten.
 * (Intel 64 manual, volume 3, section 4.10.4)
 */
#include <arch/tlb.h>

#include <arch/loads.h>
#include <arch/percpu.h>
#include <arch/space.h>
#include <base/bits.h>

/* INVPCID: what is forgotten; translations of the kernel, which are global, stay. */
#define FORGET_PAGE	0ul
#define FORGET_NUMBER	1ul
#define FORGET_ALL	3ul

static void invpcid(u64 what, word_t space, uvaddr_t va)
{
	const struct {
		u64 number, va;
	} of = { space & CR3_NUMBER_MASK, va };

	__asm__ volatile("invpcid %0, %1" : : "m"(of), "r"(what) : "memory");
}

static void forget_number(word_t space)
{
	loads_count(LOADS_NUMBER);
	invpcid(FORGET_NUMBER, space, 0);
}

/* What is loaded belongs to what is in the buffer: loading it again forgets nothing. */
static u64 loaded_word(void)
{
	return read_cr3() | CR3_KEEP;
}

static bool has_number(word_t space)
{
	return space & CR3_KEEP;
}

/* Changing the bit forgets everything, of all numbers and of the kernel. */
static void forget_everything(void)
{
	u64 cr4 = read_cr4();

	loads_count(LOADS_ALL);
	write_cr4(cr4 ^ CR4_PGE);
	write_cr4(cr4);
}

#ifdef CONFIG_COUNT_LOADS
u64 table_loads[LOADS];
#endif

void tlb_flush_page_numbered(word_t space, uvaddr_t va)
{
	u64 back;

	if (!arch_space_is_loaded(space) && cpu_has(CPU_INVPCID)) {
		loads_count(LOADS_PAGE);
		invpcid(FORGET_PAGE, space, va);
		return;
	}
	if (IS_ENABLED(CONFIG_HARDEN_TABLES)) {
		forget_everything();
		return;
	}
	loads_count(LOADS_INSTANT);
	back = loaded_word();
	write_cr3(space);
	__asm__ volatile("invlpg (%0)" : : "r"(va) : "memory");
	write_cr3(back);
}

#ifdef CONFIG_HARDEN_TABLES
/* Another space may be loaded by the same word as the last one: that is a change. */
static inline void forget_last(void)
{
	arch_this_cpu()->last_space = 0;
}

/* It is a program's, so the kernel does not load it. */
void arch_tlb_flush_space(word_t space)
{
	arch_space_unload(space);
}
#else
static inline void forget_last(void)
{
}

void arch_tlb_flush_space(word_t space)
{
	u64 back;

	if (arch_space_is_loaded(space)) {
		loads_count(LOADS_SPACE);
		write_cr3(space & ~CR3_KEEP);
	} else if (has_number(space)) {
		loads_count(LOADS_INSTANT);
		back = loaded_word();
		write_cr3(space & ~CR3_KEEP);
		write_cr3(back);
	}
}
#endif

/* Loading it would bring back what is about to change. */
bool tlb_make_quiet_numbered(word_t space)
{
	if (arch_space_is_loaded(space) || !cpu_has(CPU_INVPCID))
		return false;
	forget_number(space);
	return true;
}

void arch_space_load(word_t space)
{
	loads_count_change(space);
	write_cr3(space);
}

void arch_space_unload(word_t space)
{
	if (arch_space_is_loaded(space))
		paging_load_kernel();
	forget_last();
	/* Its tables stay for now, so it cannot be forgotten by loading it. */
	if (!has_number(space))
		return;
	if (cpu_has(CPU_INVPCID))
		forget_number(space);
	else
		forget_everything();
}

#ifdef CONFIG_SMP
void tlb_forget_numbers(void)
{
	if (cpu_has(CPU_INVPCID))
		invpcid(FORGET_ALL, 0, 0);
	else
		forget_everything();
}

void arch_space_leave(void)
{
	forget_last();
	paging_load_kernel();
	if (cpu_has(CPU_PCID))
		tlb_forget_numbers();
}
#endif
