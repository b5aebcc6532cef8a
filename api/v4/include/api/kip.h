/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel interface page: what the loader left in it, and what the kernel adds.
 */
#ifndef L4_API_KIP_H
#define L4_API_KIP_H

#include <arch/page.h>
#include <base/bits.h>
#include <base/percpu.h>
#include <base/types.h>
#include <l4/abi/kip.h>

word_t kip_read(unsigned int word);
void kip_write(unsigned int word, word_t value);
/* The page itself, in the kernel image, with those behind it. */
const void *kip_page(void);

/*
 * With more processors than one page describes, their descriptors fill further pages. All that a
 * loader knows of stands in the first one. Every space has all of them at its interface page.
 */
#define KIP_HAS_TAIL	(NR_CPUS > 64)
#define KIP_AREA_LOG2	(KIP_HAS_TAIL ? 14 : ARCH_PAGE_SHIFT)
#define KIP_BYTES	BIT(KIP_AREA_LOG2)

struct kip_memory {
	u64 start, end;		/* half open */
	unsigned int type;	/* L4_MEMORY_* */
	unsigned int subtype;
	bool is_virtual;
};

unsigned int kip_memory_count(void);
struct kip_memory kip_memory(unsigned int i);
/* Append a descriptor; false: the table is full. */
bool kip_memory_add(const struct kip_memory *m);

/* If no loader filled the table, it is empty; panics if one wrote beyond its end. Call first. */
void kip_check_loader(void);

/* The descriptors that there is room for. */
#define KIP_PROCESSORS	MAX(16, NR_CPUS)

/* There are n processors, with these frequencies in kHz. */
void kip_set_processors(unsigned int n, word_t external_khz, word_t internal_khz);

/*
 * The same page for 32-bit programs, made from this one. Context: boot, after all else about this
 * one is done and before boot_servers(); with COMPAT32 only.
 */
void kip32_make(void);
/* Likewise. What lies behind kip32_end() in the first page is the port's, for gates. */
void *kip32_page(void);
/* Its first byte that may hold gates, as an offset; 16-byte aligned. */
size_t kip32_end(void);
/* Where this gate (L4_KIP_WORD_*) is in the page. */
void kip32_set_gate(unsigned int word, u32 offset);

#endif
