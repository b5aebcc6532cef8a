/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Trace events. This kernel has no trace buffer, so recording does nothing; the arguments are
 * evaluated, or programs would be warned of variables that nothing uses.
 */
#ifndef L4_LIB_TRACEBUFFER_H
#define L4_LIB_TRACEBUFFER_H

#include <l4/types.h>

#if defined(L4_64BIT)
#define L4_TRACEBUFFER_MAGIC	0x1464b123acebful
#else
#define L4_TRACEBUFFER_MAGIC	0x1464b123ul
#endif

typedef struct {
	L4_Word_t magic;
} L4_TraceBuffer_t;

L4_INLINE L4_TraceBuffer_t *L4_GetTraceBuffer(void)
{
	return (L4_TraceBuffer_t *)0;
}

/* Free of effects, so that the call vanishes. */
L4_INLINE int __attribute__((const)) __L4_Tbuf_Discard(L4_Word_t id, ...)
{
	(void)id;
	return 0;
}

#define __L4_TBUF_DISCARD(...)	((void)__L4_Tbuf_Discard(__VA_ARGS__))

/* (id, text, 0 to 4 words) */
#define L4_Tbuf_RecordEvent_0(...)	__L4_TBUF_DISCARD(__VA_ARGS__)
#define L4_Tbuf_RecordEvent_1(...)	__L4_TBUF_DISCARD(__VA_ARGS__)
#define L4_Tbuf_RecordEvent_2(...)	__L4_TBUF_DISCARD(__VA_ARGS__)
#define L4_Tbuf_RecordEvent_3(...)	__L4_TBUF_DISCARD(__VA_ARGS__)
#define L4_Tbuf_RecordEvent_4(...)	__L4_TBUF_DISCARD(__VA_ARGS__)

/* The same with a type in front. */
#define L4_Tbuf_RecordEvent_t0(...)	__L4_TBUF_DISCARD(__VA_ARGS__)
#define L4_Tbuf_RecordEvent_t1(...)	__L4_TBUF_DISCARD(__VA_ARGS__)
#define L4_Tbuf_RecordEvent_t2(...)	__L4_TBUF_DISCARD(__VA_ARGS__)
#define L4_Tbuf_RecordEvent_t3(...)	__L4_TBUF_DISCARD(__VA_ARGS__)
#define L4_Tbuf_RecordEvent_t4(...)	__L4_TBUF_DISCARD(__VA_ARGS__)

#define L4_Tbuf_IncCounter(...)		__L4_TBUF_DISCARD(__VA_ARGS__)

#if defined(__cplusplus)
template <typename... Words>
L4_INLINE void L4_Tbuf_RecordEvent(L4_Word_t id, const char *str, Words... words)
{
	__L4_TBUF_DISCARD(id, str, words...);
}
#endif

#endif
