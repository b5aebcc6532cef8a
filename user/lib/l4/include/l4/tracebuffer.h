/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Trace events: records and counters in a buffer that kernel and programs share. Without a buffer
 * recording does nothing.
 */
#ifndef L4_LIB_TRACEBUFFER_H
#define L4_LIB_TRACEBUFFER_H

#include <l4/thread.h>

#if defined(L4_64BIT)
#define L4_TRACEBUFFER_MAGIC		0x1464b123acebful
#else
#define L4_TRACEBUFFER_MAGIC		0x1464b123ul
#endif

#define L4_TRACEBUFFER_NUM_ARGS		9
#define L4_TRACEBUFFER_NUM_COUNTERS	8
#define L4_TRACEBUFFER_USERID_START	100	/* event ids below are the kernel's */
#define L4_TRACEBUFFER_DEFAULT_TYPE	1

/* What else the kernel has switched on; performance counters are not recorded here. */
typedef union {
	L4_Word_t raw;
	struct {
		L4_BITFIELD5(L4_Word_t, smp : 1, pmon : 1, pmon_cpu : 2, pmon_e : 2,
			: L4_BITS_PER_WORD - 6);
	} X;
} L4_TraceConfig_t;

typedef struct {
	struct {
		L4_BITFIELD2(L4_Word_t, utype : 16, __pad0 : L4_BITS_PER_WORD - 16);
		L4_BITFIELD2(L4_Word_t, cpu : 16, id : L4_BITS_PER_WORD - 16);
	} X;
	L4_Word_t tsc;
	L4_Word_t thread;
	L4_Word_t pmc0;
	L4_Word_t pmc1;
	L4_Word_t str;		/* address of a format string */
	L4_Word_t data[L4_TRACEBUFFER_NUM_ARGS];
} L4_TraceRecord_t;

typedef struct {
	L4_Word_t magic;
	L4_Word_t current;	/* index of the next record */
	L4_Word_t mask;		/* upper half of a 32-bit word: the types that are recorded */
	L4_Word_t max;		/* number of records */
	L4_TraceConfig_t config;
	L4_Word_t __pad[3];
	L4_Word_t counters[L4_TRACEBUFFER_NUM_COUNTERS];
	L4_TraceRecord_t tracerecords[];
} L4_TraceBuffer_t;

#if defined(__cplusplus)
extern "C" {
#endif

/* The buffer, or null. Weak: a program that has a buffer of its own defines the function anew. */
L4_TraceBuffer_t *L4_GetTraceBuffer(void);

#if defined(__cplusplus)
}
#endif

/* Takes the next record, the oldest one when all are used; threads never get the same one. */
L4_INLINE L4_TraceRecord_t *__L4_Tbuf_TakeRecord(L4_TraceBuffer_t *buffer)
{
	L4_Word_t index = __atomic_load_n(&buffer->current, __ATOMIC_RELAXED), next;

	do
		next = index + 1 < buffer->max ? index + 1 : 0;
	while (!__atomic_compare_exchange_n(&buffer->current, &index, next, 0, __ATOMIC_RELAXED,
					    __ATOMIC_RELAXED));
	return &buffer->tracerecords[index < buffer->max ? index : 0];
}

L4_INLINE void L4_Tbuf_StoreRecord(L4_TraceRecord_t *rec, const L4_TraceConfig_t config,
				   L4_Word_t type, L4_Word_t id)
{
	(void)config;
	rec->X.utype = type & 0xffff;
	rec->X.cpu = L4_ProcessorNo() & 0xffff;
	rec->X.id = id & (~(L4_Word_t)0 >> 16);
	rec->tsc = (L4_Word_t)__L4_Rdtsc();
	rec->thread = L4_Myself().raw;
	rec->pmc0 = 0;
	rec->pmc1 = 0;
}

/* A record with its head filled in; null without a buffer, or if the type is not recorded. */
L4_INLINE L4_TraceRecord_t *L4_Tbuf_NextRecord(L4_Word_t type, L4_Word_t id)
{
	L4_TraceBuffer_t *buffer = L4_GetTraceBuffer();
	L4_TraceRecord_t *rec;

	if (!buffer || buffer->max == 0 || (buffer->mask >> 16 & type & 0xffff) == 0)
		return (L4_TraceRecord_t *)0;
	rec = __L4_Tbuf_TakeRecord(buffer);
	L4_Tbuf_StoreRecord(rec, buffer->config, type, id);
	return rec;
}

L4_INLINE void L4_Tbuf_IncCounter(L4_Word_t counter)
{
	L4_TraceBuffer_t *buffer = L4_GetTraceBuffer();

	if (buffer)
		__L4_Inc_Atomic(&buffer->counters[counter % L4_TRACEBUFFER_NUM_COUNTERS]);
}

/* Records an event with n words. */
L4_INLINE void __L4_Tbuf_Record(L4_Word_t id, const char *str, int n, L4_Word_t p0, L4_Word_t p1,
				L4_Word_t p2, L4_Word_t p3)
{
	const L4_Word_t words[4] = { p0, p1, p2, p3 };
	L4_TraceRecord_t *rec = L4_Tbuf_NextRecord(L4_TRACEBUFFER_DEFAULT_TYPE, id);
	int i;

	if (!rec)
		return;
	rec->str = (L4_Word_t)str;
	for (i = 0; i < n; i++)
		rec->data[i] = words[i];
}

L4_INLINE void L4_Tbuf_RecordEvent_0(L4_Word_t id, const char *str)
{
	__L4_Tbuf_Record(id, str, 0, 0, 0, 0, 0);
}

L4_INLINE void L4_Tbuf_RecordEvent_1(L4_Word_t id, const char *str, L4_Word_t p0)
{
	__L4_Tbuf_Record(id, str, 1, p0, 0, 0, 0);
}

L4_INLINE void L4_Tbuf_RecordEvent_2(L4_Word_t id, const char *str, L4_Word_t p0, L4_Word_t p1)
{
	__L4_Tbuf_Record(id, str, 2, p0, p1, 0, 0);
}

L4_INLINE void L4_Tbuf_RecordEvent_3(L4_Word_t id, const char *str, L4_Word_t p0, L4_Word_t p1,
				     L4_Word_t p2)
{
	__L4_Tbuf_Record(id, str, 3, p0, p1, p2, 0);
}

L4_INLINE void L4_Tbuf_RecordEvent_4(L4_Word_t id, const char *str, L4_Word_t p0, L4_Word_t p1,
				     L4_Word_t p2, L4_Word_t p3)
{
	__L4_Tbuf_Record(id, str, 4, p0, p1, p2, p3);
}

/* Other names of the same. */
#define L4_Tbuf_RecordEvent_t0	L4_Tbuf_RecordEvent_0
#define L4_Tbuf_RecordEvent_t1	L4_Tbuf_RecordEvent_1
#define L4_Tbuf_RecordEvent_t2	L4_Tbuf_RecordEvent_2
#define L4_Tbuf_RecordEvent_t3	L4_Tbuf_RecordEvent_3
#define L4_Tbuf_RecordEvent_t4	L4_Tbuf_RecordEvent_4

#if defined(__cplusplus)
L4_INLINE void L4_Tbuf_RecordEvent(L4_Word_t id, const char *str)
{
	L4_Tbuf_RecordEvent_0(id, str);
}

L4_INLINE void L4_Tbuf_RecordEvent(L4_Word_t id, const char *str, L4_Word_t p0)
{
	L4_Tbuf_RecordEvent_1(id, str, p0);
}

L4_INLINE void L4_Tbuf_RecordEvent(L4_Word_t id, const char *str, L4_Word_t p0, L4_Word_t p1)
{
	L4_Tbuf_RecordEvent_2(id, str, p0, p1);
}

L4_INLINE void L4_Tbuf_RecordEvent(L4_Word_t id, const char *str, L4_Word_t p0, L4_Word_t p1,
				   L4_Word_t p2)
{
	L4_Tbuf_RecordEvent_3(id, str, p0, p1, p2);
}

L4_INLINE void L4_Tbuf_RecordEvent(L4_Word_t id, const char *str, L4_Word_t p0, L4_Word_t p1,
				   L4_Word_t p2, L4_Word_t p3)
{
	L4_Tbuf_RecordEvent_4(id, str, p0, p1, p2, p3);
}
#endif

#endif
