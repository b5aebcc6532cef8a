/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Access to physical memory. The machine puts physical address 0 at address 0; a host program
 * puts an arena there. Every access is checked against the size, so nothing else in the loader
 * ever forms a pointer from a physical address. Numbers are in the byte order of the target.
 */
#ifndef L4_KICKSTART_PHYS_H
#define L4_KICKSTART_PHYS_H

#include "target.h"

struct phys {
	uintptr_t base;		/* where physical address 0 is seen */
	u64 size;		/* addresses below are accessible */
	const struct target *target;
};

bool phys_reaches(const struct phys *mem, paddr_t at, u64 len);

/* Reads from addresses that were not checked yet: false if they cannot be accessed. */
__must_check bool phys_read(const struct phys *mem, paddr_t at, void *to, size_t len);
__must_check bool phys_read32(const struct phys *mem, paddr_t at, u32 *value);

/*
 * Copies a string, its end included, of `room` bytes at most. Returns how many bytes were copied;
 * the string's end is the last of them, or there is none in as many bytes as were wanted or exist.
 */
size_t phys_read_string(const struct phys *mem, paddr_t at, char *to, size_t room);

/* The rest takes ranges the caller has checked; one that cannot be accessed is a bug and traps. */
u16 phys_get16(const struct phys *mem, paddr_t at);
u32 phys_get32(const struct phys *mem, paddr_t at);
u64 phys_get64(const struct phys *mem, paddr_t at);
/* The first number of this value in r, at its start and each `step` bytes on. False: none. */
__must_check bool phys_find32(const struct phys *mem, struct range r, u32 step, u32 value,
			      paddr_t *at);
void phys_put32(const struct phys *mem, paddr_t at, u32 value);
void phys_put64(const struct phys *mem, paddr_t at, u64 value);
void phys_write(const struct phys *mem, paddr_t at, const void *from, size_t len);
void phys_zero(const struct phys *mem, struct range at);
/* Copy, also between ranges that overlap. */
void phys_move(const struct phys *mem, paddr_t to, struct range from);

#endif
