/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Local APIC driver (Intel 64 manual, volume 3, chapter APIC). The timer
 * counts at a quarter of its clock: some 17 seconds at most where that is 1 GHz,
 * and well below a microsecond a step on the oldest machines.
 */
#include <arch/lapic.h>

#include <arch/msr.h>
#include <base/notify.h>
#include <arch/vectors.h>

#define LAPIC_ID		0x020
#define LAPIC_VERSION		0x030
#define LAPIC_TPR		0x080
#define LAPIC_EOI		0x0b0
#define LAPIC_SVR		0x0f0
#define LAPIC_ESR		0x280
#define LAPIC_LVT_CMCI		0x2f0
#define LAPIC_LVT_TIMER		0x320
#define LAPIC_LVT_THERMAL	0x330
#define LAPIC_LVT_PERF		0x340
#define LAPIC_LVT_LINT0		0x350
#define LAPIC_LVT_LINT1		0x360
#define LAPIC_LVT_ERROR		0x370
#define LAPIC_TIMER_INITIAL	0x380
#define LAPIC_TIMER_CURRENT	0x390
#define LAPIC_TIMER_DIVIDE	0x3e0

#define SVR_ENABLE		0x100
#define LVT_MASKED		0x10000
#define LVT_NMI			0x400
#define LVT_EXTINT		0x700
#define DIVIDE_BY_4		0x1

#define VERSION_MAX_LVT(v)	((v) >> 16 & 0xff)
#define MAX_LVT_PERF		4	/* the entries there are if MAX_LVT is that much */
#define MAX_LVT_THERMAL		5
#define MAX_LVT_CMCI		6

static volatile u32 __iomem *lapic_regs;

static u32 lapic_read(unsigned int reg)
{
	return *(volatile u32 __force *)(lapic_regs + reg / sizeof(u32));
}

static void lapic_write(unsigned int reg, u32 value)
{
	*(volatile u32 __force *)(lapic_regs + reg / sizeof(u32)) = value;
}

paddr_t lapic_paddr(void)
{
	return rdmsr(MSR_APIC_BASE) & APIC_BASE_ADDR_MASK;
}

void lapic_map(volatile void __iomem *base)
{
	lapic_regs = base;
}

static void enable_xapic(void)
{
	u64 base = rdmsr(MSR_APIC_BASE);

	/* The way from x2APIC mode leads through the disabled state. */
	if (base & APIC_BASE_X2APIC) {
		base &= ~(u64)(APIC_BASE_X2APIC | APIC_BASE_ENABLE);
		wrmsr(MSR_APIC_BASE, base);
	}
	if (!(base & APIC_BASE_ENABLE))
		wrmsr(MSR_APIC_BASE, base | APIC_BASE_ENABLE);
}

void lapic_init(u8 spurious_vector, u8 error_vector)
{
	u32 max_lvt;

	enable_xapic();
	/* While it is off, the controller keeps all LVT entries masked: on first. */
	lapic_write(LAPIC_SVR, SVR_ENABLE | spurious_vector);
	lapic_write(LAPIC_TPR, 0);
	max_lvt = VERSION_MAX_LVT(lapic_read(LAPIC_VERSION));
	if (max_lvt >= MAX_LVT_PERF)
		lapic_write(LAPIC_LVT_PERF, LVT_MASKED);
	if (max_lvt >= MAX_LVT_THERMAL)
		lapic_write(LAPIC_LVT_THERMAL, LVT_MASKED);
	if (max_lvt >= MAX_LVT_CMCI)
		lapic_write(LAPIC_LVT_CMCI, LVT_MASKED);
	lapic_write(LAPIC_LVT_TIMER, LVT_MASKED);
	lapic_write(LAPIC_TIMER_DIVIDE, DIVIDE_BY_4);
	lapic_write(LAPIC_TIMER_INITIAL, 0);
	lapic_write(LAPIC_LVT_LINT0, LVT_EXTINT);
	lapic_write(LAPIC_LVT_LINT1, LVT_NMI);
	lapic_error();
	lapic_write(LAPIC_LVT_ERROR, error_vector);
}

u32 lapic_id(void)
{
	return lapic_read(LAPIC_ID) >> 24;
}

void lapic_eoi(void)
{
	lapic_write(LAPIC_EOI, 0);
}

#ifdef CONFIG_SMP
void arch_notify(struct arch_cpu *c)
{
	/* Only this processor runs as yet. */
	(void)c;
	lapic_write(0x300, 0x40000 | VECTOR_NOTIFY);
}
#endif

u32 lapic_error(void)
{
	/* The write moves what was collected into the readable register. */
	lapic_write(LAPIC_ESR, 0);
	return lapic_read(LAPIC_ESR);
}

void lapic_timer_init(u8 vector)
{
	lapic_write(LAPIC_TIMER_INITIAL, 0);
	lapic_write(LAPIC_LVT_TIMER, vector);
}

void lapic_timer_arm(u32 count)
{
	lapic_write(LAPIC_TIMER_INITIAL, count);
}

void lapic_timer_stop(void)
{
	lapic_write(LAPIC_TIMER_INITIAL, 0);
}

u32 lapic_timer_count(void)
{
	return lapic_read(LAPIC_TIMER_CURRENT);
}
