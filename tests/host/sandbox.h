/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads and spaces that make random system calls in a running kernel (system.h). The root task
 * is their keeper. All chance comes from one source, so a run can be repeated from it.
 */
#ifndef TESTS_HOST_SANDBOX_H
#define TESTS_HOST_SANDBOX_H

#include <fuzz.h>

/* The kernel is up. Once in a process. */
void sandbox_begin(void);
/* The same if a kernel is up: system_begin() was called, perhaps processors have been added. */
void sandbox_begin_here(void);

/* All threads of the sandbox are there and run; their chance comes from s. */
void sandbox_fill(struct fuzz_source *s);
/* The same for the processor that the calling thread of the process plays from here on. */
void sandbox_source(struct fuzz_source *s);

/*
 * Whoever runs makes a call, or something else happens. Checks what must always hold: threads,
 * rendezvous, translations.
 */
void sandbox_step(void);

/* The same for all page tables and mappings, which takes longer. */
void sandbox_check(void);

/* Everything of the sandbox goes; checks that every byte has come back. */
void sandbox_empty(void);

#endif
