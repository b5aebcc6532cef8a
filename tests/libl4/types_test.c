/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Encodings that need no kernel: time, fpages, thread ids, clocks.
 */
#include "host.h"

/* Kept from the compiler, so that both constant and computed arguments are tried. */
static L4_Word64_t hide(L4_Word64_t value)
{
	__asm__ volatile ("" : "+r" (value));
	return value;
}

/* The definition: the smallest exponent with a mantissa below 1024, truncated. */
static L4_Word_t period(L4_Word64_t us)
{
	L4_Word_t e = 0;

	while ((us >> e) >= 1024)
		e++;
	return e > 31 ? 0 : (e << 10) | (L4_Word_t)(us >> e);
}

static void test_time(void)
{
	L4_Word64_t us;
	int bad = 0, shift;

	is(L4_TimePeriod(1000000).raw, 0x2bd0, "LIB-02 L4_TimePeriod of 1 s");
	is(L4_TimePeriod(hide(1000000)).raw, 0x2bd0, "LIB-02 the same at run time");
	is(L4_TimePeriod(5000).raw, 0x0e71, "LIB-03 L4_TimePeriod of 5 ms");
	is(L4_TimePeriod(hide(5000)).raw, 0x0e71, "LIB-03 the same at run time");
	is(L4_TimePeriod(1).raw, 0x0001, "LIB-02 L4_TimePeriod of 1 us");
	is(L4_TimePeriod(1023).raw, 0x03ff, "LIB-02 L4_TimePeriod of 1023 us");
	is(L4_TimePeriod(1024).raw, 0x0600, "LIB-02 L4_TimePeriod of 1024 us");
	is(L4_TimePeriod(0).raw, 0x0000, "LIB-02 L4_TimePeriod of 0 is L4_Never");
	is(L4_TimePeriod(1023ull << 31).raw, 0x7fff, "LIB-02 the longest period");
	is(L4_TimePeriod(1ull << 41).raw, 0x0000, "LIB-02 a longer one is L4_Never");
	is(L4_TimePeriod(~0ull).raw, 0x0000, "LIB-02 the largest argument is L4_Never");
	for (shift = 0; shift < 64; shift++) {
		us = (1ull << shift) - 1;
		bad += L4_TimePeriod(hide(us)).raw != period(us);
		us = 1ull << shift;
		bad += L4_TimePeriod(hide(us)).raw != period(us);
		us = 0x9e3779b97f4a7c15u >> shift;
		bad += L4_TimePeriod(hide(us)).raw != period(us);
	}
	is((L4_Word_t)bad, 0, "LIB-02 periods around every power of two");
	is(L4_ZeroTime.raw, 0x0400, "LIB-10 L4_ZeroTime");
	is(L4_Never.raw, 0x0000, "LIB-10 L4_Never");
	is(L4_Timeouts(L4_ZeroTime, L4_Never), 0x04000000, "LIB-10 L4_Timeouts");
	is(L4_Timeouts(L4_Never, L4_TimePeriod(5000)), 0x0e71, "LIB-10 receive timeout is low");
}

static void test_time_fields(void)
{
	L4_Time_t t;

	t.raw = 0x2bd0;
	is(t.period.m, 0x3d0, "LIB-02 period: mantissa");
	is(t.period.e, 10, "LIB-02 period: exponent");
	is(t.period.a, 0, "LIB-02 period: not a point");
	t.raw = 0x8000 | 5 << 11 | 1 << 10 | 0x155;
	ok(t.point.a == 1 && t.point.e == 5 && t.point.c == 1 && t.point.m == 0x155,
	   "LIB-02 fields of a time point");
}

static void test_fpages(void)
{
	L4_Fpage_t f = L4_Fpage(0x400000, 0x5000);

	is(L4_FpageAddRights(f, 7).raw, 0x4000f7, "LIB-04 L4_Fpage rounds the size up");
	is(L4_Fpage(0x400000, (L4_Word_t)hide(0x5000)).raw, 0x4000f0,
	   "LIB-04 the same at run time");
	is(L4_Fpage(0x400000, 0x4000).raw, 0x4000e0, "LIB-04 a power of two stays");
	is(L4_Fpage(0x400000, 0x4001).raw, 0x4000f0, "LIB-04 one byte more doubles");
	is(L4_Fpage(0x400000, 1).raw, 0x400000, "LIB-04 the smallest size");
	is(L4_Fpage(0, ~(~0ul >> 1)).raw, (sizeof(L4_Word_t) * 8 - 1) << 4,
	   "LIB-04 the largest size");
	is(L4_FpageLog2(0x12345ff7, 12).raw, 0x12345cc0, "LIB-04 fields replace low base bits");
	is(L4_FpageLog2(~0ul, 21).raw, ~0x3fful | 0x158, "LIB-04 bit 3 of the base survives");
	is(L4_SizeLog2(f), 15, "LIB-04 L4_SizeLog2");
	is(L4_Size(f), 0x8000, "LIB-04 L4_Size");
	is(L4_Size(L4_Nilpage), 0, "LIB-04 L4_Size of the nil page");
	is(L4_Address(L4_FpageLog2(0x12345000, 16)), 0x12340000, "LIB-04 L4_Address rounds down");
	ok(L4_IsNilFpage(L4_Nilpage) && !L4_IsNilFpage(L4_CompleteAddressSpace),
	   "LIB-04 L4_IsNilFpage");
	is(L4_CompleteAddressSpace.raw, 0x10, "LIB-04 L4_CompleteAddressSpace");

	is(L4_Set_Rights(&f, 5).raw, 0x4000f5, "LIB-04 L4_Set_Rights returns the fpage");
	is(f.raw, 0x4000f5, "LIB-04 L4_Set_Rights changes it");
	is(L4_Rights(f), 5, "LIB-04 L4_Rights");
	is(L4_FpageAddRightsTo(&f, 2).raw & f.raw, 0x4000f7, "LIB-04 L4_FpageAddRightsTo");
	is(L4_FpageRemoveRights(f, 3).raw, 0x4000f4, "LIB-04 L4_FpageRemoveRights");
	is(L4_FpageRemoveRightsFrom(&f, 4).raw & f.raw, 0x4000f3,
	   "LIB-04 L4_FpageRemoveRightsFrom");
	is(L4_FpageAddRights(f, ~0ul).raw, 0x4000f7, "LIB-04 rights are three bits");
	f.raw = 0x4000f5;
	ok(f.X.rwx == 5 && !f.X.extended && f.X.s == 15 && f.X.b == 0x1000,
	   "LIB-04 fields of an fpage");
}

static void test_io_fpages(void)
{
	L4_Fpage_t f = L4_IoFpageLog2(0x3f8, 3);

	is(f.raw, 0x03f80c20, "LIB-08 L4_IoFpageLog2");
	is(L4_IoFpage(0x3f8, 5).raw, 0x03f80c20, "LIB-08 L4_IoFpage rounds up");
	is(L4_IoFpage(0x60, 1).raw, 0x00600020, "LIB-08 one port");
	is(L4_IoFpageLog2(0, 16).raw, 0x4020, "LIB-08 all ports");
	is(L4_IoFpagePort(f), 0x3f8, "LIB-08 L4_IoFpagePort");
	is(L4_IoFpageSize(f), 8, "LIB-08 L4_IoFpageSize");
	is(L4_IoFpageSizeLog2(f), 3, "LIB-08 L4_IoFpageSizeLog2");
	ok(L4_IsIoFpage(f) && !L4_IsIoFpage(L4_Fpage(0x3f8000, 0x1000)) &&
	   !L4_IsIoFpage(L4_CompleteAddressSpace), "LIB-08 L4_IsIoFpage");
}

static void test_ids(void)
{
	L4_ThreadId_t t = L4_GlobalId(0x35, 1);

	is(t.raw, VERSION_BITS == 32 ? 0x3500000001 : 0xd4001, "LIB-09 L4_GlobalId");
	is(L4_ThreadNo(t), 0x35, "LIB-09 L4_ThreadNo");
	is(L4_Version(t), 1, "LIB-09 L4_Version");
	is(L4_GlobalId(1, ~0ul).raw, ID(1, ~0ul >> (sizeof(L4_Word_t) * 8 - VERSION_BITS)),
	   "LIB-09 the version is cut");
	ok(L4_IsGlobalId(t) && !L4_IsLocalId(t), "LIB-09 a global id");
	ok(L4_IsLocalId((L4_ThreadId_t){ 0xbf000200 }), "LIB-09 a local id");
	ok(L4_IsNilThread(L4_nilthread) && !L4_IsNilThread(t), "LIB-09 L4_IsNilThread");
	is(L4_anythread.raw, ~0ul, "LIB-09 L4_anythread");
	is(L4_anylocalthread.raw, ~0x3ful, "LIB-09 L4_anylocalthread");
	ok(L4_IsGlobalId(L4_anythread) && L4_IsLocalId(L4_anylocalthread) &&
	   L4_IsLocalId(L4_nilthread), "LIB-09 forms of the special ids");
	ok(L4_IsThreadEqual(t, L4_GlobalId(0x35, 1)) && L4_IsThreadNotEqual(t, L4_nilthread) &&
	   !L4_IsThreadEqual(t, L4_GlobalId(0x35, 2)), "LIB-09 comparison");
}

static void test_clock(void)
{
	L4_Clock_t c = { 0x1fffffff0 }, d;

	ok(c.X.low == 0xfffffff0 && c.X.high == 1, "LIB-02 halves of a clock");
	d = L4_ClockAddUsec(c, 0x10);
	is(d.raw, 0x200000000, "LIB-02 L4_ClockAddUsec");
	is(L4_ClockSubUsec(d, 0x10).raw, c.raw, "LIB-02 L4_ClockSubUsec");
	ok(L4_IsClockEarlier(c, d) && !L4_IsClockEarlier(d, c) && !L4_IsClockEarlier(c, c) &&
	   L4_IsClockLater(d, c) && L4_IsClockEqual(c, c) && L4_IsClockNotEqual(c, d),
	   "LIB-02 order of clocks");
}

void test_types(void)
{
	test_time();
	test_time_fields();
	test_fpages();
	test_io_fpages();
	test_ids();
	test_clock();
}
