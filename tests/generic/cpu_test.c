/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * arch/amd64/cpu.c on processors that no emulator has.
 */
#include <arch/cpu.h>
#include <arch/cpureg.h>
#include <arch/msr.h>
#include <base/types.h>

#include "check.h"

#define AMD		0x68747541	/* "Auth" */
#define INTEL		0x756e6547	/* "Genu" */
#define LAST_LEAF	0x8000001f
#define SME		0x1
#define NO_SME		0xe		/* the rest of what is about encryption */

static u32 vendor, last_leaf, address_bits, encryption, lost_bits;
static bool is_encrypted;
static unsigned int other_registers;	/* that were read, and that a processor may not have */

struct cpuid_regs model_leaf(u32 leaf, u32 subleaf)
{
	(void)subleaf;
	switch (leaf) {
	case 0:
		return (struct cpuid_regs){ .eax = 1, .ebx = vendor };
	case 0x80000000:
		return (struct cpuid_regs){ .eax = last_leaf };
	case 0x80000008:
		return (struct cpuid_regs){ .eax = 48 << 8 | address_bits };
	case LAST_LEAF:
		return (struct cpuid_regs){ .eax = encryption, .ebx = lost_bits << 6 | 47 };
	default:
		return (struct cpuid_regs){ .eax = 0 };
	}
}

u64 model_rdmsr(u32 msr)
{
	if (msr != MSR_SYSCFG || vendor != AMD || !(encryption & SME))
		other_registers++;
	return is_encrypted ? SYSCFG_ENCRYPTION : ~(u64)SYSCFG_ENCRYPTION;
}

__attribute__((noreturn)) void arch_halt_failed(void)
{
	__builtin_trap();
}

static bool has_bits(unsigned int bits)
{
	other_registers = 0;
	cpu_detect();
	return cpu_features.paddr_bits == bits && other_registers == 0;
}

void test_cpu(void)
{
	vendor = AMD;
	last_leaf = LAST_LEAF;
	address_bits = 48;
	encryption = SME | NO_SME;
	lost_bits = 5;
	is_encrypted = true;
	check(has_bits(43), "processor: encrypted memory costs address bits");
	is_encrypted = false;
	check(has_bits(48), "processor: encryption that is off costs none");
	is_encrypted = true;
	encryption = NO_SME;
	check(has_bits(48), "processor: nor does one that is not there");
	encryption = SME;
	last_leaf = LAST_LEAF - 1;
	check(has_bits(48), "processor: nor one that CPUID does not tell");
	last_leaf = LAST_LEAF;
	lost_bits = 63;
	check(has_bits(32), "processor: at least 32 address bits are left");
	address_bits = 255;
	lost_bits = 1;
	check(has_bits(51), "processor: more than an entry holds are none");
	vendor = INTEL;
	check(has_bits(52), "processor: the leaf means this with AMD only");
}
