/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lipc without the kernel, beyond X.2: a thread that opts in switches by Lipc to and from threads
 * of its space that have opted in too, as far as nothing about the message is unusual.
 */
#ifndef L4_LIB_LIPC_H
#define L4_LIB_LIPC_H

#include <l4/types.h>

#ifdef L4_ARCH_AMD64
#include <l4/amd64/lipc.h>
#else
L4_INLINE L4_Bool_t __L4_LipcOpt(L4_Word_t in)
{
	(void)in;
	return 0;
}
#endif

/*
 * The calling thread opts in. False: the kernel has no such thing, or no room, or the thread has
 * used the FPU; Lipc is as Ipc then.
 */
L4_INLINE L4_Bool_t L4_LipcOptIn(void)
{
	return __L4_LipcOpt(1);
}

L4_INLINE void L4_LipcOptOut(void)
{
	(void)__L4_LipcOpt(0);
}

#endif
