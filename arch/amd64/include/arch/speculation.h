/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What speculation of the processor may reach that is not the running program's, and what the
 * kernel does against it: as configured, where the processor can.
 */
#ifndef L4_ARCH_SPECULATION_H
#define L4_ARCH_SPECULATION_H

#include <arch/cpu.h>

/* X(name, what may be reached). */
#define LEAK_LIST(X) \
	X(KERNEL,	"kernel memory") \
	X(BOUNDS,	"beyond bounds") \
	X(BRANCHES,	"by branch targets") \
	X(SPACES,	"by other spaces' branches") \
	X(SIBLINGS,	"by sibling threads' branches") \
	X(BUFFERS,	"buffers")

enum leak {
#define LEAK_ENUM(name, what) LEAK_##name,
	LEAK_LIST(LEAK_ENUM)
#undef LEAK_ENUM
	LEAKS
};

/* What a kernel is configured to do, as far as the processor can. */
#define HARDEN_BOUNDS		1u	/* bounds are masks, and decisions barriers */
#define HARDEN_RETPOLINE	2u	/* no indirect branches: returns take their place */
#define HARDEN_BRANCHES		4u	/* IBRS and STIBP, where they are set once for all */
#define HARDEN_SPACES		8u	/* IBPB with each change of the space */
#define HARDEN_TABLES		16u	/* programs' page tables do not show the kernel */
#define HARDEN_CONFIGURED \
	((IS_ENABLED(CONFIG_HARDEN_BOUNDS) ? HARDEN_BOUNDS : 0) | \
	 (IS_ENABLED(CONFIG_HARDEN_RETPOLINE) ? HARDEN_RETPOLINE : 0) | \
	 (IS_ENABLED(CONFIG_HARDEN_BRANCHES) ? HARDEN_BRANCHES : 0) | \
	 (IS_ENABLED(CONFIG_HARDEN_SPACES) ? HARDEN_SPACES : 0) | \
	 (IS_ENABLED(CONFIG_HARDEN_TABLES) ? HARDEN_TABLES : 0))

struct speculation {
	unsigned int leaks;	/* bit n: enum leak n, or nobody says that it is none */
	const char *by[LEAKS];	/* what the kernel does against it; NULL: nothing */
	u64 control;		/* for MSR_SPEC_CTRL; 0: is left alone */
	bool is_automatic;	/* EFER_AIBRSE is set */
	bool forgets;		/* MSR_PRED_CMD is written with each change of the space */
};

/* For a processor with these features and capabilities (MSR_ARCH_CAPABILITIES, 0 without). */
struct speculation speculation_decide(const struct cpu_features *f, u64 capabilities,
				      unsigned int configured);

/* Of the processor that boots, for all; by speculation_init(). */
extern struct speculation speculation;

void speculation_init(void);
/* This processor does what was decided. Once for each. */
void speculation_load(void);
void speculation_report(int (*print)(const char *fmt, ...) __printf(1, 2));

#ifdef CONFIG_HARDEN_SPACES
/* Another space is loaded now: what branches of the last one have taught is forgotten. */
void speculation_change_space(void);
#else
static inline void speculation_change_space(void)
{
}
#endif

#endif
