/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Identification of the processor by its version register, and the check of the configured
 * generation. (SPARC-V9 Manual, section 5.2.9)
 */
#include <arch/cpu.h>

#include <arch/cpureg.h>
#include <base/bits.h>

#define MANUFACTURER_SUN 0x17
#define OLDEST \
	(IS_ENABLED(CONFIG_CPU_ULTRASPARC_I) ? IMPL_ULTRASPARC_I : IMPL_ULTRASPARC_II)
#define MIN_TRAP_LEVEL	5

struct cpu_features cpu_features;

static const char *name_of(unsigned int implementation)
{
	static const char *const names[] = {
		"UltraSPARC I", "UltraSPARC II", "UltraSPARC IIi", "UltraSPARC IIe",
		"UltraSPARC III", "UltraSPARC III+", "UltraSPARC IIIi",
	};
	unsigned int i = implementation - IMPL_ULTRASPARC_I;

	return i < ARRAY_SIZE(names) ? names[i] : "unknown processor";
}

void cpu_detect(void)
{
	u64 ver = rdpr(ver);

	cpu_features = (struct cpu_features){
		.ver = ver,
		.manufacturer = (u16)(ver >> 48), .implementation = (u16)(ver >> 32),
		.mask = (u8)(ver >> 24), .max_trap_level = (u8)(ver >> 8),
		.windows = (u8)((ver & 0x1f) + 1),
		.name = name_of((u16)(ver >> 32)),
	};
}

u64 cpu_missing_features(void)
{
	const struct cpu_features *c = &cpu_features;
	bool mmu = c->manufacturer == MANUFACTURER_SUN && c->implementation >= IMPL_ULTRASPARC_I &&
		   c->implementation <= IMPL_ULTRASPARC_IIE;

	return (c->implementation < OLDEST ? BIT(CPU_GENERATION) : 0) |
	       (c->windows != NWINDOWS ? BIT(CPU_WINDOWS) : 0) |
	       (c->max_trap_level < MIN_TRAP_LEVEL ? BIT(CPU_TRAP_LEVELS) : 0) |
	       (mmu ? 0 : BIT(CPU_MMU));
}

void cpu_check_generation(int (*print)(const char *fmt, ...))
{
	static const char *const names[CPU_FEATURES] = {
#define CPU_FEATURE_NAME(name) #name,
		CPU_FEATURE_LIST(CPU_FEATURE_NAME)
#undef CPU_FEATURE_NAME
	};
	u64 missing = cpu_missing_features();

	if (missing == 0)
		return;
	print("CPU does not support all features (%#lx) -- halting\n", (word_t)missing);
	if (IS_ENABLED(CONFIG_VERBOSE_INIT)) {
		print("%s (VER %#lx) built for %s; missing:", cpu_features.name,
		      (word_t)cpu_features.ver, CONFIG_CPU_GENERATION_NAME);
		for (unsigned int i = 0; i < CPU_FEATURES; i++)
			if (missing >> i & 1)
				print(" %s", names[i]);
		print("\n");
	}
	arch_halt_failed();
}
