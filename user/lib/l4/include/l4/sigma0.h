/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests for memory to sigma0. (X.2, Sigma0 protocol)
 */
#ifndef L4_LIB_SIGMA0_H
#define L4_LIB_SIGMA0_H

#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/message.h>

/*
 * Asks for the physical page f and returns the mapping received, or L4_Nilpage. Address bits that
 * do not fit into a word go into `high`. The acceptor is as before afterwards: a window left open
 * would let the next sender map over it.
 */
L4_INLINE L4_Fpage_t L4_Sigma0_GetPage_RcvWindow_High(L4_ThreadId_t s0, L4_Fpage_t f,
						      L4_Fpage_t RcvWindow, L4_Word_t high)
{
	L4_Acceptor_t accepted = L4_Accepted();
	L4_MsgTag_t tag = L4_Niltag;
	L4_Fpage_t mapped = L4_Nilpage;

	if (L4_IsNilThread(s0))
		s0 = L4_GlobalId(L4_ThreadIdUserBase(L4_GetKernelInterface()), 1);
	f.X.extended = high != 0;
	L4_Set_Label(&tag, (L4_Word_t)L4_PROTO_SIGMA0 << (L4_PROTO_SHIFT - L4_TAG_LABEL_SHIFT));
	tag.X.u = high != 0 ? 3 : 2;
	L4_Set_MsgTag(tag);
	L4_LoadMR(1, f.raw);
	L4_LoadMR(2, 0);
	L4_LoadMR(3, high);
	L4_Accept(L4_MapGrantItems(RcvWindow));
	tag = L4_Call(s0);
	L4_Accept(accepted);
	if (L4_IpcSucceeded(tag) && L4_UntypedWords(tag) == 0 && L4_TypedWords(tag) == 2)
		L4_StoreMR(2, &mapped.raw);
	return mapped;
}

L4_INLINE L4_Fpage_t L4_Sigma0_GetPage_RcvWindow(L4_ThreadId_t s0, L4_Fpage_t f,
						 L4_Fpage_t RcvWindow)
{
	return L4_Sigma0_GetPage_RcvWindow_High(s0, f, RcvWindow, 0);
}

L4_INLINE L4_Fpage_t L4_Sigma0_GetPage(L4_ThreadId_t s0, L4_Fpage_t f)
{
	return L4_Sigma0_GetPage_RcvWindow(s0, f, L4_CompleteAddressSpace);
}

/* Any conventional memory of 2^s bytes: the location is all ones. */
L4_INLINE L4_Fpage_t L4_Sigma0_GetAny(L4_ThreadId_t s0, L4_Word_t s, L4_Fpage_t RcvWindow)
{
	return L4_Sigma0_GetPage_RcvWindow(s0, L4_FpageLog2(~(L4_Word_t)0, (int)s), RcvWindow);
}

/*
 * Maps the first physical memory descriptor of the type (as L4_MemoryDescType returns it) at
 * `address`, in pages of `pagesize` bytes. Returns the address, or null.
 */
L4_INLINE void *L4_Sigma0_GetSpecial(L4_Word_t type, void *address, L4_Word_t pagesize)
{
	void *kip = L4_GetKernelInterface();
	L4_MemoryDesc_t *m;
	L4_Word_t i, page, window = (L4_Word_t)address;
	L4_Fpage_t f;

	for (i = 0; (m = L4_MemoryDesc(kip, i)) != (L4_MemoryDesc_t *)0; i++)
		if (!L4_IsMemoryDescVirtual(m) && L4_MemoryDescType(m) == type)
			break;
	if (m == (L4_MemoryDesc_t *)0)
		return (void *)0;
	page = L4_MemoryDescLow(m) & ~(pagesize - 1);
	for (;;) {
		f = L4_FpageAddRights(L4_Fpage(page, pagesize), L4_FullyAccessible);
		f = L4_Sigma0_GetPage_RcvWindow(L4_nilthread, f, L4_Fpage(window, pagesize));
		if (L4_IsNilFpage(f))
			return (void *)0;
		if (L4_MemoryDescHigh(m) - page < pagesize)
			return address;
		page += pagesize;
		window += pagesize;
	}
}

#if defined(__cplusplus)
#include <l4/cxx/sigma0.h>
#endif

#endif
