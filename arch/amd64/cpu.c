/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads CPUID into the feature mask, and holds that against what the
 * configured processor generation promises the compiler and the kernel.
 */
#include <arch/cpu.h>

#include <arch/cpureg.h>
#include <arch/msr.h>
#include <base/bits.h>

#define LEAF_VENDOR		0x00000000
#define LEAF_VERSION		0x00000001
#define LEAF_XSTATE		0x0000000d
#define LEAF_EXTENDED		0x80000000	/* first of the extended range */
#define LEAF_EXTENDED_MAX	0x8000ffff
#define LEAF_NAME		0x80000002	/* and the next two */
#define LEAF_NAME_LAST		0x80000004
#define LEAF_ADDRESS_SIZES	0x80000008
#define LEAF_ENCRYPTION		0x8000001f

struct cpu_features cpu_features;

static const struct feature {
	const char *name;
	u32 leaf;
	u8 subleaf, reg, bit;
} features[] = {
#define CPU_FEATURE_ROW(name, leaf, subleaf, reg, bit) \
	{ #name, leaf, subleaf, offsetof(struct cpuid_regs, reg) / sizeof(u32), bit },
	CPU_FEATURE_LIST(CPU_FEATURE_ROW)
#undef CPU_FEATURE_ROW
};

#define M(name)		((u64)1 << CPU_##name)

/* What the kernel itself relies on; all AMD64 processors have it. */
#define NEEDS_K8 \
	(M(FPU) | M(PSE) | M(TSC) | M(MSR) | M(PAE) | M(CX8) | M(APIC) | M(CMOV) | \
	 M(MMX) | M(FXSR) | M(SSE) | M(SSE2) | M(SYSCALL) | M(LM))

/* Beyond that: what the compiler may use with the -march of the generation. */
#define NEEDS_K10 \
	(NEEDS_K8 | M(SSE3) | M(SSE4A) | M(CX16) | M(LAHF) | M(POPCNT) | M(LZCNT))
#define NEEDS_CORE \
	(NEEDS_K8 | M(SSE3) | M(SSSE3) | M(CX16) | M(LAHF))
#define NEEDS_X86_64_V2 \
	(NEEDS_CORE | M(SSE4_1) | M(SSE4_2) | M(POPCNT))
#define NEEDS_X86_64_V3 \
	(NEEDS_X86_64_V2 | M(LZCNT) | M(MOVBE) | M(BMI1) | M(BMI2) | M(FMA) | M(F16C) | \
	 M(AVX) | M(AVX2) | M(XSAVE))

/* What is decided for the processor that boots is done by all. */
#define OF_BRANCHES \
	((IS_ENABLED(CONFIG_HARDEN_BRANCHES) ? M(SPEC_CTRL) | M(STIBP) | M(ARCH_CAPS) | \
	  M(AMD_IBRS) | M(AMD_STIBP) | M(AMD_IBRS_ALWAYS) | M(AUTO_IBRS) : 0) | \
	 (IS_ENABLED(CONFIG_HARDEN_SPACES) ? M(SPEC_CTRL) | M(AMD_IBPB) : 0))

/* What the kernel makes use of where it is there. */
#define USED \
	(M(XSAVE) | M(AVX) | M(XSAVEOPT) | M(SMEP) | M(SMAP) | M(UMIP) | M(NX) | M(XSAVEERPTR) | \
	 M(PGE) | M(1GPAGES) | M(XSAVEC) | M(MONITOR) | M(TSC_DEADLINE) | M(PCID) | \
	 M(INVPCID) | OF_BRANCHES)

/* Nothing of AVX works without the state of XSAVE. */
#define OF_AVX		(M(AVX) | M(AVX2) | M(FMA) | M(F16C))
#define OF_XSAVE	(OF_AVX | M(XSAVE) | M(XSAVEOPT) | M(XSAVEC) | M(XSAVES))

/* Leaf LEAF_ENCRYPTION: bit 0 of EAX, it is possible; bits 11 to 6 of EBX, what it costs. */
#define ENCRYPTION_SME		0x1u
#define ENCRYPTION_BITS_SHIFT	6
#define ENCRYPTION_BITS_MASK	0x3fu

/* Leaf LEAF_XSTATE: components in EAX; those of AVX are subleaf 2, size and place. */
#define XSTATE_LEGACY	0x3u
#define XSTATE_AVX	0x4u
#define AVX_BYTES	256
#define AVX_AT		576

/* What the kernel leaves off, and what does not work then. */
static u64 unused_features(void)
{
	return CPU_NEVER | (CPU_NEVER & M(XSAVE) ? OF_XSAVE : 0) |
	       (CPU_NEVER & M(PCID) ? M(INVPCID) : 0);
}

static u64 features_of_generation(void)
{
	if (IS_ENABLED(CONFIG_CPU_K10))
		return NEEDS_K10;
	if (IS_ENABLED(CONFIG_CPU_CORE))
		return NEEDS_CORE;
	if (IS_ENABLED(CONFIG_CPU_X86_64_V2))
		return NEEDS_X86_64_V2;
	if (IS_ENABLED(CONFIG_CPU_X86_64_V3))
		return NEEDS_X86_64_V3;
	return NEEDS_K8;
}

/* What it never uses need not be there, whatever processors of the generation have. */
static u64 needed_features(void)
{
	return (features_of_generation() & ~unused_features()) | CPU_REQUIRED;
}

static u32 register_of(const struct cpuid_regs *r, unsigned int number)
{
	const u32 values[] = { r->eax, r->ebx, r->ecx, r->edx };

	return values[number];
}

static bool leaf_exists(const struct cpu_features *f, u32 leaf)
{
	return leaf <= (leaf < LEAF_EXTENDED ? f->max_leaf : f->max_ext_leaf);
}

/*
 * XSAVE is announced by a leaf below the one that describes it, which firmware may have cut off: a
 * kernel that does not know the state's size does without.
 */
static u64 without_state(const struct cpu_features *f)
{
	u32 components = leaf_exists(f, LEAF_XSTATE) ? cpuid(LEAF_XSTATE, 0).eax : 0;
	struct cpuid_regs avx;

	if ((components & XSTATE_LEGACY) != XSTATE_LEGACY)
		return OF_XSAVE;
	if (!(components & XSTATE_AVX))
		return OF_AVX;
	avx = cpuid(LEAF_XSTATE, 2);
	return avx.eax == AVX_BYTES && avx.ebx == AVX_AT ? 0 : OF_AVX;
}

static u64 detect_mask(const struct cpu_features *cpu)
{
	const struct feature *f;
	struct cpuid_regs r;
	u64 mask = 0;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(features); i++) {
		f = &features[i];
		if (!leaf_exists(cpu, f->leaf))
			continue;
		r = cpuid(f->leaf, f->subleaf);
		if (register_of(&r, f->reg) >> f->bit & 1)
			mask |= (u64)1 << i;
	}
	return mask;
}

/* What the processor may have and CPUID does not tell. */
static u64 detect_untold(const struct cpu_features *f)
{
	u64 untold = 0;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(features); i++)
		if (!leaf_exists(f, features[i].leaf))
			untold |= (u64)1 << i;
	return untold;
}

static char *put_u32(char *text, u32 value)
{
	unsigned int i;

	for (i = 0; i < sizeof(value); i++, value >>= 8)
		*text++ = (char)value;
	return text;
}

static enum cpu_vendor detect_vendor(struct cpu_features *f)
{
	const struct cpuid_regs r = cpuid(LEAF_VENDOR, 0);
	char *end = f->name;

	/* Stays as the name if there is no better one. */
	end = put_u32(end, r.ebx);
	end = put_u32(end, r.edx);
	end = put_u32(end, r.ecx);
	*end = '\0';
	switch (r.ebx) {
	case 0x756e6547:	/* "Genu"ineIntel */
		return CPU_VENDOR_INTEL;
	case 0x68747541:	/* "Auth"enticAMD */
	case 0x6f677948:	/* "Hygo"nGenuine */
		return CPU_VENDOR_AMD;
	default:
		return CPU_VENDOR_OTHER;
	}
}

static void detect_version(struct cpu_features *f)
{
	const u32 eax = leaf_exists(f, LEAF_VERSION) ? cpuid(LEAF_VERSION, 0).eax : 0;

	f->stepping = eax & 0xf;
	f->model = eax >> 4 & 0xf;
	f->family = eax >> 8 & 0xf;
	/* AMD has extended models from family 15 on, Intel in family 6 too. */
	if (f->family == 0xf ||
	    (f->family == 6 && f->vendor != CPU_VENDOR_AMD))
		f->model |= eax >> 12 & 0xf0;
	if (f->family == 0xf)
		f->family += eax >> 20 & 0xff;
}

static void detect_name(struct cpu_features *f)
{
	char *end = f->name;
	struct cpuid_regs r;
	u32 leaf;

	if (!leaf_exists(f, LEAF_NAME_LAST))
		return;
	for (leaf = LEAF_NAME; leaf <= LEAF_NAME_LAST; leaf++) {
		r = cpuid(leaf, 0);
		end = put_u32(end, r.eax);
		end = put_u32(end, r.ebx);
		end = put_u32(end, r.ecx);
		end = put_u32(end, r.edx);
	}
	*end = '\0';
}

/*
 * Firmware may have memory encrypted: then some of the address bits that LEAF_ADDRESS_SIZES tells
 * are no address bits any more. (AMD64 manual, volume 2, section 7.10; volume 3, E.4.17)
 */
static u32 detect_encryption_bits(const struct cpu_features *f)
{
	struct cpuid_regs r;

	if (f->vendor != CPU_VENDOR_AMD || !leaf_exists(f, LEAF_ENCRYPTION))
		return 0;
	r = cpuid(LEAF_ENCRYPTION, 0);
	if (!(r.eax & ENCRYPTION_SME) || !(rdmsr(MSR_SYSCFG) & SYSCFG_ENCRYPTION))
		return 0;
	return r.ebx >> ENCRYPTION_BITS_SHIFT & ENCRYPTION_BITS_MASK;
}

static void detect_address_sizes(struct cpu_features *f)
{
	u32 eax, bits;

	f->paddr_bits = 36;
	f->vaddr_bits = 48;
	if (!leaf_exists(f, LEAF_ADDRESS_SIZES))
		return;
	eax = cpuid(LEAF_ADDRESS_SIZES, 0).eax;
	/* No more than a page-table entry can hold, whatever CPUID says. */
	bits = MIN(MAX(eax & 0xff, 32u), 52u);
	f->paddr_bits = MAX(bits - MIN(detect_encryption_bits(f), bits), 32u);
	f->vaddr_bits = eax >> 8 & 0xff;
}

static void detect(struct cpu_features *f)
{
	f->max_leaf = cpuid(LEAF_VENDOR, 0).eax;
	f->max_ext_leaf = cpuid(LEAF_EXTENDED, 0).eax;
	/* Without the range it is data of another leaf. */
	if (f->max_ext_leaf > LEAF_EXTENDED_MAX)
		f->max_ext_leaf = 0;
	f->vendor = detect_vendor(f);
	detect_version(f);
	detect_name(f);
	detect_address_sizes(f);
	f->mask = detect_mask(f);
	f->untold = detect_untold(f);
	if (f->mask >> CPU_XSAVE & 1) {
		f->untold |= f->mask & without_state(f);
		f->mask &= ~without_state(f);
	}
	f->mask &= ~unused_features();
	f->untold &= ~unused_features();
}

void cpu_detect(void)
{
	detect(&cpu_features);
}

void cpu_print_names(int (*print)(const char *fmt, ...), u64 mask)
{
	for (; mask != 0; mask &= mask - 1)
		print(" %s", features[bit_lowest(mask)].name);
	print("\n");
}

void cpu_report(int (*print)(const char *fmt, ...))
{
	print("cpu: %s\n", cpu_features.name);
	if (cpu_has(CPU_PCID))
		print("cpu: spaces have numbers, translations are forgotten by %s\n",
		      cpu_has(CPU_INVPCID) ? "INVPCID" : "loading them");
	if (!(cpu_features.untold & USED))
		return;
	print("cpu: CPUID ends at leaves %#x and %#x, the kernel does without:",
	      cpu_features.max_leaf, cpu_features.max_ext_leaf);
	cpu_print_names(print, cpu_features.untold & USED);
}

u64 cpu_missing_features(void)
{
	return needed_features() & ~cpu_features.mask;
}

static void print_missing(int (*print)(const char *fmt, ...), const char *whose, u64 missing)
{
	if (!missing)
		return;
	print("%s lacks what %s:", cpu_features.name, whose);
	cpu_print_names(print, missing);
}

void cpu_check_generation(int (*print)(const char *fmt, ...))
{
	u64 missing = cpu_missing_features();

	if (!missing)
		return;
	if (IS_ENABLED(CONFIG_VERBOSE_INIT)) {
		print_missing(print, CONFIG_CPU_GENERATION_NAME " has",
			      missing & features_of_generation());
		print_missing(print, "this kernel requires", missing & ~features_of_generation());
	}
	print("CPU does not support all features (0x%lx) -- halting\n", (unsigned long)missing);
	arch_halt_failed();
}

#ifdef CONFIG_SMP

/* What the kernel does alike on all processors, so that each must have it if the first has. */
#define ALIKE \
	(USED | M(PAT) | M(MCE) | M(X2APIC) | M(INVARIANT_TSC))

u64 cpu_lacks(struct cpu_features *f)
{
	*f = (struct cpu_features){ .mask = 0 };
	detect(f);
	return (needed_features() | (ALIKE & cpu_features.mask)) & ~f->mask;
}

#endif
