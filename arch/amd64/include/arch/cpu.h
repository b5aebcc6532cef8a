/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What this processor is and can do, and whether that is enough for the
 * generation that the kernel was configured for.
 */
#ifndef L4_ARCH_CPU_H
#define L4_ARCH_CPU_H

#include <base/attr.h>
#include <base/types.h>

/*
 * The features the kernel knows: X(name, CPUID leaf, subleaf, register, bit).
 * Their order is the order of bits in a feature mask, printed in messages:
 * append only.
 */
#define CPU_FEATURE_LIST(X) \
	X(FPU,		0x00000001, 0, edx, 0) \
	X(PSE,		0x00000001, 0, edx, 3) \
	X(TSC,		0x00000001, 0, edx, 4) \
	X(MSR,		0x00000001, 0, edx, 5) \
	X(PAE,		0x00000001, 0, edx, 6) \
	X(CX8,		0x00000001, 0, edx, 8) \
	X(APIC,		0x00000001, 0, edx, 9) \
	X(PGE,		0x00000001, 0, edx, 13) \
	X(CMOV,		0x00000001, 0, edx, 15) \
	X(PAT,		0x00000001, 0, edx, 16) \
	X(MMX,		0x00000001, 0, edx, 23) \
	X(FXSR,		0x00000001, 0, edx, 24) \
	X(SSE,		0x00000001, 0, edx, 25) \
	X(SSE2,		0x00000001, 0, edx, 26) \
	X(SYSCALL,	0x80000001, 0, edx, 11) \
	X(LM,		0x80000001, 0, edx, 29) \
	X(SSE3,		0x00000001, 0, ecx, 0) \
	X(SSSE3,	0x00000001, 0, ecx, 9) \
	X(SSE4A,	0x80000001, 0, ecx, 6) \
	X(SSE4_1,	0x00000001, 0, ecx, 19) \
	X(SSE4_2,	0x00000001, 0, ecx, 20) \
	X(CX16,		0x00000001, 0, ecx, 13) \
	X(LAHF,		0x80000001, 0, ecx, 0) \
	X(POPCNT,	0x00000001, 0, ecx, 23) \
	X(LZCNT,	0x80000001, 0, ecx, 5) \
	X(MOVBE,	0x00000001, 0, ecx, 22) \
	X(BMI1,		0x00000007, 0, ebx, 3) \
	X(BMI2,		0x00000007, 0, ebx, 8) \
	X(FMA,		0x00000001, 0, ecx, 12) \
	X(F16C,		0x00000001, 0, ecx, 29) \
	X(AVX,		0x00000001, 0, ecx, 28) \
	X(AVX2,		0x00000007, 0, ebx, 5) \
	X(XSAVE,	0x00000001, 0, ecx, 26) \
	X(XSAVEOPT,	0x0000000d, 1, eax, 0) \
	X(XSAVEC,	0x0000000d, 1, eax, 1) \
	X(XSAVES,	0x0000000d, 1, eax, 3) \
	X(NX,		0x80000001, 0, edx, 20) \
	X(1GPAGES,	0x80000001, 0, edx, 26) \
	X(SMEP,		0x00000007, 0, ebx, 7) \
	X(SMAP,		0x00000007, 0, ebx, 20) \
	X(UMIP,		0x00000007, 0, ecx, 2) \
	X(PCID,		0x00000001, 0, ecx, 17) \
	X(INVPCID,	0x00000007, 0, ebx, 10) \
	X(FSGSBASE,	0x00000007, 0, ebx, 0) \
	X(ERMS,		0x00000007, 0, ebx, 9) \
	X(RDTSCP,	0x80000001, 0, edx, 27) \
	X(INVARIANT_TSC, 0x80000007, 0, edx, 8) \
	X(TSC_DEADLINE,	0x00000001, 0, ecx, 24) \
	X(X2APIC,	0x00000001, 0, ecx, 21) \
	X(ARAT,		0x00000006, 0, eax, 2) \
	X(HYPERVISOR,	0x00000001, 0, ecx, 31) \
	X(XSAVEERPTR,	0x80000008, 0, ebx, 2) \
	X(MCE,		0x00000001, 0, edx, 7) \
	X(MONITOR,	0x00000001, 0, ecx, 3) \
	X(SPEC_CTRL,	0x00000007, 0, edx, 26) \
	X(STIBP,	0x00000007, 0, edx, 27) \
	X(ARCH_CAPS,	0x00000007, 0, edx, 29) \
	X(AMD_IBPB,	0x80000008, 0, ebx, 12) \
	X(AMD_IBRS,	0x80000008, 0, ebx, 14) \
	X(AMD_STIBP,	0x80000008, 0, ebx, 15) \
	X(AMD_IBRS_ALWAYS, 0x80000008, 0, ebx, 16) \
	X(AUTO_IBRS,	0x80000021, 0, eax, 8)

enum cpu_feature {
#define CPU_FEATURE_ENUM(name, leaf, subleaf, reg, bit) CPU_##name,
	CPU_FEATURE_LIST(CPU_FEATURE_ENUM)
#undef CPU_FEATURE_ENUM
	CPU_FEATURES
};

/* What the configuration says of a feature: X(name, it has to be there, it stays unused). */
#define CPU_OPTION_LIST(X) \
	X(NX,		CONFIG_CPU_NX_REQUIRE,		CONFIG_CPU_NX_NEVER) \
	X(PGE,		CONFIG_CPU_GLOBAL_PAGES_REQUIRE, CONFIG_CPU_GLOBAL_PAGES_NEVER) \
	X(PCID,		CONFIG_CPU_PCID_REQUIRE,	CONFIG_CPU_PCID_NEVER) \
	X(1GPAGES,	CONFIG_CPU_GIB_PAGES_REQUIRE,	CONFIG_CPU_GIB_PAGES_NEVER) \
	X(SMEP,		CONFIG_CPU_SMEP_REQUIRE,	CONFIG_CPU_SMEP_NEVER) \
	X(SMAP,		CONFIG_CPU_SMAP_REQUIRE,	CONFIG_CPU_SMAP_NEVER) \
	X(UMIP,		CONFIG_CPU_UMIP_REQUIRE,	CONFIG_CPU_UMIP_NEVER) \
	X(XSAVE,	CONFIG_CPU_XSAVE_REQUIRE,	CONFIG_CPU_XSAVE_NEVER) \
	X(XSAVEOPT,	CONFIG_CPU_XSAVEOPT_REQUIRE,	CONFIG_CPU_XSAVEOPT_NEVER) \
	X(XSAVEC,	CONFIG_CPU_XSAVEC_REQUIRE,	CONFIG_CPU_XSAVEC_NEVER) \
	X(MONITOR,	CONFIG_CPU_MWAIT_REQUIRE,	CONFIG_CPU_MWAIT_NEVER) \
	X(TSC_DEADLINE,	CONFIG_CPU_TSC_DEADLINE_REQUIRE, CONFIG_CPU_TSC_DEADLINE_NEVER) \
	X(X2APIC,	CONFIG_CPU_X2APIC_REQUIRE,	CONFIG_CPU_X2APIC_NEVER)

/* The features of either kind, as masks. */
#define CPU_REQUIRED_BIT(name, required, never)	| (u64)IS_ENABLED(required) << CPU_##name
#define CPU_NEVER_BIT(name, required, never)	| (u64)IS_ENABLED(never) << CPU_##name
#define CPU_REQUIRED	((u64)0 CPU_OPTION_LIST(CPU_REQUIRED_BIT))
#define CPU_NEVER	((u64)0 CPU_OPTION_LIST(CPU_NEVER_BIT))

STATIC_ASSERT(CPU_FEATURES <= 64, "a feature mask is one 64-bit number");

enum cpu_vendor { CPU_VENDOR_OTHER, CPU_VENDOR_INTEL, CPU_VENDOR_AMD };

struct cpu_features {
	u64 mask;	/* bit n: it has feature n of enum cpu_feature, and the kernel may use it */
	u64 untold;			/* likewise: CPUID ends before the leaf that tells */
	enum cpu_vendor vendor;		/* Hygon counts as AMD, being one */
	unsigned int family, model, stepping;	/* as displayed: extended fields added */
	unsigned int paddr_bits;
	unsigned int vaddr_bits;	/* with 5-level tables, if it can do that */
	u32 max_leaf, max_ext_leaf;	/* highest CPUID leaves */
	char name[49];			/* brand string, or the vendor's */
};

/* Of the processor that boots; all others have what the kernel uses of it. Written once. */
extern struct cpu_features cpu_features;

/* Context: boot, first of all. */
void cpu_detect(void);

/* The processor has it, and the configuration lets the kernel use it. */
static inline bool cpu_has(enum cpu_feature f)
{
	return !(CPU_NEVER >> f & 1) && (cpu_features.mask >> f & 1);
}

/* Says what the processor is, and what the kernel does without because CPUID does not tell. */
void cpu_report(int (*print)(const char *fmt, ...) __printf(1, 2));

/* What the configured generation promises, or the configuration requires, and it lacks. */
u64 cpu_missing_features(void);

/* Prints the names of these features behind each other, and the end of the line. */
void cpu_print_names(int (*print)(const char *fmt, ...) __printf(1, 2), u64 mask);

/*
 * On another processor than the one that boots: *f is what it is, the result what it lacks of the
 * generation's features and of those of the one that boots which the kernel uses.
 */
u64 cpu_lacks(struct cpu_features *f);

/*
 * Returns if no feature is missing; else says so and stops in
 * arch_halt_failed(). print is kprintf: arch does not call upward by itself.
 */
void cpu_check_generation(int (*print)(const char *fmt, ...) __printf(1, 2));

/*
 * The end of a run that failed: tells an emulator through the configured exit
 * port, then stops the processor.
 */
__noreturn void arch_halt_failed(void);

#endif
