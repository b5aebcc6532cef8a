/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Information of multiboot 2 for the made-up machine: tags are added one by one, between
 * begin_tags() and end_tags(). It has one at a time.
 */
#ifndef L4_TESTS_KICKSTART_TAGS_H
#define L4_TESTS_KICKSTART_TAGS_H

#include "unit.h"

#define TAGS	0x20000

extern u32 tags_used;	/* bytes of the information so far */

void put32(struct world *w, paddr_t address, u32 value);
void put64(struct world *w, paddr_t address, u64 value);

void begin_tags(struct world *w);
void end_tags(struct world *w);

/* Where the next tag lies. */
paddr_t next_tag(void);

/* A tag with so many bytes behind type and size, all zero; returns where these are. */
paddr_t tag(struct world *w, u32 type, u32 bytes);

void string_tag(struct world *w, u32 type, const char *text);
void module_tag(struct world *w, u32 start, u32 end, const char *text);
void sizes_tag(struct world *w);

/* The modules, and the memory map with entries of so many bytes, that multiboot 1 tells of. */
void module_tags(struct world *w);
void map_tag(struct world *w, u32 entry_bytes);

/*
 * The usual machine, told by tags: none yet, or all but the end that a boot loader without UEFI
 * gives.
 */
struct world *tags_only(void);
struct world *usual_tags(void);

/* The firmware's map. */
#define EFI_BYTES	48
#define EFI_USUAL	6

struct efi_entry {
	u32 type;
	u64 start, pages;
};

extern const struct efi_entry usual_efi[EFI_USUAL];

void efi_tag(struct world *w, const struct efi_entry *entries, u32 count);

/* A framebuffer of 1280 x 800; and a root pointer; each cut off behind so many bytes. */
#define SCREEN_BYTES	30

void screen_tag(struct world *w, u32 bytes);
paddr_t rsdp_tag(struct world *w, u32 type, u32 bytes);

#endif
