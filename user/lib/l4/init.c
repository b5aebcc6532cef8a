/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What happens before main: the pages of the image are touched. And the layout of the kernel
 * interface page as the headers have it is held against that of the kernel.
 */
#include <generated/syscalls.h>
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
#define CHECK_GATE(api, NAME, same) CHECK_KIP(api, L4_KIP_WORD_##NAME);
SYSCALL_GATES(CHECK_GATE)
_Static_assert(sizeof(L4_KernelInterfacePage_t) == WORD_OFFSET(L4_KIP_FIXED_WORDS),
	       "kernel interface page: size");

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
