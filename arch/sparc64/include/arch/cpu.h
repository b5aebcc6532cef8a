/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What this processor is, and whether that is enough for the generation that the kernel was
 * configured for. The end of a run.
 */
#ifndef L4_ARCH_CPU_H
#define L4_ARCH_CPU_H

#include <base/attr.h>
#include <base/types.h>

/* Written once, by cpu_detect(): the fields of the VER register. */
struct cpu_features {
	u64 ver;
	u16 manufacturer, implementation;
	u8 mask, max_trap_level, windows;
	const char *name;
};

extern struct cpu_features cpu_features;

#define IMPL_ULTRASPARC_I	0x10
#define IMPL_ULTRASPARC_II	0x11
#define IMPL_ULTRASPARC_IIE	0x13	/* the last one with this MMU */

/* What the kernel needs: X(name); their order is the order of bits in messages: append only. */
#define CPU_FEATURE_LIST(X) \
	X(GENERATION)	/* at least the configured one */ \
	X(WINDOWS)	/* eight register windows */ \
	X(TRAP_LEVELS)	/* five */ \
	X(MMU)		/* of UltraSPARC I and II */

enum cpu_feature {
#define CPU_FEATURE_ENUM(name) CPU_##name,
	CPU_FEATURE_LIST(CPU_FEATURE_ENUM)
#undef CPU_FEATURE_ENUM
	CPU_FEATURES
};

/* Context: boot, first of all. */
void cpu_detect(void);

/* What the configured generation promises and this processor lacks. */
u64 cpu_missing_features(void);

/*
 * Returns if no feature is missing; else says so and stops in arch_halt_failed(). print is
 * kprintf: arch does not call upward by itself.
 */
void cpu_check_generation(int (*print)(const char *fmt, ...) __printf(1, 2));

/* The end of a run that failed: ends an emulator with a status other than 0. */
__noreturn void arch_halt_failed(void);
/* The end of a run that succeeded: power off. */
__noreturn void arch_power_off(void);

#endif
