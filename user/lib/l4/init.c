/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What happens before main: the gate pointers of the system calls are found in the kernel
 * interface page once, valid in every space in which the program's image runs; and the pages of
 * the image are touched.
 */
#include <l4/abi/kip.h>

#include <l4/kip.h>
#include <l4/syscalls.h>

#define WORD_OFFSET(index)	((index) * sizeof(L4_Word_t))
#define CHECK_KIP(member, index)						\
	_Static_assert(__builtin_offsetof(L4_KernelInterfacePage_t, member) ==	\
		       WORD_OFFSET(index), "kernel interface page: " #member)

CHECK_KIP(MemoryInfo, L4_KIP_WORD_MEMORY_INFO);
CHECK_KIP(UtcbAreaInfo, L4_KIP_WORD_UTCB_INFO);
CHECK_KIP(BootInfo, L4_KIP_WORD_BOOT_INFO);
CHECK_KIP(ClockInfo, L4_KIP_WORD_CLOCK_INFO);
CHECK_KIP(ProcessorInfo, L4_KIP_WORD_PROCESSOR_INFO);
CHECK_KIP(SpaceControl, L4_KIP_WORD_SPACE_CONTROL);
CHECK_KIP(Ipc, L4_KIP_WORD_IPC);
CHECK_KIP(Schedule, L4_KIP_WORD_SCHEDULE);
_Static_assert(sizeof(L4_KernelInterfacePage_t) == WORD_OFFSET(L4_KIP_FIXED_WORDS),
	       "kernel interface page: size");

void (*__L4_Ipc)(void);
void (*__L4_Lipc)(void);
void (*__L4_Unmap)(void);
void (*__L4_Schedule)(void);
void (*__L4_ThreadSwitch)(void);
void (*__L4_SystemClock)(void);
void (*__L4_ExchangeRegisters)(void);
void (*__L4_ThreadControl)(void);
void (*__L4_SpaceControl)(void);
void (*__L4_ProcessorControl)(void);
void (*__L4_MemoryControl)(void);

static void (*gate(L4_Word_t address))(void)
{
	return (void (*)(void))address;
}

void __L4_Init(void)
{
	const L4_KernelInterfacePage_t *kip = L4_GetKernelInterface();

	__L4_Ipc = gate(kip->Ipc);
	__L4_Lipc = gate(kip->Lipc);
	__L4_Unmap = gate(kip->Unmap);
	__L4_Schedule = gate(kip->Schedule);
	__L4_ThreadSwitch = gate(kip->ThreadSwitch);
	__L4_SystemClock = gate(kip->SystemClock);
	__L4_ExchangeRegisters = gate(kip->ExchangeRegisters);
	__L4_ThreadControl = gate(kip->ThreadControl);
	__L4_SpaceControl = gate(kip->SpaceControl);
	__L4_ProcessorControl = gate(kip->ProcessorControl);
	__L4_MemoryControl = gate(kip->MemoryControl);
}

/* From the linker script; a program that is linked by another one has no image to touch. */
extern const volatile char __image_start[] __attribute__((weak));
extern const volatile char __image_end[] __attribute__((weak));

/*
 * sigma0 gives the pages of an image to the main thread only. Once that one has touched them they
 * are in the space, and no other thread of the space ever faults on them.
 */
void __L4_TouchImage(void)
{
	L4_Word_t sizes = L4_PageSizeMask(L4_GetKernelInterface()), page = sizes & -sizes;
	const volatile char *p;

	for (p = __image_start; p < __image_end; p += page)
		(void)*p;
}
