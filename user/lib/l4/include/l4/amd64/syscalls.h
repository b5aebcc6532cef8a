/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AMD64: the system calls. Each calls the kernel's gate through a pointer variable that
 * __L4_Init fills from the kernel interface page. The register contract is the kernel's binary
 * interface: what it does not define on return counts as destroyed. RBP cannot be named to the
 * compiler and is saved around the call; programs are compiled without a red zone.
 */
#ifndef L4_LIB_AMD64_SYSCALLS_H
#define L4_LIB_AMD64_SYSCALLS_H

#include <l4/types.h>
#include <l4/amd64/vregs.h>

#if defined(__cplusplus)
extern "C" {
#endif

extern void (*__L4_Ipc)(void);
extern void (*__L4_Lipc)(void);
extern void (*__L4_Unmap)(void);
extern void (*__L4_Schedule)(void);
extern void (*__L4_ThreadSwitch)(void);
extern void (*__L4_SystemClock)(void);
extern void (*__L4_ExchangeRegisters)(void);
extern void (*__L4_ThreadControl)(void);
extern void (*__L4_SpaceControl)(void);
extern void (*__L4_ProcessorControl)(void);
extern void (*__L4_MemoryControl)(void);

/* Fills the gate pointers. Context: once, before any system call; any stack will do. */
void __L4_Init(void);

/*
 * Touches all pages of the program's image. Context: once, by the main thread, behind __L4_Init;
 * the library's own start-up code calls both.
 */
void __L4_TouchImage(void);

#if defined(__cplusplus)
}
#endif

/* The operand is spelled out: in Ipc no register is left that could hold an address. */
#define __L4_CALL_GATE(gate)	"pushq %%rbp\n\tcall *" #gate "(%%rip)\n\tpopq %%rbp"

/* The trap needs no gate and works before __L4_Init. */
L4_INLINE void *L4_KernelInterface(L4_Word_t *ApiVersion, L4_Word_t *ApiFlags,
				   L4_Word_t *KernelId)
{
	void *base;

	__asm__ (".byte 0xf0, 0x90"
		 : "=a" (base), "=c" (*ApiVersion), "=d" (*ApiFlags), "=S" (*KernelId));
	return base;
}

/*
 * The message registers go back to the UTCB by plain stores: a compiler that gathered them in
 * vector registers would make every IPC use the FPU.
 */
#define __L4_STORE_REGISTERS(mr)							\
	do {										\
		volatile L4_Word_t *__utcb = (mr);					\
											\
		__utcb[0] = mr0;							\
		__utcb[1] = mr1;							\
		__utcb[2] = mr2;							\
		__utcb[3] = mr3;							\
		__utcb[4] = mr4;							\
		__utcb[5] = mr5;							\
		__utcb[6] = mr6;							\
		__utcb[7] = mr7;							\
	} while (0)

/*
 * Both IPC calls: MR0..MR7 travel in registers, in and out, whatever the outcome; the kernel
 * returns the UTCB pointer. `from` is written only if there is a receive phase.
 */
#define __L4_IPC(gate)									\
	L4_Word_t *mr = __L4_Utcb();						\
	L4_Word_t source = to.raw, specifier = FromSpecifier.raw;			\
	register L4_Word_t timeouts __asm__("r8") = Timeouts;				\
	register L4_Word_t mr0 __asm__("r9") = mr[0];					\
	register L4_Word_t mr3 __asm__("r10") = mr[3];					\
	register L4_Word_t mr4 __asm__("r12") = mr[4];					\
	register L4_Word_t mr5 __asm__("r13") = mr[5];					\
	register L4_Word_t mr6 __asm__("r14") = mr[6];					\
	register L4_Word_t mr7 __asm__("r15") = mr[7];					\
	register L4_Word_t mr2 __asm__("rbx") = mr[2];					\
	register L4_Word_t mr1 __asm__("rax") = mr[1];					\
	L4_MsgTag_t tag;								\
											\
	__asm__ volatile (__L4_CALL_GATE(gate)						\
			  : "+S" (source), "+d" (specifier), "+D" (mr), "+r" (mr1),	\
			    "+r" (mr2), "+r" (timeouts), "+r" (mr0), "+r" (mr3),	\
			    "+r" (mr4), "+r" (mr5), "+r" (mr6), "+r" (mr7)		\
			  : : "rcx", "r11", "memory", "cc");				\
	__L4_STORE_REGISTERS(mr);							\
	if (!L4_IsNilThread(FromSpecifier))						\
		from->raw = source;							\
	tag.raw = mr0;									\
	return tag

L4_INLINE L4_MsgTag_t L4_Ipc(L4_ThreadId_t to, L4_ThreadId_t FromSpecifier, L4_Word_t Timeouts,
			     L4_ThreadId_t *from)
{
	__L4_IPC(__L4_Ipc);
}

L4_INLINE L4_MsgTag_t L4_Lipc(L4_ThreadId_t to, L4_ThreadId_t FromSpecifier, L4_Word_t Timeouts,
			      L4_ThreadId_t *from)
{
	__L4_IPC(__L4_Lipc);
}

/* The fpages are in MR0.. and are replaced by their status. */
L4_INLINE void L4_Unmap(L4_Word_t control)
{
	L4_Word_t *mr = __L4_Utcb();
	register L4_Word_t mr0 __asm__("r9") = mr[0];
	register L4_Word_t mr3 __asm__("r10") = mr[3];
	register L4_Word_t mr4 __asm__("r12") = mr[4];
	register L4_Word_t mr5 __asm__("r13") = mr[5];
	register L4_Word_t mr6 __asm__("r14") = mr[6];
	register L4_Word_t mr7 __asm__("r15") = mr[7];
	register L4_Word_t mr2 __asm__("rbx") = mr[2];
	register L4_Word_t mr1 __asm__("rax") = mr[1];

	__asm__ volatile (__L4_CALL_GATE(__L4_Unmap)
			  : "+d" (control), "+D" (mr), "+r" (mr1), "+r" (mr2), "+r" (mr0),
			    "+r" (mr3), "+r" (mr4), "+r" (mr5), "+r" (mr6), "+r" (mr7)
			  : : "rcx", "rsi", "r8", "r11", "memory", "cc");
	__L4_STORE_REGISTERS(mr);
}

L4_INLINE L4_ThreadId_t L4_ExchangeRegisters(L4_ThreadId_t dest, L4_Word_t control, L4_Word_t sp,
					     L4_Word_t ip, L4_Word_t flags,
					     L4_Word_t UserDefHandle, L4_ThreadId_t pager,
					     L4_Word_t *old_control, L4_Word_t *old_sp,
					     L4_Word_t *old_ip, L4_Word_t *old_flags,
					     L4_Word_t *old_UserDefhandle,
					     L4_ThreadId_t *old_pager)
{
	register L4_Word_t r_ip __asm__("r8") = ip;
	register L4_Word_t r_flags __asm__("r9") = flags;
	register L4_Word_t r_handle __asm__("r10") = UserDefHandle;

	__asm__ volatile (__L4_CALL_GATE(__L4_ExchangeRegisters)
			  : "+a" (dest.raw), "+S" (control), "+d" (sp), "+D" (pager.raw),
			    "+r" (r_ip), "+r" (r_flags), "+r" (r_handle)
			  : : "rbx", "rcx", "r11", "r12", "r13", "r14", "r15", "memory", "cc");
	*old_control = control;
	*old_sp = sp;
	*old_ip = r_ip;
	*old_flags = r_flags;
	*old_UserDefhandle = r_handle;
	*old_pager = pager;
	return dest;
}

L4_INLINE L4_Word_t L4_ThreadControl(L4_ThreadId_t dest, L4_ThreadId_t SpaceSpecifier,
				     L4_ThreadId_t Scheduler, L4_ThreadId_t Pager,
				     void *UtcbLocation)
{
	L4_Word_t result;
	register L4_Word_t space __asm__("r8") = SpaceSpecifier.raw;
	register void *utcb __asm__("r9") = UtcbLocation;

	__asm__ volatile (__L4_CALL_GATE(__L4_ThreadControl)
			  : "=a" (result), "+D" (dest.raw), "+S" (Pager.raw),
			    "+d" (Scheduler.raw), "+r" (space), "+r" (utcb)
			  : : "rbx", "rcx", "r10", "r11", "r12", "r13", "r14", "r15", "memory",
			      "cc");
	return result;
}

L4_INLINE L4_Clock_t L4_SystemClock(void)
{
	L4_Clock_t clock;

	__asm__ volatile (__L4_CALL_GATE(__L4_SystemClock)
			  : "=a" (clock.raw)
			  : : "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12",
			      "r13", "r14", "r15", "memory", "cc");
	return clock;
}

L4_INLINE void L4_ThreadSwitch(L4_ThreadId_t dest)
{
	__asm__ volatile (__L4_CALL_GATE(__L4_ThreadSwitch)
			  : "+D" (dest.raw)
			  : : "rax", "rbx", "rcx", "rdx", "rsi", "r8", "r9", "r10", "r11", "r12",
			      "r13", "r14", "r15", "memory", "cc");
}

L4_INLINE L4_Word_t L4_Schedule(L4_ThreadId_t dest, L4_Word_t TimeControl,
				L4_Word_t ProcessorControl, L4_Word_t PrioControl,
				L4_Word_t PreemptionControl, L4_Word_t *old_TimeControl)
{
	L4_Word_t result;
	register L4_Word_t processor __asm__("r8") = ProcessorControl;
	register L4_Word_t preemption __asm__("r9") = PreemptionControl;

	__asm__ volatile (__L4_CALL_GATE(__L4_Schedule)
			  : "=a" (result), "+d" (TimeControl), "+D" (dest.raw),
			    "+S" (PrioControl), "+r" (processor), "+r" (preemption)
			  : : "rbx", "rcx", "r10", "r11", "r12", "r13", "r14", "r15", "memory",
			      "cc");
	*old_TimeControl = TimeControl;
	return result;
}

L4_INLINE L4_Word_t L4_SpaceControl(L4_ThreadId_t SpaceSpecifier, L4_Word_t control,
				    L4_Fpage_t KernelInterfacePageArea, L4_Fpage_t UtcbArea,
				    L4_ThreadId_t redirector, L4_Word_t *old_control)
{
	L4_Word_t result;
	register L4_Word_t utcb_area __asm__("r8") = UtcbArea.raw;
	register L4_Word_t r_redirector __asm__("r9") = redirector.raw;

	__asm__ volatile (__L4_CALL_GATE(__L4_SpaceControl)
			  : "=a" (result), "+d" (KernelInterfacePageArea.raw),
			    "+D" (SpaceSpecifier.raw), "+S" (control), "+r" (utcb_area),
			    "+r" (r_redirector)
			  : : "rbx", "rcx", "r10", "r11", "r12", "r13", "r14", "r15", "memory",
			      "cc");
	*old_control = KernelInterfacePageArea.raw;
	return result;
}

L4_INLINE L4_Word_t L4_ProcessorControl(L4_Word_t ProcessorNo, L4_Word_t InternalFrequency,
					L4_Word_t ExternalFrequency, L4_Word_t voltage)
{
	L4_Word_t result;
	register L4_Word_t r_voltage __asm__("r8") = voltage;

	__asm__ volatile (__L4_CALL_GATE(__L4_ProcessorControl)
			  : "=a" (result), "+D" (ProcessorNo), "+S" (InternalFrequency),
			    "+d" (ExternalFrequency), "+r" (r_voltage)
			  : : "rbx", "rcx", "r9", "r10", "r11", "r12", "r13", "r14", "r15",
			      "memory", "cc");
	return result;
}

/*
 * The fpages are in MR0..; `attributes` has four elements. Result in RDX; RCX and R11 carry
 * parameters here although the processor's own call instruction destroys them.
 */
L4_INLINE L4_Word_t L4_MemoryControl(L4_Word_t control, const L4_Word_t *attributes)
{
	L4_Word_t *mr = __L4_Utcb();
	L4_Word_t mr1 = mr[1], mr2 = mr[2];
	L4_Word_t attribute0 = attributes[0], attribute1 = attributes[1];
	register L4_Word_t attribute2 __asm__("r8") = attributes[2];
	register L4_Word_t mr0 __asm__("r9") = mr[0];
	register L4_Word_t mr3 __asm__("r10") = mr[3];
	register L4_Word_t attribute3 __asm__("r11") = attributes[3];
	register L4_Word_t mr4 __asm__("r12") = mr[4];
	register L4_Word_t mr5 __asm__("r13") = mr[5];
	register L4_Word_t mr6 __asm__("r14") = mr[6];
	register L4_Word_t mr7 __asm__("r15") = mr[7];

	__asm__ volatile (__L4_CALL_GATE(__L4_MemoryControl)
			  : "+d" (control), "+c" (attribute0), "+S" (attribute1),
			    "+r" (attribute2), "+r" (attribute3), "+D" (mr), "+a" (mr1),
			    "+b" (mr2), "+r" (mr0), "+r" (mr3), "+r" (mr4), "+r" (mr5),
			    "+r" (mr6), "+r" (mr7)
			  : : "memory", "cc");
	return control;
}

#endif
