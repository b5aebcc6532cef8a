/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel interface page: what the loader left in it, and what the kernel adds.
 */
#ifndef L4_API_KIP_H
#define L4_API_KIP_H

#include <base/types.h>
#include <l4/abi/kip.h>

word_t kip_read(unsigned int word);
void kip_write(unsigned int word, word_t value);
/* The page itself, in the kernel image. */
const void *kip_page(void);

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

/* If no loader filled the table, it is empty. Call first. */
void kip_check_loader(void);

/* Frequencies in kHz. */
void kip_set_processor(unsigned int cpu, word_t external_khz, word_t internal_khz);

#endif
