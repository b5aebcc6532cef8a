/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel interface page as a structure, with the tables it points to, and the numbers found
 * in it. Words of the program's own size. (X.2, Kernel interface page)
 */
#ifndef L4_LIB_KIP_TYPES_H
#define L4_LIB_KIP_TYPES_H

#include <l4/types.h>

#define L4_MAGIC	0x4be6344c	/* "L4", mu, "K" */

#define L4_APIVERSION_2		0x02
#define L4_APIVERSION_4		0x04
#define L4_APIVERSION_X0	0x83
#define L4_APIVERSION_X1	0x83
#define L4_APIVERSION_X2	0x84
#define L4_APIVERSION_L4SEC	0x85
#define L4_APIVERSION_N1	0x86
#define L4_APIVERSION_OKL	0xa0

#define L4_APISUBVERSION_X0	0x80
#define L4_APISUBVERSION_X1	0x81

#define L4_APIFLAG_LE		0
#define L4_APIFLAG_BE		1
#define L4_APIFLAG_32BIT	0
#define L4_APIFLAG_64BIT	1

/* Kernel ids: (id << 8) + subid */
#define L4_KID_L4_486			((0 << 8) + 1)
#define L4_KID_L4_PENTIUM		((0 << 8) + 2)
#define L4_KID_L4_X86			((0 << 8) + 3)
#define L4_KID_L4_MIPS			((1 << 8) + 1)
#define L4_KID_L4_ALPHA			((2 << 8) + 1)
#define L4_KID_FIASCO			((3 << 8) + 1)
#define L4_KID_L4KA_HAZELNUT		((4 << 8) + 1)
#define L4_KID_L4KA_PISTACHIO		((4 << 8) + 2)
#define L4_KID_L4KA_STRAWBERRY		((4 << 8) + 3)
#define L4_KID_NICTA_PISTACHIO		((5 << 8) + 1)

/* Suppliers: four letters, the first in the lowest byte */
#define L4_SUPL_GMD	0x20444d47
#define L4_SUPL_IBM	0x204d4249
#define L4_SUPL_UNSW	0x57534e55
#define L4_SUPL_UKA	0x20614b55
#define L4_SUPL_NICTA	0x5443494e

#define L4_UndefinedMemoryType			0x0
#define L4_ConventionalMemoryType		0x1
#define L4_ReservedMemoryType			0x2
#define L4_DedicatedMemoryType			0x3
#define L4_SharedMemoryType			0x4
#define L4_BootLoaderSpecificMemoryType		0xe
#define L4_ArchitectureSpecificMemoryType	0xf

typedef union {
	L4_Word_t raw;
	struct {
		L4_BITFIELD4(L4_Word_t, : 16, subversion : 8, version : 8,
			: L4_BITS_PER_WORD - 32);
	} x;
} L4_ApiVersion_t;

typedef union {
	L4_Word_t raw;
	struct {
		L4_BITFIELD3(L4_Word_t, ee : 2, ww : 2, : L4_BITS_PER_WORD - 4);
	} x;
} L4_ApiFlags_t;

typedef union {
	L4_Word_t raw;
	struct {
		L4_BITFIELD4(L4_Word_t, : 16, subid : 8, id : 8, : L4_BITS_PER_WORD - 32);
	} x;
} L4_KernelId_t;

/* Region of physical memory, high exclusive; obsolete where memory descriptors say the same. */
typedef struct {
	L4_Word_t low;
	L4_Word_t high;
} __L4_MemoryRegion_t;

typedef struct {
	L4_BITFIELD2(L4_Word_t, n : L4_BITS_PER_WORD / 2, MemDescPtr : L4_BITS_PER_WORD / 2);
} L4_MemoryInfo_t;

typedef union {
	L4_Word_t raw[2];
	struct {
		L4_BITFIELD5(L4_Word_t, type : 4, t : 4, : 1, v : 1, low : L4_BITS_PER_WORD - 10);
		L4_BITFIELD2(L4_Word_t, : 10, high : L4_BITS_PER_WORD - 10);
	} x;
} L4_MemoryDesc_t;

typedef union {
	L4_Word_t raw[4];
	struct {
		L4_Word_t ExternalFreq;
		L4_Word_t InternalFreq;
		L4_Word_t __reserved[2];
	} X;
} L4_ProcDesc_t;

typedef struct {
	L4_KernelId_t KernelId;
	union {
		L4_Word_t raw;
		struct {
			L4_BITFIELD4(L4_Word_t, day : 5, month : 4, year : 7,
				: L4_BITS_PER_WORD - 16);
		} X;
	} KernelGenDate;
	union {
		L4_Word_t raw;
		struct {
			L4_BITFIELD4(L4_Word_t, subsubver : 16, subver : 8, ver : 8,
				: L4_BITS_PER_WORD - 32);
		} X;
	} KernelVer;
	L4_Word_t Supplier;
	char VersionString[];
} L4_KernelDesc_t;

typedef struct {
	L4_Word_t magic;
	L4_ApiVersion_t ApiVersion;
	L4_ApiFlags_t ApiFlags;
	L4_Word_t KernelVerPtr;

	L4_Word_t __kernel_and_servers[17];
	L4_MemoryInfo_t MemoryInfo;
	L4_Word_t __kdebug_config[2];
	__L4_MemoryRegion_t MainMem;
	__L4_MemoryRegion_t ReservedMem[2];
	__L4_MemoryRegion_t DedicatedMem[5];

	L4_Word_t __log[2];
	union {
		L4_Word_t raw;
		struct {
			L4_BITFIELD4(L4_Word_t, m : 10, a : 6, s : 6, : L4_BITS_PER_WORD - 22);
		} X;
	} UtcbAreaInfo;
	union {
		L4_Word_t raw;
		struct {
			L4_BITFIELD2(L4_Word_t, s : 6, : L4_BITS_PER_WORD - 6);
		} X;
	} KipAreaInfo;

	L4_Word_t __reserved[2];
	L4_Word_t BootInfo;
	L4_Word_t ProcDescPtr;

	union {
		L4_Word_t raw;
		struct {
			L4_BITFIELD3(L4_Word_t, ReadPrecision : 16, SchedulePrecision : 16,
				: L4_BITS_PER_WORD - 32);
		} X;
	} ClockInfo;
	union {
		L4_Word_t raw;
		struct {
			L4_BITFIELD4(L4_Word_t, t : 8, SystemBase : 12, UserBase : 12,
				: L4_BITS_PER_WORD - 32);
		} X;
	} ThreadInfo;
	union {
		L4_Word_t raw;
		struct {
			L4_BITFIELD3(L4_Word_t, rwx : 3, : 7,
				page_size_mask : L4_BITS_PER_WORD - 10);
		} X;
	} PageInfo;
	union {
		L4_Word_t raw;
		struct {
			L4_BITFIELD3(L4_Word_t, processors : 16, : L4_BITS_PER_WORD - 20, s : 4);
		} X;
	} ProcessorInfo;

	L4_Word_t SpaceControl;
	L4_Word_t ThreadControl;
	L4_Word_t ProcessorControl;
	L4_Word_t MemoryControl;
	L4_Word_t Ipc;
	L4_Word_t Lipc;
	L4_Word_t Unmap;
	L4_Word_t ExchangeRegisters;
	L4_Word_t SystemClock;
	L4_Word_t ThreadSwitch;
	L4_Word_t Schedule;
	L4_Word_t __reserved_gates[5];
	L4_Word_t ArchSyscall0;
	L4_Word_t ArchSyscall1;
	L4_Word_t ArchSyscall2;
	L4_Word_t ArchSyscall3;
} L4_KernelInterfacePage_t;

#endif
