/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Trace events into a buffer that the program itself provides, and without one.
 */
#include "host.h"

#define RECORDS	3

static struct {
	L4_TraceBuffer_t head;
	L4_TraceRecord_t records[RECORDS];
} shared;
static int with_buffer;

/* Replaces the library's, which knows no buffer. */
L4_TraceBuffer_t *L4_GetTraceBuffer(void)
{
	return with_buffer ? &shared.head : (L4_TraceBuffer_t *)0;
}

static int is_record(int i, L4_Word_t id, L4_Word_t str, L4_Word_t first)
{
	const L4_TraceRecord_t *r = &shared.records[i];

	return r->X.id == id && r->X.utype == L4_TRACEBUFFER_DEFAULT_TYPE && r->X.cpu == 0xe002 &&
	       r->thread == 0x0c0de001 && r->tsc != 0 && r->str == str && r->data[0] == first;
}

void test_trace(void)
{
	const char *text = "event";
	L4_Word_t i;

	reset_kernel();
	UTCB[L4_UTCB_MY_GLOBAL_ID] = 0x0c0de001;
	UTCB[L4_UTCB_PROCESSOR_NO] = 0xde002 | 0xe002;
	L4_Tbuf_RecordEvent_4(1, text, 1, 2, 3, 4);
	L4_Tbuf_IncCounter(1);
	ok(L4_Tbuf_NextRecord(1, 1) == 0 && shared.head.counters[1] == 0,
	   "LIB-01 without a trace buffer nothing is recorded");

	with_buffer = 1;
	L4_Tbuf_RecordEvent_0(1, text);
	ok(shared.head.current == 0, "LIB-01 nor in a buffer without records");
	shared.head.max = RECORDS;
	L4_Tbuf_RecordEvent_0(1, text);
	ok(shared.head.current == 0 && shared.records[0].str == 0,
	   "LIB-01 nor an event of a type that is not wanted");

	shared.head.mask = (L4_Word_t)L4_TRACEBUFFER_DEFAULT_TYPE << 16;
	L4_Tbuf_RecordEvent_0(100, text);
	L4_Tbuf_RecordEvent_1(101, text, 11);
	L4_Tbuf_RecordEvent_t4(102, text, 12, 13, 14, 15);
	ok(is_record(0, 100, (L4_Word_t)text, 0) && is_record(1, 101, (L4_Word_t)text, 11) &&
	   is_record(2, 102, (L4_Word_t)text, 12) && shared.records[2].data[3] == 15,
	   "LIB-01 trace events fill the records in order");
	L4_Tbuf_RecordEvent_2(103, text, 16, 17);
	ok(is_record(0, 103, (L4_Word_t)text, 16) && shared.head.current == 1,
	   "LIB-01 the oldest trace record is taken again");
	shared.head.current = 77;
	L4_Tbuf_RecordEvent_3(104, text, 18, 19, 20);
	ok(is_record(0, 104, (L4_Word_t)text, 18) && shared.head.current == 0,
	   "LIB-01 a damaged index leaves the buffer alone");

	for (i = 0; i < 20; i++)
		L4_Tbuf_IncCounter(i);
	ok(shared.head.counters[0] == 3 && shared.head.counters[7] == 2,
	   "LIB-01 trace counters count");
}
