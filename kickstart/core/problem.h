/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Why booting cannot go on: a kind for programs, a sentence for people, and the module it is
 * about.
 */
#ifndef L4_KICKSTART_PROBLEM_H
#define L4_KICKSTART_PROBLEM_H

#include <base/types.h>

enum problem_kind {
	PROBLEM_NONE,
	PROBLEM_NOT_MULTIBOOT,		/* started by something else */
	PROBLEM_MULTIBOOT,		/* the boot loader's information makes no sense */
	PROBLEM_CONTAINER,		/* modules in one piece that makes no sense */
	PROBLEM_STRING,			/* a string that does not end, or too much text */
	PROBLEM_OPTION,			/* an option's value makes no sense */
	PROBLEM_MEMORY_MAP,		/* no memory map, or a contradictory one */
	PROBLEM_MISSING,		/* no such module */
	PROBLEM_COMPRESSED,		/* a program that has to be unpacked first */
	PROBLEM_NOT_ELF,
	PROBLEM_MACHINE,		/* ELF class, byte order, machine or type */
	PROBLEM_ELF,			/* headers that contradict themselves */
	PROBLEM_TRUNCATED,
	PROBLEM_ENTRY,			/* entry point outside the image */
	PROBLEM_OUTSIDE,		/* not in memory */
	PROBLEM_OVERLAP,
	PROBLEM_NO_KIP,
	PROBLEM_KIP,			/* kernel interface page unusable */
	PROBLEM_KERNEL_MEMORY,		/* not enough for kmem= */
	PROBLEM_NO_MEMORY,		/* not enough for anything else */
	PROBLEM_SLOTS,			/* more memory descriptors than the kernel has room for */
};

#define PROBLEM_TEXT	192
#define NO_MODULE	(-1)

struct problem {
	enum problem_kind kind;
	int module;			/* number, or NO_MODULE */
	char text[PROBLEM_TEXT];
};

/* Record a problem; returns false, so that a check can end with `return problem(...)`. */
__printf(3, 4) bool problem(struct problem *p, enum problem_kind kind, const char *fmt, ...);

/* The type that %llx wants, whatever u64 is. */
static inline unsigned long long ull(u64 value)
{
	return value;
}

#endif
