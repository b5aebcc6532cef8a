/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Masses of threads, which all execute the same Ipc, and of pages, for tests of scale. How many
 * there are is an option of the program, so that the same test is short or long.
 */
#ifndef L4_TEST_MASS_H
#define L4_TEST_MASS_H

#include "test.h"

/* What each thread of a mass does once; then it waits for ever. */
struct job {
	L4_ThreadId_t to, from;
	L4_Word_t timeouts;
	L4_Word_t error;		/* the error code that is right */
	bool crash;			/* an exception instead, which `to` has to handle */
	volatile L4_Word_t ran;		/* how many have begun */
	volatile L4_Word_t good;	/* how many have seen the right error code */
};
extern struct job job;

/* The option `name` of the command line, or this. */
unsigned int size_option(const char *name, unsigned int number);

L4_ThreadId_t mass_id(unsigned int i);
/* A helper whose space has room for n threads and holds their stacks. */
struct helper *mass_space(unsigned int n);
/* Threads first to last - 1 of the mass, in the space of h, waiting for mass_start(). */
bool mass_create(struct helper *h, unsigned int first, unsigned int last);
/* They begin their job, and do it as far as they can. */
void mass_start(struct helper *h, unsigned int first, unsigned int last);
bool mass_delete(unsigned int first, unsigned int last);

/* Large page i of memory that stays with the main thread; 0: the machine has no more. */
L4_Word_t block(unsigned int i);
/* n small pages in the space of h, from `base` on; all show the same memory. */
void fill_pages(struct helper *h, L4_Word_t base, unsigned int n);

#endif
