/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Local APIC driver (Intel 64 manual, volume 3, chapter APIC). The timer
 * counts at a quarter of its clock: some 17 seconds at most where that is 1 GHz,
 * and well below a microsecond a step on the oldest machines.
 *
 * Registers have the same numbers in both modes: those of x2APIC mode, which a kernel for several
 * processors uses where there is one, are MSRs; those of xAPIC mode lie in memory.
 */
#include <arch/lapic.h>

#include <arch/cpu.h>
#include <arch/cpureg.h>
#include <arch/msr.h>
#include <arch/page.h>
#include <arch/preempt.h>
#include <arch/vectors.h>
#include <base/notify.h>

#define LAPIC_STEP		0x10	/* between registers */
#define LAPIC_ID		0x020
#define LAPIC_VERSION		0x030
#define LAPIC_TPR		0x080
#define LAPIC_EOI		0x0b0
#define LAPIC_SVR		0x0f0
#define LAPIC_ESR		0x280
#define LAPIC_LVT_CMCI		0x2f0
#define LAPIC_COMMAND		0x300
#define LAPIC_COMMAND_TO	0x310	/* of xAPIC mode: x2APIC has one register of 64 bits */
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
#define LVT_TSC_DEADLINE	0x40000
#define LVT_NMI			0x400
#define LVT_EXTINT		0x700
#define DIVIDE_BY_4		0x1

#define COMMAND_FIXED		0x4000	/* with bit 14, which is set for all but one kind */
#define COMMAND_NMI		0x4400
#define COMMAND_INIT		0x4500
#define COMMAND_STARTUP		0x4600
#define COMMAND_BUSY		0x1000
#define COMMAND_TO_SHIFT	24	/* of the destination, in xAPIC mode */
#define APIC_ID_ALL		0xff	/* likewise */
#define BUSY_POLLS		1000	/* some 100 microseconds */

#define VERSION_MAX_LVT(v)	((v) >> 16 & 0xff)
#define MAX_LVT_PERF		4	/* the entries there are if MAX_LVT is that much */
#define MAX_LVT_THERMAL		5
#define MAX_LVT_CMCI		6

static volatile u32 __iomem *lapic_regs;
static bool has_x2apic;			/* and all processors use it */

static inline bool is_x2apic(void)
{
	return IS_ENABLED(CONFIG_SMP) && has_x2apic;
}

static u32 lapic_read(unsigned int reg)
{
	if (is_x2apic())
		return (u32)rdmsr(MSR_X2APIC + reg / LAPIC_STEP);
	return *(volatile u32 __force *)(lapic_regs + reg / sizeof(u32));
}

static void lapic_write(unsigned int reg, u32 value)
{
	if (is_x2apic())
		wrmsr(MSR_X2APIC + reg / LAPIC_STEP, value);
	else
		*(volatile u32 __force *)(lapic_regs + reg / sizeof(u32)) = value;
}

paddr_t lapic_paddr(void)
{
	return rdmsr(MSR_APIC_BASE) & APIC_BASE_ADDR_MASK;
}

void lapic_map(volatile void __iomem *base)
{
	lapic_regs = base;
	has_x2apic = cpu_has(CPU_X2APIC);
}

static void enable_x2apic(void)
{
	u64 base = rdmsr(MSR_APIC_BASE) | APIC_BASE_ENABLE;

	/* The way there leads through xAPIC mode. */
	wrmsr(MSR_APIC_BASE, base);
	wrmsr(MSR_APIC_BASE, base | APIC_BASE_X2APIC);
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

static void init(u8 spurious_vector, u8 error_vector, u32 lint0, u32 lint1)
{
	u32 max_lvt;

	if (is_x2apic())
		enable_x2apic();
	else
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
	lapic_write(LAPIC_LVT_LINT0, lint0);
	lapic_write(LAPIC_LVT_LINT1, lint1);
	lapic_error();
	lapic_write(LAPIC_LVT_ERROR, error_vector);
}

void lapic_init(u8 spurious_vector, u8 error_vector)
{
	init(spurious_vector, error_vector, LVT_EXTINT, LVT_NMI);
}

u32 lapic_id(void)
{
	return is_x2apic() ? lapic_read(LAPIC_ID) : lapic_read(LAPIC_ID) >> 24;
}

void lapic_eoi(void)
{
	lapic_write(LAPIC_EOI, 0);
}

u32 lapic_error(void)
{
	/* The write moves what was collected into the readable register. */
	lapic_write(LAPIC_ESR, 0);
	return lapic_read(LAPIC_ESR);
}

void lapic_timer_init(u8 vector)
{
	lapic_write(LAPIC_TIMER_INITIAL, 0);
	if (!cpu_has(CPU_TSC_DEADLINE)) {
		lapic_write(LAPIC_LVT_TIMER, vector);
		return;
	}
	lapic_write(LAPIC_LVT_TIMER, LVT_TSC_DEADLINE | vector);
	/* A store to the controller and the write of the MSR are not ordered by themselves. */
	__asm__ volatile("mfence" : : : "memory");
	wrmsr(MSR_TSC_DEADLINE, 0);
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

#ifdef CONFIG_SMP

void lapic_init_other(u8 spurious_vector, u8 error_vector)
{
	init(spurious_vector, error_vector, LVT_MASKED, LVT_MASKED);
}

const char *lapic_mode(void)
{
	return is_x2apic() ? "x2APIC" : "xAPIC";
}

bool lapic_reaches(u32 apic_id)
{
	return apic_id < (is_x2apic() ? UINT32_MAX : APIC_ID_ALL);
}

/* A command that is still on its way would be lost: but nobody waits for ever. */
static __noinline void wait_until_sent(void)
{
	for (unsigned int i = 0; i < BUSY_POLLS && lapic_read(LAPIC_COMMAND) & COMMAND_BUSY; i++)
		cpu_pause();
}

static inline bool is_busy(void)
{
	return unlikely(lapic_read(LAPIC_COMMAND) & COMMAND_BUSY);
}

static inline void send_xapic(u32 apic_id, u32 command)
{
	lapic_write(LAPIC_COMMAND_TO, apic_id << COMMAND_TO_SHIFT);
	lapic_write(LAPIC_COMMAND, command);
}

static __noinline void send_later(u32 apic_id, u32 command)
{
	wait_until_sent();
	send_xapic(apic_id, command);
}

static __always_inline void send(u32 apic_id, u32 command)
{
	if (is_x2apic()) {
		/* That write waits for no store before it, which the other one is to see. */
		__asm__ volatile("mfence; lfence" : : : "memory");
		wrmsr(MSR_X2APIC + LAPIC_COMMAND / LAPIC_STEP, (u64)apic_id << 32 | command);
	} else if (is_busy()) {
		send_later(apic_id, command);
	} else {
		send_xapic(apic_id, command);
	}
}

void lapic_send_init(u32 apic_id)
{
	send(apic_id, COMMAND_INIT);
}

void lapic_send_startup(u32 apic_id, paddr_t page)
{
	send(apic_id, COMMAND_STARTUP | (u32)(page >> ARCH_PAGE_SHIFT));
}

void lapic_send_nmi(u32 apic_id)
{
	u32 to;

	if (is_x2apic()) {
		send(apic_id, COMMAND_NMI);
		return;
	}
	/* The code that was interrupted here may have written the first half of a command. */
	to = lapic_read(LAPIC_COMMAND_TO);
	send(apic_id, COMMAND_NMI);
	wait_until_sent();
	lapic_write(LAPIC_COMMAND_TO, to);
}

void arch_notify(struct arch_cpu *c)
{
	if (c == arch_this_cpu())
		arch_interrupt_record(VECTOR_NOTIFY);
	else
		arch_notify_other(c);
}

void arch_notify_other(struct arch_cpu *c)
{
	send(c->apic_id, COMMAND_FIXED | VECTOR_NOTIFY);
}

#endif
