/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Translation look-aside buffer of the own processor. A space has a number for its life where the
 * processor knows such numbers (PCID): its translations carry it, and stay when another space is
 * loaded. Spaces without have number 0, of which loading forgets all. So what may be in the buffer
 * is told by the word that is loaded for a space.
 */
#ifndef L4_ARCH_TLB_H
#define L4_ARCH_TLB_H

#include <arch/cpu.h>
#include <arch/cpureg.h>
#include <base/types.h>

/*
 * The space is loaded. CR3 does not show CR3_KEEP; root tables lie below 4 GiB, so the lower half
 * has all that differs: the place of the root, and the number.
 */
static inline bool arch_space_is_loaded(word_t space)
{
	return (u32)space == (u32)read_cr3();
}

/* Of a space with a number, that may be in the buffer whether or not it is loaded. */
void tlb_flush_page_numbered(word_t space, uvaddr_t va);

/* Forget the translation of va in this space, and all cached tables. */
static inline void arch_tlb_flush_page(word_t space, uvaddr_t va)
{
	/* Negative: it has a number, thus CR3_KEEP. 0: it has none, and is loaded. */
	s64 differs = (s64)(space ^ read_cr3());

	if (differs > 0)
		return;
	if (!IS_ENABLED(CONFIG_CPU_PCID_NEVER) && differs != 0)
		tlb_flush_page_numbered(space, va);
	else
		__asm__ volatile("invlpg (%0)" : : "r"(va) : "memory");
}

/* Of all spaces, where spaces have numbers. */
void tlb_forget_numbers(void);

/* Forget all translations of users. Several processors only. */
static inline void arch_tlb_flush_all(void)
{
	if (cpu_has(CPU_PCID))
		tlb_forget_numbers();
	else
		write_cr3(read_cr3());
}

/* Forget all translations of this space. */
void arch_tlb_flush_space(word_t space);

/* Load this space. */
void arch_space_load(word_t space);
/* This processor does not have this space loaded, nor anything of it in its buffers. */
void arch_space_unload(word_t space);
/* The same of all spaces. Several processors only. */
void arch_space_leave(void);

/* For arch_tlb_make_quiet(). */
bool tlb_make_quiet_numbered(word_t space);

/* True: no translation of the space is in the buffer, nor will be before it is loaded. */
static inline bool arch_tlb_make_quiet(word_t space)
{
	s64 differs = (s64)(space ^ read_cr3());

	if (!IS_ENABLED(CONFIG_CPU_PCID_NEVER) && differs < 0)
		return tlb_make_quiet_numbered(space);
	return differs != 0;
}

#endif
