/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SPARC-V9: the system calls. Each calls the kernel's gate through a pointer of the table that
 * __L4_Init fills from the kernel interface page. What is not a result survives a call, apart from
 * Ipc, which keeps little more than stack, frame and return address: the message words are in the
 * locals of the caller's own window. (X.2, SPARC-V9 binding)
 */
#ifndef L4_LIB_SPARC64_SYSCALLS_H
#define L4_LIB_SPARC64_SYSCALLS_H

#include <l4/types.h>
#include <l4/sparc64/vregs.h>

#if defined(__cplusplus)
extern "C" {
#endif

/*
 * The pointers, on pages of their own: a space with its kernel interface page elsewhere needs
 * others, see rt_image_page().
 */
struct __L4_gates {
	void (*Ipc)(void);
	void (*Lipc)(void);
	void (*Unmap)(void);
	void (*Schedule)(void);
	void (*ThreadSwitch)(void);
	void (*SystemClock)(void);
	void (*ExchangeRegisters)(void);
	void (*ThreadControl)(void);
	void (*SpaceControl)(void);
	void (*ProcessorControl)(void);
	void (*MemoryControl)(void);
} __attribute__((aligned(8192)));

extern struct __L4_gates __L4_gates;

/* Fills a table of gate pointers for spaces with this kernel interface page at `kip`. */
void __L4_BindGates(struct __L4_gates *gates, L4_Word_t kip);

/* Fills the own table. Context: once, before any system call; any stack will do. */
void __L4_Init(void);

/*
 * Touches all pages of the program's image. Context: once, by the main thread, behind __L4_Init;
 * the library's own start-up code calls both.
 */
void __L4_TouchImage(void);

#if defined(__cplusplus)
}
#endif

#define __L4_CALL_GATE		"jmpl %[gate], %%o7\n\t nop"
#define __L4_GATE(name)		[gate] "r" (__L4_gates.name)

/* The trap needs no gate and works before __L4_Init. */
L4_INLINE void *L4_KernelInterface(L4_Word_t *ApiVersion, L4_Word_t *ApiFlags,
				   L4_Word_t *KernelId)
{
	register void *base __asm__("o0");
	register L4_Word_t version __asm__("o1");
	register L4_Word_t flags __asm__("o2");
	register L4_Word_t id __asm__("o3");

	__asm__ ("ta 0x70" : "=r" (base), "=r" (version), "=r" (flags), "=r" (id));
	*ApiVersion = version;
	*ApiFlags = flags;
	*KernelId = id;
	return base;
}

/*
 * Both IPC calls: MR0..MR7 travel in the locals, in and out, whatever the outcome; the other ins
 * and outs are gone afterwards. `flushw` puts the windows of the callers to the stack, so that no
 * window but this one has to be looked after while the thread waits. `from` is written only if
 * there is a receive phase.
 */
#define __L4_IPC(name)									\
	volatile L4_Word_t *mr = __L4_Utcb();						\
	register L4_Word_t gate __asm__("g1") = (L4_Word_t)__L4_gates.name;		\
	register L4_Word_t o0 __asm__("o0") = to.raw;					\
	register L4_Word_t o1 __asm__("o1") = FromSpecifier.raw;			\
	register L4_Word_t o2 __asm__("o2") = Timeouts;					\
	register L4_Word_t mr0 __asm__("l0") = mr[0];					\
	register L4_Word_t mr1 __asm__("l1") = mr[1];					\
	register L4_Word_t mr2 __asm__("l2") = mr[2];					\
	register L4_Word_t mr3 __asm__("l3") = mr[3];					\
	register L4_Word_t mr4 __asm__("l4") = mr[4];					\
	register L4_Word_t mr5 __asm__("l5") = mr[5];					\
	register L4_Word_t mr6 __asm__("l6") = mr[6];					\
	register L4_Word_t mr7 __asm__("l7") = mr[7];					\
	L4_MsgTag_t tag;								\
											\
	__asm__ volatile ("flushw\n\tjmpl %[gate], %%o7\n\t nop"			\
			  : [gate] "+r" (gate), "+r" (o0), "+r" (o1), "+r" (o2),	\
			    "+r" (mr0), "+r" (mr1), "+r" (mr2), "+r" (mr3),		\
			    "+r" (mr4), "+r" (mr5), "+r" (mr6), "+r" (mr7)		\
			  : : "g4", "g5", "o3", "o4", "o5", "o7", "i0", "i1", "i2",	\
			    "i3", "i4", "i5", "memory", "cc");				\
	mr = __L4_Utcb();								\
	mr[0] = mr0;									\
	mr[1] = mr1;									\
	mr[2] = mr2;									\
	mr[3] = mr3;									\
	mr[4] = mr4;									\
	mr[5] = mr5;									\
	mr[6] = mr6;									\
	mr[7] = mr7;									\
	if (!L4_IsNilThread(FromSpecifier))						\
		from->raw = o0;								\
	tag.raw = mr0;									\
	return tag

L4_INLINE L4_MsgTag_t L4_Ipc(L4_ThreadId_t to, L4_ThreadId_t FromSpecifier, L4_Word_t Timeouts,
			     L4_ThreadId_t *from)
{
	__L4_IPC(Ipc);
}

L4_INLINE L4_MsgTag_t L4_Lipc(L4_ThreadId_t to, L4_ThreadId_t FromSpecifier, L4_Word_t Timeouts,
			      L4_ThreadId_t *from)
{
	__L4_IPC(Lipc);
}

/* The fpages are in MR0.. and are replaced by their status. */
L4_INLINE void L4_Unmap(L4_Word_t control)
{
	register L4_Word_t o0 __asm__("o0") = control;

	__asm__ volatile (__L4_CALL_GATE : "+r" (o0) : __L4_GATE(Unmap) : "o7", "memory");
}

L4_INLINE L4_ThreadId_t L4_ExchangeRegisters(L4_ThreadId_t dest, L4_Word_t control, L4_Word_t sp,
					     L4_Word_t ip, L4_Word_t flags,
					     L4_Word_t UserDefHandle, L4_ThreadId_t pager,
					     L4_Word_t *old_control, L4_Word_t *old_sp,
					     L4_Word_t *old_ip, L4_Word_t *old_flags,
					     L4_Word_t *old_UserDefhandle,
					     L4_ThreadId_t *old_pager)
{
	register L4_Word_t o0 __asm__("o0") = dest.raw;
	register L4_Word_t o1 __asm__("o1") = control;
	register L4_Word_t o2 __asm__("o2") = sp;
	register L4_Word_t o3 __asm__("o3") = ip;
	register L4_Word_t o4 __asm__("o4") = pager.raw;
	register L4_Word_t o5 __asm__("o5") = UserDefHandle;
	register L4_Word_t g4 __asm__("g4") = flags;

	__asm__ volatile (__L4_CALL_GATE
			  : "+r" (o0), "+r" (o1), "+r" (o2), "+r" (o3), "+r" (o4), "+r" (o5),
			    "+r" (g4)
			  : __L4_GATE(ExchangeRegisters) : "o7", "memory");
	dest.raw = o0;
	*old_control = o1;
	*old_sp = o2;
	*old_ip = o3;
	old_pager->raw = o4;
	*old_UserDefhandle = o5;
	*old_flags = g4;
	return dest;
}

L4_INLINE L4_Word_t L4_ThreadControl(L4_ThreadId_t dest, L4_ThreadId_t SpaceSpecifier,
				     L4_ThreadId_t Scheduler, L4_ThreadId_t Pager,
				     void *UtcbLocation)
{
	register L4_Word_t o0 __asm__("o0") = dest.raw;
	register L4_Word_t o1 __asm__("o1") = SpaceSpecifier.raw;
	register L4_Word_t o2 __asm__("o2") = Scheduler.raw;
	register L4_Word_t o3 __asm__("o3") = Pager.raw;
	register void *o4 __asm__("o4") = UtcbLocation;

	__asm__ volatile (__L4_CALL_GATE : "+r" (o0), "+r" (o1), "+r" (o2), "+r" (o3), "+r" (o4)
			  : __L4_GATE(ThreadControl) : "o7", "memory");
	return o0;
}

L4_INLINE L4_Clock_t L4_SystemClock(void)
{
	register L4_Word_t o0 __asm__("o0");
	L4_Clock_t clock;

	__asm__ volatile (__L4_CALL_GATE : "=r" (o0) : __L4_GATE(SystemClock) : "o7", "memory");
	clock.raw = o0;
	return clock;
}

L4_INLINE void L4_ThreadSwitch(L4_ThreadId_t dest)
{
	register L4_Word_t o0 __asm__("o0") = dest.raw;

	__asm__ volatile (__L4_CALL_GATE : "+r" (o0) : __L4_GATE(ThreadSwitch) : "o7", "memory");
}

L4_INLINE L4_Word_t L4_Schedule(L4_ThreadId_t dest, L4_Word_t TimeControl,
				L4_Word_t ProcessorControl, L4_Word_t PrioControl,
				L4_Word_t PreemptionControl, L4_Word_t *old_TimeControl)
{
	register L4_Word_t o0 __asm__("o0") = dest.raw;
	register L4_Word_t o1 __asm__("o1") = TimeControl;
	register L4_Word_t o2 __asm__("o2") = ProcessorControl;
	register L4_Word_t o3 __asm__("o3") = PrioControl;
	register L4_Word_t o4 __asm__("o4") = PreemptionControl;

	__asm__ volatile (__L4_CALL_GATE : "+r" (o0), "+r" (o1), "+r" (o2), "+r" (o3), "+r" (o4)
			  : __L4_GATE(Schedule) : "o7", "memory");
	*old_TimeControl = o1;
	return o0;
}

L4_INLINE L4_Word_t L4_SpaceControl(L4_ThreadId_t SpaceSpecifier, L4_Word_t control,
				    L4_Fpage_t KernelInterfacePageArea, L4_Fpage_t UtcbArea,
				    L4_ThreadId_t redirector, L4_Word_t *old_control)
{
	register L4_Word_t o0 __asm__("o0") = SpaceSpecifier.raw;
	register L4_Word_t o1 __asm__("o1") = control;
	register L4_Word_t o2 __asm__("o2") = KernelInterfacePageArea.raw;
	register L4_Word_t o3 __asm__("o3") = UtcbArea.raw;
	register L4_Word_t o4 __asm__("o4") = redirector.raw;

	__asm__ volatile (__L4_CALL_GATE : "+r" (o0), "+r" (o1), "+r" (o2), "+r" (o3), "+r" (o4)
			  : __L4_GATE(SpaceControl) : "o7", "memory");
	*old_control = o1;
	return o0;
}

L4_INLINE L4_Word_t L4_ProcessorControl(L4_Word_t ProcessorNo, L4_Word_t InternalFrequency,
					L4_Word_t ExternalFrequency, L4_Word_t voltage)
{
	register L4_Word_t o0 __asm__("o0") = ProcessorNo;
	register L4_Word_t o1 __asm__("o1") = InternalFrequency;
	register L4_Word_t o2 __asm__("o2") = ExternalFrequency;
	register L4_Word_t o3 __asm__("o3") = voltage;

	__asm__ volatile (__L4_CALL_GATE : "+r" (o0), "+r" (o1), "+r" (o2), "+r" (o3)
			  : __L4_GATE(ProcessorControl) : "o7", "memory");
	return o0;
}

/* The fpages are in MR0..; `attributes` has four elements. */
L4_INLINE L4_Word_t L4_MemoryControl(L4_Word_t control, const L4_Word_t *attributes)
{
	register L4_Word_t o0 __asm__("o0") = control;
	register L4_Word_t o1 __asm__("o1") = attributes[0];
	register L4_Word_t o2 __asm__("o2") = attributes[1];
	register L4_Word_t o3 __asm__("o3") = attributes[2];
	register L4_Word_t o4 __asm__("o4") = attributes[3];

	__asm__ volatile (__L4_CALL_GATE : "+r" (o0), "+r" (o1), "+r" (o2), "+r" (o3), "+r" (o4)
			  : __L4_GATE(MemoryControl) : "o7", "memory");
	return o0;
}

#endif
