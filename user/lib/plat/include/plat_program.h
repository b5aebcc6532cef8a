/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Programs that the loader has left as boot modules: a root task runs them in other spaces.
 */
#ifndef L4_PLAT_PLAT_PROGRAM_H
#define L4_PLAT_PLAT_PROGRAM_H

#include <l4/types.h>

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A program laid out in this task's memory, for a space that sees it at its own addresses. */
struct plat_program {
	L4_Word_t first, last;	/* its addresses: whole pages */
	L4_Word_t memory;	/* where the page at `first` lies here */
	L4_Word_t entry;
	unsigned int word_bits;	/* 32 or 64 */
};

/*
 * The file of the boot module with this name, readable, and its size; NULL: there is none. A name
 * is the last part of the first word of a module's command line.
 */
const void *plat_module(const char *name, size_t *bytes);

/*
 * Lays out the ELF program of the boot module with this name, in memory of sigma0. False: there is
 * none, it is damaged, its addresses do not fit into words of this task, or sigma0 has no memory.
 * A space runs programs of its own word size only, so the caller compares word_bits with it.
 * Context: the thread that sigma0 gives memory to, once for each program.
 */
bool plat_program(const char *name, struct plat_program *program);

/* The page of this task that shows what the program has at an address; 0: it has nothing there. */
L4_Word_t plat_program_page(const struct plat_program *program, L4_Word_t address);

#ifdef __cplusplus
}
#endif

#endif
