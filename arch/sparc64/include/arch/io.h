/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Device registers, reached by physical address past the MMU. The PCI host bridge of
 * UltraSPARC IIi gives each kind of PCI space a range of physical addresses.
 * (UltraSPARC IIi User's Manual, chapter 19)
 */
#ifndef L4_ARCH_IO_H
#define L4_ARCH_IO_H

#include <arch/asi.h>
#include <arch/cpureg.h>

#define IO_HOST_BRIDGE	0x1fe00000000ul	/* registers of the bridge, 64 bits wide */
#define IO_HOST_INTERRUPTS 0x2000ul	/* bytes of them with all that is about interrupts */
#define IO_PCI_PORTS	0x1fe02000000ul	/* PCI I/O space */
#define IO_START	0x1fe00000000ul
#define IO_END		0x20000000000ul

static inline u8 io_read8(paddr_t pa)
{
	u64 value;

	__asm__ volatile("lduba [%1] %2, %0"
			 : "=r"(value) : "r"(pa), "i"(ASI_PHYS_DEVICE) : "memory");
	return (u8)value;
}

static inline void io_write8(paddr_t pa, u8 value)
{
	__asm__ volatile("stba %0, [%1] %2\n\tmembar #Sync"
			 : : "r"((u64)value), "r"(pa), "i"(ASI_PHYS_DEVICE) : "memory");
}

static inline void io_write32(paddr_t pa, u32 value)
{
	__asm__ volatile("stwa %0, [%1] %2\n\tmembar #Sync"
			 : : "r"((u64)value), "r"(pa), "i"(ASI_PHYS_DEVICE) : "memory");
}

static inline u64 io_read64(paddr_t pa)
{
	return asi_load(ASI_PHYS_DEVICE, pa);
}

static inline void io_write64(paddr_t pa, u64 value)
{
	asi_store(ASI_PHYS_DEVICE, pa, value);
}

#endif
