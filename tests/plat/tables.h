/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A small machine's firmware for tests: "physical memory" with tables in it, which tests change.
 */
#ifndef TESTS_PLAT_TABLES_H
#define TESTS_PLAT_TABLES_H

#include <lib/acpi.h>

/* The first megabyte, and the place of the tables, as "physical memory". */
#define LOW_SIZE	0x100000
#define TABLES		0x7fe0000ull
#define TABLES_SIZE	0x10000
#define FADT		(TABLES + 0x1000)
#define DSDT		(TABLES + 0x2000)
#define FADT_BYTES	268
#define RSDT		(TABLES + 0x100)
#define XSDT		(TABLES + 0x200)
#define MADT		(TABLES + 0x300)
#define HPET		(TABLES + 0x500)
#define MCFG		(TABLES + 0x600)
#define LISTED		4	/* MADT, FADT, HPET, MCFG */
#define LIST_BYTES(entry) (36 + LISTED * (entry))

extern unsigned char low[LOW_SIZE], tables[TABLES_SIZE];
extern uint64_t hidden_page;	/* that is refused; 0: none */
extern size_t given;		/* bytes that were asked for and got */
extern uint64_t told_root;	/* what the loader says */
extern int tests, failures;

void ok(bool good, const char *name);

/* The bytes that lie there, NULL if they are no memory. */
unsigned char *place(uint64_t start, size_t size);
/* What the readers are given: a block of its own each time, until forget_blocks(). */
const void *memory(uint64_t start, size_t size);
void forget_blocks(void);

void put(unsigned char *p, unsigned long long value, unsigned int bytes);
/* The byte at `where` makes the sum of all of them 0. */
void fix_sum(unsigned char *p, size_t size, size_t where);
/* An empty table, whose sum is not right yet. */
unsigned char *make_table(unsigned long long at, const char *signature, unsigned int length);
/* A small machine; `revision` 0 has an RSDT, 2 an XSDT as well and nothing in the RSDT. */
void make_machine(unsigned int root_at, unsigned int revision);
/* One number of a table is another one, the sum is right. */
void patch(uint64_t table, unsigned int at, uint64_t value, unsigned int bytes);

/* Looks how the machine is switched off: what acpi_find_off() says, and whether that is right. */
bool look(struct acpi_off *off);
bool found(void);
bool absent(void);

#endif
