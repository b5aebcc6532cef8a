/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Layouts on machines of either word size and byte order. Compiled, never run: the optimiser
 * decides each condition and complains about one that does not hold.
 */
#include "all.h"

void check_layouts(void);
void wrong(void) __attribute__((error("a condition does not hold on this machine")));

#define CHECK(condition)			\
	do {					\
		if (!(condition))		\
			wrong();		\
	} while (0)
#define WORD(index)	((index) * sizeof(L4_Word_t))
#define KIP_AT(member, index)	\
	_Static_assert(__builtin_offsetof(L4_KernelInterfacePage_t, member) == WORD(index), #member)

KIP_AT(KernelVerPtr, 3);
KIP_AT(MemoryInfo, 21);
KIP_AT(MainMem, 24);
KIP_AT(UtcbAreaInfo, 42);
KIP_AT(BootInfo, 46);
KIP_AT(ProcessorInfo, 51);
KIP_AT(SpaceControl, 52);
KIP_AT(Schedule, 62);
KIP_AT(ArchSyscall3, 71);
_Static_assert(sizeof(L4_KernelInterfacePage_t) == WORD(72), "size of the interface page");
_Static_assert(__builtin_offsetof(L4_KernelConfigurationPage_t, root_server) == WORD(16), "root");
_Static_assert(__builtin_offsetof(L4_KernelConfigurationPage_t, BootInfo) == WORD(46), "bootinfo");
_Static_assert(sizeof(L4_Time_t) == sizeof(L4_Word_t), "time");
_Static_assert(sizeof(L4_Msg_t) == WORD(64) && sizeof(L4_MsgBuffer_t) == WORD(32), "message");
_Static_assert(sizeof(L4_StringItem_t) == WORD(2) && sizeof(L4_MapItem_t) == WORD(2), "items");
_Static_assert(sizeof(L4_MemoryDesc_t) == WORD(2) && sizeof(L4_ProcDesc_t) == WORD(4), "tables");
_Static_assert(sizeof(L4_KernelRootServer_t) == WORD(4), "server");
_Static_assert(sizeof(L4_TraceRecord_t) == WORD(16), "trace record");
_Static_assert(__builtin_offsetof(L4_TraceRecord_t, data) == WORD(7), "trace record");
_Static_assert(__builtin_offsetof(L4_TraceBuffer_t, tracerecords) == WORD(16), "trace buffer");
_Static_assert(sizeof(L4_Boot_SimpleExec_t) == WORD(16), "boot record");

static void check_types(void)
{
	L4_Fpage_t f = { 0x12345cf7 };
	L4_Clock_t clock = { 0x100000002 };
	L4_Time_t t = { 0x2bd0 };

	CHECK(f.X.rwx == 7 && f.X.extended == 0 && f.X.s == 0xf && f.X.b == 0x12345cf7 >> 10);
	CHECK(L4_FpageAddRights(L4_Fpage(0x400000, 0x5000), 7).raw == 0x4000f7);
	CHECK(clock.X.low == 2 && clock.X.high == 1);
	CHECK(t.period.m == 0x3d0 && t.period.e == 10 && t.period.a == 0);
	t.raw = 0xad55;
	CHECK(t.point.m == 0x155 && t.point.c == 1 && t.point.e == 5 && t.point.a == 1);
	CHECK(L4_TimePeriod(1000000).raw == 0x2bd0 && L4_TimePeriod(1ull << 41).raw == 0);
	CHECK(L4_Timeouts(L4_ZeroTime, L4_TimePeriod(5000)) == 0x04000e71);
}

static void check_ids(void)
{
	L4_LthreadId_t local = { L4_TID_ANY_LOCAL };

	CHECK(L4_ThreadNo(L4_GlobalId(0x35, 1)) == 0x35);
	CHECK(L4_Version(L4_GlobalId(0x35, 1)) == 1);
	CHECK(L4_GlobalId(0x35, 1).raw == ((L4_Word_t)0x35 << __L4_VERSION_BITS) + 1);
	CHECK(local.X.__zeros == 0 && local.X.local_id == ~(L4_Word_t)0 >> 6);
}

static void check_messages(void)
{
	L4_MsgTag_t tag = { 0x1234f1c3 };
	L4_MapItem_t m = L4_MapItem(L4_Nilpage, 0x12345400);
	L4_StringItem_t s = L4_StringItem(0x123, (void *)0x5000);
	L4_CtrlXferItem_t c;
	L4_Acceptor_t a = { 0x401 };

	CHECK(tag.X.u == 3 && tag.X.t == 7 && tag.X.flags == 0xf && tag.X.label == 0x1234);
	CHECK(m.raw[0] == 0x12345408 && m.X.__type == 4 && m.X.snd_base == 0x12345400 >> 10);
	CHECK(L4_GrantItem(L4_Nilpage, 0x12345400).raw[0] == 0x1234540a);
	CHECK(s.raw[0] == 0x48c00 && s.X.string_length == 0x123 && s.X.j == 0 && s.X.c == 0);
	L4_CtrlXferItemInit(&c, 0x12);
	CHECK(c.raw[0] == 0x12c && c.X.id == 0x12 && c.X.__type == 6);
	CHECK(a.X.s == 1 && a.X.c == 0 && a.X.RcvWindow == 0x40);
}

static void check_pages(void)
{
	L4_KernelInterfacePage_t kip;
	L4_KernelId_t kernel = { 0x04020000 };
	L4_MemoryDesc_t memory = { { 0x123456ff, 0x2345643f } };

	kip.ApiVersion.raw = 0x84050000;
	CHECK(kip.ApiVersion.x.version == 0x84 && kip.ApiVersion.x.subversion == 5);
	kip.ApiFlags.raw = 6;
	CHECK(kip.ApiFlags.x.ww == 1 && kip.ApiFlags.x.ee == 2);
	kip.UtcbAreaInfo.raw = 0x000c2801;
	CHECK(kip.UtcbAreaInfo.X.m == 1 && kip.UtcbAreaInfo.X.a == 10 &&
	      kip.UtcbAreaInfo.X.s == 12);
	kip.ThreadInfo.raw = (L4_Word_t)56 << 20 | 24 << 8 | 18;
	CHECK(kip.ThreadInfo.X.t == 18 && kip.ThreadInfo.X.SystemBase == 24 &&
	      kip.ThreadInfo.X.UserBase == 56);
	kip.ProcessorInfo.raw = (L4_Word_t)5 << (L4_BITS_PER_WORD - 4) | 3;
	CHECK(kip.ProcessorInfo.X.processors == 3 && kip.ProcessorInfo.X.s == 5);
	kip.PageInfo.raw = 0x00201007;
	CHECK(kip.PageInfo.X.rwx == 7 && kip.PageInfo.X.page_size_mask == 0x804);
	kip.ClockInfo.raw = 0x27110001;
	CHECK(kip.ClockInfo.X.ReadPrecision == 1 && kip.ClockInfo.X.SchedulePrecision == 0x2711);
	CHECK(kernel.x.id == 4 && kernel.x.subid == 2);
	CHECK(memory.x.type == 0xf && memory.x.t == 0xf && memory.x.v == 1);
	CHECK(memory.x.low == 0x123456ff >> 10 && memory.x.high == 0x2345643f >> 10);
}

static void check_memory_info(void)
{
	union {
		L4_Word_t raw;
		L4_MemoryInfo_t info;
	} memory = { (L4_Word_t)0x320 << L4_BITS_PER_WORD / 2 | 9 };

	CHECK(memory.info.n == 9 && memory.info.MemDescPtr == 0x320);
}

static void check_trace(void)
{
	union {
		L4_Word_t raw[sizeof(L4_TraceRecord_t) / sizeof(L4_Word_t)];
		L4_TraceRecord_t record;
	} trace = { { 0x20001, 0x70003 } };
	L4_TraceConfig_t config = { 0x2e };

	CHECK(trace.record.X.utype == 1 && trace.record.X.cpu == 3 && trace.record.X.id == 7);
	CHECK(config.X.smp == 0 && config.X.pmon == 1 && config.X.pmon_cpu == 3);
	CHECK(config.X.pmon_e == 2);
}

void check_layouts(void)
{
	check_trace();
	check_types();
	check_ids();
	check_messages();
	check_pages();
	check_memory_info();
}
