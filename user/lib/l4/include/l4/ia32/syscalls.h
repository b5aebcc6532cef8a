/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ia32: the system calls. Each calls an entry of the table of gates, which finds the kernel's gate
 * at its first use. The register contract is the kernel's binary interface: what it does not
 * define on return counts as destroyed. EBP cannot be named to the compiler: it is saved around
 * the call, and a value for it comes from memory.
 */
#ifndef L4_LIB_IA32_SYSCALLS_H
#define L4_LIB_IA32_SYSCALLS_H

#include <l4/types.h>
#include <l4/ia32/vregs.h>

#if defined(__cplusplus)
extern "C" {
#endif

/* Called with the registers of the system call only. */
void __L4_Ipc(void);
void __L4_Lipc(void);
void __L4_Unmap(void);
void __L4_Schedule(void);
void __L4_ThreadSwitch(void);
void __L4_SystemClock(void);
void __L4_ExchangeRegisters(void);
void __L4_ThreadControl(void);
void __L4_SpaceControl(void);
void __L4_ProcessorControl(void);
void __L4_MemoryControl(void);

/*
 * The table of these functions, whole pages. Its entries are bound to the place of the kernel
 * interface page in the space where they were used first: a space that has it at another place
 * needs a page of its own at the table's address, which __L4_copy_syscalls_in() fills with the
 * table as it was before any use; dest is where this space sees that page.
 */
extern char __L4_syscalls_start[], __L4_syscalls_end[];
void __L4_copy_syscalls_in(L4_Word_t dest);

/* The same, but bound to spaces that have the kernel interface page at `kip`: nobody writes it. */
void __L4_bind_syscalls(L4_Word_t dest, L4_Word_t kip);

/* Binds all entries to this space. Context: once, before other threads run; any stack will do. */
void __L4_Init(void);

/*
 * Touches all pages of the program's image. Context: once, by the main thread, behind __L4_Init;
 * the library's own start-up code calls both.
 */
void __L4_TouchImage(void);

#if defined(__cplusplus)
}
#endif

#define __L4_CALL_GATE(gate)	"pushl %%ebp\n\tcall " #gate "\n\tpopl %%ebp"

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
 * Both IPC calls: the tag travels in a register both ways, MR1 and MR2 only back; the kernel
 * returns the UTCB pointer. `from` is written only if there is a receive phase.
 */
#define __L4_IPC(gate)									\
	L4_Word_t *mr = __L4_Utcb();						\
	L4_Word_t source = to.raw, specifier = FromSpecifier.raw, mr0 = mr[0], mr1;	\
	L4_MsgTag_t tag;								\
											\
	__asm__ volatile ("pushl %%ebp\n\tcall " #gate "\n\t"				\
			  "movl %%ebp, %%ecx\n\tpopl %%ebp"				\
			  : "+a" (source), "+d" (specifier), "+c" (Timeouts),		\
			    "+D" (mr), "+S" (mr0), "=b" (mr1)				\
			  : : "memory", "cc");						\
	mr[0] = mr0;									\
	if (!L4_IsNilThread(FromSpecifier)) {						\
		mr[1] = mr1;								\
		mr[2] = Timeouts;							\
		from->raw = source;							\
	}										\
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
	L4_Word_t *utcb = __L4_Utcb(), *mr = utcb;
	L4_Word_t mr0 = mr[0];

	__asm__ volatile (__L4_CALL_GATE(__L4_Unmap)
			  : "+a" (control), "+D" (mr), "+S" (mr0)
			  : : "ebx", "ecx", "edx", "memory", "cc");
	utcb[0] = mr0;
}

/* Two of the seven values travel in memory, as does the register that says where. */
L4_INLINE L4_ThreadId_t L4_ExchangeRegisters(L4_ThreadId_t dest, L4_Word_t control, L4_Word_t sp,
					     L4_Word_t ip, L4_Word_t flags,
					     L4_Word_t UserDefHandle, L4_ThreadId_t pager,
					     L4_Word_t *old_control, L4_Word_t *old_sp,
					     L4_Word_t *old_ip, L4_Word_t *old_flags,
					     L4_Word_t *old_UserDefhandle,
					     L4_ThreadId_t *old_pager)
{
	L4_Word_t rest[2] = { flags, pager.raw }, *place = rest;

	__asm__ volatile ("pushl %%ebp\n\t"
			  "pushl %%edi\n\t"
			  "movl 4(%%edi), %%ebp\n\t"
			  "movl (%%edi), %%edi\n\t"
			  "call __L4_ExchangeRegisters\n\t"
			  "pushl %%edi\n\t"
			  "movl 4(%%esp), %%edi\n\t"
			  "popl (%%edi)\n\t"
			  "movl %%ebp, 4(%%edi)\n\t"
			  "popl %%edi\n\t"
			  "popl %%ebp"
			  : "+a" (dest.raw), "+c" (control), "+d" (sp), "+S" (ip), "+D" (place),
			    "+b" (UserDefHandle)
			  : : "memory", "cc");
	*old_control = control;
	*old_sp = sp;
	*old_ip = ip;
	*old_flags = rest[0];
	*old_UserDefhandle = UserDefHandle;
	old_pager->raw = rest[1];
	return dest;
}

L4_INLINE L4_Word_t L4_ThreadControl(L4_ThreadId_t dest, L4_ThreadId_t SpaceSpecifier,
				     L4_ThreadId_t Scheduler, L4_ThreadId_t Pager,
				     void *UtcbLocation)
{
	__asm__ volatile (__L4_CALL_GATE(__L4_ThreadControl)
			  : "+a" (dest.raw), "+c" (Pager.raw), "+d" (Scheduler.raw),
			    "+S" (SpaceSpecifier.raw), "+D" (UtcbLocation)
			  : : "ebx", "memory", "cc");
	return dest.raw;
}

/* A kernel may destroy ECX, though it need not. */
L4_INLINE L4_Clock_t L4_SystemClock(void)
{
	L4_Clock_t clock;

	__asm__ volatile (__L4_CALL_GATE(__L4_SystemClock)
			  : "=A" (clock.raw)
			  : : "ebx", "ecx", "esi", "edi", "memory", "cc");
	return clock;
}

/* Keeps all registers. */
L4_INLINE void L4_ThreadSwitch(L4_ThreadId_t dest)
{
	__asm__ volatile ("call __L4_ThreadSwitch" : : "a" (dest.raw) : "memory", "cc");
}

L4_INLINE L4_Word_t L4_Schedule(L4_ThreadId_t dest, L4_Word_t TimeControl,
				L4_Word_t ProcessorControl, L4_Word_t PrioControl,
				L4_Word_t PreemptionControl, L4_Word_t *old_TimeControl)
{
	__asm__ volatile (__L4_CALL_GATE(__L4_Schedule)
			  : "+a" (dest.raw), "+c" (PrioControl), "+d" (TimeControl),
			    "+S" (ProcessorControl), "+D" (PreemptionControl)
			  : : "ebx", "memory", "cc");
	*old_TimeControl = TimeControl;
	return dest.raw;
}

L4_INLINE L4_Word_t L4_SpaceControl(L4_ThreadId_t SpaceSpecifier, L4_Word_t control,
				    L4_Fpage_t KernelInterfacePageArea, L4_Fpage_t UtcbArea,
				    L4_ThreadId_t redirector, L4_Word_t *old_control)
{
	__asm__ volatile (__L4_CALL_GATE(__L4_SpaceControl)
			  : "+a" (SpaceSpecifier.raw), "+c" (control),
			    "+d" (KernelInterfacePageArea.raw), "+S" (UtcbArea.raw),
			    "+D" (redirector.raw)
			  : : "ebx", "memory", "cc");
	*old_control = control;
	return SpaceSpecifier.raw;
}

L4_INLINE L4_Word_t L4_ProcessorControl(L4_Word_t ProcessorNo, L4_Word_t InternalFrequency,
					L4_Word_t ExternalFrequency, L4_Word_t voltage)
{
	__asm__ volatile (__L4_CALL_GATE(__L4_ProcessorControl)
			  : "+a" (ProcessorNo), "+c" (InternalFrequency),
			    "+d" (ExternalFrequency), "+S" (voltage)
			  : : "ebx", "edi", "memory", "cc");
	return ProcessorNo;
}

/* The fpages are in MR0..; `attributes` has four elements, the last two go from memory. */
L4_INLINE L4_Word_t L4_MemoryControl(L4_Word_t control, const L4_Word_t *attributes)
{
	L4_Word_t *mr = __L4_Utcb();
	L4_Word_t mr0 = mr[0], attribute0 = attributes[0], attribute1 = attributes[1];

	__asm__ volatile ("pushl %%ebp\n\t"
			  "movl 12(%%ebx), %%ebp\n\t"
			  "movl 8(%%ebx), %%ebx\n\t"
			  "call __L4_MemoryControl\n\t"
			  "popl %%ebp"
			  : "+a" (control), "+c" (attribute0), "+d" (attribute1),
			    "+b" (attributes), "+S" (mr0), "+D" (mr)
			  : : "memory", "cc");
	return control;
}

#endif
