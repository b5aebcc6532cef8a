/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the rows have to know of the binary interface, for C and assembler.
 */
#ifndef L4_BENCH_ABI_H
#define L4_BENCH_ABI_H

#define PAGE_LOG2	13

/* The entry stub of a system call. */
#define GATE(name)	__L4_gates.name

#endif
