/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel interface page: its layout and accessors. (X.2, Kernel interface page)
 */
#ifndef L4_LIB_KIP_H
#define L4_LIB_KIP_H

#include <l4/kip_types.h>
#include <l4/syscalls.h>

/* Finding the page, and what the same trap returns besides */

L4_INLINE void *L4_GetKernelInterface(void)
{
	L4_Word_t version, flags, id;

	return L4_KernelInterface(&version, &flags, &id);
}

L4_INLINE L4_Word_t L4_ApiVersion(void)
{
	L4_Word_t version, flags, id;

	(void)L4_KernelInterface(&version, &flags, &id);
	return version;
}

L4_INLINE L4_Word_t L4_ApiFlags(void)
{
	L4_Word_t version, flags, id;

	(void)L4_KernelInterface(&version, &flags, &id);
	return flags;
}

L4_INLINE L4_Word_t L4_KernelId(void)
{
	L4_Word_t version, flags, id;

	(void)L4_KernelInterface(&version, &flags, &id);
	return id;
}

/* Kernel description */

L4_INLINE L4_KernelInterfacePage_t *__L4_Kip(void *KernelInterface)
{
	return (L4_KernelInterfacePage_t *)KernelInterface;
}

L4_INLINE L4_KernelDesc_t *__L4_KernelDesc(void *KernelInterface)
{
	return (L4_KernelDesc_t *)((L4_Word_t)KernelInterface +
				   __L4_Kip(KernelInterface)->KernelVerPtr);
}

L4_INLINE void L4_KernelGenDate(void *KernelInterface, L4_Word_t *year, L4_Word_t *month,
				L4_Word_t *day)
{
	L4_KernelDesc_t *desc = __L4_KernelDesc(KernelInterface);

	*year = desc->KernelGenDate.X.year + 2000;
	*month = desc->KernelGenDate.X.month;
	*day = desc->KernelGenDate.X.day;
}

L4_INLINE L4_Word_t L4_KernelVersion(void *KernelInterface)
{
	return __L4_KernelDesc(KernelInterface)->KernelVer.raw;
}

L4_INLINE L4_Word_t L4_KernelSupplier(void *KernelInterface)
{
	return __L4_KernelDesc(KernelInterface)->Supplier;
}

L4_INLINE char *L4_KernelVersionString(void *KernelInterface)
{
	return __L4_KernelDesc(KernelInterface)->VersionString;
}

/* Feature strings follow the version string; an empty one ends the list. */
L4_INLINE char *L4_Feature(void *KernelInterface, L4_Word_t num)
{
	char *s = L4_KernelVersionString(KernelInterface);

	for (;; num--) {
		while (*s != 0)
			s++;
		s++;
		if (*s == 0)
			return (char *)0;
		if (num == 0)
			return s;
	}
}

L4_INLINE L4_Bool_t L4_HasFeature(const char *feature)
{
	void *kip = L4_GetKernelInterface();
	const char *want, *have;
	L4_Word_t n;

	for (n = 0; (have = L4_Feature(kip, n)) != (char *)0; n++) {
		for (want = feature; *want != 0 && *want == *have; want++)
			have++;
		if (*want == *have)
			return 1;
	}
	return 0;
}

/* System description */

L4_INLINE L4_Word_t L4_NumProcessors(void *KernelInterface)
{
	return __L4_Kip(KernelInterface)->ProcessorInfo.X.processors + 1;
}

L4_INLINE L4_Word_t L4_NumMemoryDescriptors(void *KernelInterface)
{
	return __L4_Kip(KernelInterface)->MemoryInfo.n;
}

L4_INLINE L4_Word_t L4_PageSizeMask(void *KernelInterface)
{
	return __L4_Kip(KernelInterface)->PageInfo.raw & ~(L4_Word_t)0x3ff;
}

L4_INLINE L4_Word_t L4_PageRights(void *KernelInterface)
{
	return __L4_Kip(KernelInterface)->PageInfo.X.rwx;
}

L4_INLINE L4_Word_t L4_ThreadIdBits(void *KernelInterface)
{
	return __L4_Kip(KernelInterface)->ThreadInfo.X.t;
}

L4_INLINE L4_Word_t L4_ThreadIdSystemBase(void *KernelInterface)
{
	return __L4_Kip(KernelInterface)->ThreadInfo.X.SystemBase;
}

L4_INLINE L4_Word_t L4_ThreadIdUserBase(void *KernelInterface)
{
	return __L4_Kip(KernelInterface)->ThreadInfo.X.UserBase;
}

L4_INLINE L4_Word_t L4_ReadPrecision(void *KernelInterface)
{
	return __L4_Kip(KernelInterface)->ClockInfo.X.ReadPrecision;
}

L4_INLINE L4_Word_t L4_SchedulePrecision(void *KernelInterface)
{
	return __L4_Kip(KernelInterface)->ClockInfo.X.SchedulePrecision;
}

L4_INLINE L4_Word_t L4_UtcbAreaSizeLog2(void *KernelInterface)
{
	return __L4_Kip(KernelInterface)->UtcbAreaInfo.X.s;
}

L4_INLINE L4_Word_t L4_UtcbAreaSize(void *KernelInterface)
{
	return (L4_Word_t)1 << L4_UtcbAreaSizeLog2(KernelInterface);
}

L4_INLINE L4_Word_t L4_UtcbAlignmentLog2(void *KernelInterface)
{
	return __L4_Kip(KernelInterface)->UtcbAreaInfo.X.a;
}

L4_INLINE L4_Word_t L4_UtcbSize(void *KernelInterface)
{
	return (L4_Word_t)__L4_Kip(KernelInterface)->UtcbAreaInfo.X.m <<
		L4_UtcbAlignmentLog2(KernelInterface);
}

L4_INLINE L4_Word_t L4_KipAreaSizeLog2(void *KernelInterface)
{
	return __L4_Kip(KernelInterface)->KipAreaInfo.X.s;
}

L4_INLINE L4_Word_t L4_KipAreaSize(void *KernelInterface)
{
	return (L4_Word_t)1 << L4_KipAreaSizeLog2(KernelInterface);
}

L4_INLINE L4_Word_t L4_BootInfo(void *KernelInterface)
{
	return __L4_Kip(KernelInterface)->BootInfo;
}

/* Memory descriptors */

L4_INLINE L4_MemoryDesc_t *L4_MemoryDesc(void *KernelInterface, L4_Word_t num)
{
	L4_Word_t first = (L4_Word_t)KernelInterface +
			  __L4_Kip(KernelInterface)->MemoryInfo.MemDescPtr;

	if (num >= L4_NumMemoryDescriptors(KernelInterface))
		return (L4_MemoryDesc_t *)0;
	return (L4_MemoryDesc_t *)first + num;
}

L4_INLINE L4_Bool_t L4_IsMemoryDescVirtual(L4_MemoryDesc_t *m)
{
	return m->x.v;
}

/* Types from 0xe on have a subtype, which appears above the type. */
L4_INLINE L4_Word_t L4_MemoryDescType(L4_MemoryDesc_t *m)
{
	return m->x.type < L4_BootLoaderSpecificMemoryType ? m->x.type : m->raw[0] & 0xff;
}

L4_INLINE L4_Word_t L4_MemoryDescLow(L4_MemoryDesc_t *m)
{
	return m->raw[0] & ~(L4_Word_t)0x3ff;
}

L4_INLINE L4_Word_t L4_MemoryDescHigh(L4_MemoryDesc_t *m)
{
	return m->raw[1] | 0x3ff;
}

/* Processor descriptors */

L4_INLINE L4_ProcDesc_t *L4_ProcDesc(void *KernelInterface, L4_Word_t cpu)
{
	L4_KernelInterfacePage_t *kip = __L4_Kip(KernelInterface);

	if (cpu >= L4_NumProcessors(KernelInterface))
		return (L4_ProcDesc_t *)0;
	return (L4_ProcDesc_t *)((L4_Word_t)KernelInterface + kip->ProcDescPtr +
				 (cpu << kip->ProcessorInfo.X.s));
}

L4_INLINE L4_Word_t L4_ProcDescExternalFreq(L4_ProcDesc_t *p)
{
	return p->X.ExternalFreq;
}

L4_INLINE L4_Word_t L4_ProcDescInternalFreq(L4_ProcDesc_t *p)
{
	return p->X.InternalFreq;
}

#if defined(__cplusplus)
#include <l4/cxx/kip.h>
#endif

#endif
