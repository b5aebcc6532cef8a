/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How 32-bit programs enter the kernel: by SYSCALL on processors of AMD, by SYSENTER on those of
 * Intel, which do not have each other's instruction in compatibility mode. By vendor and never by
 * trial: emulators take what the processor that they name would not.
 */
#include <glue/compat.h>

#include <api/kip.h>
#include <arch/clock.h>
#include <arch/cpu.h>
#include <arch/msr.h>
#include <arch/percpu.h>
#include <arch/segments.h>
#include <base/assert.h>
#include <generated/syscalls.h>
#include <glue/glue.h>
#include <glue/stubs.h>

#define GATE_BYTES	8
/* The bytes in front of the address of a word to jump through, which needs no DS. */
static const u8 jmp_cs_indirect[] = { 0x2e, 0xff, 0x25 };

extern const char stubs32_start[], stub32_read_clock[];

enum call {
#define CALL_NUMBER(name, NAME) CALL_##name = SYSCALL_##NAME,
	SYSCALLS(CALL_NUMBER)
};

STATIC_ASSERT(offsetof(union user_words, compat_gate) == STUB32_GATES - ARCH_PAGE_SIZE,
	      "gates find their words");

unsigned int compat_entry;

static unsigned int choose_entry(void)
{
	if (IS_ENABLED(CONFIG_COMPAT32_SYSCALL))
		return STUB32_SYSCALL;
	if (IS_ENABLED(CONFIG_COMPAT32_SYSENTER))
		return STUB32_SYSENTER;
	if (IS_ENABLED(CONFIG_COMPAT32_INTERRUPT))
		return STUB32_INTERRUPT;
	switch (cpu_features.vendor) {
	case CPU_VENDOR_AMD:
		return STUB32_SYSCALL;
	case CPU_VENDOR_INTEL:
		return STUB32_SYSENTER;
	default:
		return STUB32_INTERRUPT;
	}
}

void compat_init(void)
{
	compat_entry = choose_entry();
	if (compat_entry == STUB32_INTERRUPT)
		segments_open_vector(VECTOR_COMPAT);
}

/* Where flags are pushed to and popped from. */
#ifdef CONFIG_HARDEN_TABLES
static u64 sysenter_stack(const struct cpu *c)
{
	return c->arch.tss.entry_stack;
}
#else
static u64 sysenter_stack(const struct cpu *c)
{
	return c->arch.stack_top;
}
#endif

void compat_load(struct cpu *c)
{
	/* The upper half is that of a thread of a 64-bit space. */
	COMPAT_IPC_RETURN(c) = ~(word_t)0 << 32 |
					(STUB32_ADDRESS(compat_entry) + STUB32_IPC_BYTES);
	switch (compat_entry) {
	case STUB32_SYSCALL:
		wrmsr(MSR_CSTAR, (u64)(kvaddr_t)(IS_ENABLED(CONFIG_HARDEN_TABLES) ?
						 (void *)passage_compat_syscall :
						 IS_ENABLED(CONFIG_IPC_FASTPATH) ?
						 (void *)compat_fastpath : compat_syscall));
		break;
	case STUB32_SYSENTER:
		wrmsr(MSR_SYSENTER_ESP, sysenter_stack(c));
		wrmsr(MSR_SYSENTER_EIP, (u64)(kvaddr_t)(IS_ENABLED(CONFIG_HARDEN_TABLES) ?
							passage_sysenter : compat_sysenter));
		wrmsr(MSR_SYSENTER_CS, SEL_KERNEL_CODE);
		break;
	default:
		break;
	}
}

/* A gate is one jump through a word of the window: the page may lie anywhere. */
static void set_gate(unsigned int word, unsigned int call)
{
	struct {
		u8 jmp[sizeof(jmp_cs_indirect)];
		u32 at;
	} __packed *gate;
	size_t offset = kip32_end() + call * GATE_BYTES;

	ASSERT(offset + GATE_BYTES <= ARCH_PAGE_SIZE);
	gate = (void *)((char *)kip32_page() + offset);
	for (unsigned int i = 0; i < sizeof(jmp_cs_indirect); i++)
		gate->jmp[i] = jmp_cs_indirect[i];
	gate->at = STUB_PAGE_ADDRESS + STUB32_GATES + call * sizeof(u32);
	kip32_set_gate(word, (u32)offset);
}

void compat_make_kip(void)
{
	kip32_make();
	for (unsigned int i = 0; i < SYSCALL_COUNT; i++)
		user_words.compat_gate[i] = STUB32_ADDRESS(compat_entry) + (i << STUB32_SHIFT);
	if (user_words.formula.factor != 0)
		user_words.compat_gate[SYSCALL_SYSTEM_CLOCK] =
			STUB32_ADDRESS(0) + (u32)(stub32_read_clock - stubs32_start);
#define SET_GATE(api, NAME, name) set_gate(L4_KIP_WORD_##NAME, CALL_##name);
	SYSCALL_GATES(SET_GATE)
}
