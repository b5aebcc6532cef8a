/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Structures that others write: the kernel interface page and the boot information.
 */
#include "host.h"

#include <stddef.h>
#include <string.h>

#define W		sizeof(L4_Word_t)
#define IS_64BIT	(W == 8)

#define KIP(member, word)	{ "LIB-11 KIP: " #member, \
				  offsetof(L4_KernelInterfacePage_t, member), word }
#define KCP(member, word)	{ "LIB-11 loader's view: " #member, \
				  offsetof(L4_KernelConfigurationPage_t, member), word }

static const struct {
	const char *name;
	size_t offset;
	unsigned word;
} members[] = {
	KIP(magic, 0), KIP(ApiVersion, 1), KIP(ApiFlags, 2), KIP(KernelVerPtr, 3),
	KIP(MemoryInfo, 21), KIP(MainMem.low, 24), KIP(MainMem.high, 25),
	KIP(ReservedMem[0].low, 26), KIP(ReservedMem[1].high, 29), KIP(DedicatedMem[0].low, 30),
	KIP(DedicatedMem[4].high, 39), KIP(UtcbAreaInfo, 42), KIP(KipAreaInfo, 43),
	KIP(BootInfo, 46), KIP(ProcDescPtr, 47), KIP(ClockInfo, 48), KIP(ThreadInfo, 49),
	KIP(PageInfo, 50), KIP(ProcessorInfo, 51), KIP(SpaceControl, 52), KIP(ThreadControl, 53),
	KIP(ProcessorControl, 54), KIP(MemoryControl, 55), KIP(Ipc, 56), KIP(Lipc, 57),
	KIP(Unmap, 58), KIP(ExchangeRegisters, 59), KIP(SystemClock, 60), KIP(ThreadSwitch, 61),
	KIP(Schedule, 62), KIP(ArchSyscall0, 68), KIP(ArchSyscall1, 69), KIP(ArchSyscall2, 70),
	KIP(ArchSyscall3, 71),
	KCP(magic, 0), KCP(Kdebug.init, 4), KCP(Kdebug.entry, 5), KCP(Kdebug.low, 6),
	KCP(Kdebug.high, 7), KCP(sigma0.sp, 8), KCP(sigma0.ip, 9), KCP(sigma0.low, 10),
	KCP(sigma0.high, 11), KCP(sigma1.sp, 12), KCP(sigma1.high, 15), KCP(root_server.sp, 16),
	KCP(root_server.high, 19), KCP(MemoryInfo, 21), KCP(Kdebug_config[0], 22),
	KCP(Kdebug_config[1], 23), KCP(MainMem.low, 24), KCP(DedicatedMem[0].low, 30),
	KCP(DedicatedMem[4].high, 39), KCP(BootInfo, 46),
};

static void test_offsets(void)
{
	size_t i;

	for (i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		is(members[i].offset, members[i].word * sizeof(L4_Word_t), members[i].name);
	is(sizeof(L4_KernelInterfacePage_t), 72 * W, "LIB-11 KIP: size of the fixed part");
}

#define DESC		0x300	/* byte offsets of the variable parts */
#define PROCESSORS	0x260
#define MEMORY		0x400
#define VIRTUAL_END	LONG(0x7fffffffefff)

/* Raw words, as the API's tables give them. */
static void build_kip(void)
{
	static const char strings[] = "a kernel\0compatibility_mode\0ioflexpages\0";
	static const L4_Word_t memory[] = {
		0x0000000001, 0x7ffff, 0x201, VIRTUAL_END, 0x6000ff, 0xa03ff, 0x10003e, 0x1fffff,
		0x4, 0x0
	};

	memset(kip_words, 0, sizeof(kip_words));
	kip_words[0] = 0x4be6344c;
	kip_words[1] = 0x84050000;
	kip_words[2] = IS_64BIT ? 0x4 : 0;
	kip_words[3] = DESC;
	kip_words[21] = (L4_Word_t)MEMORY << (W * 4) | 5;
	kip_words[42] = 0x000c2801;
	kip_words[43] = 0x0c;
	kip_words[46] = 0x123000;
	kip_words[47] = PROCESSORS;
	kip_words[48] = 0x27110001;
	kip_words[49] = 56u << 20 | 24 << 8 | 18;
	kip_words[50] = 0x00201007;
	kip_words[51] = IS_64BIT ? LONG(0x5000000000000001) : 0x40000001;
	kip_words[PROCESSORS / W] = 100000;
	kip_words[PROCESSORS / W + 4] = 200000;
	kip_words[PROCESSORS / W + 5] = 2000000;
	kip_words[DESC / W] = 0x040f0000;
	kip_words[DESC / W + 1] = 23 << 9 | 11 << 5 | 22;
	kip_words[DESC / W + 2] = 0x01020003;
	kip_words[DESC / W + 3] = 0x20614b55;
	memcpy(&kip_words[DESC / W + 4], strings, sizeof(strings));
	memcpy(&kip_words[MEMORY / W], memory, sizeof(memory));
}

static void test_kernel_description(void)
{
	L4_KernelInterfacePage_t *kip = (L4_KernelInterfacePage_t *)kip_words;
	L4_Word_t year, month, day;

	is((L4_Word_t)L4_GetKernelInterface(), (L4_Word_t)kip_words, "KIP-01 the trap: base");
	is(L4_ApiVersion(), 0x84050000, "KIP-04 L4_ApiVersion");
	is(L4_ApiFlags(), IS_64BIT ? 4 : 0, "KIP-11 L4_ApiFlags");
	is(L4_KernelId(), 0x04020000, "KIP-19 L4_KernelId");
	ok(kip->ApiVersion.x.version == L4_APIVERSION_X2 && kip->ApiVersion.x.subversion == 5,
	   "KIP-04 fields of ApiVersion");
	ok(kip->ApiFlags.x.ee == L4_APIFLAG_LE &&
	   kip->ApiFlags.x.ww == (IS_64BIT ? L4_APIFLAG_64BIT : L4_APIFLAG_32BIT),
	   "KIP-11 fields of ApiFlags");
	L4_KernelGenDate(kip, &year, &month, &day);
	ok(year == 2023 && month == 11 && day == 22, "KIP-19 L4_KernelGenDate");
	is(L4_KernelVersion(kip), 0x01020003, "KIP-19 L4_KernelVersion");
	is(L4_KernelSupplier(kip), L4_SUPL_UKA, "KIP-19 L4_KernelSupplier");
	ok(strcmp(L4_KernelVersionString(kip), "a kernel") == 0, "KIP-20 L4_KernelVersionString");
	ok(strcmp(L4_Feature(kip, 0), "compatibility_mode") == 0 &&
	   strcmp(L4_Feature(kip, 1), "ioflexpages") == 0, "KIP-21 L4_Feature");
	ok(L4_Feature(kip, 2) == NULL && L4_Feature(kip, ~0ul) == NULL,
	   "KIP-21 no feature behind the last");
	ok(L4_HasFeature("ioflexpages") && L4_HasFeature("compatibility_mode") &&
	   !L4_HasFeature("ioflexpage") && !L4_HasFeature("ioflexpagess") &&
	   !L4_HasFeature("hscheduling"), "KIP-21 L4_HasFeature compares whole strings");
	memset((char *)&kip_words[DESC / W + 4] + 9, 0, 1);
	ok(L4_Feature(kip, 0) == NULL && !L4_HasFeature(""), "KIP-21 no feature at all");
}

static void test_system_description(void)
{
	void *kip = kip_words;

	is(L4_NumProcessors(kip), 2, "KIP-17 L4_NumProcessors");
	is(L4_PageSizeMask(kip), 0x201000, "KIP-14 L4_PageSizeMask");
	is(L4_PageRights(kip), 7, "KIP-14 L4_PageRights");
	is(L4_ThreadIdBits(kip), 18, "KIP-15 L4_ThreadIdBits");
	is(L4_ThreadIdSystemBase(kip), 24, "KIP-15 L4_ThreadIdSystemBase");
	is(L4_ThreadIdUserBase(kip), 56, "KIP-15 L4_ThreadIdUserBase");
	is(L4_ReadPrecision(kip), 0x0001, "LIB-11 L4_ReadPrecision");
	is(L4_SchedulePrecision(kip), 0x2711, "LIB-11 L4_SchedulePrecision");
	is(L4_UtcbAreaSizeLog2(kip), 12, "KIP-12 L4_UtcbAreaSizeLog2");
	is(L4_UtcbAreaSize(kip), 4096, "KIP-12 L4_UtcbAreaSize");
	is(L4_UtcbAlignmentLog2(kip), 10, "KIP-12 L4_UtcbAlignmentLog2");
	is(L4_UtcbSize(kip), 1024, "KIP-12 L4_UtcbSize");
	is(L4_KipAreaSizeLog2(kip), 12, "KIP-12 L4_KipAreaSizeLog2");
	is(L4_KipAreaSize(kip), 4096, "KIP-12 L4_KipAreaSize");
	is(L4_BootInfo(kip), 0x123000, "KIP-33 L4_BootInfo");
	ok(L4_ProcDescExternalFreq(L4_ProcDesc(kip, 0)) == 100000 &&
	   L4_ProcDescExternalFreq(L4_ProcDesc(kip, 1)) == 200000 &&
	   L4_ProcDescInternalFreq(L4_ProcDesc(kip, 1)) == 2000000 &&
	   L4_ProcDesc(kip, 2) == NULL, "KIP-18 processor descriptors");
}

static void test_memory_descriptors(void)
{
	void *kip = kip_words;
	L4_MemoryDesc_t *m = L4_MemoryDesc(kip, 0);

	is(L4_NumMemoryDescriptors(kip), 5, "KIP-22 L4_NumMemoryDescriptors");
	ok(L4_MemoryDescType(m) == 1 && !L4_IsMemoryDescVirtual(m) && L4_MemoryDescLow(m) == 0 &&
	   L4_MemoryDescHigh(m) == 0x7ffff, "KIP-22 conventional memory");
	m = L4_MemoryDesc(kip, 1);
	ok(L4_MemoryDescType(m) == 1 && L4_IsMemoryDescVirtual(m) &&
	   L4_MemoryDescHigh(m) == VIRTUAL_END, "KIP-24 a virtual range");
	m = L4_MemoryDesc(kip, 2);
	ok(L4_MemoryDescType(m) == 0xff && L4_MemoryDescLow(m) == 0x600000 &&
	   L4_MemoryDescHigh(m) == 0xa03ff, "KIP-22 type with subtype, granule of 1 KiB");
	ok(L4_MemoryDescType(L4_MemoryDesc(kip, 3)) == 0x3e, "KIP-22 boot module");
	ok(L4_MemoryDescHigh(L4_MemoryDesc(kip, 4)) == 0x3ff && L4_MemoryDesc(kip, 5) == NULL,
	   "KIP-22 the end is inclusive; nothing behind the last");
}

static const L4_Word_t boot_words[] = {
	0x14b0021d, 1, 0x2f * W, 8 * W, 4, 0, 0, 0,
	/* 8: module; its command line is put into the last two words */
	1, 1, 8 * W, 0x800000, 0x1234, 6 * W, 0, 0,
	/* 0x10: program */
	2, 1, 0x10 * W, 0x1001000, 0x2001000, 0x111, 0x1002000, 0x2002000, 0x222, 0x1003000,
	0x2003000, 0x333, 0x2001040, 2, 77, 0,
	/* 0x20: EFI */
	0x101, 1, 8 * W, 0xa, 0xb, 0xc, 0xd, 0xe,
	/* 0x28: multiboot */
	0x102, 1, 4 * W, 0x9500,
};

static void test_bootinfo(void)
{
	L4_Word_t words[sizeof(boot_words) / sizeof(boot_words[0])];
	L4_BootRec_t *r;

	memcpy(words, boot_words, sizeof(words));
	memcpy(&words[14], "-three", 7);
	ok(L4_BootInfo_Valid(words) && L4_BootInfo_Size(words) == 0x2f * W &&
	   L4_BootInfo_Entries(words) == 4, "KIP-33 header of the boot information");
	words[1] = 2;
	ok(!L4_BootInfo_Valid(words), "KIP-33 another version is not valid");
	words[1] = 1;
	words[0]++;
	ok(!L4_BootInfo_Valid(words), "KIP-33 nor another magic");
	r = L4_BootInfo_FirstEntry(words);
	ok(L4_BootRec_Type(r) == L4_BootInfo_Module && L4_Module_Start(r) == 0x800000 &&
	   L4_Module_Size(r) == 0x1234 && strcmp(L4_Module_Cmdline(r), "-three") == 0,
	   "LIB-01 module record");
	r = L4_BootRec_Next(r);
	ok(L4_BootRec_Type(r) == L4_BootInfo_SimpleExec &&
	   L4_SimpleExec_InitialIP(r) == 0x2001040 && L4_SimpleExec_Flags(r) == 2 &&
	   L4_SimpleExec_Label(r) == 77 && L4_SimpleExec_Cmdline(r) == NULL,
	   "LIB-01 program record");
	ok(L4_SimpleExec_TextPstart(r) == 0x1001000 && L4_SimpleExec_TextVstart(r) == 0x2001000 &&
	   L4_SimpleExec_TextSize(r) == 0x111 && L4_SimpleExec_DataPstart(r) == 0x1002000 &&
	   L4_SimpleExec_DataVstart(r) == 0x2002000 && L4_SimpleExec_DataSize(r) == 0x222 &&
	   L4_SimpleExec_BssPstart(r) == 0x1003000 && L4_SimpleExec_BssVstart(r) == 0x2003000 &&
	   L4_SimpleExec_BssSize(r) == 0x333, "LIB-01 sections of a program record");
	L4_SimpleExec_Set_Label(r, 78);
	L4_SimpleExec_Set_Flags(r, 1);
	ok(L4_SimpleExec_Label(r) == 78 && L4_SimpleExec_Flags(r) == 1,
	   "LIB-01 label and flags can be set");
	r = L4_BootRec_Next(r);
	ok(L4_BootRec_Type(r) == L4_BootInfo_EFITables && L4_EFI_Systab(r) == 0xa &&
	   L4_EFI_Memmap(r) == 0xb && L4_EFI_MemmapSize(r) == 0xc &&
	   L4_EFI_MemdescSize(r) == 0xd && L4_EFI_MemdescVersion(r) == 0xe,
	   "LIB-01 EFI record");
	r = L4_BootRec_Next(r);
	ok(L4_BootRec_Type(r) == L4_BootInfo_Multiboot && L4_MBI_Address(r) == 0x9500,
	   "LIB-01 multiboot record");
}

void test_pages(void)
{
	test_offsets();
	build_kip();
	test_kernel_description();
	test_system_description();
	test_memory_descriptors();
	test_bootinfo();
}
